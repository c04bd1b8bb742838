"""Words moved in time by keys and menus: nudged, set where they are heard, shifted, stretched. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.selection import words_within
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Stretch

PAUSE_MS = 900
"""A key pressed again within this goes on with the same step of undo."""


class Hand(QObject):
    """Moves what is selected: the word at `selected` (line and word), or the words of the desk's selection.

    Presses of one key that follow each other closely are one step to undo.
    """

    refused = Signal(FlamencoError)
    moved = Signal()
    """A time was changed by a key; what is selected may have moved out of sight."""
    chosen = Signal(int, int)
    """The selection was carried on to a word, by line and place."""

    def __init__(
        self, desk: Desk, selected: Callable[[], tuple[int, int] | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._document = desk.document
        self._selected = selected
        self._doing: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.let_go)

    # --- one step -----------------------------------------------------------------------------------------

    def let_go(self) -> None:
        """The next press is a step of its own."""
        if self._doing is not None:
            self._doing = None
            self._rest.stop()
            self._document.end_gesture()

    def _do(self, what: object, edit: Callable[[], object]) -> None:
        if what is None or what != self._doing:
            self.let_go()
            if what is not None:
                self._document.begin_gesture()
                self._doing = what
        try:
            edit()
        except FlamencoError as error:
            self.let_go()
            self.refused.emit(error)
            return
        if what is not None:
            self._rest.start()
        self.moved.emit()

    # --- nudging ------------------------------------------------------------------------------------------

    def nudge(self, what: str, by: float) -> None:
        """Move the `what` of `time_actions` by seconds."""
        place = self._selected()
        if place is None:
            return
        document = self._document
        line, word = place
        item = document.lines[line].words[word]
        stretch = self._stretch(what, place)
        edits: dict[str, Callable[[], object]] = {
            "onset": lambda: document.retime_word(line, word, item.start + by, item.end),
            "offset": lambda: document.retime_word(line, word, item.start, item.end + by),
            "before": lambda: self._move_shared(line, word - 1, by),
            "after": lambda: self._move_shared(line, word, by),
            "stretch": lambda: self._stretch_line(line, by),
        }
        if what == "word" and stretch.first == stretch.last:
            line, word = stretch.first
            item = document.lines[line].words[word]
            edits["word"] = lambda: document.retime_word(line, word, item.start + by, item.end + by)
        edit = edits.get(what, lambda: document.shift(stretch, by))
        self._do((what, stretch), edit)

    def _stretch(self, what: str, place: tuple[int, int]) -> Stretch:
        """The words that a command is about."""
        lines = self._document.lines
        if what in ("line", "stretch"):
            return Stretch.of_lines(lines, place[0])
        if what == "rest":
            return Stretch.from_here(lines, *place)
        chosen = self.marked() if what == "word" else None
        return chosen or Stretch(place, place)

    def marked(self) -> Stretch | None:
        """The words of the selection; None when nothing is marked, or no word is in it."""
        span = self._desk.selection.span
        words = words_within(self._document.lines, *span) if span else []
        return Stretch(words[0], words[-1]) if words else None

    def stretches(self) -> dict[str, Stretch | None] | None:
        """What can be shifted as a block: the selection (None where nothing is marked), the word, the line,
        all from the word on, and everything; None without any word."""
        place = self._selected()
        if place is None:
            return None
        lines = self._document.lines
        return {
            "selection": self.marked(),
            "line": Stretch.of_lines(lines, place[0]),
            "word": Stretch(place, place),
            "rest": Stretch.from_here(lines, *place),
            "everything": Stretch.from_here(lines, 0),
        }

    def shift(self, stretch: Stretch, by: float) -> None:
        """Move words by seconds, as one step of undo."""
        self._do(None, lambda: self._document.shift(stretch, by))

    def _move_shared(self, line: int, word: int, by: float) -> None:
        lines = self._document.lines
        if word < 0:
            line -= 1
            word = len(lines[line].words) - 1 if line >= 0 else -1
        end = lines[line].words[word].end if word >= 0 else 0.0
        self._document.move_edge(line, word, end + by)

    def _stretch_line(self, line: int, by: float) -> None:
        own = self._document.lines[line]
        stretch = Stretch.of_lines(self._document.lines, line)
        self._document.stretch_words(stretch, own.start, own.end + by)

    # --- where it is heard --------------------------------------------------------------------------------

    def onset_here(self) -> None:
        """Let the word begin where the playhead is."""
        self._here(lambda line, word, now: self._document.set_onset(line, word, now))

    def offset_here(self) -> None:
        """Let the word end where the playhead is."""
        self._here(lambda line, word, now: self._document.set_offset(line, word, now))

    def rest_here(self) -> None:
        """Let the word, and all that follows as it is, begin where the playhead is."""

        def edit(line: int, word: int, now: float) -> None:
            stretch = Stretch.from_here(self._document.lines, line, word)
            self._document.shift(stretch, now - self._document.lines[line].words[word].start)

        self._here(edit)

    def _here(self, edit: Callable[[int, int, float], object]) -> None:
        place = self._selected()
        if place is not None:
            now = self._desk.position()
            self._do(None, lambda: edit(*place, now))

    # --- the selection ------------------------------------------------------------------------------------

    def select_from(self) -> None:
        """Let the selection begin where the playhead is."""
        span = self._desk.selection.span
        now = self._desk.position()
        self._desk.selection.set(now, span[1] if span and span[1] > now else self._desk.duration)

    def select_to(self) -> None:
        """Let the selection end where the playhead is."""
        span = self._desk.selection.span
        now = self._desk.position()
        self._desk.selection.set(span[0] if span and span[0] < now else 0.0, now)

    def select_line(self) -> None:
        """Mark the line."""
        place = self._selected()
        if place is not None:
            own = self._document.lines[place[0]]
            self._desk.selection.set(own.start, own.end)

    def select_more(self, step: int) -> None:
        """Mark the words from where the keys began to the next (1) or previous (-1) one."""
        place = self._selected()
        if place is None:
            return
        selection, lines = self._desk.selection, self._document.lines
        anchor = place if selection.span is None or selection.anchor is None else selection.anchor
        place = _beside(lines, place, step)
        first, last = sorted((anchor, place))
        selection.set(lines[first[0]].words[first[1]].start, lines[last[0]].words[last[1]].end)
        selection.anchor = anchor
        self.chosen.emit(*place)

    def select_nothing(self) -> None:
        """Mark nothing."""
        self._desk.selection.clear()


def _beside(lines: Sequence[Line], place: tuple[int, int], step: int) -> tuple[int, int]:
    """The word after (1) or before (-1) one, over the ends of lines; the one itself at the last."""
    line, word = place[0], place[1] + step
    if 0 <= word < len(lines[line].words):
        return line, word
    line += step
    if not 0 <= line < len(lines):
        return place
    return line, 0 if step > 0 else len(lines[line].words) - 1
