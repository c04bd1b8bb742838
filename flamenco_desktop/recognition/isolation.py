"""The voice taken out of the mix by a Hybrid Demucs (Défossez 2021), in torchaudio's form of it.

The recording goes through the network in overlapping segments, so that two hours need no more memory than one
minute. What comes out is kept as a FLAC file: it can be listened to, and is there when it is asked for again.
"""

from __future__ import annotations

import json
import math
import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.resample import Resampler, to_stereo
from flamenco_desktop.audio.source import Samples, Source, open_source
from flamenco_desktop.audio.voices import NETWORK
from flamenco_desktop.errors import (
    CancelledError,
    FetchFailedError,
    ModelBrokenError,
    WriteFailedError,
)
from flamenco_desktop.recognition import offline
from flamenco_desktop.recognition.devices import Device

_PUBLISHER = "download.pytorch.org"
_SOURCES = ("drums", "bass", "other", "vocals")
_VOICE = "vocals"
_SEGMENT, _OVERLAP = 10.0, 1.0
_BLOCK_SECONDS = 4.0
# Older voices go when all together pass this: they can be made again.
_MOST_KEPT = 4_000_000_000
_ABANDONED = 3600.0


class Separator:
    """A network that parts a mix into its sources.

    `name` is "hdemucs" for torchaudio's, whose weights are fetched once by torchaudio, or a folder with
    `config.json` (the arguments of `torchaudio.models.HDemucs`, and `sample_rate`) and `model.safetensors`.
    Raises FetchFailedError, ModelBrokenError.
    """

    def __init__(self, name: str, device: Device) -> None:
        offline.prepare()
        import torch

        self.name = name
        self._torch: Any = torch
        self._device = device.kind
        network, self.rate, sources = _fetched() if name == NETWORK else _from_folder(Path(name))
        self._network = network.to(self._device).eval()
        self._voice = sources.index(_VOICE)

    def voice(self, mix: NDArray[np.float32]) -> NDArray[np.float32]:
        """The voice of one segment, (n, 2) at `rate` Hz, of the same length."""
        torch = self._torch
        with torch.inference_mode():
            sound = torch.from_numpy(np.ascontiguousarray(mix.T)).unsqueeze(0).to(self._device)
            parts = self._network(sound)
        return np.asarray(parts[0, self._voice].float().cpu().numpy().T, np.float32)


def isolate(
    recording: Path | str,
    target: Path,
    separator: Separator,
    start: float = 0.0,
    end: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda fraction: None,
) -> None:
    """Write the voice of `recording` between `start` and `end` seconds to `target`, a FLAC file.

    The file appears whole or not at all. Raises what `audio.source.open_source` does, WriteFailedError,
    CancelledError.
    """
    work = target.with_name(f"{target.stem}-{os.getpid()}.part.flac")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _make_room(target.parent)
        _write(Path(recording), work, separator, start, end, cancelled, progress)
        work.replace(target)
    except OSError as error:
        raise WriteFailedError(path=str(target), reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            work.unlink(missing_ok=True)


def _write(
    recording: Path,
    work: Path,
    separator: Separator,
    start: float,
    end: float | None,
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> None:
    import soundfile

    level = _level(recording, start, end, cancelled)
    with closing(open_source(recording)) as source:
        seconds = (source.frames / source.rate if end is None else end) - start
        try:
            with soundfile.SoundFile(
                work, "w", separator.rate, min(2, source.channels), "PCM_16", format="FLAC"
            ) as file:
                done = 0
                for block in _voices(
                    _stereo(source, separator.rate, start, end), separator, level, cancelled
                ):
                    file.write(block if file.channels == 2 else block.mean(axis=1))
                    done += len(block)
                    progress(min(1.0, done / separator.rate / max(seconds, 1e-9)))
        except soundfile.LibsndfileError as error:
            raise WriteFailedError(path=str(work), reason=str(error.error_string)) from error


def _voices(
    blocks: Iterator[Samples],
    separator: Separator,
    level: tuple[float, float],
    cancelled: Callable[[], bool],
) -> Iterator[Samples]:
    """The voice of all `blocks` together, segment by segment, each faded into the next."""
    mean, deviation = level
    whole, overlap = round(_SEGMENT * separator.rate), round(_OVERLAP * separator.rate)
    fade = np.linspace(0.0, 1.0, overlap, dtype=np.float32)[:, None]
    waiting = np.zeros((0, 2), np.float32)
    tail = np.zeros((0, 2), np.float32)
    for block in _and_none(blocks):
        if block is not None:
            waiting = np.concatenate([waiting, block])
        while len(waiting) >= whole or (block is None and len(waiting) > len(tail)):
            if cancelled():
                raise CancelledError()
            piece = waiting[:whole]
            last = block is None and len(waiting) <= whole
            voice = separator.voice((_padded(piece, separator.rate) - mean) / deviation)[: len(piece)]
            voice = voice * deviation + mean
            if len(tail):
                both = min(len(tail), len(voice))
                voice[:both] = tail[:both] * (1 - fade[:both]) + voice[:both] * fade[:both]
            given = len(voice) if last else whole - overlap
            yield np.clip(voice[:given], -1.0, 1.0)
            tail, waiting = voice[given:].copy(), waiting[given:]
    # The recording ended with a segment: what was to be faded into the next one ends it.
    yield np.clip(tail, -1.0, 1.0)


def _and_none(blocks: Iterator[Samples]) -> Iterator[Samples | None]:
    yield from blocks
    yield None


def _padded(piece: Samples, rate: int) -> Samples:
    """At least a second: the network's own windows need so much."""
    return np.pad(piece, ((0, max(0, rate - len(piece))), (0, 0)))


def _stereo(source: Source, rate: int, start: float, end: float | None) -> Iterator[Samples]:
    """The source between two times as (n, 2) blocks at `rate` Hz."""
    resampler = Resampler(source.rate, rate, 2)
    if start > 0.0:
        source.seek(round(start * source.rate))
    left = math.inf if end is None else (end - start) * source.rate
    while left > 0:
        block = source.read(round(min(_BLOCK_SECONDS * source.rate, left)))
        if not len(block):
            break
        left -= len(block)
        yield resampler.push(to_stereo(block))
    yield resampler.flush()


def _level(
    recording: Path, start: float, end: float | None, cancelled: Callable[[], bool]
) -> tuple[float, float]:
    """Mean and standard deviation of the whole: Demucs was trained on recordings brought to 0 and 1."""
    count, total, squares = 0, 0.0, 0.0
    with closing(open_source(recording)) as source:
        for block in _stereo(source, source.rate, start, end):
            if cancelled():
                raise CancelledError()
            mono = block.mean(axis=1, dtype=np.float64)
            count += len(mono)
            total += float(mono.sum())
            squares += float((mono**2).sum())
    mean = total / max(1, count)
    return mean, math.sqrt(max(squares / max(1, count) - mean**2, 0.0)) or 1.0


def _make_room(kept: Path) -> None:
    """Let the oldest voices go where there are too many, and what a killed process left behind."""
    for path in kept.glob("*.part.flac"):
        if time.time() - path.stat().st_mtime > _ABANDONED:
            path.unlink(missing_ok=True)
    files = sorted(kept.glob("*.flac"), key=lambda path: path.stat().st_mtime)
    size = sum(path.stat().st_size for path in files)
    for path in files:
        if size <= _MOST_KEPT:
            return
        size -= path.stat().st_size
        path.unlink(missing_ok=True)


def _fetched() -> tuple[Any, int, tuple[str, ...]]:
    """torchaudio's network; its weights are fetched where they are not on this machine."""
    import torchaudio

    bundle = torchaudio.pipelines.HDEMUCS_HIGH_MUSDB_PLUS
    try:
        with warnings.catch_warnings():
            # torchaudio says of its downloads that they will move one day.
            warnings.simplefilter("ignore")
            network = bundle.get_model()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error).splitlines()[0]
        raise FetchFailedError(model=NETWORK, source=_PUBLISHER, reason=str(reason)) from error
    return network, bundle.sample_rate, _SOURCES


def _from_folder(path: Path) -> tuple[Any, int, tuple[str, ...]]:
    from safetensors.torch import load_file
    from torchaudio.models import HDemucs

    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        rate = int(config.pop("sample_rate"))
        network = HDemucs(**config)
        network.load_state_dict(load_file(path / "model.safetensors"))
        sources = tuple(config["sources"])
        if _VOICE not in sources or config.get("audio_channels", 2) != 2:
            raise ValueError(f"no {_VOICE} in stereo")
    except (OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelBrokenError(model=str(path), reason=str(error).splitlines()[0]) from error
    return network, rate, sources
