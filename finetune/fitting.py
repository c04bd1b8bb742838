"""How well words fit the sound they are said to be sung in, by the program's aligner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.devices import choose
from flamenco_desktop.recognition.singing import Span

_ROOM = 0.3


def by_aligner(model: Model) -> Callable[[NDArray[np.float32], float, float, Sequence[str]], float | None]:
    """A function of samples, two times in seconds, and words: the mean score in [0, 1] of the words that the
    aligner hears, None where it hears none. Raises ModelBrokenError.
    """
    aligner = Aligner(model, choose("cpu"))

    def fit(samples: NDArray[np.float32], start: float, end: float, texts: Sequence[str]) -> float | None:
        words = aligner.align(samples, Span(max(0.0, start - _ROOM), end + _ROOM), texts)
        told = [word.confidence for word in words if word.confidence is not None]
        return sum(told) / len(told) if told else None

    return fit
