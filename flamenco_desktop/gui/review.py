"""Going through the lines: heard one by one, checked, and on to the next doubt. No widgets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.lyrics.doubts import Doubt, Doubtful, doubts
from flamenco_desktop.lyrics.model import LineState

AFTER = 0.25
"""Seconds of company after a line that is heard by itself."""


class Review(QObject):
    """Works on the word at `selected` (line and place) and asks by `wanted` for another to be selected."""

    wanted = Signal(int, int)
    refused = Signal(FlamencoError)
    doubted = Signal(object)
    """The Doubtful place that was gone to; None where there is none left."""

    def __init__(
        self, desk: Desk, selected: Callable[[], tuple[int, int] | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._selected = selected
        self._line = -1
        self._stop: float | None = None
        self._begun = 0.0
        self._quiet = False
        desk.sound.ticked.connect(self._heard)
        desk.sound.playing_changed.connect(self._played)
        desk.opened.connect(self._forget)
        desk.document.reset.connect(self._forget)

    def _forget(self) -> None:
        self._line, self._stop = -1, None

    # --- hearing ------------------------------------------------------------------------------------------

    def hear(self, start: float, end: float, *, repeat: bool = False) -> None:
        """Play from the lead-in before `start` to just after `end` (seconds), once or again and again."""
        desk = self._desk
        start = max(0.0, start - desk.preferences.lead_in)
        end = min(desk.duration, end + AFTER)
        desk.sound.go_on()
        desk.seek(start)
        if repeat:
            desk.sound.repeat(start, end)
        if not desk.playing:
            desk.play_or_pause()
        self._begun, self._stop = start, None if repeat else end

    def hear_line(self) -> None:
        """Play the selection, or the line of the selected word."""
        place, span = self._selected(), self._desk.selection.span
        if span is not None:
            self.hear(*span)
        elif place is not None:
            line = self._desk.document.lines[place[0]]
            self.hear(line.start, line.end)

    def entered(self, line: int, _word: int) -> None:
        """The listener has come to a word; a line of its own may play by itself."""
        before, self._line = self._line, line
        preferences = self._desk.preferences
        if line == before or self._quiet or not preferences.plays_lines or self._desk.document.growing:
            return
        own = self._desk.document.lines[line]
        self.hear(own.start, own.end, repeat=preferences.repeats_lines)

    def _heard(self) -> None:
        if self._stop is None:
            return
        now = self._desk.position()
        if not self._begun - 0.1 <= now <= self._stop + 1.0:
            # The listener went somewhere else meanwhile.
            self._stop = None
        elif now >= self._stop:
            self._stop = None
            if self._desk.playing:
                self._desk.play_or_pause()

    def _played(self, playing: bool) -> None:
        if not playing:
            self._stop = None

    # --- checking -----------------------------------------------------------------------------------------

    def check(self) -> None:
        """Mark the line as checked; go to the next one that is not, and play it."""
        place, document = self._selected(), self._desk.document
        if place is None:
            return
        try:
            document.set_line_state(place[0], LineState.CHECKED)
        except FlamencoError as error:
            self.refused.emit(error)
            return
        count = len(document.lines)
        for line in (*range(place[0] + 1, count), *range(place[0])):
            if document.lines[line].state is not LineState.CHECKED:
                self._go(line, 0)
                own = document.lines[line]
                self.hear(own.start, own.end, repeat=self._desk.preferences.repeats_lines)
                return
        self.doubted.emit(None)

    def next_doubt(self, step: int) -> None:
        """Go to the next (1) or previous (-1) doubtful place, beginning again at the end."""
        place, lines = self._selected(), self._desk.document.lines
        found = doubts(lines, self._desk.preferences.threshold)
        if place is None or not found:
            self.doubted.emit(None)
            return
        if step > 0:
            goal = next((item for item in found if (item.line, item.word) > place), found[0])
        else:
            goal = next((item for item in reversed(found) if (item.line, item.word) < place), found[-1])
        self._show(goal)

    def _show(self, goal: Doubtful) -> None:
        self._desk.selection.clear()
        self._go(goal.line, goal.word)
        if goal.reason is Doubt.UNWRITTEN:
            # Marked, so that it can be recognised by one more key.
            self._desk.selection.set(goal.start, goal.end)
        self._desk.seek(goal.start)
        self.doubted.emit(goal)

    def _go(self, line: int, word: int) -> None:
        self._quiet = True
        self._line = line
        try:
            self.wanted.emit(line, word)
        finally:
            self._quiet = False
