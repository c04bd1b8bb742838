"""Where models come from and are kept: a mirror, a proxy, a folder on another disk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.gui.times import megabytes
from flamenco_desktop.models import inventory, places, sources
from flamenco_desktop.models.sources import HUB, Sources


class SourcesDialog(QDialog):
    """Three fields, all of which may be empty."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Where models come from"))
        self.setMinimumWidth(520)
        kept = sources.load()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        self._column.setSpacing(GRID)
        self.mirror = self._field(self.tr("Instead of Hugging Face, this mirror:"), kept.mirror, HUB)
        self.proxy = self._field(
            self.tr("Through this proxy:"), kept.proxy, self.tr("the system's, such as http://proxy:3128")
        )
        self.folder = self._field(
            self.tr("Kept in this folder (models that are elsewhere stay there):"),
            kept.folder,
            str(places.own_folder()),
        )
        choose = QPushButton(self.tr("Folder…"), self)
        choose.clicked.connect(self._ask_folder)
        self._column.addWidget(choose, 0, Qt.AlignmentFlag.AlignRight)
        self._caches()
        self.word = QLabel(self)
        self.word.setWordWrap(True)
        self.word.hide()
        self._column.addWidget(self.word)
        self._buttons()

    def _field(self, text: str, value: str, usual: str) -> QLineEdit:
        label = QLabel(text, self)
        self._column.addWidget(label)
        field = QLineEdit(value, self)
        field.setPlaceholderText(usual)
        label.setBuddy(field)
        field.setAccessibleName(text)
        self._column.addWidget(field)
        return field

    def _caches(self) -> None:
        """Forms that were made from models, for another library: of use, but not needed."""
        size = inventory.converted_size()
        row = QHBoxLayout()
        self.caches = QLabel(self)
        self.caches.setWordWrap(True)
        self.caches.setProperty("role", "muted")
        self.caches.setText(
            self.tr("Forms converted from them take {size}; they are made again when needed.").format(
                size=megabytes(size)
            )
        )
        self.tidy = QPushButton(self.tr("Throw them away"), self)
        self.tidy.clicked.connect(self._tidy)
        row.addWidget(self.caches, 1)
        row.addWidget(self.tidy)
        for widget in (self.caches, self.tidy):
            widget.setVisible(size > 0)
        self._column.addSpacing(GRID)
        self._column.addLayout(row)

    def _tidy(self) -> None:
        try:
            inventory.clear_converted()
        except FlamencoError as error:
            self._say(say(error).text)
            return
        self.caches.hide()
        self.tidy.hide()

    def _say(self, text: str) -> None:
        self.word.setText(text)
        self.word.show()

    def _buttons(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(self.tr("Leave it as it is"), self)
        leave.setProperty("role", "quiet")
        leave.clicked.connect(self.reject)
        keep = QPushButton(self.tr("Keep"), self)
        keep.setProperty("role", "primary")
        keep.setDefault(True)
        keep.clicked.connect(self._keep)
        row.addWidget(leave)
        row.addWidget(keep)
        self._column.addSpacing(GRID)
        self._column.addLayout(row)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for models"), str(places.own_folder().parent)
        )
        if folder:
            self.folder.setText(folder)

    def _keep(self) -> None:
        given = Sources(self.mirror.text().strip(), self.proxy.text().strip(), self.folder.text().strip())
        wrong = sources.fault(given)
        if wrong:
            self._say(
                self.tr("The folder needs its whole path.")
                if wrong == "folder"
                else self.tr("An address begins with http:// or https://.")
            )
            getattr(self, wrong).setFocus()
            return
        try:
            sources.save(given)
        except FlamencoError as error:
            self._say(say(error).text)
            return
        self.accept()
