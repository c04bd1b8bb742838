"""What can be done about one model besides choosing it: look at it, rename, export, delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from flamenco_desktop.gui import model_words
from flamenco_desktop.gui.model_errands import ModelErrands
from flamenco_desktop.models import places
from flamenco_desktop.models.catalogue import ModelKind
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.inventory import Item, Place

HUB = "https://huggingface.co/"


class ModelMenu(QMenu):
    """Made anew each time it opens: `item` tells what the model is then, `in_use` whether it is the one."""

    def __init__(
        self,
        item: Callable[[], Item],
        in_use: Callable[[], bool],
        errands: ModelErrands,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._item = item
        self._in_use = in_use
        self._errands = errands
        self._row = parent
        self.forms = QMenu(self.tr("Export"), self)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """What can be done now."""
        self.clear()
        self.forms.clear()
        item = self._item()
        if item.folder is not None:
            folder = str(item.folder)
            self.addAction(
                self.tr("Show its folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
            )
            self.addAction(
                self.tr("Check that it is whole"),
                lambda: self._errands.start(item.name, "verify", item.name),
            )
        if item.entry is not None and item.entry.hub:
            address = HUB + item.entry.hub
            self.addAction(self.tr("Read about it"), lambda: QDesktopServices.openUrl(QUrl(address)))
        if item.model is not None:
            self.addSeparator()
            if item.place is Place.OWN and item.entry is None:
                self.addAction(self.tr("Rename…"), self._ask_title)
            self._offer_forms(item, item.model.form)
        if item.place in (Place.OWN, Place.HUB) or item.arrived:
            self.addSeparator()
            delete = self.addAction(self.tr("Delete it from this machine"), self._ask_delete)
            if self._in_use():
                delete.setText(self.tr("Delete it (go back to another one first)"))
                delete.setEnabled(False)

    def _offer_forms(self, item: Item, form: Form) -> None:
        forms = self.forms
        if form is Form.TRANSFORMERS:
            forms.addAction(self.tr("Hugging Face folder…"), lambda: self._ask_folder("transformers"))
        if item.kind is ModelKind.RECOGNISER:
            forms.addAction(self.tr("CTranslate2 folder…"), lambda: self._ask_folder("ctranslate2"))
            if form is Form.TRANSFORMERS:
                forms.addAction(self.tr("OpenAI's .pt…"), self._ask_file)
        self.addMenu(forms)

    # --- its name --------------------------------------------------------------------------------------

    def _ask_title(self) -> None:
        title, sure = QInputDialog.getText(
            self._row,
            self.tr("Rename"),
            self.tr("What shall it be called?"),
            QLineEdit.EchoMode.Normal,
            model_words.title(self._item()),
        )
        if sure and title.strip():
            self.rename(title.strip())

    def rename(self, title: str) -> None:
        """Call it `title` from now on."""
        self._errands.start(self._item().name, "rename", self._item().name, title)

    # --- for other programs ----------------------------------------------------------------------------

    def _ask_folder(self, form: str) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._row, self.tr("Where shall its folder be put?"), str(Path.home())
        )
        if folder:
            self.export(form, _free(Path(folder) / self._file_name(form)))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._row,
            self.tr("Export for OpenAI's whisper"),
            str(Path.home() / (self._file_name("openai") + ".pt")),
            "OpenAI Whisper (*.pt)",
        )
        if path:
            self.export("openai", Path(path))

    def export(self, form: str, target: Path) -> None:
        """Write it to `target` for other programs; `form` as in `ModelErrands.export`."""
        item = self._item()
        self._errands.export(item.name, item.kind.value, form, target)

    def _file_name(self, form: str) -> str:
        return places.slug(model_words.title(self._item())) + ("-ct2" if form == "ctranslate2" else "")

    # --- its end ---------------------------------------------------------------------------------------

    def _ask_delete(self) -> None:
        """What can be fetched again goes at once; what was taught here is asked about."""
        if self._item().lineage is None:
            self.delete()
            return
        asking = self.asked_to_delete()
        asking.open()

    def asked_to_delete(self) -> QMessageBox:
        """The question whether what a model has learned may go."""
        box = QMessageBox(self._row)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(self.tr("Delete a model"))
        box.setText(
            self.tr(
                "Delete “{title}”? What it has learned goes with it. The lines that it learned from stay."
            ).format(title=model_words.title(self._item()))
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(self.delete)
        return box

    def delete(self) -> None:
        """Delete what lies on this machine of it."""
        self._errands.start(self._item().name, "delete", self._item().name)


def _free(path: Path) -> Path:
    """`path`, or with a number where that is taken."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
