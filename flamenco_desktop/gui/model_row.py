"""One model in the list: choose it, fetch it, follow it, read where it comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui import model_words
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.model_errands import ModelErrands
from flamenco_desktop.gui.model_menu import ModelMenu
from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.models.inventory import Item, Place
from flamenco_desktop.models.speed import Rates

_INDENT = 3 * GRID + 2
_THIN = 4


class ModelRow(QWidget):
    """Shows `item` as it is now; what is done about it is started in `errands`."""

    chosen = Signal(str)

    def __init__(self, item: Item, errands: ModelErrands, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self.in_use = False
        self._errands = errands
        self.button = QRadioButton(self)
        self.button.setAutoExclusive(False)
        self.button.clicked.connect(lambda: self.chosen.emit(self.item.name))
        # What cannot be chosen yet is no button, and as easy to read.
        self._title = QLabel(self)
        self._title.setContentsMargins(_INDENT, 0, 0, 0)
        self.fetch = QPushButton(self.tr("Fetch"), self)
        self.fetch.clicked.connect(self._fetch)
        self.pause = QPushButton(self.tr("Pause"), self)
        self.pause.clicked.connect(lambda: self._errands.stop(self.item.name))
        self.more = QPushButton("⋯", self)
        self.more.setProperty("role", "quiet")
        self.more.setToolTip(self.tr("More about this model"))
        self.menu = ModelMenu(lambda: self.item, lambda: self.in_use, errands, self)
        self.more.clicked.connect(
            lambda: self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self._facts = self._label("muted")
        self.lineage = self._label("muted")
        self.note = self._label("muted")
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_THIN)
        self._lay_out()
        self.show_item(item, None)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        for widget in (self.button, self._title):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            head.addWidget(widget, 1)
        for button in (self.fetch, self.pause, self.more):
            head.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(_INDENT, 0, 0, 0)
        below.setSpacing(GRID // 2)
        for label in (self._facts, self.lineage, self.note, self.bar):
            below.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(below)

    def show_item(self, item: Item, rates: Rates | None) -> None:
        """What is known of the model has changed."""
        self.item = item
        for widget in (self.button, self._title):
            widget.setText(model_words.title(item))
        self.button.setVisible(item.model is not None)
        self._title.setVisible(item.model is None)
        for button in (self.pause, self.more):
            button.setAccessibleName(f"{button.toolTip() or button.text()}: {model_words.title(item)}")
        self._facts.setText(model_words.facts(item, rates))
        told = model_words.lineage(item)
        self.lineage.setText(told)
        self.lineage.setVisible(bool(told))
        self.button.setAccessibleDescription("\n".join(filter(None, (self._facts.text(), told))))
        self.follow()

    def follow(self) -> None:
        """What is being done about the model has changed."""
        item, state = self.item, self._errands.state(self.item.name)
        running = state is not None and state.running
        self.bar.setVisible(running)
        if state is None:
            said = model_words.note(item)
        elif state.error is not None:
            said = say(state.error).text
        elif running:
            # Of what does not say how far it is only that it goes on can be shown.
            self.bar.setRange(0, 0 if state.stage in model_words.ENDLESS else 1000)
            self.bar.setValue(round(1000 * state.fraction))
            said = model_words.doing(state)
        else:
            said = model_words.done(state) or model_words.note(item)
        self.note.setText(said)
        self.note.setVisible(bool(said))
        absent = item.model is None and item.place is not Place.ELSEWHERE
        self.fetch.setVisible(absent and not running and self._fetchable)
        self.fetch.setText(self.tr("Go on") if item.arrived else self.tr("Fetch"))
        self.fetch.setAccessibleName(f"{self.fetch.text()}: {model_words.title(item)}")
        self.pause.setVisible(running)
        fetching = state is not None and state.stage == "fetching"
        self.pause.setText(self.tr("Pause") if fetching or item.arrived else self.tr("Stop"))
        self.more.setVisible(not running)

    @property
    def _fetchable(self) -> bool:
        entry = self.item.entry
        return not entry.embedded if entry is not None else "/" in self.item.name

    def _fetch(self) -> None:
        self._errands.start(self.item.name, "fetch", self.item.name)
