"""The whole recording in one row: its sound, the verses, what the view below shows of it, where one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.wave_picture import picture
from flamenco_desktop.lyrics.model import Line, LineState

if TYPE_CHECKING:
    from flamenco_desktop.audio.peaks import Peaks

HEIGHT = 40
_MARK = 3.0
_LEAST_FRAME = 6.0


class Overview(QWidget):
    """Seconds from left to right over its whole width; a click or a drag asks for a place."""

    seek_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peaks: Peaks | None = None
        self._levels: tuple[Peaks, ...] = ()
        self._lines: Sequence[Line] = ()
        self._duration = 0.0
        self._position = 0.0
        self._seen = (0.0, 0.0)
        self._drawn: tuple[object, QImage] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("The whole recording"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(880, HEIGHT)

    def set_peaks(self, peaks: Peaks | None) -> None:
        """Show another sound; None while it is being looked at."""
        self._peaks = peaks
        self._levels = peaks.pyramid() if peaks is not None else ()
        self._drawn = None
        self.update()

    def set_lines(self, lines: Sequence[Line], duration: float) -> None:
        """Where the verses are in how many seconds."""
        self._lines, self._duration = lines, duration
        self.update()

    def set_place(self, position: float, start: float, end: float) -> None:
        """Where one is, and from when to when the view below shows the sound."""
        # Whole pixels: the row is repainted some ten times a minute, not sixty times a second.
        before = [round(self._x(time)) for time in (self._position, *self._seen)]
        self._position, self._seen = position, (start, end)
        if before != [round(self._x(time)) for time in (position, start, end)]:
            self.update()

    def _x(self, time: float) -> float:
        return time / self._duration * self.width() if self._duration else 0.0

    def _ask(self, x: float) -> None:
        if self._duration:
            self.seek_requested.emit(min(1.0, max(0.0, x / max(1, self.width()))) * self._duration)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(event.rect(), self._theme.tokens.color("ground"))
            self._paint_seen(painter)
            self._paint_wave(painter)
            self._paint_verses(painter)
            painter.setPen(QPen(self._theme.tokens.color("accent"), 2.0))
            here = self._x(self._position)
            painter.drawLine(QPointF(here, 2), QPointF(here, self.height() - 2))
        finally:
            painter.end()

    def _paint_seen(self, painter: QPainter) -> None:
        left, right = (self._x(time) for time in self._seen)
        frame = QRectF(left, 1, max(_LEAST_FRAME, right - left), self.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.color("raised"))
        painter.drawRoundedRect(frame, 4, 4)

    def _paint_wave(self, painter: QPainter) -> None:
        if self._peaks is None or not self._duration:
            return
        ratio = self.devicePixelRatioF()
        width, height = int(self.width() * ratio), int((self.height() - 3 * _MARK - 6) * ratio)
        key = (width, height, self._duration, self._theme.tokens)
        if self._drawn is None or self._drawn[0] != key:
            from flamenco_desktop.audio.peaks import level_for

            level = level_for(self._levels, width / self._duration)
            image = picture(level, 0.0, self._duration, width, height, self._theme.tokens.color("muted"))
            image.setDevicePixelRatio(ratio)
            self._drawn = (key, image)
        painter.setOpacity(0.7)
        painter.drawImage(QPointF(0, 3), self._drawn[1])
        painter.setOpacity(1.0)

    def _paint_verses(self, painter: QPainter) -> None:
        """A line under each verse: those that are over, and those checked, differ in height as in colour."""
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        bottom = self.height() - 3.0
        scale = self._x(1.0)
        # One call a colour: thousands of verses are painted with every correction.
        marks: dict[str, list[QRectF]] = {"ok": [], "sung": [], "muted": []}
        for line in self._lines:
            start = line.start
            left, width = start * scale, (line.end - start) * scale - 1
            checked = line.state is LineState.CHECKED
            high = _MARK * 1.6 if checked else _MARK
            color = "ok" if checked else "sung" if start <= self._position else "muted"
            marks[color].append(QRectF(left, bottom - high, max(1.5, width), high))
        for color, places in marks.items():
            if places:
                painter.setBrush(tokens.color(color))
                painter.drawRects(places)
