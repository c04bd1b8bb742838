"""Which model is in use and on what device, in the status bar; what the embedded one is, over its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QToolButton

from flamenco_desktop.lyrics.model import LineState

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class ModelSigns(QObject):
    """Keeps the status bar and the banner of a window true to the models of its desk.

    `device` has the words for what the recogniser runs on.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._banner_closed = False
        self.device = QLabel(window)
        self._model = QToolButton(window)
        self._model.setProperty("role", "status")
        self._model.clicked.connect(window.show_models)
        bar = window.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addPermanentWidget(self.device)
        bar.addPermanentWidget(self._model)
        window.banner.dismissed.connect(self._close_banner)
        self._desk.transcribing.changed.connect(self.show_banner)
        self._desk.transcribing.device_changed.connect(self.show_device)
        self._desk.in_use.changed.connect(self.show_model)

    def show_device(self, device: str) -> None:
        """Say what is computed on and why, as the worker told it in English: "CPU: no NVIDIA driver"."""
        kind, _, why = device.partition(": ")
        known = {
            "no NVIDIA driver": self.tr("no NVIDIA driver"),
            "no NVIDIA GPU": self.tr("no NVIDIA GPU"),
            "the NVIDIA driver does not answer": self.tr("the NVIDIA driver does not answer"),
            "no Apple GPU": self.tr("no Apple GPU"),
            "as asked": self.tr("as asked"),
            "CUDA ran out of memory": self.tr("the GPU ran out of memory"),
            "MPS ran out of memory": self.tr("the GPU ran out of memory"),
        }
        self.device.setText(f"{kind}: {known.get(why, why)}" if why else kind)

    def show_model(self) -> None:
        """Name the model that is in use from now on."""
        title, demonstration = self._desk.in_use.recogniser_title()
        text = self.tr("Demonstration model") if demonstration else title
        self._model.setText(text)
        self._model.setToolTip(self.tr("Choose another model"))
        self.show_banner()

    def show_banner(self) -> None:
        """Say plainly what the embedded model is, while it is what the listener reads from."""
        banner = self._window.banner
        if not self._only_demonstrated() or self._banner_closed:
            banner.hide()
            return
        banner.say(
            self.tr(
                "These words come from a small demonstration model that has only heard synthetic singing. "
                "Expect mistakes with real voices."
            ),
            self.tr("Get a better model…"),
            self._window.show_models,
            "info",
        )

    def _only_demonstrated(self) -> bool:
        """Whether the words in sight, or those about to come, are a demonstration model's, not yet all seen
        to by the listener.
        """
        entry, job = self._desk.entry, self._desk.transcribing.job
        if entry is None:
            return False
        if job is not None and self._desk.transcribing.works_on(entry) and not job.align:
            return self._desk.in_use.recogniser_title()[1]
        heard = self._desk.document.lyrics
        if not any(line.state is LineState.RECOGNISED for line in heard.lines):
            return False
        from flamenco_desktop.models import store

        name = heard.provenance.model
        return any(model.demonstration for model in store.catalogue() if name in (model.name, model.hub))

    def _close_banner(self) -> None:
        self._banner_closed = True
