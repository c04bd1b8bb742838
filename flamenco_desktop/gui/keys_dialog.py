"""All commands with their keys on one sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from flamenco_desktop.gui.actions import Spec, menus, specs
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.theme import GRID


class KeysDialog(QDialog):
    """A sheet to look at; any key closes it as usual."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        columns.setSpacing(6 * GRID)
        titles = menus()
        for group in (("file", "edit"), ("play", "recognise", "help"), ("view",)):
            column = QVBoxLayout()
            column.setSpacing(GRID)
            for menu in group:
                own = [spec for spec in specs() if spec.menu == menu and spec.keys]
                column.addWidget(self._title(titles[menu]))
                column.addLayout(self._grid(own))
            column.addStretch(1)
            columns.addLayout(column)

    def _title(self, text: str) -> QLabel:
        label = QLabel(text.replace("&", ""), self)
        label.setFont(lyric_font(19))
        label.setContentsMargins(0, GRID, 0, 0)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return label

    def _grid(self, own: list[Spec]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnMinimumWidth(0, 12 * GRID)
        grid.setColumnStretch(1, 1)
        for row, spec in enumerate(own):
            keys = QLabel(QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText), self)
            keys.setProperty("role", "muted")
            grid.addWidget(keys, row, 0)
            grid.addWidget(QLabel(spec.text.replace("&", "").rstrip("…"), self), row, 1)
        return grid
