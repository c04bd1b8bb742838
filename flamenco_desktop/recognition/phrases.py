"""Where phrases are sung, told by the aligner's own letters: a guitar is loud and pitched but spells nothing.

A CTC aligner scores a letter where one begins, its word boundary where a word ends, and blank in between. So
a pause is a boundary with no letter for a while after it, and a held vowel, however long, is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition.singing import Span

_LETTER = 0.5
_BOUNDARY = 0.3
_SPREAD = 5
# A breath between two tercios; what is shorter may be the closure before a plosive.
_PAUSE = 0.3
# So few letters were a palma or a string.
_FEWEST_LETTERS = 2
# A phrase without a heard end goes on so long after its last letter at the most.
_LONGEST_HELD = 4.0
_LONGEST_JOINED_PAUSE = 1.0
# Less than a verse: a second of it alone costs as much as a cut at a pause of 0.6 s is worth.
_FRAGMENT = 2.5
_FRAGMENT_COST = 0.6
_ROOM = 0.35


def find(
    emissions: NDArray[np.float32], frame: float, blank: int, boundary: int | None, longest: float
) -> tuple[Span, ...]:
    """Spans of sung phrases in seconds, in order, none overlapping, at most `longest` where that can be.

    `emissions` (frames, vocabulary) are log probabilities, `frame` the seconds of a frame. Without a boundary
    in the aligner's vocabulary there is nothing to tell a pause by: then there are no phrases.
    """
    if boundary is None or not len(emissions):
        return ()
    chances = np.exp(emissions)
    ends = chances[:, boundary]
    letters = np.flatnonzero(1.0 - chances[:, blank] - ends > _LETTER)
    if len(letters) < _FEWEST_LETTERS:
        return ()
    gaps = [_Gap.between(int(a), int(b), ends, frame) for a, b in pairwise([*letters, len(emissions)])]
    spans: list[Span] = []
    first = 0
    for index, gap in enumerate(gaps):
        if index + 1 < len(gaps) and not gap.pause:
            continue
        if index - first + 1 >= _FEWEST_LETTERS:
            spans += _spans(letters, gaps, first, index, frame, longest)
        first = index + 1
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Gap:
    """What lies between two letters: where the sound ends, how sure that is, how long all of it lasts."""

    end: int
    mass: float
    seconds: float
    pause: bool

    @staticmethod
    def between(letter: int, following: int, ends: NDArray[np.floating], frame: float) -> _Gap:
        inside = ends[letter + 1 : following]
        seconds = (following - letter) * frame
        # An end is spread over neighbouring frames; a background over all of them is none.
        near = np.convolve(inside, np.ones(_SPREAD), mode="same") if len(inside) >= _SPREAD else inside
        mass = float(near.max(initial=0.0))
        if mass > _BOUNDARY:
            end = letter + 1 + int(np.argmax(inside))
            return _Gap(end, mass, seconds, (following - end) * frame >= _PAUSE)
        held = round(_LONGEST_HELD / frame)
        return _Gap(min(following, letter + held), mass, seconds, following - letter > held)


def _spans(
    letters: NDArray[np.intp], gaps: Sequence[_Gap], first: int, last: int, frame: float, longest: float
) -> list[Span]:
    """The phrase from letter `first` to letter `last`, cut where a pause is likeliest if it is too long."""
    start, end = float(letters[first] * frame), float(gaps[last].end * frame)
    if end - start <= longest or last - first < 2 * _FEWEST_LETTERS:
        return [Span(start, end)]
    inner = range(first + _FEWEST_LETTERS - 1, last - _FEWEST_LETTERS + 1)
    cut = max(inner, key=lambda index: gaps[index].mass + 0.2 * gaps[index].seconds)
    return [
        *_spans(letters, gaps, first, cut, frame, longest),
        *_spans(letters, gaps, cut + 1, last, frame, longest),
    ]


def pack(phrases: Sequence[Span], longest: float, length: float) -> tuple[Span, ...]:
    """Windows around the phrases of a recording of `length` seconds, with a little room on both sides.

    Each window lasts at most `longest` (and the room). Of all ways to join phrases that is chosen which cuts
    at the longest pauses and leaves no fragment alone. A phrase too long by itself is cut into equal parts.
    """
    whole = [Span(phrases[first].start, phrases[last].end) for first, last in _joined(phrases, longest)]
    windows: list[Span] = []
    for index, span in enumerate(whole):
        before = whole[index - 1].end if index else 0.0
        after = whole[index + 1].start if index + 1 < len(whole) else length
        start = max(span.start - _ROOM, (before + span.start) / 2)
        end = min(span.end + _ROOM, (span.end + after) / 2)
        parts = max(1, math.ceil((span.end - span.start) / longest))
        windows += [Span(float(a), float(b)) for a, b in pairwise(np.linspace(start, end, parts + 1))]
    return tuple(windows)


def _joined(phrases: Sequence[Span], longest: float) -> list[tuple[int, int]]:
    """First and last phrase of every window, by dynamic programming over the place of the last cut."""
    best = [0.0]
    begins: list[int] = []
    for last, phrase in enumerate(phrases):
        choices: list[tuple[float, int]] = []
        for first in range(last, -1, -1):
            if first < last:
                apart = phrases[first + 1].start - phrases[first].end > _LONGEST_JOINED_PAUSE
                if apart or phrase.end - phrases[first].start > longest:
                    break
            seconds = phrase.end - phrases[first].start
            pause = phrases[first].start - phrases[first - 1].end if first else 0.0
            worth = min(pause, _LONGEST_JOINED_PAUSE) - _FRAGMENT_COST * max(0.0, _FRAGMENT - seconds)
            choices.append((best[first] + worth, first))
        value, begin = max(choices)
        best.append(value)
        begins.append(begin)
    found: list[tuple[int, int]] = []
    last = len(phrases) - 1
    while last >= 0:
        found.append((begins[last], last))
        last = begins[last] - 1
    return found[::-1]
