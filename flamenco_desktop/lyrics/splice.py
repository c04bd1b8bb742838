"""What an edit is: lines swapped for lines; and what all edits share.

Every edit is a pure function from lines to one `Splice`. It raises InvalidEditError whose `reason` is a short
code: "no_such_line", "no_such_word", "no_next", "no_room", "not_a_time", "outside", "before_onset",
"after_offset", "stale", "nothing_found", or a rule of `text`; then nothing has changed. `lines` must keep the
rule of `timing`; the result then keeps it too. A line whose words or times change becomes CORRECTED.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word
from flamenco_desktop.lyrics.syllables import share_by_syllables
from flamenco_desktop.lyrics.timing import floor_to_grid


@dataclass(frozen=True, slots=True)
class Splice:
    """Lines `index` to `index + len(old)` are swapped for `new`."""

    index: int
    old: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the lines stay as they are."""
        return self.old == self.new

    def inverse(self) -> Splice:
        """The splice that undoes this one."""
        return Splice(self.index, self.new, self.old)

    def apply(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines after the splice; InvalidEditError (reason "stale") when it was made for others."""
        end = self.index + len(self.old)
        if self.index < 0 or end > len(lines) or tuple(lines[self.index : end]) != self.old:
            raise InvalidEditError(reason="stale")
        return (*lines[: self.index], *self.new, *lines[end:])

    def then(self, later: Splice) -> Splice | None:
        """Both as one, when `later` swaps what this one put in, and perhaps lines around it; else None."""
        first = self.index - later.index
        last = first + len(self.new)
        if first < 0 or last > len(later.old) or later.old[first:last] != self.new:
            return None
        return Splice(later.index, (*later.old[:first], *self.old, *later.old[last:]), later.new)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that follow each other, from `first` to `last`, both in it: each its line and its place there."""

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def of_lines(cls, lines: Sequence[Line], first: int, last: int | None = None) -> Stretch:
        """The words of lines `first` to `last` (of `first` alone when None), both in it."""
        until = first if last is None else last
        line_at(lines, first)
        return cls((first, 0), (until, len(line_at(lines, until).words) - 1))

    @classmethod
    def from_here(cls, lines: Sequence[Line], line: int, word: int = 0) -> Stretch:
        """A word and all after it."""
        word_at(lines, line, word)
        return cls((line, word), (len(lines) - 1, len(lines[-1].words) - 1))

    def check(self, lines: Sequence[Line]) -> None:
        """Raise InvalidEditError where there are no such words."""
        word_at(lines, *self.first)
        word_at(lines, *self.last)
        if self.first > self.last:
            raise InvalidEditError(reason="no_such_word")

    def parts(self, lines: Sequence[Line]) -> Iterator[tuple[int, int, int]]:
        """For each line in it: the line, its first word in the stretch, and the one after its last."""
        for line in range(self.first[0], self.last[0] + 1):
            start = self.first[1] if line == self.first[0] else 0
            stop = self.last[1] + 1 if line == self.last[0] else len(lines[line].words)
            yield line, start, stop

    def words(self, lines: Sequence[Line]) -> list[Word]:
        """Its words in order."""
        return [word for line, start, stop in self.parts(lines) for word in lines[line].words[start:stop]]

    def texts(self, lines: Sequence[Line]) -> list[str]:
        """What it reads, line by line."""
        parts = self.parts(lines)
        return [" ".join(word.text for word in lines[line].words[start:stop]) for line, start, stop in parts]

    def room(self, lines: Sequence[Line], duration: float | None) -> tuple[float, float]:
        """The seconds between the word before it and the word after it."""
        return room(lines, self.first, self.last, duration)


def line_at(lines: Sequence[Line], line: int) -> Line:
    """The line; InvalidEditError where there is none."""
    if not 0 <= line < len(lines):
        raise InvalidEditError(reason="no_such_line")
    return lines[line]


def word_at(lines: Sequence[Line], line: int, word: int) -> Word:
    """The word; InvalidEditError where there is none."""
    words = line_at(lines, line).words
    if not 0 <= word < len(words):
        raise InvalidEditError(reason="no_such_word")
    return words[word]


def unchanged(lines: Sequence[Line], line: int) -> Splice:
    """The splice that changes nothing of a line."""
    return Splice(line, (lines[line],), (lines[line],))


def rewrite(lines: Sequence[Line], line: int, first: int, last: int, new: Sequence[Word]) -> Splice:
    """Swap words `first` to `last` (not in it) of a line for `new`; a line without words goes."""
    old = lines[line]
    words = (*old.words[:first], *new, *old.words[last:])
    if words == old.words:
        return Splice(line, (old,), (old,))
    if not words:
        return Splice(line, (old,), ())
    return Splice(line, (old,), (replace(old, words=words, state=LineState.CORRECTED),))


def shared(texts: Sequence[str], start: float, end: float, kind: Kind) -> list[Word]:
    """Words that share `start` to `end` (seconds) by syllables, estimated."""
    times = share_by_syllables(texts, start, end)
    return [Word(text, *span, estimated=True, kind=kind) for text, span in zip(texts, times, strict=True)]


def room(
    lines: Sequence[Line], first: tuple[int, int], last: tuple[int, int], duration: float | None
) -> tuple[float, float]:
    """The time between the word before `first` and the word after `last`, across lines.

    A `last` before `first` in the same line stands for the place between the two.
    """
    line, word = first
    if word > 0:
        low = lines[line].words[word - 1].end
    else:
        low = lines[line - 1].end if line else 0.0
    line, word = last
    if word + 1 < len(lines[line].words):
        high = lines[line].words[word + 1].start
    elif line + 1 < len(lines):
        high = lines[line + 1].start
    else:
        high = end_of(duration)
    return low, max(low, high)


def end_of(duration: float | None) -> float:
    """The last time on the grid in the recording; infinity when its length is not known."""
    return math.inf if duration is None else floor_to_grid(duration)
