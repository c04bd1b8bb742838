"""Going through the open recording by seconds, lines and words, and repeating a line of it. No widgets."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.lyrics.timing import Timeline

if TYPE_CHECKING:
    from flamenco_desktop.gui.desk import Desk

LEAD = 0.3  # seconds of company before and after a line that is repeated
AGAIN = 1.5  # later than this in a line, "previous line" goes to its own beginning
AGAIN_WORD = 0.5  # the same for words


class Steps(QObject):
    """Takes the sound of a desk from where it is heard to where a step leads in its lyrics as they are."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timeline = Timeline(())
        desk.document.reset.connect(self._lyrics_moved)
        desk.document.spliced.connect(self._lyrics_moved)

    def by_seconds(self, seconds: float) -> None:
        """Go on or back by `seconds`."""
        self._desk.seek(self._desk.position() + seconds)

    def by_lines(self, lines: int) -> None:
        """Go to the beginning of this line or of one before or after it."""
        document = self._desk.document
        now = self._desk.position()
        line = self._timeline.line_at(now)
        if lines < 0 and line >= 0 and now - document.lines[line].start > AGAIN:
            lines += 1
        line = max(0, line + lines)
        if line < len(document.lines):
            self._desk.seek(document.lines[line].start)

    def by_words(self, words: int) -> None:
        """Go to the beginning of this word or of one before or after it."""
        starts = [word.start for line in self._desk.document.lines for word in line.words]
        now = self._desk.position()
        # A word that has just begun is not the one to go back to.
        at = bisect_right(starts, now + 0.001) - 1
        if words < 0 and at >= 0 and now - starts[at] > AGAIN_WORD:
            words += 1
        at = max(0, at + words)
        if at < len(starts):
            self._desk.seek(starts[at])

    def loop_line(self) -> None:
        """Repeat the line that is heard, or go on after it."""
        desk = self._desk
        line = self._timeline.line_at(desk.position())
        if desk.sound.go_on() or line < 0 or desk.entry is None:
            return
        own = desk.document.lines[line]
        desk.sound.repeat(own.start - LEAD, min(desk.duration, own.end + LEAD))

    def _lyrics_moved(self) -> None:
        self._timeline = Timeline(self._desk.document.lines)
