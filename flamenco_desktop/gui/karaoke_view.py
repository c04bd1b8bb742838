"""The verse as it is sung: the current line large and filling, its neighbours quieter above and below."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.preferences import Reading
from flamenco_desktop.gui.sheet import NEIGHBOUR, Sheet, Sizes, Slot, What, focus_at
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.typeset import Measure, Verse, filled, set_verse
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.timing import Timeline

SMALLEST, LARGEST = 34, 56
ANCHOR = 0.46
EDGE = 72
KEPT_PICTURES = 128
FARTHEST_SLIDE = 3.0  # slots


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
        self._timeline = Timeline(())
        self._reading = Reading()
        self._cover = ("", "")
        self._notice = ""
        self._drift = 0.0
        self._following = True
        self._focus = 0.0
        self._target = 0
        self._born: dict[int, float] = {}
        self._pictures: OrderedDict[tuple[Verse, str, bool, float], QPixmap] = OrderedDict()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Lyrics as they are sung"))
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._slid)
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
        theme.changed.connect(self._repaint_all)
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
        self._cover = (title, below)
        self.update()

    def set_reading(self, reading: Reading) -> None:
        """Set the verses in another way."""
        if reading != self._reading:
            self._reading = reading
            self._lay_out()
            self.update()

    def set_notice(self, notice: str) -> None:
        """A quiet sentence under the cover while there are no words; empty for none."""
        if notice != self._notice:
            self._notice = notice
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
        self._verses[index : index + removed] = [self._set(line) for line in lines]
        if arriving and self._theme.duration:
            self._born = {index + at: 0.0 for at in range(len(lines))}
            self._fade.stop()
            self._fade.setDuration(self._theme.duration)
            self._fade.start()
        self._lay_slots()
        self._aim()
        self.update()

    @property
    def following(self) -> bool:
        """Whether the sheet moves with the voice; a hand on the wheel ends it."""
        return self._following

    def follow(self) -> None:
        """Go back to the verse being sung and stay with it."""
        self._drift = 0.0
        if not self._following:
            self._following = True
            self._follow.hide()
            self.following_changed.emit(True)
        self._aim()
        self.update()

    # --- time -------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """One frame has passed: repaint what the time has changed."""
        self._aim()
        if self._slide.state() == QVariantAnimation.State.Running:
            return
        self.update(self._lively())

    def place_moved(self) -> None:
        """The listener went somewhere else in the song."""
        self.follow()
        self.update()

    def _aim(self, *, at_once: bool = False) -> None:
        time = self._clock()
        target = focus_at(self._sheet, self._lines, self._timeline.line_at(time), time)
        if target == self._target and not at_once:
            return
        self._target = target
        self._slide.stop()
        if at_once or not self._theme.duration:
            self._focus = float(target)
            self.update()
            return
        # However far it goes: the verses on the way would be set and drawn for nothing.
        self._focus = min(max(self._focus, target - FARTHEST_SLIDE), target + FARTHEST_SLIDE)
        self._slide.setDuration(self._theme.duration)
        self._slide.setStartValue(self._focus)
        self._slide.setEndValue(float(target))
        self._slide.start()

    def _slid(self, focus: float) -> None:
        self._focus = focus
        self.update()

    def _faded(self) -> None:
        self._born.clear()
        self.update()

    def _lively(self) -> QRect:
        """The part of the view that changes from frame to frame while the sheet stands still."""
        area = QRect()
        for at in (self._target, self._target + 1):
            if at < len(self._sheet.slots) and (
                at == self._target or self._sheet.slots[at].what is What.REST
            ):
                top = self._view_y(self._sheet.top(at, self._focus))
                height = self._sheet.height(at, self._focus)
                area = area.united(QRect(0, int(top) - 2, self.width(), int(height) + 4))
        return area

    # --- geometry ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        hint = self._follow.sizeHint()
        self._follow.setGeometry(
            (self.width() - hint.width()) // 2, self.height() - hint.height() - 2 * GRID, *hint.toTuple()
        )

    def _lay_out(self) -> None:
        size = min(LARGEST, max(SMALLEST, min(self.width() / 20, self.height() / 10)))
        self._measure = Measure(lyric_font(size))
        self._row = self._measure.metrics.height() * 1.12
        self._verses = [self._set(line) for line in self._lines]
        self._pictures.clear()
        self._lay_slots()

    def _set(self, line: Line) -> Verse:
        width = max(120.0, self.width() - 2.0 * max(3 * GRID, self.width() * 0.06))
        return set_verse(line, self._measure, width, centred=True)

    def _lay_slots(self) -> None:
        sizes = Sizes(self._row, self._row * 0.5, max(self._row * 4.2, self.height() * 0.42), self._row * 1.2)
        self._sheet = Sheet(self._lines, self._verses, sizes)
        self._timeline = Timeline(tuple(self._lines))
        self._target = min(self._target, len(self._sheet.slots) - 1)
        self._focus = min(self._focus, float(len(self._sheet.slots) - 1))

    def _view_y(self, y: float) -> float:
        return y - self._sheet.centre(self._focus) + self.height() * ANCHOR + self._drift

    def _left(self, verse: Verse, scale: float) -> float:
        return (self.width() - verse.width * scale) / 2

    def word_at(self, point: QPointF) -> tuple[int, int] | None:
        """Line and word under `point`, None where there is none."""
        for at in self._visible():
            slot = self._sheet.slots[at]
            top = self._view_y(self._sheet.top(at, self._focus))
            if slot.what is not What.VERSE or not top <= point.y() < top + self._sheet.height(
                at, self._focus
            ):
                continue
            scale = self._sheet.scale(at, self._focus)
            verse = self._verses[slot.line]
            x = (point.x() - self._left(verse, scale)) / scale
            row = int((point.y() - top) / scale / self._row)
            for index, placed in enumerate(verse.words):
                if placed.row == row and placed.x <= x <= placed.x + placed.width:
                    return slot.line, index
        return None

    def word_rect(self, line: int, word: int) -> QRectF:
        """Where a word stands in the view."""
        at = self._sheet.slot_of(line)
        scale = self._sheet.scale(at, self._focus)
        verse = self._verses[line]
        placed = verse.words[word]
        top = self._view_y(self._sheet.top(at, self._focus)) + placed.row * self._row * scale
        return QRectF(
            self._left(verse, scale) + placed.x * scale, top, placed.width * scale, self._row * scale
        )

    def _visible(self) -> range:
        upper = self._sheet.centre(self._focus) - self.height() * ANCHOR - self._drift
        return self._sheet.between(upper, upper + self.height(), self._focus)

    # --- the hand ---------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or event.angleDelta().y() * 0.8
        highest = self._sheet.centre(self._focus) + self.height() * 0.1
        slots = len(self._sheet.slots)
        lowest = self._sheet.centre(self._focus) - self._sheet.top(slots, self._focus)
        self._drift = max(lowest, min(highest, self._drift + pixels))
        if self._following and self._drift:
            self._following = False
            self._follow.show()
            self.following_changed.emit(False)
        self.update()
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
        shape = (
            Qt.CursorShape.PointingHandCursor
            if self.word_at(event.position())
            else Qt.CursorShape.ArrowCursor
        )
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.stirred.emit()

    # --- painting ---------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._repaint_all()
        super().changeEvent(event)

    def _repaint_all(self) -> None:
        self._pictures.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        time = self._clock()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = event.rect()
        painter.fillRect(area, self._theme.tokens.color("ground"))
        current = self._timeline.line_at(time)
        for at in self._visible():
            slot = self._sheet.slots[at]
            top = self._view_y(self._sheet.top(at, self._focus))
            height = self._sheet.height(at, self._focus)
            if top > area.bottom() or top + height < area.top():
                continue
            if slot.what is What.VERSE:
                self._paint_verse(painter, at, slot.line, top, time, current)
            elif slot.what is What.REST:
                self._paint_rest(painter, slot, QRectF(0, top, self.width(), height), time)
            else:
                self._paint_cover(painter, QRectF(0, top, self.width(), height))
        self._paint_edges(painter)

    def _paint_verse(
        self, painter: QPainter, at: int, line: int, top: float, time: float, current: int
    ) -> None:
        verse = self._verses[line]
        scale = self._sheet.scale(at, self._focus)
        painter.save()
        if line in self._born:
            painter.setOpacity(float(self._fade.currentValue() or 0.0))
        painter.translate(self._left(verse, scale), top)
        if line < current or time >= self._lines[line].end:
            self._paint_picture(painter, verse, "sung", scale)
            self._paint_underlines(painter, verse, scale, [1.0] * len(verse.words), past=True)
        elif line > current or time < self._lines[line].start:
            self._paint_picture(painter, verse, "muted", scale)
            weight = self._sheet.weight(at, self._focus)
            if weight > 0.0:
                painter.setOpacity(painter.opacity() * weight)
                self._paint_picture(painter, verse, "text", scale)
        else:
            self._paint_sweep(painter, line, verse, scale, time)
        painter.restore()

    def _paint_sweep(self, painter: QPainter, line: int, verse: Verse, scale: float, time: float) -> None:
        """The verse being sung: each row in two halves, sung and not yet, cut where the voice is."""
        words = self._lines[line].words
        shares = [filled(word, self._measure.edges(word.text), time) for word in words]
        cuts = [0.0] * verse.rows
        for placed, share in zip(verse.words, shares, strict=True):
            if share > 0.0:
                cuts[placed.row] = placed.x + placed.width * share
        for row, cut in enumerate(cuts):
            last_of_row = max(placed.x + placed.width for placed in verse.words if placed.row == row)
            # The last letter of a row may reach beyond its advance.
            cut = verse.width if cut >= last_of_row - 0.01 else cut
            for name, left, right in (("sung", -self._row, cut), ("text", cut, verse.width + self._row)):
                if name == "sung" and cut <= 0.0:
                    continue
                left = left if cut > 0.0 else -self._row
                stretch = QRectF(
                    left * scale, row * self._row * scale, (right - left) * scale, self._row * scale
                )
                painter.save()
                painter.setClipRect(stretch, Qt.ClipOperation.IntersectClip)
                self._paint_picture(painter, verse, name, scale)
                painter.restore()
        self._paint_underlines(painter, verse, scale, shares, past=False)

    def _paint_underlines(
        self, painter: QPainter, verse: Verse, scale: float, shares: Sequence[float], *, past: bool
    ) -> None:
        """Sung is told by a line under the words as well as by colour."""
        color = self._theme.tokens.color("sung")
        thick = max(1.5, self._row * 0.034 * scale)
        if past:
            color.setAlphaF(0.5)
            thick = max(1.0, thick * 0.6)
        painter.setPen(QPen(color, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for placed, share in zip(verse.words, shares, strict=True):
            if share > 0.0:
                y = (
                    placed.row * self._row + self._baseline() + self._measure.metrics.descent() * 0.62
                ) * scale
                x = placed.x * scale
                painter.drawLine(QPointF(x, y), QPointF(x + placed.width * share * scale, y))

    def _baseline(self) -> float:
        metrics = self._measure.metrics
        return (self._row - metrics.height()) / 2 + metrics.ascent()

    def _paint_picture(self, painter: QPainter, verse: Verse, token: str, scale: float) -> None:
        small = abs(scale - NEIGHBOUR) < 1e-6
        own = NEIGHBOUR if small else 1.0
        picture = self._picture(verse, token, small)
        margin = self._row * 0.5 * scale
        ratio = scale / own
        size = picture.deviceIndependentSize()
        target = QRectF(-margin, 0.0, size.width() * ratio, size.height() * ratio)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))

    def _picture(self, verse: Verse, token: str, small: bool) -> QPixmap:
        """The words of `verse` in one colour, drawn once: a sweep is two of these, cut."""
        ratio = self.devicePixelRatioF()
        key = (verse, token, small, ratio)
        kept = self._pictures.get(key)
        if kept is not None:
            self._pictures.move_to_end(key)
            return kept
        scale = NEIGHBOUR if small else 1.0
        margin = self._row * 0.5 * scale
        size = QSize(
            int((verse.width * scale + 2 * margin) * ratio) + 1,
            int(verse.rows * self._row * scale * ratio) + 1,
        )
        picture = QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.translate(margin, 0.0)
        painter.scale(scale, scale)
        painter.setFont(self._measure.font)
        painter.setPen(self._theme.tokens.color(token))
        for text, placed in zip(verse.texts, verse.words, strict=True):
            painter.drawText(QPointF(placed.x, placed.row * self._row + self._baseline()), text)
        painter.end()
        self._pictures[key] = picture
        while len(self._pictures) > KEPT_PICTURES:
            self._pictures.popitem(last=False)
        return picture

    def _paint_rest(self, painter: QPainter, slot: Slot, area: QRectF, time: float) -> None:
        """Three dots that empty until the singer comes in again."""
        start = self._lines[slot.line].start
        begin = self._lines[slot.line - 1].end if slot.line else 0.0
        left = min(1.0, max(0.0, (start - time) / (start - begin)))
        radius = max(4.0, self._row * 0.085)
        step = radius * 4.4
        centre = area.center()
        tokens = self._theme.tokens
        near = begin <= time < start
        color = tokens.color("sung" if near else "muted")
        for index in range(3):
            # The left one empties first, as one reads.
            share = min(1.0, max(0.0, left * 3 - (2 - index))) if near else 0.4
            point = QPointF(centre.x() + (index - 1) * step, centre.y())
            if near:
                painter.setPen(QPen(color, 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(point, radius, radius)
            if share > 0.0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawEllipse(point, (radius + 0.8) * share, (radius + 0.8) * share)

    def _paint_cover(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        title, below = self._cover
        width = self._measure.metrics.height()
        inner = area.adjusted(3 * GRID, 0, -3 * GRID, 0)
        painter.setFont(lyric_font(self._measure.font.pixelSize() * 1.12))
        painter.setPen(tokens.color("text"))
        middle = inner.center().y()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        bounds = painter.boundingRect(QRectF(inner.x(), 0, inner.width(), inner.height()), int(flags), title)
        total = bounds.height() + width * (0.9 if below or self._notice else 0.0)
        top = middle - total / 2
        painter.drawText(QRectF(inner.x(), top, inner.width(), bounds.height()), int(flags), title)
        quiet = QFont(self.font())
        quiet.setPixelSize(max(15, round(width * 0.3)))
        painter.setFont(quiet)
        painter.setPen(tokens.color("muted"))
        at = QRectF(inner.x(), top + bounds.height() + width * 0.3, inner.width(), width * 0.5)
        painter.drawText(at, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, below)
        if self._notice:
            painter.drawText(
                at.translated(0, width * (1.0 if below else 0.2)), Qt.AlignmentFlag.AlignHCenter, self._notice
            )

    def _paint_edges(self, painter: QPainter) -> None:
        """The sheet comes out of the dark and goes back into it."""
        ground = self._theme.tokens.color("ground")
        clear = QColor(ground)
        clear.setAlpha(0)
        for top, first, last in ((0, ground, clear), (self.height() - EDGE, clear, ground)):
            gradient = QLinearGradient(0, top, 0, top + EDGE)
            gradient.setColorAt(0.0, first)
            gradient.setColorAt(1.0, last)
            painter.fillRect(QRect(0, top, self.width(), EDGE), gradient)
