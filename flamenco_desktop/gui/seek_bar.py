"""The whole recording as one thin line: where the verses are, where one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.lyrics.model import Line, LineState

MARGIN = 10


class SeekBar(QWidget):
    """Shows a place in seconds; a click, a drag or the arrow keys ask for another."""

    seek_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._duration = 0.0
        self._position = 0.0
        self._lines: Sequence[Line] = ()
        self._loop: tuple[float, float | None] | None = None
        self._hand: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Place in the recording"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, 28)

    def set_duration(self, seconds: float) -> None:
        """How long the recording is."""
        self._duration = seconds
        self.update()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Where the verses are."""
        self._lines = lines
        self.update()

    def set_loop(self, loop: tuple[float, float | None] | None) -> None:
        """What is repeated; no end while only its beginning is marked."""
        self._loop = loop
        self.update()

    def set_position(self, seconds: float) -> None:
        """Where one is."""
        if round(self._x(seconds)) != round(self._x(self._position)) or seconds < self._position:
            self._position = seconds
            self.update()
        self._position = seconds

    def _x(self, seconds: float) -> float:
        share = seconds / self._duration if self._duration else 0.0
        return MARGIN + min(1.0, max(0.0, share)) * (self.width() - 2 * MARGIN)

    def _seconds(self, x: float) -> float:
        share = (x - MARGIN) / max(1, self.width() - 2 * MARGIN)
        return min(1.0, max(0.0, share)) * self._duration

    def _ask(self, x: float) -> None:
        self.seek_requested.emit(self._seconds(x))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._duration:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._duration:
            return
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(x)
        QToolTip.showText(event.globalPosition().toPoint(), self._words_at(self._seconds(x)), self)
        self._hand = x
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hand = None
        self.update()

    def _words_at(self, seconds: float) -> str:
        """The time there, and the verse."""
        line = next((line for line in self._lines if line.start <= seconds < line.end), None)
        return clock(seconds) if line is None else f"{clock(seconds)}  {line.text}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = self._place_of(Qt.Key(event.key()))
        if to is not None and self._duration:
            self.seek_requested.emit(min(self._duration, max(0.0, to)))
        else:
            super().keyPressEvent(event)

    def _place_of(self, key: Qt.Key) -> float | None:
        """Where a key leads to: a second, five, a tenth of the whole, or an end."""
        tenth = self._duration / 10
        return {
            Qt.Key.Key_Left: self._position - 1.0,
            Qt.Key.Key_Right: self._position + 1.0,
            Qt.Key.Key_Down: self._position - 5.0,
            Qt.Key.Key_Up: self._position + 5.0,
            Qt.Key.Key_PageDown: self._position - tenth,
            Qt.Key.Key_PageUp: self._position + tenth,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self._duration,
        }.get(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("raised"))
        painter.drawRoundedRect(QRectF(MARGIN, middle - 2, self.width() - 2 * MARGIN, 4), 2, 2)
        faint = tokens.color("muted")
        faint.setAlphaF(0.55)
        here = self._x(self._position)
        for line in self._lines:
            left, right = self._x(line.start), self._x(line.end)
            painter.setBrush(tokens.color("ok") if line.state is LineState.CHECKED else faint)
            painter.drawRoundedRect(QRectF(left, middle - 2, max(2.0, right - left - 1), 4), 2, 2)
        painter.setBrush(tokens.color("sung"))
        if self._position > 0:
            painter.drawRoundedRect(QRectF(MARGIN, middle - 1, here - MARGIN, 2), 1, 1)
        self._paint_loop(painter, middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("text"))
        if self._hand is not None and self._duration:
            painter.drawRoundedRect(QRectF(self._hand - 1, middle - 6, 2, 12), 1, 1)
        if self._duration:
            painter.drawEllipse(QPointF(here, middle), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("focus"), 2))
            painter.drawEllipse(QPointF(here, middle), 9, 9)

    def _paint_loop(self, painter: QPainter, middle: float) -> None:
        """What is repeated: two brackets with a veil between them; one while its end is not marked."""
        if self._loop is None or not self._duration:
            return
        start, end = self._loop
        color = self._theme.tokens.color("accent")
        left = self._x(start)
        if end is not None:
            veil = self._theme.tokens.color("accent")
            veil.setAlphaF(0.22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(QRectF(left, middle - 8, max(2.0, self._x(end) - left), 16), 3, 3)
        painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for x, inward in ((left, 4.0), (None if end is None else self._x(end), -4.0)):
            if x is not None:
                for y in (middle - 8, middle + 8):
                    painter.drawLine(QPointF(x, y), QPointF(x + inward, y))
                painter.drawLine(QPointF(x, middle - 8), QPointF(x, middle + 8))
