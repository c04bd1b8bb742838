"""Which model listens and which places the words: those here, those worth fetching, those of one's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui import model_words
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.in_use import InUse
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.model_errands import MEASURE, ModelErrands
from flamenco_desktop.gui.model_row import ModelRow
from flamenco_desktop.gui.sources_dialog import SourcesDialog
from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.models import hub, inventory, speed, store
from flamenco_desktop.models.catalogue import ModelKind
from flamenco_desktop.models.inventory import Item, Place
from flamenco_desktop.models.speed import Rates

_WIDTH, _HEIGHT = 760, 680
_LONGEST_TITLE = 240
_ADDING = "adding"
_USUAL = {ModelKind.RECOGNISER: store.EMBEDDED_RECOGNISER, ModelKind.ALIGNER: store.EMBEDDED_ALIGNER}


class ModelsDialog(QDialog):
    """With `in_use` a click on a model puts it in use from now on, and another one goes back to the one
    before. Without, a recogniser is chosen for once: `current` is marked first, and `chosen` tells.
    """

    chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        current: str = "",
        *,
        in_use: InUse | None = None,
        errands: ModelErrands | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Models"))
        self.resize(_WIDTH, _HEIGHT)
        self._in_use = in_use
        self._taken = current
        self._kinds = (ModelKind.RECOGNISER,) if in_use is None else tuple(ModelKind)
        self.back: dict[ModelKind, QPushButton] = {}
        self.rows: dict[str, ModelRow] = {}
        self._lists: dict[ModelKind, QVBoxLayout] = {}
        self._looks = Errands(self)
        self._about = ""
        self._rates: Rates | None = None
        self.errands = errands or ModelErrands(self)
        self.errands.changed.connect(self._changed)
        self.errands.ended.connect(self._ended)
        if in_use is not None:
            in_use.changed.connect(self._mark)
            in_use.folder_changed.connect(self._look)
            in_use.look()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3 * GRID, 0, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self._scrolled(), 1)
        self.word = QLabel(self)
        self.word.setWordWrap(True)
        self.word.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        self.word.hide()
        column.addWidget(self.word)
        column.addLayout(self._buttons())
        self._look()

    # --- what is seen ----------------------------------------------------------------------------------

    def _scrolled(self) -> QScrollArea:
        sheet = QWidget(self)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        column.setSpacing(GRID)
        for kind, title, about in (
            (
                ModelKind.RECOGNISER,
                self.tr("Which model listens?"),
                self.tr(
                    "A larger Whisper hears more and takes longer. One taught your singer is better still."
                ),
            ),
            (
                ModelKind.ALIGNER,
                self.tr("Which model places the words in time?"),
                self.tr("It is told the words, and finds when each one is sung."),
            ),
        ):
            if kind not in self._kinds:
                continue
            column.addLayout(self._head(kind, title, sheet))
            if self._in_use is not None:
                about += " " + self.tr("The marked one is used from now on.")
            below = QLabel(about, sheet)
            below.setProperty("role", "muted")
            below.setWordWrap(True)
            column.addWidget(below)
            self._lists[kind] = QVBoxLayout()
            self._lists[kind].setSpacing(GRID + 4)
            self._lists[kind].setContentsMargins(0, GRID, 0, 3 * GRID)
            column.addLayout(self._lists[kind])
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(sheet)
        return area

    def _head(self, kind: ModelKind, title: str, sheet: QWidget) -> QHBoxLayout:
        """What a list is about, and the way back to what was in use before."""
        head = QLabel(title, sheet)
        head.setFont(lyric_font(24))
        back = self.back[kind] = QPushButton(sheet)
        back.setToolTip(self.tr("Use the model that was in use before"))
        back.setAutoDefault(False)
        back.clicked.connect(lambda: self._in_use.roll_back(kind) if self._in_use else None)
        back.hide()
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(head, 1)
        row.addWidget(back)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        row.setSpacing(GRID)
        self.add = QPushButton(self.tr("Add one…"), self)
        menu = QMenu(self.add)
        menu.addAction(self.tr("From Hugging Face, by its name…"), self._ask_name)
        menu.addAction(self.tr("A folder on this machine…"), self._ask_folder)
        menu.addAction(self.tr("An archive, or OpenAI's .pt…"), self._ask_file)
        self.add.clicked.connect(lambda: menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft())))
        origin = QPushButton(self.tr("Where from…"), self)
        origin.setProperty("role", "quiet")
        origin.clicked.connect(self._ask_sources)
        for button in (self.add, origin):
            row.addWidget(button)
        row.addStretch(1)
        leave = QPushButton(self)
        leave.clicked.connect(self.reject)
        row.addWidget(leave)
        self.use = QPushButton(self.tr("Use this one"), self)
        if self._in_use is not None:
            leave.setText(self.tr("Close"))
            leave.setDefault(True)
            leave.setFocus()
            self.use.hide()
            return row
        leave.setText(self.tr("Leave it as it is"))
        leave.setProperty("role", "quiet")
        self.use.setProperty("role", "primary")
        self.use.setDefault(True)
        self.use.clicked.connect(self._use)
        row.addWidget(self.use)
        return row

    def _look(self) -> None:
        """See what is there; disks may be slow, so beside the window."""
        wanted = {kind: self._now(kind) for kind in self._kinds}

        def seen() -> tuple[tuple[Item, ...], Rates | None]:
            found = list(inventory.items())
            for kind, name in wanted.items():
                if all(name not in (i.name, i.entry.hub if i.entry else "") for i in found):
                    found.append(inventory.item(name, kind))
            return tuple(found), speed.known()

        self._looks.run(seen, self._show)

    def _show(self, found: tuple[tuple[Item, ...], Rates | None]) -> None:
        items, self._rates = found
        names = {item.name for item in items}
        for name in [name for name in self.rows if name not in names]:
            self.rows.pop(name).deleteLater()
        for kind, column in self._lists.items():
            mine = [item for item in items if item.kind is kind and _worth_showing(item)]
            for place, item in enumerate(sorted(mine, key=_order)):
                row = self.rows.get(item.name)
                if row is None:
                    row = self.rows[item.name] = ModelRow(item, self.errands, self)
                    row.chosen.connect(self._choose)
                row.show_item(item, self._rates)
                column.insertWidget(place, row)
        self._mark()
        if self._rates is None and self.errands.state(MEASURE) is None:
            self.errands.start(MEASURE, "measure")

    def _mark(self) -> None:
        """Exactly the chosen ones are marked, one of each kind."""
        for row in self.rows.values():
            entry = row.item.entry
            row.in_use = self._now(row.item.kind) in (row.item.name, entry.hub if entry else row.item.name)
            row.button.blockSignals(True)
            row.button.setChecked(row.item.model is not None and row.in_use)
            row.button.blockSignals(False)
        for kind, back in self.back.items():
            before = self._in_use.before(kind) if self._in_use is not None else None
            back.setVisible(before is not None)
            title = back.fontMetrics().elidedText(
                self._title_of(before or "", kind), Qt.TextElideMode.ElideRight, _LONGEST_TITLE
            )
            back.setText(self.tr("Go back to “{title}”").format(title=title))

    def _title_of(self, name: str, kind: ModelKind) -> str:
        name = name or _USUAL[kind]
        row = self.rows.get(name)
        return model_words.title(row.item) if row is not None else name

    def _now(self, kind: ModelKind) -> str:
        return (self._taken if self._in_use is None else self._in_use.name(kind)) or _USUAL[kind]

    # --- what is done ----------------------------------------------------------------------------------

    def _choose(self, name: str) -> None:
        if self._in_use is None:
            self._taken = name
            self._mark()
        else:
            self._in_use.use(name, self.rows[name].item.kind)

    def _changed(self, name: str) -> None:
        state = self.errands.state(name)
        self.add.setEnabled(not self.adding)
        if name in self.rows:
            self.rows[name].follow()
        elif state is not None and name != MEASURE:
            self._about = name
            self.word.setText(say(state.error).text if state.error else model_words.doing(state))
            self.word.show()

    def _ended(self, name: str, found: dict[str, str]) -> None:
        state = self.errands.state(name)
        if name == self._about and (state is None or state.error is None):
            self.word.hide()
        self._look()

    def _ask_name(self) -> None:
        name, sure = QInputDialog.getText(
            self,
            self.tr("From Hugging Face"),
            self.tr("The model's name, such as owner/name:"),
            QLineEdit.EchoMode.Normal,
        )
        if sure:
            self.fetch(name.strip())

    def fetch(self, name: str) -> None:
        """Fetch a model by its Hugging Face name."""
        if not hub.is_id(name):
            self.word.setText(self.tr("A name on Hugging Face has two parts, like owner/name."))
            self.word.show()
            return
        self.errands.start(name, "fetch", name)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"), str(Path.home()))
        if folder:
            self.install(folder)

    def _ask_file(self) -> None:
        kinds = self.tr("Models") + " (*.zip *.tar *.tar.gz *.tgz *.tar.xz *.pt)"
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Archive of a model, or OpenAI's .pt"), str(Path.home()), kinds
        )
        if path:
            self.install(path)

    @property
    def adding(self) -> bool:
        """Whether a model is being installed: the next one must wait."""
        state = self.errands.state(_ADDING)
        return state is not None and state.running

    def install(self, path: str) -> None:
        """Install a model from a folder or a file."""
        self.errands.forget(_ADDING)
        self.errands.start(_ADDING, "install", path)

    def _ask_sources(self) -> None:
        dialog = SourcesDialog(self)
        dialog.accepted.connect(self._moved)
        dialog.open()

    def _moved(self) -> None:
        """Models may lie elsewhere now, with another memory of what is in use."""
        if self._in_use is not None:
            self._in_use.look()
        self._look()

    def _use(self) -> None:
        self.chosen.emit(self._now(ModelKind.RECOGNISER))
        self.accept()


def _worth_showing(item: Item) -> bool:
    """The largest of the old generations are offered on the command line only."""
    return item.entry is None or item.place is not Place.NOWHERE or item.name != "whisper-large-v2"


def _order(item: Item) -> tuple[bool, bool]:
    """What is here first, then what is suggested; the catalogue's order among them."""
    entry = item.entry
    return item.folder is None, not (entry is not None and entry.recommended)
