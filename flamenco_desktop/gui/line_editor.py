"""The lines to be corrected: each with its time, its mark and its words, edited in place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.gui.typeset import Measure, Verse, set_verse
from flamenco_desktop.gui.word_field import WordField
from flamenco_desktop.lyrics.doubts import THRESHOLD, doubt
from flamenco_desktop.lyrics.model import Line, LineState
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.timing import Timeline

TYPE = 18
GUTTER = 104
MARK = 76
PADDING = 7


class LineEditor(QAbstractScrollArea):
    """Shows the lines of `document` and turns keys and clicks into corrections of it.

    Only the lines in sight are painted; 1,200 of them cost as much as 20.
    """

    seek_requested = Signal(float)
    refused = Signal(FlamencoError)
    word_selected = Signal(int, int)

    def __init__(self, document: LyricDocument, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._clock: Callable[[], float] = lambda: -1.0
        self._selected = (0, 0)
        self._sung: tuple[int, int] | None = None
        self._threshold = THRESHOLD
        self._timeline = Timeline(())
        self._verses: list[Verse] = []
        self._tops: list[float] = [0.0]
        self._measure = Measure(lyric_font(TYPE))
        self._row = self._measure.metrics.height() + 2
        self._figures = tabular(self.font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Lines of the lyrics"))
        self._field = WordField(self.viewport())
        self._field.setFont(self._measure.font)
        self._field.committed.connect(self._commit)
        self._field.cancelled.connect(self._cancel)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._end_edit())
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
        self._threshold = threshold
        self.viewport().update()

    def tick(self) -> None:
        """Mark the word that is being sung, and keep its line in sight while nothing is typed."""
        place = self._timeline.at(self._clock())
        sung = (place.line, place.word) if place else None
        if sung == self._sung:
            return
        before, self._sung = self._sung, sung
        for changed in {pair[0] for pair in (before, sung) if pair and pair[0] < len(self._verses)}:
            self._update_line(changed)
        if sung and not self.editing and (before is None or before[0] != sung[0]):
            self._show(sung[0])

    def _reset(self) -> None:
        self._end_edit()
        self._selected = (0, 0)
        self._sung = None
        self._verses = [self._set(line) for line in self._document.lines]
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def _spliced(self, splice: Splice) -> None:
        self._verses[splice.index : splice.index + len(splice.old)] = [self._set(line) for line in splice.new]
        self._lay_out()
        line, word = self._selected
        line = min(line, max(0, len(self._verses) - 1))
        if self._verses:
            self._selected = (line, min(word, len(self._verses[line].words) - 1))

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
        self._end_edit()
        self._verses = [self._set(line) for line in self._document.lines]
        self._lay_out()

    # --- geometry ---------------------------------------------------------------------------------------

    def _line_rect(self, line: int) -> QRectF:
        top = self._tops[line] - self.verticalScrollBar().value() + GRID
        return QRectF(0, top, self.viewport().width(), self._tops[line + 1] - self._tops[line])

    def word_rect(self, line: int, word: int) -> QRectF:
        """Where a word stands in the viewport."""
        placed = self._verses[line].words[word]
        top = self._line_rect(line).top() + PADDING + placed.row * self._row
        return QRectF(GUTTER + placed.x, top, placed.width, self._row)

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

    def _show(self, line: int) -> None:
        """Bring a line into sight with one line of company above and below."""
        bar = self.verticalScrollBar()
        company = self._row + 2 * PADDING
        top, bottom = self._tops[line] - company, self._tops[line + 1] + company + GRID
        if top < bar.value():
            bar.setValue(int(top))
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(int(bottom - self.viewport().height()))

    # --- selecting and editing --------------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """Whether a word is being typed."""
        return self._field.isVisible()

    @property
    def selected(self) -> tuple[int, int] | None:
        """Line and word that the keys work on."""
        return self._selected if self._verses else None

    def select(self, line: int, word: int) -> None:
        """Go to a word."""
        if not (0 <= line < len(self._verses) and 0 <= word < len(self._verses[line].words)):
            return
        before, self._selected = self._selected, (line, word)
        self._show(line)
        for changed in {before[0], line}:
            if changed < len(self._verses):
                self._update_line(changed)
        text = self._document.lines[line].words[word].text
        self.setAccessibleDescription(self.tr("Line {line}, word: {text}").format(line=line + 1, text=text))
        self.word_selected.emit(line, word)

    def edit_word(self) -> None:
        """Type over the selected word."""
        if not self._verses:
            return
        line, word = self._selected
        self._show(line)
        place = self.word_rect(line, word).toAlignedRect()
        self._field.begin(self._document.lines[line].words[word].text, place)

    def select_at(self, time: float) -> None:
        """Go to the word that is sung at `time`, or to the last line before it."""
        place = self._timeline.at(time)
        line = max(0, self._timeline.line_at(time))
        self.select(line, place.word if place else 0)

    def commit(self) -> None:
        """Take what is being typed, if anything is."""
        if self.editing:
            self._commit(self._field.text(), 0)

    def toggle_checked(self, line: int) -> None:
        """Mark a line as checked, or take the mark back."""
        checked = self._document.lines[line].state is LineState.CHECKED
        state = LineState.CORRECTED if checked else LineState.CHECKED
        self._try(lambda: self._document.set_line_state(line, state))

    def delete_word(self) -> None:
        """Take the selected word out."""
        if self._verses:
            self._try(lambda: self._document.delete_word(*self._selected))

    def join_words(self) -> None:
        """Join the selected word with the next one of its line."""
        if self._verses:
            self._try(lambda: self._document.merge_with_next(*self._selected))

    def split_line(self) -> None:
        """Begin a new line with the selected word."""
        if self._verses:
            line = self._selected[0]
            if self._try(lambda: self._document.split_line(*self._selected)):
                self.select(line + 1, 0)

    def join_lines(self) -> None:
        """Join the selected line with the next one."""
        if self._verses:
            self._try(lambda: self._document.merge_lines(self._selected[0]))

    def delete_line(self) -> None:
        """Take the selected line out."""
        if self._verses:
            self._try(lambda: self._document.delete_line(self._selected[0]))

    def _commit(self, text: str, step: int) -> None:
        line, word = self._selected
        self._end_edit()
        old = self._document.lines[line].words[word].text
        typed = text.strip()
        done = True
        if not typed:
            done = self._try(lambda: self._document.delete_word(line, word))
        elif typed != old:
            done = self._try(lambda: self._document.set_word_text(line, word, typed))
        if not done or step == 0:
            self.setFocus()
            return
        jump = len(typed.split()) if step > 0 else -1
        self._step(jump if typed else min(step, 0))
        self.edit_word()

    def _cancel(self) -> None:
        self._end_edit()
        self.setFocus()

    def _end_edit(self) -> None:
        self._field.close_field()

    def _try(self, edit: Callable[[], object]) -> bool:
        try:
            edit()
        except FlamencoError as error:
            self.refused.emit(error)
            return False
        return True

    def _step(self, words: int) -> None:
        """Go `words` words on, over the ends of lines."""
        if not self._verses:
            return
        line, word = self._selected
        word += words
        while word < 0 and line > 0:
            line -= 1
            word += len(self._verses[line].words)
        while word >= len(self._verses[line].words) and line + 1 < len(self._verses):
            word -= len(self._verses[line].words)
            line += 1
        self.select(line, min(max(word, 0), len(self._verses[line].words) - 1))

    def _step_line(self, lines: int) -> None:
        line = min(max(self._selected[0] + lines, 0), len(self._verses) - 1)
        if line >= 0:
            self.select(line, min(self._selected[1], len(self._verses[line].words) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, int(self.viewport().height() / (self._row + 2 * PADDING)) - 1)
        steps = {
            Qt.Key.Key_Right: lambda: self._step(1),
            Qt.Key.Key_Left: lambda: self._step(-1),
            Qt.Key.Key_Down: lambda: self._step_line(1),
            Qt.Key.Key_Up: lambda: self._step_line(-1),
            Qt.Key.Key_PageDown: lambda: self._step_line(page),
            Qt.Key.Key_PageUp: lambda: self._step_line(-page),
            Qt.Key.Key_Home: lambda: self._step_line(-len(self._verses)),
            Qt.Key.Key_End: lambda: self._step_line(len(self._verses)),
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
        for line in range(first, last):
            self._paint_line(painter, line)

    def _paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(self._theme.tokens.color("muted"))
        sentence = self.tr("No lines yet. They appear here as they are recognised.")
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, sentence)

    def _paint_line(self, painter: QPainter, index: int) -> None:
        tokens = self._theme.tokens
        line = self._document.lines[index]
        area = self._line_rect(index)
        if index == self._selected[0]:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("surface"))
            painter.drawRoundedRect(area.adjusted(GRID, 0, -GRID, 0), GRID, GRID)
        painter.setFont(self._figures)
        painter.setPen(tokens.color("muted"))
        time = QRectF(GRID, area.top() + PADDING, MARK - 3 * GRID, self._row)
        painter.drawText(time, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, clock(line.start))
        self._paint_mark(painter, QPointF(MARK + 2, area.top() + PADDING + self._row / 2), line.state)
        painter.setFont(self._measure.font)
        top = area.top() + PADDING
        ink = tokens.color("text")
        for word, placed in enumerate(self._verses[index].words):
            place = QRectF(GUTTER + placed.x, top + placed.row * self._row, placed.width, self._row)
            self._paint_word(painter, (index, word), line, place, ink)

    def _paint_mark(self, painter: QPainter, centre: QPointF, state: LineState) -> None:
        """An open ring as recognised, a dot in it when corrected, a full disc with a tick when checked."""
        tokens = self._theme.tokens
        checked = state is LineState.CHECKED
        painter.setPen(QPen(tokens.color("ok" if checked else "muted"), 1.5))
        painter.setBrush(tokens.color("ok") if checked else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 7.0, 7.0)
        if checked:
            painter.setPen(QPen(tokens.color("ground"), 1.8, c=Qt.PenCapStyle.RoundCap))
            x, y = centre.x(), centre.y()
            painter.drawPolyline(
                [QPointF(x - 3, y + 0.2), QPointF(x - 0.8, y + 2.5), QPointF(x + 3.2, y - 2.4)]
            )
        elif state is LineState.CORRECTED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("muted"))
            painter.drawEllipse(centre, 3.0, 3.0)

    def _paint_word(
        self, painter: QPainter, at: tuple[int, int], line: Line, place: QRectF, ink: QColor
    ) -> None:
        tokens = self._theme.tokens
        item = line.words[at[1]]
        unsure = line.state is not LineState.CHECKED and doubt(item, self._threshold) is not None
        sung = self._sung == at
        if sung:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("raised"))
            painter.drawRoundedRect(place.adjusted(-4, -1, 4, 1), 6, 6)
        if at == self._selected:
            ring = tokens.color("focus" if self.hasFocus() else "muted")
            painter.setPen(QPen(ring, 2.0 if self.hasFocus() else 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(-4, -1, 4, 1), 6, 6)
        painter.setPen(tokens.color("sung" if sung else "muted") if sung or unsure else ink)
        baseline = place.top() + 1 + self._measure.metrics.ascent()
        painter.drawText(QPointF(place.left(), baseline), item.text)
        if unsure:
            painter.setPen(QPen(tokens.color("accent"), 2.0, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap))
            y = baseline + 4.5
            painter.drawLine(QPointF(place.left() + 1, y), QPointF(place.right() - 1, y))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._figures = tabular(self.font())
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def field_rect(self) -> QRect:
        """Where the field stands while a word is typed."""
        return self._field.geometry()
