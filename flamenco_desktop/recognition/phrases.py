"""Where phrases are sung, told by the aligner's own letters: a guitar is loud and pitched but spells nothing.

A CTC aligner scores a letter where one begins, its word boundary where a word ends, and blank in between. So
a pause is a boundary with no letter for a while after it, and a held vowel, however long, is none.
"""

from __future__ import annotations

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
# Less than a verse: a second of it alone costs as much as what a pause lacks by 0.6 s.
_FRAGMENT = 2.5
_FRAGMENT_COST = 0.6
_ROOM = 0.35
# A large window costs the recogniser the same time full or half empty, at whatever pause it is cut.
_WINDOW_COST = 0.5
_LONGEST_PAUSE_IN_A_LARGE_WINDOW = 3.0


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
    letters = _letters(1.0 - chances[:, blank] - ends)
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


def _letters(chances: NDArray[np.floating]) -> NDArray[np.intp]:
    """Frames in which a letter begins, by the chance of any letter in each.

    An onset between two frames is shared by them: neither need be likely by itself.
    """
    padded = np.concatenate([[0.0], chances, [0.0]])
    before, here, after = padded[:-2], padded[1:-1], padded[2:]
    peaks = (here >= before) & (here > after) & (here + np.maximum(before, after) > _LETTER)
    return np.flatnonzero(peaks | (here > _LETTER))


@dataclass(frozen=True, slots=True)
class _Gap:
    """What lies between two letters: where the sound ends, how sure that is, how long nothing sounds then."""

    end: int
    mass: float
    rest: float
    pause: bool

    @staticmethod
    def between(letter: int, following: int, ends: NDArray[np.floating], frame: float) -> _Gap:
        inside = ends[letter + 1 : following]
        # An end is spread over neighbouring frames; a background over all of them is none.
        near = np.convolve(inside, np.ones(_SPREAD), mode="same") if len(inside) >= _SPREAD else inside
        mass = float(near.max(initial=0.0))
        if mass > _BOUNDARY:
            end = letter + 1 + int(np.argmax(inside))
            rest = (following - end) * frame
            return _Gap(end, mass, rest, rest >= _PAUSE)
        held = round(_LONGEST_HELD / frame)
        return _Gap(min(following, letter + held), mass, 0.0, following - letter > held)


def _spans(
    letters: NDArray[np.intp], gaps: Sequence[_Gap], first: int, last: int, frame: float, longest: float
) -> list[Span]:
    """The phrase from letter `first` to letter `last`, cut between words if it is too long.

    Of the gaps that end a word the longest and surest is taken; a melisma within a word is longer than any
    pause and none. Where no word ends, nothing is cut.
    """
    start, end = float(letters[first] * frame), float(gaps[last].end * frame)
    inner = range(first + _FEWEST_LETTERS - 1, last - _FEWEST_LETTERS + 1)
    between_words = [index for index in inner if gaps[index].mass > _BOUNDARY]
    if end - start <= longest or not between_words:
        return [Span(start, end)]
    cut = max(between_words, key=lambda index: min(gaps[index].mass, 1.0) + gaps[index].rest)
    return [
        *_spans(letters, gaps, first, cut, frame, longest),
        *_spans(letters, gaps, cut + 1, last, frame, longest),
    ]


def pack(phrases: Sequence[Span], longest: float, length: float, whole: float = 30.0) -> tuple[Span, ...]:
    """Windows around the phrases of a recording of `length` seconds, with a little room on both sides.

    Each window lasts at most `longest` (and the room), but for a phrase that is longer by itself: that stays
    whole. A cut costs what its pause lacks to a second, for a singer breathes within a verse, too; a fragment
    alone costs as well. Of all ways to join phrases the cheapest is chosen; where windows may be as long as
    `whole`, the most that a recogniser can be given, each costs by itself, for it takes the same time.
    """
    runs = _joined(phrases, longest, _WINDOW_COST if longest >= whole else 0.0)
    joined = [Span(phrases[first].start, phrases[last].end) for first, last in runs]
    windows: list[Span] = []
    for index, span in enumerate(joined):
        before = joined[index - 1].end if index else 0.0
        after = joined[index + 1].start if index + 1 < len(joined) else length
        start = max(span.start - _ROOM, (before + span.start) / 2)
        end = min(span.end + _ROOM, (span.end + after) / 2)
        if end - start > whole >= span.end - span.start:
            start, end = span.start, span.end
        windows.append(Span(start, end))
    return tuple(windows)


def _joined(phrases: Sequence[Span], longest: float, window_cost: float) -> list[tuple[int, int]]:
    """First and last phrase of every window, by dynamic programming over the place of the last cut."""
    joinable = _LONGEST_JOINED_PAUSE if window_cost == 0.0 else _LONGEST_PAUSE_IN_A_LARGE_WINDOW
    best = [0.0]
    begins: list[int] = []
    for last, phrase in enumerate(phrases):
        choices: list[tuple[float, int]] = []
        for first in range(last, -1, -1):
            if first < last:
                apart = phrases[first + 1].start - phrases[first].end > joinable
                if apart or phrase.end - phrases[first].start > longest:
                    break
            seconds = phrase.end - phrases[first].start
            pause = phrases[first].start - phrases[first - 1].end if first else 0.0
            lacking = max(0.0, _LONGEST_JOINED_PAUSE - pause) if first else 0.0
            cost = lacking + _FRAGMENT_COST * max(0.0, _FRAGMENT - seconds) + window_cost
            choices.append((best[first] + cost, first))
        value, begin = min(choices)
        best.append(value)
        begins.append(begin)
    found: list[tuple[int, int]] = []
    last = len(phrases) - 1
    while last >= 0:
        found.append((begins[last], last))
        last = begins[last] - 1
    return found[::-1]
