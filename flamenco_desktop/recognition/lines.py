"""Where the letters of lines are sung, each line in its span; a line that went astray is looked for again.

A line is astray when hardly any of its letters is heard where it was put: the span was wrong. It is tried
once more between its neighbours that are well placed, together with others astray beside it, and then in
stretches of that room; what is heard best is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import posterior

# The cost of holding a consonant for 20 ms more: vowels are what is held.
_HOLD = 0.05
_TICK = 0.02
# How well the letters of a line must be heard where they stand (`Found.quality`), or it is astray. Over a
# band 5 to 10 dB below the voice, 98 % of the lines in place are above -2.45, and 96 % of those in a wrong
# place are below it (of 86 lines of the synthetic validation verses).
_ASTRAY = -2.45
_BETTER = 0.25
_FAINTEST = 1e-3
# How far beyond its span a line astray is looked for, where no neighbour stands in the way.
_FURTHEST = 6.0
_REACH = 2


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a line for the search.

    `tokens` (n,) are columns of the scores, `optional` (n,) those that may be left out (word boundaries),
    `vowels` (n,) those that may be held for long.
    """

    tokens: NDArray[np.intp]
    optional: NDArray[np.bool_]
    vowels: NDArray[np.bool_]

    def __add__(self, other: Letters) -> Letters:
        return Letters(
            np.concatenate([self.tokens, other.tokens]),
            np.concatenate([self.optional, other.optional]),
            np.concatenate([self.vowels, other.vowels]),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A line's letters in time.

    `onsets` (n,) in frames with fractions; `sure` and `used` (n,) as in `posterior.Placed`; `heard` (n,) the
    chance of each letter that the aligner gives near its onset.
    """

    onsets: NDArray[np.float64]
    sure: NDArray[np.float64]
    used: NDArray[np.float64]
    heard: NDArray[np.float64]

    def quality(self, letters: Letters) -> float:
        """The mean logarithm of the chance of the letters that must be there; a single one counts little."""
        return float(np.mean(np.log(np.maximum(self.heard[~letters.optional], _FAINTEST))))


def search(
    scores: NDArray[np.float32],
    blank: int,
    frame: float,
    lines: Sequence[tuple[int, int, Letters]],
) -> list[Found | None]:
    """The letters of each line, which lies from its first frame to before its last; lines in order of time.

    `scores` (frames, symbols) are log probabilities, `frame` the seconds of one. None for a line that has no
    letters, or more than there are frames.
    """
    found = [_place(scores, blank, frame, first, last, letters) for first, last, letters in lines]
    good = [one is not None and one.quality(lines[n][2]) >= _ASTRAY for n, one in enumerate(found)]
    number = 0
    while number < len(lines):
        after = number + 1
        if not good[number]:
            while after < len(lines) and not good[after]:
                after += 1
            _again(scores, blank, frame, lines, found, number, after)
        number = after
    return found


def _again(
    scores: NDArray[np.float32],
    blank: int,
    frame: float,
    lines: Sequence[tuple[int, int, Letters]],
    found: list[Found | None],
    first: int,
    after: int,
) -> None:
    """Look anew for the lines from `first` to before `after`, all astray, between their good neighbours."""
    wanted = [number for number in range(first, after) if len(lines[number][2].tokens)]
    if not wanted:
        return
    room = round(_FURTHEST / frame)
    before, behind = found[first - 1] if first else None, found[after] if after < len(lines) else None
    low = max(0, lines[first][0] - room)
    high = min(len(scores), lines[after - 1][1] + room)
    if before is not None:
        low = max(low, int(before.onsets[-1]) + 1)
    if behind is not None:
        high = min(high, int(behind.onsets[0]))
    together = lines[wanted[0]][2]
    for number in wanted[1:]:
        together = together + lines[number][2]
    best = float(np.mean([_quality(found[number], lines[number][2]) for number in wanted]))
    for start, end in _windows(low, high, lines[first][0], lines[after - 1][1], len(together.tokens)):
        placed = _place(scores, blank, frame, start, end, together)
        if placed is None:
            continue
        parts = _parted(placed, [len(lines[number][2].tokens) for number in wanted])
        quality = float(np.mean([part.quality(lines[n][2]) for part, n in zip(parts, wanted, strict=True)]))
        # All or none: of lines that go astray together, one moved alone might stand before its neighbour.
        if quality > best + _BETTER:
            best = quality
            for number, part in zip(wanted, parts, strict=True):
                found[number] = part


def _quality(found: Found | None, letters: Letters) -> float:
    return float(np.log(_FAINTEST)) if found is None else found.quality(letters)


def _parted(found: Found, lengths: Sequence[int]) -> list[Found]:
    """A search of several lines together, line by line."""
    cuts = np.cumsum(lengths)[:-1]
    fields = (found.onsets, found.sure, found.used, found.heard)
    return [Found(*part) for part in zip(*(np.split(field, cuts) for field in fields), strict=True)]


def _windows(low: int, high: int, first: int, last: int, letters: int) -> list[tuple[int, int]]:
    """All the room; then its parts on both sides of the middle of the given span."""
    middle = min(max((first + last) // 2, low), high)
    return [(a, b) for a, b in ((low, high), (low, middle), (middle, high)) if b - a >= letters]


def _place(
    scores: NDArray[np.float32], blank: int, frame: float, first: int, last: int, letters: Letters
) -> Found | None:
    first, last = max(0, first), min(len(scores), last)
    if not len(letters.tokens) or last <= first:
        return None
    chosen = scores[first:last][:, letters.tokens].T
    odds = chosen - scores[first:last, blank]
    hold = np.where(letters.vowels | letters.optional, 0.0, _HOLD * frame / _TICK)
    placed = posterior.place(odds, letters.optional, hold)
    if placed is None:
        return None
    at = np.rint(placed.onsets).astype(int)[:, None] + np.arange(-_REACH, _REACH + 1)
    near = np.take_along_axis(chosen, np.clip(at, 0, last - first - 1), axis=1)
    heard = np.exp(near.max(axis=1).astype(np.float64))
    return Found(placed.onsets + first, placed.sure, placed.used, heard)
