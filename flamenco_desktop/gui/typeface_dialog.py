"""A typeface for the verses: the house's own, or any that the system has."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFontComboBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.theme import GRID


class TypefaceDialog(QDialog):
    """`shown` tells the family to be seen at once, empty for the house's; `rejected` takes it back."""

    shown = Signal(str)

    def __init__(self, family: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Typeface of the verses"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        said = QLabel(self.tr("The verses in the window change as you choose."), self)
        said.setProperty("role", "muted")
        column.addWidget(said)
        self.own = QRadioButton(self.tr("A book serif, as the house has it"), self)
        self.other = QRadioButton(self.tr("Another one:"), self)
        self.families = QFontComboBox(self)
        self.families.setFontFilters(QFontComboBox.FontFilter.ScalableFonts)
        self.families.setEditable(False)
        self.families.setMinimumWidth(280)
        for widget in (self.own, self.other, self.families):
            column.addWidget(widget)
        if family:
            self.other.setChecked(True)
            self.families.setCurrentFont(QFont(family))
        else:
            self.own.setChecked(True)
        self.families.setEnabled(bool(family))
        (self.families if family else self.own).setFocus()
        self.other.toggled.connect(self._chosen)
        self.families.currentFontChanged.connect(self._chosen)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            Qt.Orientation.Horizontal,
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addSpacing(GRID)
        column.addWidget(buttons)

    def _chosen(self) -> None:
        self.families.setEnabled(self.other.isChecked())
        self.shown.emit(self.families.currentFont().family() if self.other.isChecked() else "")
