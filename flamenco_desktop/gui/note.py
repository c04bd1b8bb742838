"""A sentence with a sign beside what it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from flamenco_desktop.gui.icons import SIZE, picture
from flamenco_desktop.gui.theme import GRID, Theme


class SignedText(QWidget):
    """Hidden at first. `row` takes what else belongs beside the words."""

    def __init__(self, theme: Theme, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "info"
        self.setProperty("role", role)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._sign = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        self.row.setSpacing(GRID + 4)
        self.row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self._words, 1)
        theme.changed.connect(self._recolour)
        self.hide()

    def _put(self, text: str, kind: str) -> None:
        self._kind = kind
        self._words.setText(text)
        self._recolour()
        self.setVisible(bool(text))

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        color = {"warning": tokens.accent, "check": tokens.ok}.get(self._kind, tokens.muted)
        self._sign.setPixmap(picture(self._kind, color, QSize(SIZE, SIZE), self.devicePixelRatioF()))


class Note(SignedText):
    """Gone while there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "strip", parent)

    @property
    def text(self) -> str:
        """What it says, empty while it is gone."""
        return "" if self.isHidden() else self._words.text()

    def say(self, text: str, kind: str = "info") -> None:
        """Show `text`; `kind` is "info", "warning" or "check". Nothing to say hides it."""
        self._put(text, kind)
