"""The models in use from now on: what is chosen here, and elsewhere while the window is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.models import in_use
from flamenco_desktop.models.catalogue import ModelKind

_FIELDS = {ModelKind.RECOGNISER: "model", ModelKind.ALIGNER: "aligner"}
_Found = dict[ModelKind, tuple[str | None, str | None]]


class InUse(QObject):
    """Keeps `preferences.options` at what `models.in_use` says; its file is only touched by `errands`.

    What was chosen before there was such a file is written into it at the first look.
    """

    changed = Signal()
    """Another model is in use, or another one can be gone back to."""
    folder_changed = Signal()
    """Something came to the models on this machine, or went."""
    failed = Signal(object)
    """A FlamencoError: the choice could not be kept."""

    def __init__(self, preferences: Preferences, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._errands = errands
        self._before: dict[ModelKind, str | None] = {}
        self._choices = 0
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._touched)
        self.look()

    def name(self, kind: ModelKind) -> str:
        """The model in use; empty for the program's own choice."""
        return str(getattr(self._preferences.options, _FIELDS[kind]))

    def before(self, kind: ModelKind) -> str | None:
        """What going back would bring (empty: the program's own choice); None where there is nothing."""
        return self._before.get(kind)

    def recogniser_title(self) -> tuple[str, bool]:
        """The recogniser's title, and whether it is only a demonstration."""
        from flamenco_desktop.models import store

        name = self.name(ModelKind.RECOGNISER)
        try:
            model = store.recogniser(name)
        except FlamencoError:
            return name or store.EMBEDDED_RECOGNISER, not name
        return model.title, model.demonstration

    def use(self, model: str, kind: ModelKind) -> None:
        """Use `model` from now on."""
        self._change(lambda: in_use.use(model, kind))
        self._take(kind, in_use.plain(model, kind))
        self.changed.emit()

    def roll_back(self, kind: ModelKind) -> None:
        """Go back to the model that was in use before."""
        before = self.before(kind)
        if before is None:
            return
        self._change(lambda: in_use.roll_back(kind))
        self._take(kind, before)
        self.changed.emit()

    def look(self) -> None:
        """See what is in use: at the start, and whenever the file may be another one."""
        number = self._choices
        own = {kind: in_use.plain(self.name(kind), kind) for kind in ModelKind}

        def work() -> tuple[str, _Found]:
            for kind, model in own.items():
                if model and in_use.name(kind) is None:
                    with suppress(FlamencoError):
                        in_use.use(model, kind)
            folder = in_use.folder()
            with suppress(OSError):
                # What is not there cannot be watched.
                folder.mkdir(parents=True, exist_ok=True)
            return str(folder), {kind: (in_use.name(kind), in_use.before(kind)) for kind in ModelKind}

        self._errands.run(work, lambda found: self._seen(number, *found), self.failed.emit)

    def _seen(self, number: int, folder: str, found: _Found) -> None:
        if self._watcher.directories() != [folder]:
            if self._watcher.directories():
                self._watcher.removePaths(self._watcher.directories())
            self._watcher.addPath(folder)
        if number != self._choices:
            # The listener has chosen since; that choice is looked at next.
            return
        before = {kind: other for kind, (_, other) in found.items()}
        moved = before != self._before
        self._before = before
        for kind, (name, _) in found.items():
            if name is not None and name != self.name(kind):
                self._take(kind, name)
                moved = True
        if moved:
            self.changed.emit()

    def _change(self, work: Callable[[], object]) -> None:
        self._choices += 1

        def failed(error: FlamencoError) -> None:
            self.failed.emit(error)
            self.look()

        self._errands.run(work, lambda _: self.look(), failed)

    def _take(self, kind: ModelKind, model: str) -> None:
        options = self._preferences.options
        self._preferences.options = replace(options, **{_FIELDS[kind]: model})

    def _touched(self) -> None:
        self.look()
        self.folder_changed.emit()
