"""The whole recording as one thin line: where the verses are, where one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.gui.theme import Theme
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

    def set_position(self, seconds: float) -> None:
        """Where one is."""
        if round(self._x(seconds)) != round(self._x(self._position)) or seconds < self._position:
            self._position = seconds
            self.update()
        self._position = seconds

    def _x(self, seconds: float) -> float:
        share = seconds / self._duration if self._duration else 0.0
        return MARGIN + min(1.0, max(0.0, share)) * (self.width() - 2 * MARGIN)

    def _ask(self, x: float) -> None:
        share = (x - MARGIN) / max(1, self.width() - 2 * MARGIN)
        self.seek_requested.emit(min(1.0, max(0.0, share)) * self._duration)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._duration:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._duration:
            self._ask(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -5.0, Qt.Key.Key_Right: 5.0, Qt.Key.Key_Down: -5.0, Qt.Key.Key_Up: 5.0}
        if event.key() in step and self._duration:
            self.seek_requested.emit(
                min(self._duration, max(0.0, self._position + step[Qt.Key(event.key())]))
            )
        else:
            super().keyPressEvent(event)

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
        painter.setBrush(tokens.color("text"))
        if self._duration:
            painter.drawEllipse(QPointF(here, middle), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("focus"), 2))
            painter.drawEllipse(QPointF(here, middle), 9, 9)
