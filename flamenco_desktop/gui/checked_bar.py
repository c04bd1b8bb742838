"""How much of the recording is checked: a short bar and its figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.gui.fonts import tabular
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.lyrics.model import Line, LineState

WIDTH = 72
THICK = 4


class CheckedBar(QWidget):
    """Filled by lines that are checked, and more faintly by those that are corrected."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._checked = self._corrected = self._lines = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Count them."""
        states = [line.state for line in lines]
        self._checked = states.count(LineState.CHECKED)
        self._corrected = states.count(LineState.CORRECTED)
        self._lines = len(states)
        words = self.tr("{checked} of {lines} lines are checked")
        told = words.format(checked=self._checked, lines=self._lines) if lines else ""
        self.setToolTip(told)
        self.setAccessibleName(told)
        self.updateGeometry()
        self.update()

    @property
    def figures(self) -> str:
        """How many of how many."""
        return f"{self._checked}/{self._lines}" if self._lines else ""

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(f"{self._lines}/{self._lines}")
        return QSize(WIDTH + GRID + wide, 20) if self._lines else QSize(0, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._lines:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - THICK) / 2
        left = 0.0
        checked = WIDTH * self._checked / self._lines
        corrected = WIDTH * self._corrected / self._lines
        painter.setBrush(tokens.color("raised"))
        painter.drawRoundedRect(QRectF(0, top, WIDTH, THICK), 2, 2)
        for width, ink, strength in ((checked, "ok", 1.0), (corrected, "muted", 0.55)):
            color = tokens.color(ink)
            color.setAlphaF(strength)
            painter.setBrush(color)
            if width:
                painter.drawRoundedRect(QRectF(left, top, width, THICK), 2, 2)
            left += width
        painter.setFont(tabular(self.font()))
        painter.setPen(tokens.color("muted"))
        painter.drawText(
            self.rect().adjusted(WIDTH + GRID, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.figures
        )
