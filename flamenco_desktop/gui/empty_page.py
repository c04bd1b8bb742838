"""An empty library: a drawing, one sentence, one button, and recordings to try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from flamenco_desktop import bundled
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.icons import picture
from flamenco_desktop.gui.theme import GRID, Theme

_WIDTH = 520


class EmptyPage(QWidget):
    """Asks for the first recording, or offers those in `trials`."""

    open_requested = Signal()
    try_requested = Signal(object)

    def __init__(self, theme: Theme, trials: Sequence[Path], parent: QWidget | None = None) -> None:
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
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        self._column.addStretch(4)
        for widget, space in ((self._drawing, 3), (sentence, 3), (button, 3)):
            self._add(widget)
            self._column.addSpacing(space * GRID)
        self.trials = [self._trial(path) for path in trials]
        self._column.addStretch(5)
        sentence.setFixedWidth(_WIDTH)
        sentence.setMinimumHeight(sentence.heightForWidth(_WIDTH))
        theme.changed.connect(self._recolour)
        self._recolour()

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    def _trial(self, path: Path) -> QPushButton:
        known = bundled.about(path)
        name = f"{known.title or path.stem} ({known.palo})" if known.palo else known.title or path.stem
        trial = QPushButton(self.tr("Try “{name}”").format(name=name), self)
        trial.setProperty("role", "link")
        trial.clicked.connect(lambda: self.try_requested.emit(path))
        self._add(trial)
        return trial

    def _recolour(self) -> None:
        drawn = picture("empty", self._theme.tokens.muted, QSize(240, 200), self.devicePixelRatioF())
        self._drawing.setPixmap(drawn)
