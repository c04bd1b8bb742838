"""What can be chosen about reviewing and listening, and the keys of every command."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.actions import menus
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.key_choices import KeyChoices, native, plain_text
from flamenco_desktop.gui.listening_page import ListeningPage
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.theme import GRID

_NAME = Qt.ItemDataRole.UserRole


class PreferencesDialog(QDialog):
    """Everything takes effect at once; `changed` tells of choices about reviewing."""

    changed = Signal()

    def __init__(self, preferences: Preferences, keys: KeyChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preferences"))
        self.resize(720, 600)
        self.review = ReviewPage(preferences, self)
        self.review.changed.connect(self.changed)
        self.keys = KeysPage(keys, self)
        tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        self.listening = ListeningPage(preferences, self)
        tabs.addTab(self.review, self.tr("Reviewing"))
        tabs.addTab(self.listening, self.tr("Listening"))
        tabs.addTab(self.keys, self.tr("Keys"))
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(tabs, 1)
        column.addLayout(foot)


class ReviewPage(QWidget):
    """When a word is doubtful, and how lines play by themselves."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.threshold = QSlider(Qt.Orientation.Horizontal, self)
        self.threshold.setRange(0, 100)
        self.threshold.setValue(round(preferences.threshold * 100))
        self.threshold.setAccessibleName(self.tr("Underline words that the recogniser is less sure of than"))
        self._percent = QLabel(self)
        self._percent.setMinimumWidth(6 * GRID)
        row = QHBoxLayout()
        row.addWidget(self.threshold, 1)
        row.addWidget(self._percent)
        self.plays = QCheckBox(self.tr("Play each line on coming to it"), self)
        self.plays.setChecked(preferences.plays_lines)
        self.repeats = QCheckBox(self.tr("Repeat it until going on"), self)
        self.repeats.setChecked(preferences.repeats_lines)
        self.lead_in = QSlider(Qt.Orientation.Horizontal, self)
        self.lead_in.setRange(0, 50)
        self.lead_in.setValue(round(preferences.lead_in * 10))
        self.lead_in.setAccessibleName(self.tr("Begin before the line by"))
        self._seconds = QLabel(self)
        self._seconds.setMinimumWidth(6 * GRID)
        before = QHBoxLayout()
        before.addWidget(self.lead_in, 1)
        before.addWidget(self._seconds)
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setContentsMargins(2 * GRID, 3 * GRID, 2 * GRID, 2 * GRID)
        form.setVerticalSpacing(2 * GRID)
        form.setHorizontalSpacing(3 * GRID)
        form.addRow(self.tr("Underline words that the recogniser is less sure of than"), row)
        form.addRow(self.plays)
        form.addRow(self.repeats)
        form.addRow(self.tr("Begin before the line by"), before)
        self.threshold.valueChanged.connect(self._take)
        self.plays.toggled.connect(self._take)
        self.repeats.toggled.connect(self._take)
        self.lead_in.valueChanged.connect(self._take)
        self._show()

    def _show(self) -> None:
        self._percent.setText(f"{self.threshold.value()} %")
        self._seconds.setText(QLocale().toString(self.lead_in.value() / 10, "f", 1) + " s")
        self.repeats.setEnabled(self.plays.isChecked())

    def _take(self) -> None:
        self._show()
        preferences = self._preferences
        preferences.threshold = self.threshold.value() / 100
        preferences.plays_lines = self.plays.isChecked()
        preferences.repeats_lines = self.repeats.isChecked()
        preferences.lead_in = self.lead_in.value() / 10
        self.changed.emit()


class KeysPage(QWidget):
    """All commands with their keys; a key that another command has is only taken from it when asked to."""

    def __init__(self, keys: KeyChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search: a command or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.currentItemChanged.connect(lambda _now, _before: self._chosen())
        self.typed = QKeySequenceEdit(self)
        self.typed.setMaximumSequenceLength(1)
        self.typed.keySequenceChanged.connect(lambda _: self._say())
        self.give = QPushButton(self.tr("Give this key"), self)
        self.give.clicked.connect(self._give)
        self.take = QPushButton(self.tr("No keys"), self)
        self.take.clicked.connect(lambda: self._set(()))
        self.restore = QPushButton(self.tr("As it was"), self)
        self.restore.clicked.connect(lambda: self._set(None))
        self.restore_all = QPushButton(self.tr("All as they were"), self)
        self.restore_all.clicked.connect(self._restore_all)
        self.word = QLabel(self)
        self.word.setWordWrap(True)
        self.word.setMinimumHeight(3 * GRID)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Press a key:"), self))
        row.addWidget(self.typed, 1)
        for button in (self.give, self.take, self.restore, self.restore_all):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.word)
        self._fill()
        self._chosen()

    def _fill(self) -> None:
        titles = {name: plain_text(title) for name, title in menus().items()}
        tops: dict[str, QTreeWidgetItem] = {}
        for spec in self._keys.specs:
            outer, inner, _ = spec.menu.partition("/")
            if outer not in tops:
                top = tops[outer] = QTreeWidgetItem(self.tree, [titles[outer], ""])
                top.setFont(0, lyric_font(16))
                top.setFlags(Qt.ItemFlag.ItemIsEnabled)
                top.setExpanded(True)
            text = plain_text(spec.text)
            item = QTreeWidgetItem(tops[outer], [f"{titles[spec.menu]}: {text}" if inner else text, ""])
            item.setData(0, _NAME, spec.name)
        self._show_keys()

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount()))
        items = (top.child(at) for top in tops if top is not None for at in range(top.childCount()))
        return [item for item in items if item is not None]

    def _show_keys(self) -> None:
        for item in self._items():
            name = item.data(0, _NAME)
            item.setText(1, ", ".join(native(key) for key in self._keys.of(name)))
            font = self.tree.font()
            font.setBold(self._keys.changed(name))
            item.setFont(1, font)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().strip()
        for item in self._items():
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)}".casefold())

    @property
    def command(self) -> str:
        """The name of the chosen command, or nothing."""
        item = self.tree.currentItem()
        return str(item.data(0, _NAME) or "") if item is not None else ""

    def choose(self, name: str) -> None:
        """Go to a command."""
        for item in self._items():
            if item.data(0, _NAME) == name:
                self.tree.setCurrentItem(item)

    def _chosen(self) -> None:
        self.typed.clear()
        name = self.command
        for widget in (self.typed, self.take):
            widget.setEnabled(bool(name))
        self.restore.setEnabled(bool(name) and self._keys.changed(name))
        self._say()

    def _key(self) -> str:
        return self.typed.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _say(self) -> None:
        """Whose the key is, before it is given."""
        key = self._key()
        self.give.setEnabled(bool(key and self.command))
        others = [name for name in self._keys.holders(key) if name != self.command] if key else []
        if not others:
            self.word.setText("")
            self.give.setText(self.tr("Give this key"))
            return
        names = ", ".join(f"“{plain_text(self._keys.spec(name).text)}”" for name in others)
        self.word.setText(
            self.tr("{key} already belongs to {names}, which would lose it.").format(
                key=native(key), names=names
            )
        )
        self.give.setText(self.tr("Give it anyway"))

    def _give(self) -> None:
        key, name = self._key(), self.command
        if key and name:
            self._keys.give(name, key)
            self._show_keys()
            self._chosen()

    def _set(self, keys: tuple[str, ...] | None) -> None:
        if self.command:
            self._keys.set(self.command, keys)
            self._show_keys()
            self._chosen()

    def _restore_all(self) -> None:
        self._keys.restore()
        self._show_keys()
        self._chosen()
