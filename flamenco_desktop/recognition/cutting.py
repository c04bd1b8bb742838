"""What a recogniser is given at once: windows that hold whole phrases and are never cut through a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import phrases, singing
from flamenco_desktop.recognition.recogniser import WINDOW
from flamenco_desktop.recognition.singing import HOP, Activity, Span
from flamenco_desktop.recognition.voice import Letters, Voices

# Where a letter begins, a cut costs as much as this many dB; it spreads over the letters beside it.
_LETTER_COST = 40.0
_LETTER_SPREAD = 0.3
# A doubtful stretch shorter than that says no word.
_SHORTEST_DOUBT = 0.6


@dataclass(frozen=True, slots=True)
class Window:
    """A piece for the recogniser; `sure` says whether somebody certainly sings in it."""

    span: Span
    sure: bool = True


def plan(
    voices: Voices, activity: Activity, letters: Letters, longest: float, length: float
) -> tuple[Window, ...]:
    """Windows over all voices of `length` seconds of sound, in order, none overlapping.

    They last at most `longest`, but for what no pause and no end of a word divides; never more than Whisper
    can be given.
    """
    avoid = letter_cost(activity, letters)
    phrased = [
        piece for span in voices.sure for piece in _pieces(span, activity, avoid, max(longest, WINDOW))
    ]
    windows: list[Window] = []
    for span in phrases.pack(phrased, longest, length):
        windows += [Window(piece) for piece in _pieces(span, activity, avoid, WINDOW)]
    for doubt in voices.doubtful:
        for rest in _outside(doubt, [window.span for window in windows if window.sure]):
            windows += [Window(piece, False) for piece in _pieces(rest, activity, avoid, longest)]
    return tuple(sorted(windows, key=lambda window: window.span.start))


def letter_cost(activity: Activity, letters: Letters) -> NDArray[np.float32]:
    """For each of the activity's frames (n,) how much a cut there would hurt a word, in dB."""
    mass = letters.mass
    times = (np.arange(len(activity.level)) + 0.5) * HOP
    if not len(mass) or not len(times):
        return np.zeros(len(times), np.float32)
    at = np.clip((times / letters.frame).astype(int), 0, len(mass) - 1)
    width = min(round(_LETTER_SPREAD / HOP), max(1, len(times)))
    near = np.convolve(mass[at], np.ones(width), mode="same")[: len(times)]
    return np.asarray(_LETTER_COST * np.minimum(near * HOP / letters.frame, 1.0), np.float32)


def _pieces(span: Span, activity: Activity, avoid: NDArray[np.float32], longest: float) -> list[Span]:
    return singing.cut(activity, span, longest, avoid)


def _outside(span: Span, others: Sequence[Span]) -> list[Span]:
    rest: list[Span] = []
    start = span.start
    for other in others:
        if other.end <= start or other.start >= span.end:
            continue
        if other.start - start >= _SHORTEST_DOUBT:
            rest.append(Span(start, other.start))
        start = max(start, other.end)
    if span.end - start >= _SHORTEST_DOUBT:
        rest.append(Span(start, span.end))
    return rest
