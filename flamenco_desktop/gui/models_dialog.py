"""Which recogniser listens: those on this machine, those worth fetching, or a folder or name of one's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.gui.times import megabytes
from flamenco_desktop.models import store

HUB = "https://huggingface.co/"


class ModelsDialog(QDialog):
    """Lists the recognisers; the choice is told by `chosen` and takes effect with the next transcription."""

    chosen = Signal(str)

    def __init__(self, current: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Models"))
        self.setMinimumWidth(680)
        self._group = QButtonGroup(self)
        self._names: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        self._column.setSpacing(GRID)
        title = QLabel(self.tr("Which model listens?"), self)
        title.setFont(lyric_font(24))
        self._column.addWidget(title)
        self._quiet(
            self.tr(
                "The demonstration model is small and has only heard synthetic singing. "
                "For real voices choose a larger Whisper; one trained on flamenco is better still."
            )
        )
        self._column.addSpacing(GRID)
        self._list(current or store.EMBEDDED_RECOGNISER)
        self._own(current)
        self._word = QLabel(self)
        self._word.setWordWrap(True)
        self._word.hide()
        self._column.addWidget(self._word)
        self._buttons()

    def _quiet(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _list(self, current: str) -> None:
        here = {model.name: model for model in store.installed() if model.kind is store.ModelKind.RECOGNISER}
        known = [entry for entry in store.catalogue() if entry.kind is store.ModelKind.RECOGNISER]
        for entry in known:
            model = here.pop(entry.name, None)
            size = megabytes(model.size if model else entry.size) if model or entry.size else ""
            title = self.tr("Small demonstration model") if entry.demonstration else entry.title
            self._offer(entry.name, title, size, model is not None, entry.hub, current)
        for model in here.values():
            self._offer(model.name, model.title, megabytes(model.size), True, "", current)

    def _offer(self, name: str, title: str, size: str, here: bool, hub: str, current: str) -> None:
        row = QHBoxLayout()
        button = QRadioButton(title, self)
        button.setEnabled(here)
        button.setChecked(here and current in (name, hub))
        self._group.addButton(button, len(self._names))
        self._names.append(name)
        row.addWidget(button, 1)
        state = size if here else ", ".join(part for part in (size, self.tr("not on this machine")) if part)
        label = QLabel(state, self)
        label.setProperty("role", "muted")
        row.addWidget(label)
        if hub and not here:
            link = QPushButton(self.tr("Where to get it"), self)
            link.setProperty("role", "link")
            link.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(HUB + hub)))
            row.addWidget(link)
        self._column.addLayout(row)

    def _own(self, current: str) -> None:
        self._column.addSpacing(GRID)
        self._quiet(
            self.tr("Or one of your own: its folder, or its name on Hugging Face (such as owner/name).")
        )
        row = QHBoxLayout()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("owner/name")
        self.field.setAccessibleName(self.tr("Folder or Hugging Face name of a model"))
        if current and current not in self._names:
            self.field.setText(current)
        row.addWidget(self.field, 1)
        folder = QPushButton(self.tr("Folder…"), self)
        folder.clicked.connect(self._ask_folder)
        row.addWidget(folder)
        self._column.addLayout(row)

    def _buttons(self) -> None:
        self._column.addSpacing(GRID)
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(self.tr("Leave it as it is"), self)
        leave.setProperty("role", "quiet")
        leave.clicked.connect(self.reject)
        use = QPushButton(self.tr("Use this model"), self)
        use.setProperty("role", "primary")
        use.setDefault(True)
        use.clicked.connect(self._use)
        row.addWidget(leave)
        row.addWidget(use)
        self._column.addLayout(row)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"), str(Path.home()))
        if folder:
            self.field.setText(folder)

    def _use(self) -> None:
        typed = self.field.text().strip()
        at = self._group.checkedId()
        name = typed or (self._names[at] if at >= 0 else "")
        try:
            store.recogniser(name)
        except FlamencoError as error:
            self._word.setText(self._explained(error, typed))
            self._word.show()
            return
        self.chosen.emit(name)
        self.accept()

    def _explained(self, error: FlamencoError, typed: str) -> str:
        if error.code == "model_missing" and "/" in typed and not Path(typed).is_absolute():
            return self.tr("“{name}” is not on this machine yet. Fetch it with: hf download {name}").format(
                name=typed
            )
        return say(error).text
