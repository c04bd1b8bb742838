"""A sentence beside what it is about, with its remedy; it goes when it has been read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.note import SignedText
from flamenco_desktop.gui.theme import GRID, Theme


class MessageStrip(SignedText):
    """One message at a time. `role` is "strip" for news, "banner" for what may stay in sight."""

    dismissed = Signal()

    def __init__(self, theme: Theme, role: str = "strip", parent: QWidget | None = None) -> None:
        super().__init__(theme, role, parent)
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
        self.row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        middle = Qt.AlignmentFlag.AlignVCenter
        self.row.setAlignment(self._sign, middle)
        for button in (self._button, self._other, self._cross):
            self.row.addWidget(button, 0, middle)
        self._recolour()

    @property
    def text(self) -> str:
        """What it says now, or said last."""
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
        self._put(text, kind)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._handler = handler
        self._other.setVisible(other is not None)
        if other is not None:
            self._other.setText(other[0])
            self._other_handler = other[1]

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
        super()._recolour()
        self._cross.setIcon(icon("cancel", self._theme.tokens.muted))
