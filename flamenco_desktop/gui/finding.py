"""Finding and replacing: in the open recording as one types, in the library beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.errors import FlamencoError, LibraryError
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.find_bar import FindBar, Row
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.times import clock
from flamenco_desktop.library.search import Found, search
from flamenco_desktop.lyrics.find import Hit, find, preview, replace_all, words_of
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Splice

PAUSE_MS = 250
"""The library is looked through when the typing has rested for so long."""
STEP = "replace_all"
"""What replacing is called in the journal."""


class Finding(QObject):
    """Joins the bar with what is open and with the library."""

    replaced_all = Signal(int, int)
    """So many places in so many recordings were replaced; `take_back` undoes it."""
    refused = Signal(FlamencoError)

    def __init__(self, desk: Desk, bar: FindBar, editor: LineEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bar, self._editor = desk, bar, editor
        self._document = desk.document
        self._hits: list[Hit] = []
        self._current = -1
        self._found: tuple[Found, ...] = ()
        self._asked = 0
        self._replaced: list[int] = []
        self._open_step = -1
        self._go_to: tuple[int, int] | None = None
        self._errands = Errands(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search_library)
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(0)
        self._fresh.timeout.connect(self.refresh)
        bar.query_changed.connect(self.refresh)
        bar.stepped.connect(self.step)
        bar.replaced.connect(self.replace)
        bar.all_replaced.connect(self.replace_everything)
        bar.chosen.connect(self._go)
        bar.closed.connect(self._close)
        self._document.spliced.connect(self._lines_moved)
        self._document.reset.connect(self._lines_moved)

    # --- looking ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again in what is open; and in the library, if that is asked for."""
        bar = self._bar
        if not bar.isVisible():
            return
        self._hits = find(self._document.lines, bar.query)
        self._current = self._nearest()
        if bar.everywhere:
            self._pause.start()
            self._show_library()
        else:
            self._found = ()
            self._show_here()
        self._tint()

    def _lines_moved(self) -> None:
        if self._go_to is not None and self._document.recording == self._go_to[0]:
            line, self._go_to = self._go_to[1], None
            self._editor.select(min(line, max(0, len(self._document.lines) - 1)), 0)
        if self._bar.isVisible():
            self._fresh.start()

    def _be_fresh(self) -> None:
        """Places found before the last change may be others by now."""
        if self._fresh.isActive():
            self._fresh.stop()
            self.refresh()

    def _nearest(self) -> int:
        """The first place at or after the selected word; else the first of all."""
        place = self._editor.selected or (0, 0)
        for number, hit in enumerate(self._hits):
            if (hit.line, words_of(self._document.lines[hit.line], hit)[1]) >= place:
                return number
        return 0 if self._hits else -1

    def _tint(self) -> None:
        lines = self._document.lines
        found: dict[int, list[tuple[int, int]]] = {}
        for hit in self._hits:
            found.setdefault(hit.line, []).append(words_of(lines[hit.line], hit))
        current = None
        if 0 <= self._current < len(self._hits):
            hit = self._hits[self._current]
            current = (hit.line, words_of(lines[hit.line], hit)[0])
        self._editor.set_found(found, current)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) place."""
        if not self._hits or self._bar.everywhere:
            return
        place = self._editor.selected
        hit = self._hits[self._current]
        if place == (hit.line, words_of(self._document.lines[hit.line], hit)[0]):
            self._current = (self._current + by) % len(self._hits)
        self._show_current()

    def _show_current(self) -> None:
        hit = self._hits[self._current]
        self._editor.select(hit.line, words_of(self._document.lines[hit.line], hit)[0])
        self._show_here()
        self._tint()

    def _show_here(self) -> None:
        places = len(self._hits)
        if not self._bar.field.text().strip():
            words = ""
        elif places:
            words = self.tr("{number} of {count}").format(number=self._current + 1, count=places)
        else:
            words = self.tr("Not found")
        self._bar.show_count(words, places)
        self._bar.show_rows(self._rows(self._document.recording or -1, self._document.lines, self._hits))

    def _rows(self, recording: int, lines: tuple[Line, ...], hits: list[Hit]) -> list[Row]:
        """What each line reads, and what it would read."""
        if not self._bar.replacing:
            if not self._bar.everywhere:
                return []
            seen = dict.fromkeys(hit.line for hit in hits)
            return [Row(recording, at, f"{clock(lines[at].start)}   {lines[at].text}") for at in seen]
        gone = self.tr("(gone)")
        return [
            Row(
                recording,
                item.line,
                f"{clock(lines[item.line].start)}   {item.before}   →   {item.after or gone}",
            )
            for item in preview(lines, hits, self._bar.other.text())
        ]

    # --- the library --------------------------------------------------------------------------------------

    def _search_library(self) -> None:
        query, path = self._bar.query, self._desk.library_path
        self._asked += 1
        number = self._asked

        def work() -> tuple[int, tuple[Found, ...]]:
            return number, search(path, query, lambda: number != self._asked)

        self._bar.show_count(self.tr("Looking…"), 0)
        self._errands.run(work, self._take_found, self._not_searched)

    def _take_found(self, answer: tuple[int, tuple[Found, ...]]) -> None:
        number, found = answer
        if number != self._asked or not self._bar.everywhere:
            return
        self._found = found
        self._show_library()

    def _not_searched(self, error: FlamencoError) -> None:
        self._bar.show_count("", 0)
        if isinstance(error, LibraryError):
            self.refused.emit(error)

    def _others(self) -> list[Found]:
        """What was found in recordings that are not open: what is open may have changed since."""
        return [found for found in self._found if found.entry.id != self._document.recording]

    def _show_library(self) -> None:
        others = self._others()
        places = len(self._hits) + sum(len(found.hits) for found in others)
        recordings = len(others) + bool(self._hits)
        words = self.tr("{count} in {recordings} recordings").format(count=places, recordings=recordings)
        self._bar.show_count(words if places else self.tr("Not found"), places)
        rows: list[Row] = []
        entry = self._desk.entry
        if self._hits and entry is not None:
            rows.append(Row(0, 0, entry.title))
            rows += self._rows(entry.id, self._document.lines, self._hits)
        for found in others:
            rows.append(Row(0, 0, found.entry.title))
            rows += self._rows(found.entry.id, found.lines, list(found.hits))
        self._bar.show_rows(rows)

    def _go(self, recording: int, line: int) -> None:
        """To a line of the preview, in whichever recording it is."""
        if recording in (self._document.recording, -1):
            self._editor.select(line, 0)
        else:
            self._go_to = (recording, line)
            self._desk.open_key(recording)

    # --- replacing ----------------------------------------------------------------------------------------

    def replace(self) -> None:
        """Replace the place gone to, and go to the next one."""
        self._be_fresh()
        if not self._hits or self._bar.everywhere or not self._bar.replacing:
            return
        hit = self._hits[self._current]
        word = words_of(self._document.lines[hit.line], hit)[0]
        if self._editor.selected != (hit.line, word):
            self._show_current()
            return
        if self._change([hit]):
            self.refresh()
            if self._hits:
                self._current %= len(self._hits)
                self._show_current()

    def replace_everything(self) -> None:
        """Replace all that was found: one step to undo in each recording."""
        self._be_fresh()
        places, recordings = 0, 0
        text = self._bar.other.text()
        others = self._others() if self._bar.everywhere else []
        self._replaced, self._open_step = [], -1
        if self._hits:
            if not self._change(self._hits):
                return
            self._open_step = self._document.undo_stack.index()
            places, recordings = len(self._hits), 1
        for found in others:
            self._desk.correct_unopened(found.entry.id, STEP, _change(found, text))
            self._replaced.append(found.entry.id)
            places, recordings = places + len(found.hits), recordings + 1
        self._found = ()
        self.refresh()
        if places:
            self.replaced_all.emit(places, recordings)

    def replace_hits(self, hits: list[Hit], text: str) -> None:
        """Replace places of the open recording that somebody else has found: one step to undo."""
        self._editor.attempt(lambda: self._document.change(STEP, self._made(hits, text)))

    def take_back(self) -> None:
        """Undo what was replaced last, everywhere; in what is open only while nothing else was done since."""
        stack = self._document.undo_stack
        if self._open_step == stack.index():
            stack.undo()
        for recording in self._replaced:
            self._desk.take_back_unopened(recording, STEP)
        self._replaced, self._open_step = [], -1
        self.refresh()

    def _change(self, hits: list[Hit]) -> bool:
        text = self._bar.other.text()
        try:
            return self._document.change(STEP, self._made(hits, text))
        except FlamencoError as error:
            self.refused.emit(error)
            return False

    def _made(self, hits: list[Hit], text: str) -> Callable[[tuple[Line, ...]], Splice]:
        return lambda lines: replace_all(lines, hits, text, self._document.duration)

    def _close(self) -> None:
        self._asked += 1
        self._hits, self._found = [], ()
        self._editor.set_found({})
        if self._editor.isVisible():
            self._editor.setFocus()


def _change(found: Found, text: str) -> Callable[[tuple[Line, ...]], Splice]:
    """The correction of lyrics that were found as they were; of others it changes nothing."""

    def change(lines: tuple[Line, ...]) -> Splice:
        if lines != found.lines:
            return Splice(0, (), ())
        return replace_all(lines, found.hits, text, found.entry.duration)

    return change
