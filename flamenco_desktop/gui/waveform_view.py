"""The sound with its words as blocks under it: to see where a word starts and to drag its edges there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.line_editor import doubtful
from flamenco_desktop.gui.strip import Stretch, Strip
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.gui.typeset import Measure
from flamenco_desktop.gui.wave_picture import picture
from flamenco_desktop.lyrics.model import LineState
from flamenco_desktop.lyrics.timing import Timeline

if TYPE_CHECKING:
    from flamenco_desktop.audio.peaks import Peaks

SLOWEST, FASTEST = 4.0, 1200.0  # pixels a second
GRIP = 6
BLOCK = 30
RULER = 20


@dataclass(frozen=True, slots=True)
class Grip:
    """An edge of a word that the hand has hold of; `onset` or else offset."""

    line: int
    word: int
    onset: bool


class WaveformView(QWidget):
    """Shows peaks, words and playhead of a stretch of the recording; zoom is in pixels a second."""

    seek_requested = Signal(float)
    word_selected = Signal(int, int)
    refused = Signal(FlamencoError)

    def __init__(self, document: LyricDocument, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._clock: Callable[[], float] = lambda: 0.0
        self._peaks: Peaks | None = None
        self._start = 0.0
        self._zoom = 90.0
        self._selected: tuple[int, int] | None = None
        self._held: Grip | None = None
        self._hold = 0.0
        self._moved = False
        self._scrubbing = False
        self._drawn: tuple[object, QImage] | None = None
        self._strips: tuple[Strip, ...] = ()
        self._shown_head = 0.0
        self._measure = Measure(lyric_font(15))
        self.setMouseTracking(True)
        self.setMinimumHeight(132)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Sound and word times"))
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._glided)
        document.reset.connect(self._reset)
        document.spliced.connect(self._respliced)
        theme.changed.connect(self._redraw)
        self._timeline = Timeline(document.lines)

    def sizeHint(self) -> QSize:
        return QSize(880, 176)

    # --- what it shows ----------------------------------------------------------------------------------

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Take the time from `clock` (seconds now heard)."""
        self._clock = clock
        self.update()

    def set_peaks(self, peaks: Peaks | None) -> None:
        """Show another sound; None while it is being looked at."""
        self._peaks = peaks
        self._redraw()

    def set_strips(self, strips: Sequence[Strip]) -> None:
        """The pictures of the voice between the wave and the words, from top to bottom."""
        for strip in self._strips:
            strip.changed.disconnect(self.update)
        self._strips = tuple(strips)
        for strip in self._strips:
            strip.changed.connect(self.update)
        self.setMinimumHeight(132 + round(80 * sum(strip.share for strip in self._strips)))
        self._redraw()

    def select(self, line: int, word: int) -> None:
        """Mark a word and bring it into sight."""
        self._selected = (line, word)
        item = self._document.lines[line].words[word]
        if not self._start <= item.start <= self._start + self._seconds():
            self._scroll_to(item.start - self._seconds() * 0.3)
        self.update()

    def tick(self) -> None:
        """One frame has passed: move the playhead, turn the page where it would leave it."""
        now = self._clock()
        x = self._x(now)
        if not self._held and not self._scrubbing and not 0 <= x <= self.width() * 0.88:
            self._scroll_to(now - self._seconds() * 0.12)
        if self._glide.state() == QVariantAnimation.State.Running:
            return
        for head in (self._shown_head, now):
            self.update(QRect(int(self._x(head)) - 8, 0, 16, self.height()))
        self.update(self._sung_area(now))
        self.update(self._sung_area(self._shown_head))

    def place_moved(self) -> None:
        """The listener went somewhere else in the song."""
        now = self._clock()
        if not 0 <= self._x(now) <= self.width():
            self._scroll_to(now - self._seconds() * 0.3)
        self.update()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show more (under 1) or less of the song; the time at `x` (or at the playhead) stays where it is."""
        at = self._x(self._clock()) if x is None else x
        at = at if 0 <= at <= self.width() else self.width() / 2
        time = self._time(at)
        self._zoom = min(FASTEST, max(SLOWEST, self._zoom * factor))
        self._start = self._clamped(time - at / self._zoom)
        self._redraw()

    def _reset(self) -> None:
        self._timeline = Timeline(self._document.lines)
        self._selected = None
        self._start = 0.0
        self._redraw()

    def _respliced(self) -> None:
        self._timeline = Timeline(self._document.lines)
        self.update()

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    # --- geometry ---------------------------------------------------------------------------------------

    def _seconds(self) -> float:
        return self.width() / self._zoom

    def _x(self, time: float) -> float:
        return (time - self._start) * self._zoom

    def _time(self, x: float) -> float:
        return min(max(0.0, self._start + x / self._zoom), self._document.duration or 0.0)

    def _clamped(self, start: float) -> float:
        return max(0.0, min(start, (self._document.duration or 0.0) - self._seconds() * 0.5))

    def _scroll_to(self, start: float) -> None:
        start = self._clamped(start)
        if self._glide.state() == QVariantAnimation.State.Running and self._glide.endValue() == start:
            return
        self._glide.stop()
        if not self._theme.duration or not self.isVisible():
            self._glided(start)
            return
        # However far it goes, the eye sees where it came from, and no sound on the way is drawn for nothing.
        far = self._seconds()
        self._start = min(max(self._start, start - far), start + far)
        self._glide.setDuration(self._theme.duration)
        self._glide.setStartValue(self._start)
        self._glide.setEndValue(start)
        self._glide.start()

    def _glided(self, start: float) -> None:
        self._start = start
        self.update()

    def _wave_area(self) -> QRectF:
        room = self.height() - RULER - BLOCK - GRID
        return QRectF(0, RULER, self.width(), room / (1.0 + sum(strip.share for strip in self._strips)))

    def word_rect(self, line: int, word: int) -> QRectF:
        """The block of a word."""
        item = self._document.lines[line].words[word]
        left, right = self._x(item.start), self._x(item.end)
        return QRectF(left + 0.5, self.height() - BLOCK - 4, max(2.0, right - left - 1.0), BLOCK)

    def _lines_in_sight(self, left: float, right: float) -> range:
        lines = self._document.lines
        first = max(0, self._timeline.line_at(self._start + left / self._zoom))
        last = bisect_right(lines, self._start + right / self._zoom, key=lambda line: line.start)
        return range(first, last)

    def _sung_area(self, time: float) -> QRect:
        place = self._timeline.at(time)
        if place is None:
            return QRect()
        return self.word_rect(place.line, place.word).toAlignedRect().adjusted(-3, -3, 3, 3)

    def word_at(self, point: QPointF) -> tuple[int, int] | None:
        """Line and word of the block under `point`."""
        for line in self._lines_in_sight(point.x() - 1, point.x() + 1):
            for word in range(len(self._document.lines[line].words)):
                if self.word_rect(line, word).contains(point):
                    return line, word
        return None

    def grip_at(self, point: QPointF) -> Grip | None:
        """The nearest edge of a word within reach of `point`."""
        if point.y() < self.height() - BLOCK - 2 * GRID:
            return None
        best: tuple[float, Grip] | None = None
        for line in self._lines_in_sight(point.x() - 2 * GRIP, point.x() + 2 * GRIP):
            for word, item in enumerate(self._document.lines[line].words):
                # Of two words that touch, each is held by its own side.
                for onset, edge in ((True, self._x(item.start)), (False, self._x(item.end))):
                    away = abs(point.x() - edge)
                    inside = point.x() >= edge if onset else point.x() <= edge
                    if away <= GRIP and (best is None or away - inside * 0.5 < best[0]):
                        best = (away - inside * 0.5, Grip(line, word, onset))
        return best[1] if best else None

    # --- the hand ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.button() == Qt.MouseButton.RightButton and (under := self.word_at(point)):
            self._selected = under
            self.word_selected.emit(*under)
            self.update()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        grip = self.grip_at(point)
        word = self.word_at(point)
        if grip:
            # The edge follows the hand by as much as the hand moves, wherever it took hold of it.
            item = self._document.lines[grip.line].words[grip.word]
            self._hold = (item.start if grip.onset else item.end) - self._time(point.x())
            self._held, self._moved = grip, False
            self._selected = (grip.line, grip.word)
            self.word_selected.emit(grip.line, grip.word)
            self.update()
        elif word:
            self._selected = word
            self.word_selected.emit(*word)
            self.seek_requested.emit(self._document.lines[word[0]].words[word[1]].start)
        else:
            self._scrubbing = True
            self.seek_requested.emit(self._time(point.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._held:
            self._drag(self._held, self._time(point.x()) + self._hold)
        elif self._scrubbing:
            self.seek_requested.emit(self._time(point.x()))
        else:
            over = self.grip_at(point)
            shape = Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held and self._moved:
            self._document.end_gesture()
        self._held = None
        self._scrubbing = False
        self.update()

    def _drag(self, grip: Grip, time: float) -> None:
        if not self._moved:
            self._document.begin_gesture()
            self._moved = True
        item = self._document.lines[grip.line].words[grip.word]
        start, end = (time, item.end) if grip.onset else (item.start, time)
        try:
            self._document.retime_word(grip.line, grip.word, start, end)
        except FlamencoError as error:
            self.refused.emit(error)

    def wheelEvent(self, event: QWheelEvent) -> None:
        across = event.angleDelta().x() or event.pixelDelta().x()
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.0015**turn, event.position().x())
        else:
            self._glide.stop()
            self._start = self._clamped(self._start - (across or turn) * 0.8 / self._zoom)
            self.update()
        event.accept()

    # --- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        now = self._clock()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = event.rect()
        tokens = self._theme.tokens
        painter.fillRect(area, tokens.color("surface"))
        painter.setClipRect(area)
        self._paint_ruler(painter, area)
        self._paint_wave(painter, now)
        self._paint_strips(painter, area, now)
        sung = self._timeline.at(now)
        marked = (sung.line, sung.word) if sung else None
        for line in self._lines_in_sight(area.left() - 2, area.right() + 2):
            self._paint_line(painter, line, area, marked)
        self._paint_head(painter, now)
        self._shown_head = now

    def _paint_ruler(self, painter: QPainter, area: QRect) -> None:
        tokens = self._theme.tokens
        step = next((step for step in (1, 2, 5, 10, 30, 60, 300) if step * self._zoom >= 72), 900)
        small = tabular(self.font())
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(tokens.color("muted"))
        second = int(self._time(area.left() - 60) // step) * step
        while self._x(second) < area.right() + 8 and second <= (self._document.duration or 0.0):
            x = self._x(second)
            painter.drawText(QPointF(x + 4, 14), clock(second))
            painter.fillRect(QRectF(x, 5, 1, 11), tokens.color("raised"))
            second += step

    def _paint_wave(self, painter: QPainter, now: float) -> None:
        area = self._wave_area()
        if self._peaks is None or area.height() < 8:
            return
        ratio = self.devicePixelRatioF()
        width, height = int(self.width() * ratio), int(area.height() * ratio)
        key = (self._start, self._zoom, width, height, self._theme.tokens)
        if self._drawn is None or self._drawn[0] != key:
            tokens = self._theme.tokens
            image = picture(self._peaks, self._start, self._seconds(), width, height, tokens.color("muted"))
            image.setDevicePixelRatio(ratio)
            self._drawn = (key, image)
        # What is sung stands out from what is only played.
        painter.setOpacity(0.45)
        painter.drawImage(area.topLeft(), self._drawn[1])
        painter.setOpacity(1.0)
        for index in self._lines_in_sight(0, self.width()):
            line = self._document.lines[index]
            stretch = QRectF(
                self._x(line.start), area.top(), (line.end - line.start) * self._zoom, area.height()
            )
            source = QRectF((stretch.left()) * ratio, 0, stretch.width() * ratio, height)
            painter.drawImage(stretch, self._drawn[1], source)

    def _paint_strips(self, painter: QPainter, area: QRect, now: float) -> None:
        wave = self._wave_area()
        top = wave.bottom()
        stretch = Stretch(self._start, self._zoom)
        for strip in self._strips:
            place = QRectF(0, top, self.width(), wave.height() * strip.share)
            exposed = place.intersected(QRectF(area))
            if not exposed.isEmpty():
                painter.save()
                painter.setClipRect(exposed)
                strip.paint(painter, place, exposed, stretch, now, self.devicePixelRatioF())
                painter.restore()
            top = place.bottom()

    def _paint_line(self, painter: QPainter, index: int, area: QRect, sung: tuple[int, int] | None) -> None:
        tokens = self._theme.tokens
        line = self._document.lines[index]
        left, right = self._x(line.start), self._x(line.end)
        state = "ok" if line.state is LineState.CHECKED else "raised"
        bar = QRectF(left, self.height() - BLOCK - GRID - 2, right - left, 2)
        painter.fillRect(bar, tokens.color(state))
        painter.setFont(self._measure.font)
        for word, item in enumerate(line.words):
            block = self.word_rect(index, word)
            if block.right() < area.left() - 2 or block.left() > area.right() + 2:
                continue
            is_sung = (index, word) == sung
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("sung" if is_sung else "raised"))
            painter.drawRoundedRect(block, 4, 4)
            if (index, word) == self._selected:
                painter.setPen(QPen(tokens.color("focus"), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(block.adjusted(1, 1, -1, -1), 4, 4)
            inner = block.adjusted(6, 0, -4, 0)
            if inner.width() > 7:
                text = item.text
                if self._measure.width(text) > inner.width():
                    text = self._measure.metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
                painter.setPen(tokens.color("ground" if is_sung else "text"))
                painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            if doubtful(item) and line.state is not LineState.CHECKED:
                painter.setPen(
                    QPen(tokens.color("accent"), 2.0, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap)
                )
                painter.drawLine(
                    QPointF(block.left() + 5, block.bottom() - 4),
                    QPointF(block.right() - 4, block.bottom() - 4),
                )

    def _paint_head(self, painter: QPainter, now: float) -> None:
        x = self._x(now)
        tokens = self._theme.tokens
        painter.setPen(QPen(tokens.color("accent"), 2.0))
        painter.drawLine(QPointF(x, 6), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("accent"))
        painter.drawEllipse(QPointF(x, 6), 4, 4)
        if self._held:
            item = self._document.lines[self._held.line].words[self._held.word]
            edge = self._x(item.start if self._held.onset else item.end)
            painter.setPen(QPen(tokens.color("focus"), 1.0))
            painter.drawLine(QPointF(edge, RULER), QPointF(edge, self.height()))
