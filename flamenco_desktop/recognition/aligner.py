"""Words to times by WhisperX's forced alignment with a wav2vec 2.0 CTC model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError, ModelBrokenError
from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import offline
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.placing import place_all
from flamenco_desktop.recognition.singing import Span
from flamenco_desktop.recognition.spelling import Spelled, spell

RATE = 16000
_CHUNK = 20.0
_OVERLAP = 1.0
# Less is no frame after all convolutions of some models.
_SHORTEST = 0.1
# A pseudo-word after the last: WhisperX ends a segment's last letter at its own onset (its trellis lets only
# blanks stay, and the way back starts at the last column's best frame).
_END_MARK = "|"


class Aligner:
    """A CTC aligner, loaded once. Raises ModelBrokenError when it cannot be loaded."""

    def __init__(self, model: Model, device: Device) -> None:
        offline.prepare()
        import torch
        import whisperx.alignment

        self._torch: Any = torch
        self._whisperx: Any = whisperx.alignment
        self._device = device.kind
        try:
            # Whatever is sung: WhisperX uses the language only to split text, which has no punctuation here.
            self._network, self._metadata = self._whisperx.load_align_model(
                "es", device.kind, str(model.folder), model_cache_only=True
            )
        except (ValueError, OSError, RuntimeError) as error:
            raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
        self._network.eval()
        self._alphabet: dict[str, int] = self._metadata["dictionary"]
        self.blank = next((self._alphabet[pad] for pad in ("<pad>", "[pad]") if pad in self._alphabet), 0)
        self.boundary = self._alphabet.get("|")

    def align(self, samples: NDArray[np.float32], span: Span, texts: Sequence[str]) -> tuple[Word, ...]:
        """One word for each of `texts`, in order, within `span` of `samples` (n,) at 16 kHz.

        None is lost: a word that the aligner cannot hear gets an estimated time between its neighbours.
        """
        spelled = [spell(text, self._alphabet) for text in texts]
        heard = [index for index, word in enumerate(spelled) if word.letters]
        timed: dict[int, Word] = {}
        if heard:
            line = " ".join(spelled[index].letters for index in heard)
            chars = self._chars(samples, span, f"{line} {_END_MARK}")
            position = 0
            for index in heard:
                length = len(spelled[index].letters)
                word = _word(texts[index], spelled[index], chars[position : position + length])
                if word is not None:
                    timed[index] = word
                position += length + 1
        return place_all(texts, timed, span.start, span.end)

    def tokens(self, text: str) -> list[int]:
        """The aligner's tokens of a line of text, a word boundary after each word; unknown signs left out."""
        found: list[int] = []
        for word in text.split():
            letters = [self._alphabet[c] for c in spell(word, self._alphabet).letters if c in self._alphabet]
            found += letters
            if letters and self.boundary is not None:
                found.append(self.boundary)
        return found

    def emissions(
        self,
        samples: NDArray[np.float32],
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> tuple[NDArray[np.float32], float]:
        """Log probabilities (frames, vocabulary) of a whole recording, and the seconds of a frame.

        Computed in overlapping chunks, so that memory stays bounded. Raises CancelledError.
        """
        frame = self._frame_samples() / RATE
        total = max(1, int(len(samples) / RATE / frame))
        result = np.full((total, len(set(self._alphabet.values()))), -20.0, np.float32)
        for index in range(math.ceil(len(samples) / RATE / _CHUNK)):
            start = index * _CHUNK
            if cancelled():
                raise CancelledError()
            # Both on the frames' grid, so that chunks join without a shift.
            first = round(max(0.0, start - _OVERLAP) / frame)
            last = min(total, round((start + _CHUNK + _OVERLAP) / frame))
            piece = samples[round(first * frame * RATE) : round(last * frame * RATE)]
            scores = self._scores(piece)[:, : result.shape[1]]
            begin = round(start / frame)
            used = scores[begin - first :]
            room = min(len(used), total - begin)
            result[begin : begin + room] = used[:room]
            progress(min(1.0, (start + _CHUNK) * RATE / len(samples)))
        return result, frame

    def _scores(self, piece: NDArray[np.float32]) -> NDArray[np.float32]:
        shortest = round(_SHORTEST * RATE)
        if len(piece) < shortest:
            piece = np.pad(piece, (0, shortest - len(piece)))
        with self._torch.inference_mode():
            output = self._network(self._torch.from_numpy(piece).unsqueeze(0).to(self._device))
            logits = output.logits if hasattr(output, "logits") else output[0]
            scores = self._torch.log_softmax(logits[0].float(), dim=-1).cpu().numpy()
        return np.asarray(scores, np.float32)

    def _frame_samples(self) -> int:
        """Samples between two frames: the product of the convolutions' strides."""
        config = getattr(self._network, "config", None)
        return math.prod(config.conv_stride) if config is not None else 320

    def _chars(self, samples: NDArray[np.float32], span: Span, text: str) -> list[dict[str, Any]]:
        """One record for each character of `text`; without times where WhisperX gives up."""
        span = _roomy(
            span, max(_SHORTEST, (len(text) + 2) * self._frame_samples() / RATE), len(samples) / RATE
        )
        first = max(0, int(span.start * RATE) - RATE // 100)
        last = min(len(samples), int(span.end * RATE) + RATE // 100)
        if span.end - span.start < _SHORTEST:
            return [{} for _ in text]
        offset = first / RATE
        segment = {"text": text, "start": span.start - offset, "end": span.end - offset}
        result = self._whisperx.align(
            [segment],
            self._network,
            self._metadata,
            np.ascontiguousarray(samples[first:last]),
            self._device,
            return_char_alignments=True,
        )
        chars = [char for part in result["segments"] for char in part.get("chars") or ()]
        if "".join(str(char["char"]) for char in chars) != text:
            return [{} for _ in text]
        for char in chars:
            for key in ("start", "end"):
                if key in char:
                    char[key] += offset
        return chars


def _roomy(span: Span, needed: float, length: float) -> Span:
    """The span made at least `needed` seconds long, as far as the recording of `length` seconds allows."""
    end = min(length, max(span.end, span.start + needed))
    return Span(max(0.0, min(span.start, end - needed)), end)


def _word(text: str, spelled: Spelled, chars: Sequence[dict[str, Any]]) -> Word | None:
    if any("start" not in char or "end" not in char for char in chars):
        return None
    letters = tuple(
        Letter(text[place], float(char["start"]), float(char["end"]))
        for place, char in zip(spelled.places, chars, strict=True)
    )
    score = float(np.mean([char.get("score", 0.0) for char in chars]))
    confidence = min(1.0, max(0.0, score)) if math.isfinite(score) else None
    return Word(text, letters[0].start, letters[-1].end, confidence, letters=letters)
