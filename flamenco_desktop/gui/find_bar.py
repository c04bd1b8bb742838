"""The bar in which one looks for words and replaces them. It only asks; `finding` answers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.lyrics.find import Query

_MOST_IN_SIGHT = 6
_ROW = 22
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the preview: where it leads, and what it says. `recording` 0: a heading."""

    recording: int
    line: int
    text: str


class FindBar(QWidget):
    """Field, choices, count, and below them the preview of what would be replaced."""

    query_changed = Signal()
    stepped = Signal(int)
    replaced = Signal()
    all_replaced = Signal()
    chosen = Signal(int, int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._careful = False
        self.setProperty("role", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Find and replace"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find words"))
        self.field.setAccessibleName(self.tr("Words to find"))
        self.field.setClearButtonEnabled(True)
        self.other = QLineEdit(self)
        self.other.setPlaceholderText(self.tr("Replace with"))
        self.other.setAccessibleName(self.tr("What to put in their place"))
        for field in (self.field, self.other):
            field.setMinimumWidth(180)
            field.installEventFilter(self)
            field.textChanged.connect(self.query_changed)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.count.setMinimumWidth(72)
        self._previous = self._tool("previous", self.tr("Previous place (Shift+Enter)"))
        self._next = self._tool("next", self.tr("Next place (Enter)"))
        self._cross = self._tool("cancel", self.tr("Close (Escape)"))
        self._previous.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self._cross.clicked.connect(self.close_bar)
        self._case = self._choice("Aa", self.tr("Match upper and lower case"))
        self._accents = self._choice("á", self.tr("Match accents"))
        self._parts = self._choice(self.tr("…ab…"), self.tr("Inside words too"))
        self.scope = QComboBox(self)
        self.scope.addItems([self.tr("In this recording"), self.tr("In the whole library")])
        self.scope.setAccessibleName(self.tr("Where to look"))
        self.scope.currentIndexChanged.connect(self.query_changed)
        self.one = QPushButton(self.tr("Replace"), self)
        self.all = QPushButton(self.tr("Replace all"), self)
        for button in (self.one, self.all):
            button.setAutoDefault(False)
        self.one.clicked.connect(self.replaced)
        self.all.clicked.connect(self.all_replaced)
        self.rows = QListWidget(self)
        self.rows.setUniformItemSizes(True)
        self.rows.setAccessibleName(self.tr("What was found"))
        self.rows.itemActivated.connect(self._choose)
        self.rows.itemClicked.connect(self._choose)
        self._lay_out()
        theme.changed.connect(self._recolour)
        self._recolour()
        self.hide()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(GRID)
        first.addWidget(self.field, 1)
        for button in (self._previous, self._next):
            first.addWidget(button)
        first.addWidget(self.count)
        for choice in (self._case, self._accents, self._parts):
            first.addWidget(choice)
        first.addWidget(self.scope)
        first.addWidget(self._cross)
        self._second = QWidget(self)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(GRID)
        second.addWidget(self.other, 1)
        second.addWidget(self.one)
        second.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(first)
        column.addWidget(self._second)
        column.addWidget(self.rows)

    def _tool(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("icon_name", name)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _choice(self, text: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(self.query_changed)
        return button

    # --- what is asked -----------------------------------------------------------------------------------

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(),
            any_case=not self._case.isChecked(),
            any_accents=not self._accents.isChecked(),
            whole_words=not self._parts.isChecked(),
        )

    @property
    def everywhere(self) -> bool:
        """Whether to look through the whole library."""
        return self.scope.currentIndex() == 1

    @property
    def replacing(self) -> bool:
        """Whether something is to be put in the place of what is found."""
        return self.isVisible() and self._second.isVisibleTo(self)

    def open_bar(self, text: str = "", *, replacing: bool) -> None:
        """Show itself with `text` to be found (what was there before, when empty)."""
        self._second.setVisible(replacing)
        if replacing and not self._careful:
            # Who replaces means just this word; the button takes it back.
            self._careful = True
            self._accents.setChecked(True)
        self.rows.setVisible(False)
        if text:
            self.field.setText(text)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.query_changed.emit()

    def match_exactly(self) -> None:
        """Look for just what is written, but for the case."""
        self._accents.setChecked(True)
        self._parts.setChecked(False)

    def close_bar(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    # --- what is answered --------------------------------------------------------------------------------

    def show_count(self, text: str, places: int) -> None:
        """Say how many places there are."""
        self.count.setText(text)
        for button in (self._previous, self._next):
            button.setEnabled(places > 0 and not self.everywhere)
        self.one.setEnabled(places > 0 and not self.everywhere)
        self.all.setEnabled(places > 0)

    def show_rows(self, rows: list[Row]) -> None:
        """Show the preview; nothing hides it."""
        self.rows.clear()
        for row in rows[:_MOST_ROWS]:
            item = QListWidgetItem(row.text)
            item.setSizeHint(QSize(0, _ROW))
            item.setData(Qt.ItemDataRole.UserRole, (row.recording, row.line))
            if not row.recording:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.rows.addItem(item)
        self.rows.setFixedHeight(_ROW * min(_MOST_IN_SIGHT, len(rows)) + 4)
        self.rows.setVisible(bool(rows))

    def _choose(self, item: QListWidgetItem) -> None:
        recording, line = item.data(Qt.ItemDataRole.UserRole)
        if recording:
            self.chosen.emit(recording, line)

    # --- keys and colours --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                if watched is self.other and not back:
                    self.replaced.emit()
                else:
                    self.stepped.emit(-1 if back else 1)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _recolour(self) -> None:
        ground = self._theme.tokens.surface
        self.setStyleSheet(
            f"QLineEdit, QListWidget, QPushButton:enabled {{ background: {ground}; border-radius: 6px; }}"
            " QListWidget { border: none; padding: 2px; }"
            f" QToolButton:checked {{ background: {ground}; color: {self._theme.tokens.sung}; }}"
        )
        for button in (self._previous, self._next, self._cross):
            button.setIcon(icon(str(button.property("icon_name")), self._theme.tokens.muted))
