"""Times of words: the one rule of order, and which word is sung at a time.

The rule: every word starts before it ends, no word starts before the one before it has ended (across lines
too), the first not before 0, the last not after the recording. Edits and `settle` put times on a grid of 0.1
ms, the precision of the stored shape, so that what is stored is what is in memory.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Letter, Line, Word

MINIMUM_DURATION = 0.02
"""Seconds that an edit leaves to a word where there is room. A recognised word may be shorter."""

TICKS = 10_000
"""Steps of the grid of times in a second."""

_onset = attrgetter("start")


def on_grid(seconds: float) -> float:
    """The nearest time on the grid."""
    return round(seconds, 4)


def floor_to_grid(seconds: float) -> float:
    """The last time on the grid that is not after `seconds`."""
    nearest = on_grid(seconds)
    return nearest if nearest <= seconds else (round(nearest * TICKS) - 1) / TICKS


def fault(lines: Sequence[Line], duration: float | None = None) -> str | None:
    """How `lines` break the rule: "empty" (a line without words), "order", "outside"; or None."""
    before = 0.0
    for line in lines:
        if not line.words:
            return "empty"
        for word in line.words:
            # Written so that a NaN fails too.
            if not before <= word.start < word.end:
                return "order"
            before = word.end
    if not before <= (math.inf if duration is None else duration) or math.isinf(before):
        return "outside"
    return None


def with_times(word: Word, start: float, end: float) -> Word:
    """The word at other times, its letters scaled with it, all on the grid."""
    start, end = on_grid(start), on_grid(end)
    confidence = _share(word.confidence)
    if not word.letters:
        return replace(word, start=start, end=end, confidence=confidence)
    span = word.end - word.start
    factor = (end - start) / span if span > 0 else 0.0

    def moved(time: float) -> float:
        return min(max(on_grid(start + (time - word.start) * factor), start), end)

    letters = tuple(Letter(item.char, moved(item.start), moved(item.end)) for item in word.letters)
    return replace(word, start=start, end=end, confidence=confidence, letters=letters)


def _share(confidence: float | None) -> float | None:
    if confidence is None or math.isnan(confidence):
        return None
    return round(min(max(confidence, 0.0), 1.0), 4)


def settle(lines: Sequence[Line], duration: float | None = None, after: float = 0.0) -> tuple[Line, ...]:
    """The lines made to keep the rule, between `after` and `duration`, with as little change as possible.

    Lines are put in order of their onsets. Where words overlap the earlier one ends sooner: an onset is heard
    more surely than an offset. Lines without words are left out. Raises InvalidEditError (reason "no_room")
    when not even a tick is left for every word, "not_a_time" for a NaN or an infinity.
    """
    ordered = sorted((line for line in lines if line.words), key=_onset)
    words = [word for line in ordered for word in line.words]
    if not all(math.isfinite(word.start) and math.isfinite(word.end) for word in words):
        raise InvalidEditError(reason="not_a_time")
    low = math.ceil(round(after * TICKS, 3))
    high = None if duration is None else math.floor(round(duration * TICKS, 3))
    starts = [round(word.start * TICKS) for word in words]
    ends = [round(word.end * TICKS) for word in words]
    least = round(MINIMUM_DURATION * TICKS)
    if high is not None and words:
        least = min(least, (high - low) // len(words))
        if least < 1:
            raise InvalidEditError(reason="no_room")
    _press_forward(starts, ends, low, least)
    if high is not None:
        _press_back(starts, ends, high, least)
    settled = [
        with_times(word, start / TICKS, end / TICKS)
        for word, start, end in zip(words, starts, ends, strict=True)
    ]
    return _regroup(ordered, settled)


def _press_forward(starts: list[int], ends: list[int], low: int, least: int) -> None:
    for index in range(len(starts)):
        if index == 0:
            starts[0] = max(starts[0], low)
        elif starts[index] < ends[index - 1]:
            soonest = min(starts[index - 1] + least, ends[index - 1])
            starts[index] = max(starts[index], soonest)
            ends[index - 1] = min(ends[index - 1], starts[index])
        if ends[index] <= starts[index]:
            ends[index] = starts[index] + least


def _press_back(starts: list[int], ends: list[int], high: int, least: int) -> None:
    for index in reversed(range(len(starts))):
        if ends[index] <= high:
            break
        ends[index] = high
        if starts[index] >= high:
            starts[index] = high - least
        high = starts[index]


def _regroup(lines: list[Line], words: list[Word]) -> tuple[Line, ...]:
    grouped, position = [], 0
    for line in lines:
        count = len(line.words)
        own = tuple(words[position : position + count])
        grouped.append(line if own == line.words else replace(line, words=own))
        position += count
    return tuple(grouped)


@dataclass(frozen=True, slots=True)
class Place:
    """A word by its line and its place in the line, and how much of it has been sung, in [0, 1]."""

    line: int
    word: int
    fraction: float


class Timeline:
    """Which word is sung when. Built in O(lines), asked in O(log words)."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = tuple(lines)
        self._onsets = [line.words[0].start for line in self._lines]

    def at(self, time: float) -> Place | None:
        """The word sung at `time` (seconds); None between words, before the first and after the last."""
        index = self.line_at(time)
        if index < 0:
            return None
        words = self._lines[index].words
        position = bisect_right(words, time, key=_onset) - 1
        if position < 0 or time >= words[position].end:
            return None
        return Place(index, position, sung_fraction(words[position], time))

    def line_at(self, time: float) -> int:
        """The line being sung at `time`, or the last one that was; -1 before the first."""
        return bisect_right(self._onsets, time) - 1

    def next_line_start(self, time: float) -> float | None:
        """Onset of the first line that starts after `time`; None when there is none."""
        index = bisect_right(self._onsets, time)
        return self._onsets[index] if index < len(self._onsets) else None


def sung_fraction(word: Word, time: float) -> float:
    """How much of the word's writing has been sung at `time`, in [0, 1].

    Where every character has a time the fraction follows them, so that a melisma holds the vowel it is sung
    on.
    """
    if time <= word.start:
        return 0.0
    if time >= word.end:
        return 1.0
    letters = word.letters
    count = len(letters)
    if count != len(word.text) or count < 2:
        return (time - word.start) / (word.end - word.start)
    index = bisect_right(letters, time, lo=1, key=_onset) - 1
    onset = letters[index].start if index else word.start
    following = letters[index + 1].start if index + 1 < count else word.end
    within = (time - onset) / (following - onset) if following > onset else 1.0
    return min(max((index + min(max(within, 0.0), 1.0)) / count, 0.0), 1.0)
