"""From sound to text: one small protocol, and the recogniser that CTranslate2 runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition.devices import Device

WINDOW = 30.0
RATE = 16000
_TOKENS_A_SECOND = 14.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised text; times in seconds from the window's start, None where not given.

    `no_speech` is the chance in [0, 1] that Whisper gives to hearing no speech in the window, `likelihood` the
    mean log probability of the text's tokens; None where a backend does not say.
    """

    text: str
    start: float | None = None
    end: float | None = None
    no_speech: float | None = None
    likelihood: float | None = None


class Recogniser(Protocol):
    """Turns a window of at most 30 s into text."""

    def recognise(
        self, samples: NDArray[np.float32], language: str, prompt: str = "", temperature: float = 0.0
    ) -> tuple[Segment, ...]:
        """The text sung in `samples` (n,) float32, mono, 16 kHz; no memory of earlier windows.

        `prompt` is told to it as if it had been written before. At a `temperature` above 0 the text is drawn
        by chance, which leads out of a loop; whoever asks judges it and asks again.
        """
        ...


def open_recogniser(model: Model, device: Device) -> Recogniser:
    """The recogniser for `model` on `device`: CTranslate2 for CPU and CUDA, transformers for the rest.

    Raises ModelBrokenError, WriteFailedError.
    """
    if device.kind == "mps":
        return _transformers(model, device)
    try:
        return CTranslate2Recogniser(model, device)
    except ModelBrokenError:
        # What CTranslate2 cannot take, transformers may; a model broken for both raises from there.
        return _transformers(model, device)


def _transformers(model: Model, device: Device) -> Recogniser:
    from flamenco_desktop.recognition.transformers_backend import TransformersRecogniser

    return TransformersRecogniser(model, device)


def most_tokens(samples: int, prompted: bool = False) -> int:
    """How many tokens can be sung in so many samples: more is a loop, and costs seconds.

    A prompt takes up to half of the 448 places that Whisper's decoder has.
    """
    return min(216 if prompted else 440, 24 + round(_TOKENS_A_SECOND * samples / RATE))


class CTranslate2Recogniser:
    """Whisper by faster-whisper, which WhisperX stands on too."""

    def __init__(self, model: Model, device: Device) -> None:
        from faster_whisper import WhisperModel

        from flamenco_desktop.recognition.conversion import converted

        folder = converted(model)
        try:
            self._whisper = WhisperModel(
                str(folder),
                device=device.kind,
                compute_type=device.precision,
                cpu_threads=device.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
        self._timestamps = model.timestamps

    def recognise(
        self, samples: NDArray[np.float32], language: str, prompt: str = "", temperature: float = 0.0
    ) -> tuple[Segment, ...]:
        """See `Recogniser`."""
        length = len(samples) / RATE
        # faster-whisper fills up a short window's features with zeros, which is no silence but a level of
        # sound; Whisper was trained on windows filled up as samples.
        filled = np.zeros(round(WINDOW * RATE), np.float32)
        filled[: len(samples)] = samples[: len(filled)]
        found, _ = self._whisper.transcribe(
            filled,
            language=language,
            beam_size=5,
            temperature=temperature,
            initial_prompt=prompt or None,
            max_new_tokens=most_tokens(len(samples), bool(prompt)),
            condition_on_previous_text=False,
            without_timestamps=not self._timestamps,
            vad_filter=False,
            # A window is only given when something sounds in it; Whisper's own verdict loses sung verses.
            no_speech_threshold=None,
        )
        return _segments(found, length, self._timestamps)


def _segments(found: Any, length: float, timestamps: bool) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for item in found:
        text = " ".join(str(item.text).split())
        if not text:
            continue
        start = end = None
        if timestamps and item.end > item.start:
            start, end = float(item.start), min(float(item.end), length)
        segments.append(Segment(text, start, end, float(item.no_speech_prob), float(item.avg_logprob)))
    return tuple(segments)
