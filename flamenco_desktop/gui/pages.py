"""What fills the window beside the list: the sheet of the open recording, or what to do without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from flamenco_desktop import bundled
from flamenco_desktop.gui.empty_page import EmptyPage
from flamenco_desktop.gui.theme import GRID

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

_SHEET, _BLANK, _EMPTY = range(3)


def _inset(strip: QWidget, above: int = 0) -> QVBoxLayout:
    """Room around the strip, gone with it."""
    layout = QVBoxLayout()
    layout.setContentsMargins(2 * GRID, above, 2 * GRID, GRID)
    layout.addWidget(strip)
    return layout


class Pages(QStackedWidget):
    """Lays the views and the strips of a window onto pages, and turns to the one that fits its desk.

    `empty` is there once it was needed.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.empty: EmptyPage | None = None
        self.addWidget(self._sheet())
        self.addWidget(QWidget(self))

    def _sheet(self) -> QWidget:
        window = self._window
        above = QSplitter(Qt.Orientation.Horizontal, self)
        above.addWidget(window.karaoke)
        above.addWidget(window.editor)
        above.setSizes([560, 440])
        views = QSplitter(Qt.Orientation.Vertical, self)
        views.addWidget(above)
        views.addWidget(window.study.pane)
        views.setStretchFactor(0, 3)
        views.setSizes([480, 190])
        for splitter in (above, views):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(6)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(window.header)
        column.addLayout(_inset(window.banner))
        column.addLayout(_inset(window.strip))
        column.addLayout(_inset(window.writing.bar))
        column.addLayout(_inset(window.writing.strip))
        column.addWidget(views, 1)
        column.addWidget(window.correcting.tap_bar)
        column.addLayout(_inset(window.correcting.strip, above=GRID))
        column.addLayout(_inset(window.sound_strip))
        return page

    def turn(self) -> None:
        """The sheet; or, once it is known that nothing is open, what to do about that; nothing until then."""
        desk = self._window.desk
        if desk.entry is None and desk.bare and self.empty is None:
            self._add_empty_page()
        without = _BLANK if self.empty is None or not desk.bare else _EMPTY
        self.setCurrentIndex(without if desk.entry is None else _SHEET)

    def _add_empty_page(self) -> None:
        self.empty = EmptyPage(self._window.theme, bundled.recordings(), self)
        self.empty.open_requested.connect(self._window.shelf.ask)
        self.empty.try_requested.connect(self._window.desk.open)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(0)
        column.addLayout(_inset(self._window.empty_strip))
        column.addWidget(self.empty, 1)
        self.addWidget(page)
