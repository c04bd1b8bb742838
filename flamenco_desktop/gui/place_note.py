"""A sentence beside the place it is about, until the next key."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from flamenco_desktop.gui.theme import GRID, Theme


class PlaceNote(QLabel):
    """Lies over its parent, below a word or above it, and never takes the focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._under = theme, parent
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.hide()

    def say(self, text: str, place: QRect) -> None:
        """Show `text` under `place`, or over it where there is no room."""
        parent = self._under
        self.setText(text)
        self.setAccessibleName(text)
        width = min(420, parent.width() - 2 * GRID)
        height = self.heightForWidth(width)
        left = max(GRID, min(place.left(), parent.width() - width - GRID))
        top = place.bottom() + 4
        if top + height > parent.height():
            top = max(0, place.top() - height - 4)
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"QLabel {{ background: {tokens.raised}; color: {tokens.text}; border-radius: 6px;"
            f" border-left: 3px solid {tokens.accent}; padding: 6px 10px; }}"
        )
