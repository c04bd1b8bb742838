"""The library at the side: every recording with its singer, what matches a search, and how to add one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.theme import GRID, Theme

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole + 1
FOUND = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Row:
    """A recording as the list shows it; `key` is the library's own."""

    key: int
    title: str
    below: str
    playing: bool = False


def folded(text: str) -> str:
    """Text without case and accents, for searching."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


class Rows(QAbstractListModel):
    """The rows as Qt's views want them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.below}"
        if role == ROW:
            return row
        if role == FOUND:
            return folded(f"{row.title} {row.below}")
        return None


class RowPainter(QStyledItemDelegate):
    """Title in the serif of the lyrics, singer and palo under it; the open one has a mark at its side."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, 7 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        tokens = self._theme.tokens
        state = option.state
        area: QRect = option.rect.adjusted(GRID, 2, -GRID, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.playing or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.color("raised"))
            painter.drawRoundedRect(area, GRID, GRID)
        if row.playing:
            painter.setBrush(tokens.color("sung"))
            painter.drawRoundedRect(QRect(area.left(), area.top() + 10, 3, area.height() - 20), 1.5, 1.5)
        if state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(tokens.color("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), GRID, GRID)
        inner = area.adjusted(2 * GRID, 5, -GRID, -5)
        half = inner.height() // 2
        self._text(painter, inner.adjusted(0, 0, 0, -half), row.title, lyric_font(17), tokens.text)
        small = QFont(option.font)
        small.setPixelSize(12)
        self._text(painter, inner.adjusted(0, half + 2, 0, 0), row.below, small, tokens.muted)
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, area: QRect, text: str, font: QFont, color: str) -> None:
        painter.setFont(font)
        painter.setPen(color)
        fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitted)


class RecordingsList(QWidget):
    """Search, list, and the button that adds."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, add: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search: title, singer, palo"))
        self.search.setClearButtonEnabled(False)
        self._rows = Rows(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._rows)
        self._found.setFilterRole(FOUND)
        self.search.textChanged.connect(lambda text: self._found.setFilterFixedString(folded(text)))
        self.view = QListView(self)
        self.view.setModel(self._found)
        self.view.setItemDelegate(RowPainter(theme, self.view))
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(self.tr("Library"))
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self._add = QPushButton(self.tr("Add a recording"), self)
        self._add.setProperty("role", "quiet")
        self._add.clicked.connect(add.trigger)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(self._add)
        self.setMinimumWidth(176)
        theme.changed.connect(self._recolour)
        self._recolour()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these recordings."""
        self._rows.set_rows(rows)

    def _choose(self, index: Index) -> None:
        row: Row = index.data(ROW)
        self.chosen.emit(row.key)

    def _recolour(self) -> None:
        self._add.setIcon(icon("add", self._theme.tokens.text))
        self.view.viewport().update()
