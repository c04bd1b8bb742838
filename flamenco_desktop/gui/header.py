"""The upper edge of the sheet: what is open, and the three depths."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.icons import SIZE
from flamenco_desktop.gui.theme import GRID, Theme


class Header(QWidget):
    """Title and singer on one line; a button for each of `depths` at the other end."""

    def __init__(self, theme: Theme, depths: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._title = QLabel(self)
        self._title.setFont(lyric_font(19))
        self._below = QLabel(self)
        self._below.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID + 4)
        row.addWidget(self._title)
        row.addWidget(self._below)
        row.addStretch(1)
        for action in depths:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(SIZE, SIZE))
            row.addWidget(button)

    def set_words(self, title: str, below: str) -> None:
        """What is open, and who sings it."""
        self._title.setText(title)
        self._below.setText(below)
