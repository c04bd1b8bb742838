"""Where each line of a known text is sung, found roughly in one pass over the whole recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import trellis
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.singing import Span

_BEFORE = 0.4
_AFTER = 0.8


def find_lines(
    aligner: Aligner,
    emissions: NDArray[np.float32],
    frame: float,
    whole: Span,
    texts: Sequence[str],
    cancelled: Callable[[], bool],
) -> tuple[Span, ...]:
    """A span for each of `texts`, in order, none overlapping, within `whole`. Raises CancelledError.

    `emissions` (frames, symbols) are those of `whole`, `frame` the seconds of one.

    Where the recording is too short for the text, the lines share it by their length.
    """
    if not texts:
        return ()
    tokens = [aligner.tokens(text) for text in texts]
    onsets = trellis.onsets(emissions, [token for line in tokens for token in line], aligner.blank, cancelled)
    if onsets is None or any(not line for line in tokens):
        return _shared(whole, texts)
    bounds: list[tuple[float, float]] = []
    position = 0
    for line in tokens:
        first, last = onsets[position], onsets[position + len(line) - 1]
        bounds.append((whole.start + float(first) * frame, whole.start + float(last + 1) * frame))
        position += len(line)
    return _widened(bounds, whole)


def _widened(bounds: Sequence[tuple[float, float]], whole: Span) -> tuple[Span, ...]:
    """Room on both sides of every line, but no further than half of the way to its neighbour."""
    spans: list[Span] = []
    for index, (start, end) in enumerate(bounds):
        low = whole.start if index == 0 else (bounds[index - 1][1] + start) / 2
        high = whole.end if index + 1 == len(bounds) else (end + bounds[index + 1][0]) / 2
        spans.append(Span(max(low, start - _BEFORE), min(high, end + _AFTER)))
    return tuple(spans)


def _shared(whole: Span, texts: Sequence[str]) -> tuple[Span, ...]:
    marks = np.cumsum([0, *(len(text) for text in texts)])
    times = whole.start + (whole.end - whole.start) * marks / marks[-1]
    return tuple(Span(float(a), float(b)) for a, b in pairwise(times))
