"""An empty library: a drawing, one sentence, one button, and a recording to try."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.icons import picture
from flamenco_desktop.gui.theme import GRID, Theme


class EmptyPage(QWidget):
    """Asks for the first recording."""

    open_requested = Signal()
    try_requested = Signal()

    def __init__(self, theme: Theme, *, bundled: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing = QLabel(self)
        sentence = QLabel(self.tr("Drop a recording here, and read along as it is sung."), self)
        sentence.setFont(lyric_font(26))
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(self.tr("Open a recording…"), self)
        button.setProperty("role", "primary")
        button.clicked.connect(self.open_requested)
        trial = QPushButton(self.tr("Or try the one that comes with the program"), self)
        trial.setProperty("role", "link")
        trial.clicked.connect(self.try_requested)
        trial.setVisible(bundled)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.addStretch(4)
        for widget, space in ((self._drawing, 3), (sentence, 3), (button, 1), (trial, 0)):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(space * GRID)
        column.addStretch(5)
        sentence.setFixedWidth(520)
        sentence.setMinimumHeight(sentence.heightForWidth(520))
        theme.changed.connect(self._recolour)
        self._recolour()

    def _recolour(self) -> None:
        drawn = picture("empty", self._theme.tokens.muted, QSize(240, 200), self.devicePixelRatioF())
        self._drawing.setPixmap(drawn)
