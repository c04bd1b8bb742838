"""A sentence beside what it is about, with its remedy; it goes when it has been read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from flamenco_desktop.gui.icons import SIZE, icon, picture
from flamenco_desktop.gui.theme import GRID, Theme


class MessageStrip(QWidget):
    """One message at a time. `role` is "strip" for news, "banner" for what may stay in sight."""

    dismissed = Signal()

    def __init__(self, theme: Theme, role: str = "strip", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "warning"
        self.setProperty("role", role)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._sign = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if role == "banner":
            self._words.setProperty("role", "muted")
        self._button = QPushButton(self)
        self._button.setProperty("role", "link" if role == "banner" else "")
        self._button.clicked.connect(self._act)
        self._other = QPushButton(self)
        self._other.setProperty("role", "link")
        self._other.clicked.connect(self._act_otherwise)
        self._cross = QToolButton(self)
        self._cross.setIconSize(QSize(16, 16))
        self._cross.setToolTip(self.tr("Close"))
        self._cross.setAccessibleName(self.tr("Close this message"))
        self._cross.clicked.connect(self._dismiss)
        self._handler: Callable[[], None] | None = None
        self._other_handler: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID + 4)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._other, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def say(
        self,
        text: str,
        button: str = "",
        handler: Callable[[], None] | None = None,
        kind: str = "warning",
        other: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show `text`, with a button that does `handler`, and perhaps an `other`, quieter one.

        `kind` is "warning" or "info".
        """
        self._kind = kind
        self._words.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._handler = handler
        self._other.setVisible(other is not None)
        if other is not None:
            self._other.setText(other[0])
            self._other_handler = other[1]
        self._recolour()
        self.show()

    def _act(self) -> None:
        if self.property("role") != "banner":
            self.hide()
        if self._handler:
            self._handler()

    def _act_otherwise(self) -> None:
        self.hide()
        if self._other_handler:
            self._other_handler()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        color = tokens.accent if self._kind == "warning" else tokens.muted
        self._sign.setPixmap(picture(self._kind, color, QSize(SIZE, SIZE), self.devicePixelRatioF()))
        self._cross.setIcon(icon("cancel", tokens.muted))
