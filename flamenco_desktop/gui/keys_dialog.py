"""All commands with their keys, and what the mouse does, on one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.actions import menus
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.key_choices import KeyChoices, native, plain_text
from flamenco_desktop.gui.spec import Spec
from flamenco_desktop.gui.theme import GRID

COLUMNS = 3
SMALL = 11


class KeysDialog(QDialog):
    """A sheet to look at; Esc closes it. What has no key is not on it."""

    def __init__(self, keys: KeyChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        self._keys = keys
        self._font = QFont(self.font())
        self._font.setPixelSize(SMALL)
        sheet = QWidget(self)
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(3 * GRID, GRID, 3 * GRID, 2 * GRID)
        columns.setSpacing(3 * GRID)
        for blocks in self._spread(self._blocks()):
            column = QVBoxLayout()
            column.setSpacing(2)
            for title, rows in blocks:
                column.addWidget(self._title(title))
                column.addLayout(self._grid(rows))
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        # Without a scroll bar wherever the screen has room.
        most = QGuiApplication.primaryScreen().availableSize() - QSize(40, 60)
        self.resize((sheet.sizeHint() + QSize(3 * GRID, 0)).boundedTo(most))

    def _blocks(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Title and rows (keys, words) of each menu that has keys, then of the hands."""
        titles = {name: plain_text(title) for name, title in menus().items()}
        own: dict[str, list[tuple[str, str]]] = {}
        nudged: set[str] = set()
        for spec in self._keys.specs:
            outer, inner, _ = spec.menu.partition("/")
            if outer == "time" and inner:
                if spec.menu not in nudged:
                    nudged.add(spec.menu)
                    own.setdefault(spec.menu, []).extend(self._nudges(spec.menu))
                continue
            keys = self._keys.of(spec.name)
            if keys:
                own.setdefault(outer, []).append((native(keys[0]), plain_text(spec.text)))
        moves = [row for menu in own if menu.startswith("time/") for row in own[menu]]
        blocks = [(titles[menu], rows) for menu, rows in own.items() if "/" not in menu]
        if moves:
            moves.insert(0, ("", self.tr("10 ms earlier, later; with Shift 100 ms")))
            blocks.append((self.tr("Moving in time"), moves))
        blocks.append((self.tr("Typing"), self._typing()))
        blocks.append((self.tr("The mouse on the sound"), self._mouse()))
        return blocks

    def _nudges(self, menu: str) -> Iterable[tuple[str, str]]:
        """One row for the steps of one thing."""
        steps = [spec for spec in self._keys.specs if spec.menu == menu]
        keys = [self._first(spec) for spec in steps[:2]]
        if any(keys):
            yield "  ".join(filter(None, keys)), plain_text(menus()[menu])

    def _first(self, spec: Spec) -> str:
        keys = self._keys.of(spec.name)
        return native(keys[0]) if keys else ""

    def _typing(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Enter"), self.tr("Type over the word; take what was typed")),
            (self.tr("Tab"), self.tr("Take it, on to the next word; with Shift back")),
            (self.tr("Esc"), self.tr("Leave the word as it was")),
            (self.tr("Arrows"), self.tr("From word to word, from line to line")),
        ]

    def _mouse(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Click"), self.tr("Go there; a word is heard and selected")),
            (self.tr("Drag"), self.tr("Word, edge, bar of a line; on the wave: select")),
            (self.tr("Alt or Shift + drag"), self.tr("The edge shared by two words")),
            (self.tr("Ctrl + drag"), self.tr("All from this word on")),
            (self.tr("Shift + click"), self.tr("The selected word begins there")),
            (self.tr("Ctrl + click"), self.tr("The selected word ends there")),
            (self.tr("Ctrl + wheel"), self.tr("Closer, wider")),
        ]

    @staticmethod
    def _spread(
        blocks: Sequence[tuple[str, list[tuple[str, str]]]],
    ) -> list[list[tuple[str, list[tuple[str, str]]]]]:
        """The blocks in columns of about the same height, in their order."""
        whole = sum(len(rows) + 2 for _, rows in blocks)
        columns: list[list[tuple[str, list[tuple[str, str]]]]] = [[] for _ in range(COLUMNS)]
        height = 0
        for title, rows in blocks:
            middle = height + (len(rows) + 2) / 2
            columns[min(COLUMNS - 1, int(middle * COLUMNS / whole))].append((title, rows))
            height += len(rows) + 2
        return columns

    def _title(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(lyric_font(15))
        label.setContentsMargins(0, GRID // 2, 0, 0)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return label

    def _grid(self, rows: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 12 * GRID)
        grid.setColumnStretch(1, 1)
        for at, (keys, words) in enumerate(rows):
            for column, text in enumerate((keys, words)):
                label = QLabel(text, self)
                label.setFont(self._font)
                if column == 0 or not keys:
                    label.setProperty("role", "muted")
                grid.addWidget(label, at, column)
        return grid
