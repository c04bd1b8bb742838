"""Detectors of speech, for those who want to compare: WhisperX's (pyannote) and Silero's.

Both are made for speech and lose verses; neither needs the network, for their weights come with WhisperX and
faster-whisper.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import JobFailedError
from flamenco_desktop.recognition import offline
from flamenco_desktop.recognition.singing import RATE, Span

# The thresholds that WhisperX gives to its detectors.
_ONSET, _OFFSET = 0.500, 0.363
_SHORTEST_SILENCE = 0.5


class Detector(Protocol):
    """Finds speech."""

    def spans(self, samples: NDArray[np.float32]) -> tuple[Span, ...]:
        """Where there is any in mono `samples` (n,) at 16 kHz; in order, none overlapping."""
        ...


def open_detector(name: str) -> Detector:
    """The detector called "pyannote" or "silero". Raises JobFailedError where it cannot be loaded."""
    if name == "pyannote":
        return Pyannote()
    if name == "silero":
        return Silero()
    raise ValueError(f"no detector is called {name!r}")


class Silero:
    """Silero's detector as faster-whisper carries it (ONNX)."""

    def __init__(self) -> None:
        from faster_whisper import vad

        self._vad: Any = vad
        self._settings = vad.VadOptions(
            threshold=_ONSET,
            neg_threshold=_OFFSET,
            min_silence_duration_ms=round(_SHORTEST_SILENCE * 1000),
            speech_pad_ms=100,
        )
        vad.get_vad_model()  # loads it, and keeps it

    def spans(self, samples: NDArray[np.float32]) -> tuple[Span, ...]:
        """See Detector."""
        if not len(samples):
            return ()
        found = self._vad.get_speech_timestamps(samples, self._settings)
        return tuple(Span(item["start"] / RATE, item["end"] / RATE) for item in found)


class Pyannote:
    """The detector that WhisperX takes, with the weights that it carries."""

    def __init__(self) -> None:
        offline.prepare()
        import torch
        from whisperx.vads import pyannote

        self._torch: Any = torch
        self._pyannote: Any = pyannote
        try:
            self._detector = pyannote.load_vad_model("cpu", vad_onset=_ONSET, vad_offset=_OFFSET)
        except (OSError, RuntimeError, ValueError) as error:
            raise JobFailedError(reason=f"pyannote: {str(error).splitlines()[0]}") from error

    def spans(self, samples: NDArray[np.float32]) -> tuple[Span, ...]:
        """See Detector."""
        if len(samples) < RATE // 10:
            return ()
        sound = {"waveform": self._torch.from_numpy(samples[None, :].copy()), "sample_rate": RATE}
        scores = self._detector(sound)
        found = self._pyannote.Binarize(onset=_ONSET, offset=_OFFSET)(scores).get_timeline()
        length = len(samples) / RATE
        spans = (Span(max(0.0, float(item.start)), min(length, float(item.end))) for item in found)
        return tuple(span for span in spans if span.end > span.start)
