"""The sound with its words as blocks under it: to see where a word starts and to drag its edges there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.selection import Selection
from flamenco_desktop.gui.strip import Stretch, Strip
from flamenco_desktop.gui.tap_mode import TapMode
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.gui.typeset import Measure
from flamenco_desktop.gui.wave_hand import Grip, Part, WaveHand
from flamenco_desktop.gui.wave_picture import picture
from flamenco_desktop.gui.wave_words import Look, Mark, WordsPainter
from flamenco_desktop.lyrics.model import LineState
from flamenco_desktop.lyrics.timing import Timeline

if TYPE_CHECKING:
    from flamenco_desktop.audio.peaks import Peaks

SLOWEST, FASTEST = 4.0, 1200.0  # pixels a second
BLOCK = 30
BARS = 12
BELOW = 4
RULER = 20
SECOND = 1.0  # seconds that an arrow goes


class WaveformView(QWidget):
    """Shows peaks, words and playhead of a stretch of the recording; zoom is in pixels a second."""

    seek_requested = Signal(float)
    word_selected = Signal(int, int)
    seen_changed = Signal(float, float)
    """From when to when the sound is in sight."""
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
        self._hand = WaveHand(self, document)
        self._hovered: Grip | None = None
        self._marks: tuple[Mark, ...] = ()
        self._tap: TapMode | None = None
        self._drawn: tuple[object, QImage] | None = None
        self._seen = (0.0, 0.0)
        self._strips: tuple[Strip, ...] = ()
        self._shown_head = 0.0
        self._measure = Measure(lyric_font(15))
        self._words = WordsPainter(theme, self._measure)
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

    def set_selection(self, selection: Selection) -> None:
        """Show and change what the listener has marked."""
        self._hand.selection = selection
        selection.changed.connect(self._selection_changed)

    def set_tap_mode(self, tap: TapMode) -> None:
        """Show what is being tapped."""
        self._tap = tap
        tap.changed.connect(self.update)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Tint stretches of the wave, and say why."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def set_threshold(self, threshold: float) -> None:
        """Words of less confidence, 0 to 1, are underlined."""
        self._words.threshold = threshold
        self.update()

    def set_strips(self, strips: Sequence[Strip]) -> None:
        """The pictures of the voice between the wave and the words, from top to bottom."""
        for strip in self._strips:
            strip.changed.disconnect(self.update)
        self._strips = tuple(strips)
        for strip in self._strips:
            strip.changed.connect(self.update)
        self.setMinimumHeight(132 + round(50 * sum(strip.share for strip in self._strips)))
        self._redraw()

    @property
    def chosen(self) -> tuple[int, int] | None:
        """Line and place of the word that is marked."""
        return self._selected

    def choose(self, line: int, word: int) -> None:
        """Mark the word under the hand, and tell."""
        self._selected = (line, word)
        self.word_selected.emit(line, word)
        self.update()

    def _selection_changed(self) -> None:
        span = self._hand.selection.span if self._hand.selection else None
        if span and not self._hand.busy and (self.x_of(span[1]) < 0 or self.x_of(span[0]) > self.width()):
            self._scroll_to(span[0] - self._seconds() * 0.1)
        self.update()

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
        x = self.x_of(now)
        if not self._hand.busy and not 0 <= x <= self.width() * 0.88:
            self._scroll_to(now - self._seconds() * 0.12)
        if self._glide.state() == QVariantAnimation.State.Running:
            return
        for head in (self._shown_head, now):
            self.update(QRect(int(self.x_of(head)) - 8, 0, 16, self.height()))
        self.update(self._sung_area(now))
        self.update(self._sung_area(self._shown_head))

    def place_moved(self) -> None:
        """The listener went somewhere else in the song."""
        now = self._clock()
        if not 0 <= self.x_of(now) <= self.width():
            self._scroll_to(now - self._seconds() * 0.3)
        self.update()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show more (under 1) or less of the song; the time at `x` (or at the playhead) stays where it is."""
        at = self.x_of(self._clock()) if x is None else x
        at = at if 0 <= at <= self.width() else self.width() / 2
        time = self.time(at)
        self._zoom = min(FASTEST, max(SLOWEST, self._zoom * factor))
        self._start = self._clamped(time - at / self._zoom)
        self._redraw()

    def _reset(self) -> None:
        self._timeline = Timeline(self._document.lines)
        self._hand.forget()
        self._hovered = None
        self._selected = None
        self._start = 0.0
        self._redraw()

    def _respliced(self) -> None:
        self._timeline = Timeline(self._document.lines)
        lines = self._document.lines
        self._hovered = None
        if self._selected is not None:
            line = min(self._selected[0], len(lines) - 1)
            self._selected = (line, min(self._selected[1], len(lines[line].words) - 1)) if lines else None
        self.update()

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    # --- geometry ---------------------------------------------------------------------------------------

    def _seconds(self) -> float:
        return self.width() / self._zoom

    def x_of(self, time: float) -> float:
        """Where a second of the recording stands."""
        return (time - self._start) * self._zoom

    def time(self, x: float) -> float:
        """The second of the recording at a place."""
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

    def words_area(self) -> QRectF:
        """Where the words stand."""
        return QRectF(0, self.height() - BLOCK - BELOW, self.width(), BLOCK + BELOW)

    def bars_area(self) -> QRectF:
        """Where the bars of the lines stand."""
        return QRectF(0, self.height() - BLOCK - BELOW - BARS, self.width(), BARS)

    def wave_area(self) -> QRectF:
        """Where the wave stands."""
        room = self.height() - RULER - BLOCK - BELOW - BARS
        return QRectF(0, RULER, self.width(), room / (1.0 + sum(strip.share for strip in self._strips)))

    def word_rect(self, line: int, word: int) -> QRectF:
        """The block of a word."""
        item = self._document.lines[line].words[word]
        start, end = item.start, item.end
        ghost = self._hand.ghost
        if ghost is not None and ghost.stretch.first <= (line, word) <= ghost.stretch.last:
            start, end = ghost.moved(start), ghost.moved(end)
        return self._block(start, end)

    def _block(self, start: float, end: float) -> QRectF:
        left, right = self.x_of(start), self.x_of(end)
        return QRectF(left + 0.5, self.height() - BLOCK - BELOW, max(2.0, right - left - 1.0), BLOCK)

    def lines_in_sight(self, left: float, right: float) -> range:
        """The lines between two places."""
        ghost, lines = self._hand.ghost, self._document.lines
        if ghost is not None:
            # What is drawn elsewhere may come from outside.
            words = ghost.stretch.words(lines)
            by = max(abs(ghost.moved(time) - time) for time in (words[0].start, words[-1].end)) * self._zoom
            left, right = left - by, right + by
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
        for line in self.lines_in_sight(point.x() - 1, point.x() + 1):
            for word in range(len(self._document.lines[line].words)):
                if self.word_rect(line, word).contains(point):
                    return line, word
        return None

    # --- the hand ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.button() == Qt.MouseButton.RightButton and (under := self.word_at(point)):
            # The menu that comes is about what is under the hand.
            self.choose(*under)
        if event.button() == Qt.MouseButton.LeftButton:
            self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._hand.move(event)
            return
        shape = self._hand.shape(event.position())
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        hovered = self._hand.grip_at(event.position())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._hand.release()
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -SECOND, Qt.Key.Key_Right: SECOND}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._hand.selection and self._hand.selection.span:
            self._hand.selection.clear()
        elif step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.seek_requested.emit(self.time(self.x_of(self._clock() + step)))
        else:
            super().keyPressEvent(event)

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
        self._paint_marks(painter, area)
        sung = self._timeline.at(now)
        here = (sung.line, sung.word) if sung else None
        for line in self.lines_in_sight(area.left() - 2, area.right() + 2):
            self._paint_line(painter, line, area, here)
        self._paint_taps(painter)
        self._paint_head(painter, now)
        self._shown_head = now
        seen = (self._start, self._start + self._seconds())
        if seen != self._seen:
            self._seen = seen
            self.seen_changed.emit(*seen)

    def _paint_ruler(self, painter: QPainter, area: QRect) -> None:
        tokens = self._theme.tokens
        step = next((step for step in (1, 2, 5, 10, 30, 60, 300) if step * self._zoom >= 72), 900)
        small = tabular(self.font())
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(tokens.color("muted"))
        second = int(self.time(area.left() - 60) // step) * step
        while self.x_of(second) < area.right() + 8 and second <= (self._document.duration or 0.0):
            x = self.x_of(second)
            painter.drawText(QPointF(x + 4, 14), clock(second))
            painter.fillRect(QRectF(x, 5, 1, 11), tokens.color("raised"))
            second += step

    def _paint_wave(self, painter: QPainter, now: float) -> None:
        area = self.wave_area()
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
        for index in self.lines_in_sight(0, self.width()):
            line = self._document.lines[index]
            stretch = QRectF(
                self.x_of(line.start), area.top(), (line.end - line.start) * self._zoom, area.height()
            )
            source = QRectF((stretch.left()) * ratio, 0, stretch.width() * ratio, height)
            painter.drawImage(stretch, self._drawn[1], source)

    def _paint_strips(self, painter: QPainter, area: QRect, now: float) -> None:
        wave = self.wave_area()
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

    def _paint_marks(self, painter: QPainter, area: QRect) -> None:
        small = tabular(self.font())
        small.setPixelSize(12)
        marks = list(self._marks)
        span = self._hand.selection.span if self._hand.selection else None
        if span is not None:
            marks.append(Mark(*span, "focus", f"{span[1] - span[0]:.2f} s"))
        whole = QRectF(0, RULER, self.width(), self.bars_area().top() - RULER)
        for mark in marks:
            place = QRectF(
                self.x_of(mark.start), whole.top(), (mark.end - mark.start) * self._zoom, whole.height()
            )
            if place.left() < area.right() + 240 and place.right() > area.left() - 2:
                self._words.mark(painter, mark, place, small)

    def _paint_line(self, painter: QPainter, index: int, area: QRect, sung: tuple[int, int] | None) -> None:
        line = self._document.lines[index]
        first, last = self.word_rect(index, 0), self.word_rect(index, len(line.words) - 1)
        bars = self.bars_area()
        bar = QRectF(first.left(), bars.top(), last.right() - first.left(), bars.height())
        over = self._hand.held or self._hovered
        wide = over is not None and over.line == index and over.part.value.startswith("line")
        self._words.bar(painter, line, bar, wide=wide)
        span = self._hand.selection.span if self._hand.selection else None
        for word, item in enumerate(line.words):
            block = self.word_rect(index, word)
            if block.right() < area.left() - 2 or block.left() > area.right() + 2:
                continue
            look = Look(
                sung=(index, word) == sung,
                chosen=(index, word) == self._selected,
                marked=span is not None and span[0] <= (item.start + item.end) / 2 <= span[1],
                checked=line.state is LineState.CHECKED,
            )
            self._words.word(painter, item, block, look)

    def _paint_taps(self, painter: QPainter) -> None:
        if self._tap is None or not self._tap.on:
            return
        tapped = self._tap.tapped()
        if tapped:
            # What stands there still is not what will.
            left = self.x_of(tapped[0][2])
            veil = self._theme.tokens.color("surface")
            veil.setAlphaF(0.8)
            painter.fillRect(self.words_area().adjusted(left, 0, 0, 0), veil)
        for line, word, start, end in tapped:
            self._words.tapped(painter, self._document.lines[line].words[word].text, self._block(start, end))
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(self._theme.tokens.color("accent"), 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def _paint_head(self, painter: QPainter, now: float) -> None:
        x = self.x_of(now)
        tokens = self._theme.tokens
        painter.setPen(QPen(tokens.color("accent"), 2.0))
        painter.drawLine(QPointF(x, 6), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("accent"))
        painter.drawEllipse(QPointF(x, 6), 4, 4)
        held = self._hand.held
        if held is not None and held.part in (Part.ONSET, Part.OFFSET):
            item = self._document.lines[held.line].words[held.word]
            edge = self.x_of(item.start if held.part is Part.ONSET else item.end)
            painter.setPen(QPen(tokens.color("focus"), 1.0))
            painter.drawLine(QPointF(edge, RULER), QPointF(edge, self.height()))
