"""The lines to be corrected: each with its time, its mark and its words, edited in place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from itertools import accumulate

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.line_paint import (
    GUTTER,
    MARK,
    PADDING,
    TYPE,
    Look,
    offer_rect,
    offers_alignment,
    paint_line,
    word_rect,
)
from flamenco_desktop.gui.line_typing import LineTyping, Typing
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.place_note import PlaceNote
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.typeset import Measure, Verse, set_verse
from flamenco_desktop.lyrics.doubts import THRESHOLD
from flamenco_desktop.lyrics.model import Line, LineState
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.timing import Timeline


class LineEditor(QAbstractScrollArea):
    """Shows the lines of `document` and turns keys and clicks into corrections of it.

    Only the lines in sight are painted; 1,200 of them cost as much as 20.
    """

    seek_requested = Signal(float)
    refused = Signal(FlamencoError)
    word_selected = Signal(int, int)
    align_requested = Signal(int)
    """The offer at the end of a line was taken: find its times anew."""

    def __init__(self, document: LyricDocument, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._clock: Callable[[], float] = lambda: -1.0
        self._timeline = Timeline(())
        self._verses: list[Verse] = []
        self._tops: list[float] = [0.0]
        self._measure = Measure(lyric_font(TYPE))
        self._row = self._measure.metrics.height() + 2
        self._look = Look(theme.tokens, self._measure, tabular(self.font()), self._row, threshold=THRESHOLD)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Lines of the lyrics"))
        self._note = PlaceNote(theme, self.viewport())
        self._typing = LineTyping(self, document, self._note, self._measure.font)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._typing.follow())
        document.reset.connect(self._reset)
        document.spliced.connect(self._spliced)
        theme.changed.connect(self.viewport().update)
        self._reset()

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    # --- following the document and the time ------------------------------------------------------------

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Take the time from `clock` (seconds now heard)."""
        self._clock = clock

    def set_threshold(self, threshold: float) -> None:
        """Words of less confidence, 0 to 1, are underlined."""
        self._look.threshold = threshold
        self.viewport().update()

    def set_misspelled(self, words: Collection[str]) -> None:
        """Draw the wave under these words."""
        if words != self._look.misspelled:
            self._look.misspelled = words
            self.viewport().update()

    def set_found(
        self, found: dict[int, list[tuple[int, int]]], current: tuple[int, int] | None = None
    ) -> None:
        """Tint found words, first and last of each place by line; `current` is line and first word."""
        self._look.found, self._look.current = found, current
        self.viewport().update()

    def tick(self) -> None:
        """Mark the word that is being sung, and keep its line in sight while nothing is typed."""
        place = self._timeline.at(self._clock())
        sung = (place.line, place.word) if place else None
        if sung == self._look.sung:
            return
        before, self._look.sung = self._look.sung, sung
        for changed in {pair[0] for pair in (before, sung) if pair and pair[0] < len(self._verses)}:
            self._update_line(changed)
        if sung and not self.editing and (before is None or before[0] != sung[0]):
            self.show_line(sung[0])

    def _reset(self) -> None:
        self._typing.end()
        self._look.selected = (0, 0)
        self._look.sung = None
        self._look.found = {}
        self._verses = [self._set(line) for line in self._document.lines]
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def _spliced(self, splice: Splice) -> None:
        end = splice.index + len(splice.old)
        before = [verse.rows for verse in self._verses[splice.index : end]]
        verses = self._verses[splice.index : end] = [self._set(line) for line in splice.new]
        if [verse.rows for verse in verses] == before:
            self._timeline = Timeline(self._document.lines)
            for line in range(splice.index, end):
                self._update_line(line)
        else:
            self._lay_out()
        line, word = self._look.selected
        moved = len(splice.new) - len(splice.old)
        if moved and line >= splice.index + len(splice.old):
            line += moved
        line = min(line, max(0, len(self._verses) - 1))
        if self._verses:
            self._look.selected = (line, min(word, len(self._verses[line].words) - 1))
        self._typing.lines_moved(splice.index + len(splice.old), moved)
        self._typing.follow()

    def _set(self, line: Line) -> Verse:
        return set_verse(
            line, self._measure, max(160.0, self.viewport().width() - GUTTER - 2 * GRID), gap=6.0
        )

    def _lay_out(self) -> None:
        self._timeline = Timeline(self._document.lines)
        self._tops = [0.0, *accumulate(verse.rows * self._row + 2 * PADDING for verse in self._verses)]
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(int(self._row + 2 * PADDING))
        bar.setRange(0, max(0, int(self._tops[-1]) + 2 * GRID - page))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._look.width = self.viewport().width()
        if event.size().width() != event.oldSize().width():
            self._verses = [self._set(line) for line in self._document.lines]
        self._lay_out()
        self._typing.follow()

    # --- geometry ---------------------------------------------------------------------------------------

    def _line_rect(self, line: int) -> QRectF:
        top = self._tops[line] - self.verticalScrollBar().value() + GRID
        return QRectF(0, top, self.viewport().width(), self._tops[line + 1] - self._tops[line])

    def word_rect(self, line: int, word: int) -> QRectF:
        """Where a word stands in the viewport."""
        return word_rect(self._verses[line], word, self._line_rect(line), self._row)

    def _hit(self, point: QPointF) -> tuple[int, int | None] | None:
        y = point.y() + self.verticalScrollBar().value() - GRID
        line = bisect_right(self._tops, y) - 1
        if not 0 <= line < len(self._verses):
            return None
        for word in range(len(self._verses[line].words)):
            if self.word_rect(line, word).adjusted(-4, -2, 4, 2).contains(point):
                return line, word
        return line, None

    def _update_line(self, line: int) -> None:
        self.viewport().update(self._line_rect(line).toAlignedRect())

    def show_line(self, line: int) -> None:
        """Bring a line into sight with one line of company above and below."""
        bar = self.verticalScrollBar()
        company = self._row + 2 * PADDING
        top, bottom = self._tops[line] - company, self._tops[line + 1] + company + GRID
        if top < bar.value():
            bar.setValue(int(top))
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(int(bottom - self.viewport().height()))

    # --- selecting --------------------------------------------------------------------------------------

    @property
    def selected(self) -> tuple[int, int] | None:
        """Line and word that the keys work on."""
        return self._look.selected if self._verses else None

    def select(self, line: int, word: int) -> None:
        """Go to a word."""
        if not (0 <= line < len(self._verses) and 0 <= word < len(self._verses[line].words)):
            return
        before, self._look.selected = self._look.selected, (line, word)
        self._note.hide()
        self.show_line(line)
        for changed in {before[0], line}:
            if changed < len(self._verses):
                self._update_line(changed)
        text = self._document.lines[line].words[word].text
        self.setAccessibleDescription(self.tr("Line {line}, word: {text}").format(line=line + 1, text=text))
        self.word_selected.emit(line, word)

    def select_at(self, time: float) -> None:
        """Go to the word that is sung at `time`, or to the last line before it."""
        place = self._timeline.at(time)
        line = max(0, self._timeline.line_at(time))
        self.select(line, place.word if place else 0)

    # --- typing (`line_typing`) -------------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """Whether something is being typed."""
        return self._typing.open

    @property
    def typing_at(self) -> int | None:
        """Before which character of the word the cursor stands, while a word is typed and not yet changed."""
        return self._typing.cursor

    def edit_word(self) -> None:
        """Type over the selected word."""
        if self._verses:
            line, word = self._look.selected
            self._typing.begin(Typing("word", line, word, self._document.lines[line].words[word].text))

    def edit_line(self) -> None:
        """Type over the whole selected line."""
        if self._verses:
            line = self._look.selected[0]
            self._typing.begin(Typing("line", line, before=self._document.lines[line].text))

    def insert_word(self, after: int) -> None:
        """Type a new word after the selected one (1) or before it (0)."""
        if self._verses:
            line, word = self._look.selected
            self._typing.begin(Typing("new word", line, word + after))

    def insert_line(self, after: int) -> None:
        """Type a new line after the selected one (1) or before it (0)."""
        self._typing.begin(Typing("new line", self._look.selected[0] + after if self._verses else 0))

    def commit(self) -> bool:
        """Take what is being typed, if anything is; whether nothing was refused."""
        return self._typing.commit()

    def say_here(self, error: FlamencoError) -> None:
        """Say what is wrong beside the word that it is about."""
        place = self._typing.field.geometry() if self.editing else QRect()
        if not self.editing and self._verses:
            place = self.word_rect(*self._look.selected).toAlignedRect()
        self._note.say(say(error).text, place)

    def typing_place(self, typing: Typing) -> QRect:
        """Where the field stands: over what is typed, or where it would come to stand."""
        width = max(200.0, self.viewport().width() - GUTTER - 2 * GRID)
        if typing.what == "new line" or not self._verses:
            top = self._tops[min(typing.line, len(self._verses))] - self.verticalScrollBar().value() + GRID
            inside = typing.line < len(self._verses)
            return QRectF(GUTTER, top - (self._row / 2 if inside else 0), width, self._row).toAlignedRect()
        if typing.what == "line":
            area = self._line_rect(typing.line)
            return QRectF(GUTTER, area.top() + PADDING, width, self._row).toAlignedRect()
        words = self._verses[typing.line].words
        place = self.word_rect(typing.line, min(typing.word, len(words) - 1))
        if typing.what == "new word":
            place.moveLeft(place.right() + 6 if typing.word >= len(words) else place.left() - 6)
            place.setWidth(48)
        return place.toAlignedRect()

    # --- marks, and what others offer for the selected word ----------------------------------------------

    def toggle_checked(self, line: int) -> None:
        """Mark a line as checked, or take the mark back."""
        checked = self._document.lines[line].state is LineState.CHECKED
        state = LineState.CORRECTED if checked else LineState.CHECKED
        self.attempt(lambda: self._document.set_line_state(line, state))

    def attempt(self, edit: Callable[[], object]) -> bool:
        """Make a correction; where it is refused, say why beside the place. Whether it was made."""
        try:
            edit()
        except FlamencoError as error:
            self.say_here(error)
            self.refused.emit(error)
            return False
        return True

    def step(self, words: int) -> None:
        """Go `words` words on, over the ends of lines."""
        if not self._verses:
            return
        line, word = self._look.selected
        word += words
        while word < 0 and line > 0:
            line -= 1
            word += len(self._verses[line].words)
        while word >= len(self._verses[line].words) and line + 1 < len(self._verses):
            word -= len(self._verses[line].words)
            line += 1
        self.select(line, min(max(word, 0), len(self._verses[line].words) - 1))

    def step_line(self, lines: int) -> None:
        """Go `lines` lines on, to the same place in the line."""
        line = min(max(self._look.selected[0] + lines, 0), len(self._verses) - 1)
        if line >= 0:
            self.select(line, min(self._look.selected[1], len(self._verses[line].words) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, int(self.viewport().height() / (self._row + 2 * PADDING)) - 1)
        steps = {
            Qt.Key.Key_Right: lambda: self.step(1),
            Qt.Key.Key_Left: lambda: self.step(-1),
            Qt.Key.Key_Down: lambda: self.step_line(1),
            Qt.Key.Key_Up: lambda: self.step_line(-1),
            Qt.Key.Key_PageDown: lambda: self.step_line(page),
            Qt.Key.Key_PageUp: lambda: self.step_line(-page),
            Qt.Key.Key_Home: lambda: self.step_line(-len(self._verses)),
            Qt.Key.Key_End: lambda: self.step_line(len(self._verses)),
            Qt.Key.Key_Return: self.edit_word,
            Qt.Key.Key_Enter: self.edit_word,
        }
        action = steps.get(Qt.Key(event.key()))
        if action and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            action()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit is None:
            return
        line, word = hit
        if event.button() == Qt.MouseButton.RightButton:
            # The menu that comes is about what is under the hand.
            self.select(line, word or 0)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if word is not None:
            self.select(line, word)
            self.seek_requested.emit(self._document.lines[line].words[word].start)
        elif MARK - 12 <= event.position().x() <= MARK + 16:
            self.toggle_checked(line)
        elif self._offers(line) and offer_rect(self._line_rect(line), self._row).contains(event.position()):
            self.select(line, 0)
            self.align_requested.emit(line)
        else:
            self.select(line, 0)
            self.seek_requested.emit(self._document.lines[line].start)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit and hit[1] is not None:
            self.select(hit[0], hit[1])
            self.edit_word()

    def _offers(self, line: int) -> bool:
        return offers_alignment(self._document.lines[line])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        over_word = hit is not None and hit[1] is not None
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if over_word else Qt.CursorShape.ArrowCursor)

    # --- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = event.rect()
        painter.fillRect(area, self._theme.tokens.color("ground"))
        if not self._verses:
            self._paint_nothing(painter)
            return
        shift = self.verticalScrollBar().value() - GRID
        first = max(0, bisect_right(self._tops, area.top() + shift) - 1)
        last = min(len(self._verses), bisect_right(self._tops, area.bottom() + shift))
        look = self._look
        look.tokens, look.focused = self._theme.tokens, self.hasFocus()
        lines = self._document.lines
        for line in range(first, last):
            paint_line(painter, look, line, lines[line], self._verses[line], self._line_rect(line))

    def _paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(self._theme.tokens.color("muted"))
        sentence = self.tr("No lines yet. They appear here as they are recognised.")
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, sentence)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._look.figures = tabular(self.font())
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def field_rect(self) -> QRect:
        """Where the field stands while a word is typed."""
        return self._typing.field.geometry()
