"""A CTC network's letters, frame by frame, for any length of sound in bounded memory."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError, MemoryShortError
from flamenco_desktop.recognition.careful import ran_out_of_memory

RATE = 16000
_CHUNK = 20.0
_OVERLAP = 1.0
# A GPU is only busy with several chunks at once; a CPU is with one.
_BATCH = {"cuda": 8, "mps": 4, "cpu": 1}
_NEVER = -20.0


class Emitter:
    """Log probabilities of letters from `network`, as `whisperx.load_align_model` gives it.

    Frame k of the result stands for the time k * `frame` seconds of the samples, exactly: WhisperX spreads
    the frames over a stretch's whole length, though there are fewer than fit in, and is late by up to one.
    """

    def __init__(self, network: Any, device: str, symbols: int, folder: Path) -> None:
        import torch

        self._torch: Any = torch
        self._network = network.eval()
        self.device = device
        """The kind of device it computes on: the CPU once the memory of another did not do."""
        self._symbols = symbols
        self._normalise = _wants_normalised(folder)
        self._batch = _BATCH.get(device, 1)
        kernels, strides = _convolutions(network)
        self._stride = math.prod(strides)
        reach = 1
        for kernel, stride in zip(reversed(kernels), reversed(strides), strict=True):
            reach = (reach - 1) * stride + kernel
        self._beyond = max(0, reach - self._stride)
        self.frame = self._stride / RATE
        """Seconds between two frames."""

    def emit(
        self,
        samples: NDArray[np.float32],
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> NDArray[np.float32]:
        """Log probabilities (frames, symbols) of mono `samples` (n,) at 16 kHz; at least one frame.

        Computed in overlapping chunks, several at once where the device likes that. Raises CancelledError,
        MemoryShortError.
        """
        total = max(1, len(samples) // self._stride)
        result = np.full((total, self._symbols), _NEVER, np.float32)
        chunks = list(self._chunks(total))
        done = 0
        mean, scale = _level(samples) if self._normalise else (0.0, 1.0)
        for _, group in groupby(chunks, key=lambda chunk: chunk[2] - chunk[1]):
            waiting = list(group)
            while waiting:
                if cancelled():
                    raise CancelledError()
                batch = waiting[: self._batch]
                pieces = [(self._piece(samples, first, last) - mean) * scale for _, first, last in batch]
                found = self._try(pieces)
                if found is None:
                    continue
                for (begin, first, _), scores in zip(batch, found, strict=True):
                    end = min(total, begin + self._chunk)
                    used = scores[begin - first : end - first, : self._symbols]
                    result[begin : begin + len(used)] = used
                waiting = waiting[len(batch) :]
                done += len(batch)
                progress(done / len(chunks))
        return result

    @property
    def _chunk(self) -> int:
        return max(1, round(_CHUNK / self.frame))

    def _chunks(self, total: int) -> Iterator[tuple[int, int, int]]:
        """For each chunk the first frame that it gives, and the frames that it listens to."""
        overlap = round(_OVERLAP / self.frame)
        for begin in range(0, total, self._chunk):
            yield begin, max(0, begin - overlap), min(total, begin + self._chunk + overlap)

    def _piece(self, samples: NDArray[np.float32], first: int, last: int) -> NDArray[np.float32]:
        """The samples for exactly the frames from `first` to before `last`, silence beyond the end."""
        wanted = (last - first) * self._stride + self._beyond
        piece = samples[first * self._stride : first * self._stride + wanted]
        return np.pad(piece, (0, wanted - len(piece))) if len(piece) < wanted else piece

    def _try(self, pieces: Sequence[NDArray[np.float32]]) -> NDArray[np.float32] | None:
        """Scores (pieces, frames, symbols); None when memory ran out and there is less to be tried now."""
        try:
            return self._scores(pieces)
        except (RuntimeError, MemoryError) as error:
            if not ran_out_of_memory(error):
                raise
        if len(pieces) > 1:
            self._batch = len(pieces) // 2
        elif self.device != "cpu":
            self._network = self._network.to("cpu")
            self.device, self._batch = "cpu", 1
        else:
            raise MemoryShortError(model="")
        return None

    def _scores(self, pieces: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        torch = self._torch
        with torch.inference_mode():
            sound = torch.from_numpy(np.ascontiguousarray(np.stack(pieces), np.float32)).to(self.device)
            output = self._network(sound)
            logits = output.logits if hasattr(output, "logits") else output[0]
            scores = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
        return np.asarray(scores, np.float32)


def _convolutions(network: Any) -> tuple[list[int], list[int]]:
    """Kernels and strides of the network's feature extractor, from its settings or, in torchaudio, itself."""
    config = getattr(network, "config", None)
    if config is not None:
        return list(config.conv_kernel), list(config.conv_stride)
    layers = [layer.conv for layer in network.feature_extractor.conv_layers]
    return [layer.kernel_size[0] for layer in layers], [layer.stride[0] for layer in layers]


def _wants_normalised(folder: Path) -> bool:
    """Whether the model was trained on sound of mean zero and variance one; WhisperX gives it none such."""
    try:
        settings = json.loads((folder / "preprocessor_config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(settings.get("do_normalize", False)) if isinstance(settings, dict) else False


def _level(samples: NDArray[np.float32]) -> tuple[float, float]:
    """Mean, and the factor to a variance of one, over all samples: chunks keep their levels."""
    if not len(samples):
        return 0.0, 1.0
    deviation = float(np.std(samples, dtype=np.float64))
    return float(np.mean(samples, dtype=np.float64)), 1.0 / max(deviation, 1e-4)
