"""The verse as it is sung: the current line large and filling, its neighbours quieter above and below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from flamenco_desktop.gui.preferences import Reading
from flamenco_desktop.gui.set_lyrics import SetLyrics
from flamenco_desktop.gui.sheet import LONG_FALSETA, Sizes, Slot, What
from flamenco_desktop.gui.sheet_motion import SheetMotion
from flamenco_desktop.gui.sheet_painter import SheetPainter
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.typeset import Verse, set_verse
from flamenco_desktop.gui.verse_painter import VersePainter
from flamenco_desktop.lyrics.model import Line

SMALLEST, LARGEST = 34.0, 56.0
_BETWEEN = 0.5  # rows between two verses
_NOTHING = Sizes(1.0, 1.0, 1.0, 1.0, 1.0)


def type_size(width: float, height: float) -> float:
    """Pixels of the verses' type in a view of a size: 34 to 56, less where not even two verses would fit,
    more on a screen that is seen from farther away."""
    smallest = min(SMALLEST, max(18.0, height / 11))
    largest = LARGEST + max(0.0, height - 800.0) * 0.05
    return min(largest, max(smallest, min(width / 20, height / 10)))


class KaraokeView(QWidget):
    """Paints the lyrics at the time its clock tells.

    `clock` returns the seconds now heard; it is asked once a paint. The view moves only when `tick` is called
    (each frame while playing) or when something was changed through its methods.
    """

    seek_requested = Signal(float)
    correction_requested = Signal(int, int)
    following_changed = Signal(bool)
    stirred = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock: Callable[[], float] = lambda: 0.0
        self._lines: list[Line] = []
        self._verses: list[Verse] = []
        self._lyrics = SetLyrics((), (), _NOTHING)
        self._reading = Reading()
        self._born: set[int] = set()
        self._called: tuple[bool, ...] = ()
        self._verse_painter = VersePainter(theme)
        self._sheet_painter = SheetPainter(theme)
        self._motion = SheetMotion(theme, self._lyrics.sheet, self)
        self._motion.moved.connect(self.update)
        self._motion.following_changed.connect(self._show_following)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Lyrics as they are sung"))
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self._faded)
        self._follow = QPushButton(self.tr("Follow the voice"), self)
        self._follow.clicked.connect(self.follow)
        self._follow.hide()
        self._pointed: tuple[int, int] | None = None
        self.correct_here = QAction(self.tr("Correct this word"), self)
        self.correct_here.setEnabled(False)
        self.correct_here.triggered.connect(self._correct_here)
        theme.changed.connect(self._recolour)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(880, 520)

    # --- what it shows ----------------------------------------------------------------------------------

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Take the time from `clock` (seconds now heard)."""
        self._clock = clock
        self._aim(at_once=True)

    def set_cover(self, title: str, below: str) -> None:
        """What stands on the cover: the title, and under it singer and palo in one line."""
        self._sheet_painter.title, self._sheet_painter.below = title, below
        self.update()

    def set_notice(self, notice: str) -> None:
        """A quiet sentence under the cover while there are no words; empty for none."""
        if notice != self._sheet_painter.notice:
            self._sheet_painter.notice = notice
            self.update()

    def set_reading(self, reading: Reading) -> None:
        """Set the verses in another way."""
        if reading != self._reading:
            self._reading = reading
            self._lay_out()
            self.update()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lyrics."""
        self._lines = list(lines)
        self._born.clear()
        self._lay_out()
        self._aim(at_once=True)

    def splice(self, index: int, removed: int, lines: Sequence[Line], *, arriving: bool = False) -> None:
        """Put `lines` in the place of `removed` ones at `index`; `arriving` ones fade in."""
        self._lines[index : index + removed] = lines
        verses = self._verses[index : index + removed] = [self._set(line) for line in lines]
        if removed == len(lines) == 1 and self._lyrics.swap(index, lines[0], verses[0]):
            self.update()
            return
        if arriving and self._theme.duration:
            self._born = set(range(index, index + len(lines)))
            self._fade.stop()
            self._fade.setDuration(self._theme.duration)
            self._fade.start()
        self._lay_slots()
        self._aim()
        self.update()

    def _faded(self) -> None:
        self._born.clear()
        self.update()

    @property
    def following(self) -> bool:
        """Whether the sheet moves with the voice; a hand on the wheel ends it."""
        return self._motion.following

    def follow(self) -> None:
        """Go back to the verse being sung and stay with it."""
        self._motion.follow()
        self._aim()

    def _show_following(self, following: bool) -> None:
        self._follow.setVisible(not following)
        self.following_changed.emit(following)

    # --- time -------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """One frame has passed: repaint what the time has changed."""
        time = self._clock()
        self._motion.aim(self._lyrics.focus_at(time))
        if self._motion.sliding:
            return
        target = self._motion.target
        called = tuple(word.start <= time < word.end for word in self._lyrics.asides.get(target, ()))
        if called != self._called:
            self._called = called
            self.update(self._area_of(target))
        self.update(self._lively())

    def place_moved(self) -> None:
        """The listener went somewhere else in the song."""
        self.follow()
        self.update()

    def _aim(self, *, at_once: bool = False) -> None:
        self._motion.aim(self._lyrics.focus_at(self._clock()), at_once=at_once)

    def _lively(self) -> QRect:
        """The part of the view that changes from frame to frame while the sheet stands still."""
        area = QRect()
        slots, target = self._lyrics.sheet.slots, self._motion.target
        for at in (target, target + 1):
            if at < len(slots) and (
                slots[at].what is What.REST or (at == target and slots[at].what is What.VERSE)
            ):
                area = area.united(self._area_of(at))
        return area

    def _area_of(self, slot: int) -> QRect:
        height = self._lyrics.sheet.height(slot, self._motion.focus)
        return QRect(0, int(self._motion.top(slot)) - 2, self.width(), int(height) + 4)

    # --- geometry ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        hint = self._follow.sizeHint()
        self._follow.setGeometry(
            (self.width() - hint.width()) // 2, self.height() - hint.height() - 2 * GRID, *hint.toTuple()
        )

    def _lay_out(self) -> None:
        size = type_size(self.width(), self.height()) * self._reading.size
        self._verse_painter.set_type(size, self._reading.family, self.width() * self.height())
        self._sheet_painter.set_type(size, self._reading.family, self.font())
        self._row = self._verse_painter.row
        self._motion.height = float(self.height())
        self._verses = [self._set(line) for line in self._lines]
        self._lay_slots()

    def _set(self, line: Line) -> Verse:
        width = max(120.0, self.width() - 2.0 * max(3 * GRID, self.width() * 0.06))
        painter = self._verse_painter
        return set_verse(line, painter.measure, width, centred=True, light=painter.light)

    def _lay_slots(self) -> None:
        sizes = Sizes(
            row=self._row,
            between=self._row * _BETWEEN,
            cover=max(self._row * 4.2, self.height() * 0.42),
            rest=self._row * 1.2,
            long_rest=self._row * 3.0,
        )
        self._lyrics = SetLyrics(self._lines, self._verses, sizes)
        self._motion.set_sheet(self._lyrics.sheet)

    def _scale(self, slot: int) -> float:
        return self._lyrics.sheet.scale(slot, self._motion.focus)

    def _left(self, verse: Verse, scale: float) -> float:
        return (self.width() - verse.width * scale) / 2

    def word_at(self, point: QPointF) -> tuple[int, int] | None:
        """Line and word of a verse under `point`, None where there is none."""
        sheet = self._lyrics.sheet
        for at in self._motion.visible():
            slot, top = sheet.slots[at], self._motion.top(at)
            below = top + sheet.height(at, self._motion.focus)
            if slot.what is not What.VERSE or not top <= point.y() < below:
                continue
            scale, verse = self._scale(at), self._lyrics.verses[slot.line]
            x = (point.x() - self._left(verse, scale)) / scale
            row = int((point.y() - top) / scale / self._row)
            for index, placed in enumerate(verse.words):
                if placed.row == row and placed.x <= x <= placed.x + placed.width:
                    return self._lyrics.line_of[slot.line], verse.of[index]
        return None

    def word_rect(self, line: int, word: int) -> QRectF:
        """Where a word of a verse stands in the view; nowhere for one at the side."""
        verse = self._verses[line]
        if word not in verse.of:
            return QRectF()
        at = self._lyrics.slot_of_line(line)
        scale, placed = self._scale(at), verse.words[verse.of.index(word)]
        top = self._motion.top(at) + placed.row * self._row * scale
        left = self._left(verse, scale) + placed.x * scale
        return QRectF(left, top, placed.width * scale, self._row * scale)

    # --- the hand ---------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._motion.scroll(event.pixelDelta().y(), event.angleDelta().y())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.word_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and hit:
            self.correction_requested.emit(*hit)

    def _correct_here(self) -> None:
        if self._pointed and self._pointed[0] < len(self._lines):
            self.correction_requested.emit(*self._pointed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.word_at(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            self._pointed = hit
            self.correct_here.setEnabled(hit is not None)
        if event.button() == Qt.MouseButton.LeftButton and hit:
            self.seek_requested.emit(self._lines[hit[0]].words[hit[1]].start)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.word_at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.stirred.emit()

    # --- painting ---------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
            self.update()
        super().changeEvent(event)

    def _recolour(self) -> None:
        self._verse_painter.forget()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter, event.rect(), self._clock())
        finally:
            # A painter that outlives its event, in an exception's traceback, would bring the program down.
            painter.end()

    def _paint(self, painter: QPainter, area: QRect, time: float) -> None:
        sheet = self._lyrics.sheet
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(area, self._theme.tokens.color("ground"))
        current = self._lyrics.timeline.line_at(time)
        for at in self._motion.visible():
            slot = sheet.slots[at]
            place = QRectF(0, self._motion.top(at), self.width(), sheet.height(at, self._motion.focus))
            if place.top() > area.bottom() or place.bottom() < area.top():
                continue
            painter.save()
            if slot.what is What.VERSE:
                self._paint_verse(painter, at, place, time, current)
            elif slot.what is What.REST:
                self._paint_rest(painter, slot, place, time)
            else:
                painter.setOpacity(0.3 + 0.7 * sheet.weight(at, self._motion.focus))
                self._sheet_painter.cover(painter, place, notice=slot.what is What.COVER)
            painter.restore()
            if at in self._lyrics.asides:
                self._paint_asides(painter, at, place, time)
        self._sheet_painter.edges(painter, self.width(), self.height())

    def _paint_verse(self, painter: QPainter, at: int, place: QRectF, time: float, current: int) -> None:
        index = self._lyrics.sheet.slots[at].line
        verse, line, scale = self._lyrics.verses[index], self._lyrics.sung[index], self._scale(at)
        if self._lyrics.line_of[index] in self._born:
            painter.setOpacity(float(self._fade.currentValue() or 0.0))
        painter.translate(self._left(verse, scale), place.top())
        weight = self._lyrics.sheet.weight(at, self._motion.focus)
        if index < current or time >= line.end:
            self._verse_painter.sung(painter, verse, scale, weight)
        elif index > current or time < line.start:
            self._verse_painter.to_come(painter, verse, scale, weight)
        else:
            whole = self._reading.by_line
            self._verse_painter.current(painter, verse, line, scale, time, whole=whole)

    def _paint_rest(self, painter: QPainter, slot: Slot, place: QRectF, time: float) -> None:
        start = self._lyrics.sung[slot.line].start
        begin = self._lyrics.sung[slot.line - 1].end if slot.line else 0.0
        left = min(1.0, (start - time) / (start - begin)) if begin <= time < start else None
        long = slot.line > 0 and start - begin > LONG_FALSETA
        self._sheet_painter.rest(painter, place, left, long=long)

    def _paint_asides(self, painter: QPainter, at: int, place: QRectF, time: float) -> None:
        """In the room under a verse; beside everything else."""
        side = max(3.0 * GRID, self.width() * 0.04)
        if self._lyrics.sheet.slots[at].what is What.VERSE:
            room = self._row * _BETWEEN * self._scale(at)
            place = QRectF(0, place.bottom() - room, place.width(), room)
        asides = self._lyrics.asides[at]
        self._sheet_painter.asides(painter, place.adjusted(side, 0, -side, 0), asides, time)
