"""Lyrics set for reading along: which lines are verses, what stands at their side, and where on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flamenco_desktop.gui.manner import Manner, manner
from flamenco_desktop.gui.sheet import Sheet, Sizes, focus_at
from flamenco_desktop.gui.typeset import Verse
from flamenco_desktop.lyrics.model import Line, Word
from flamenco_desktop.lyrics.timing import Timeline


class SetLyrics:
    """`verses` and `sung` (lines with nothing but what is sung) count by verses; `line_of` gives their lines.

    Lines of which nothing is sung get no slot of their own: `asides` has their words by the slot that is in
    focus when they are heard.
    """

    def __init__(self, lines: Sequence[Line], set_lines: Sequence[Verse], sizes: Sizes) -> None:
        self._verse_of_line: dict[int, int] = {}
        self.line_of: list[int] = []
        for index, verse in enumerate(set_lines):
            if verse.words:
                self._verse_of_line[index] = len(self.line_of)
                self.line_of.append(index)
        self.verses = [set_lines[index] for index in self.line_of]
        self.sung = [_sung_part(lines[index], set_lines[index]) for index in self.line_of]
        self.sheet = Sheet(self.sung, self.verses, sizes)
        self.timeline = Timeline(self.sung)
        self.asides: dict[int, list[Word]] = {}
        self._with_asides: set[int] = set()
        for index, (line, verse) in enumerate(zip(lines, set_lines, strict=True)):
            if len(verse.of) < len(line.words):
                self._with_asides.add(index)
                self._put_aside(line)

    def swap(self, index: int, line: Line, verse: Verse) -> bool:
        """Put a line in the place of line `index` if it takes the same room at the same time; whether so.

        Most corrections do, and then nothing else has to be set again.
        """
        at = self._verse_of_line.get(index)
        if at is None or index in self._with_asides or len(verse.of) < len(line.words):
            return False
        old = self.sung[at]
        if (old.start, old.end) != (line.start, line.end) or self.verses[at].rows != verse.rows:
            return False
        self.verses[at], self.sung[at] = verse, line
        self.timeline = Timeline(self.sung)
        return True

    def _put_aside(self, line: Line) -> None:
        for word in line.words:
            if manner(line, word) is Manner.ASIDE:
                self.asides.setdefault(self.focus_at(word.start), []).append(word)

    def focus_at(self, time: float) -> int:
        """The slot that the listener should look at."""
        return focus_at(self.sheet, self.sung, self.timeline.line_at(time), time)

    def slot_of_line(self, line: int) -> int:
        """The slot of a line that has a verse."""
        return self.sheet.slot_of(self._verse_of_line[line])


def _sung_part(line: Line, verse: Verse) -> Line:
    if len(verse.of) == len(line.words):
        return line
    return replace(line, words=tuple(line.words[word] for word in verse.of))
