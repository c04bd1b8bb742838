"""What is being done about models: it goes on while the dialog is closed, and ends with the window."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.jobs.model_errand import COMMAND, EXPORT, ModelErrand

MEASURE = "measure"
EXPORTED = "export"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class State:
    """How far an errand is. `error` is set when it has failed, `told` when it has ended well; `path` is what
    an export has written."""

    stage: str = "starting"
    fraction: float = 0.0
    seconds_left: float | None = None
    error: FlamencoError | None = None
    told: str = ""
    path: str = ""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.error is None and not self.told


class ModelErrands(QObject):
    """At most one errand for each model (and one to measure the machine), by the model's name.

    `changed` tells a name whose state is new; `ended` one whose folder may be new too, with what was found.
    """

    changed = Signal(str)
    ended = Signal(str, object)

    def __init__(self, parent: QObject | None = None, command: Sequence[str] = COMMAND) -> None:
        super().__init__(parent)
        self._command = command
        self._running: dict[str, ModelErrand] = {}
        self._states: dict[str, State] = {}
        self._sweeping = Errands(self)

    def state(self, name: str) -> State | None:
        """How far the errand for `name` is, or how the last one ended."""
        return self._states.get(name)

    def start(self, name: str, *arguments: str) -> None:
        """Do `models ARGUMENTS`, unless something is being done about `name` already."""
        if name not in self._running:
            errand = ModelErrand((arguments[0], "--events", *arguments[1:]), self, self._command)
            errand.finished.connect(lambda found: self._end(name, State(told=arguments[0]), found))
            self._begin(name, errand)

    def export(self, name: str, kind: str, form: str, target: Path) -> None:
        """Write the model called `name` to `target` in a form for other programs, whole or not at all.

        `form` is transformers, ctranslate2 (both folders) or openai (a file).
        """
        if name in self._running:
            return
        errand = ModelErrand((name, "--kind", kind, "--form", form, "-o", str(target)), self, EXPORT)
        errand.finished.connect(lambda found: self._end(name, State(told=EXPORTED, path=str(target)), found))
        # A process that was killed could not sweep up after itself.
        errand.failed.connect(lambda _: self._sweeping.run(lambda: _remove(target)))
        self._begin(name, errand)

    def _begin(self, name: str, errand: ModelErrand) -> None:
        errand.progressed.connect(lambda *told: self._set(name, State(*told)))
        errand.failed.connect(lambda error: self._end(name, State(error=error), {}))
        self._running[name] = errand
        self._set(name, State())
        errand.start()

    def stop(self, name: str) -> None:
        """Break off what is being done about `name`."""
        if name in self._running:
            self._running[name].stop()

    def forget(self, name: str) -> None:
        """How the last errand ended has been seen."""
        if name not in self._running:
            self._states.pop(name, None)

    def leave(self) -> None:
        """Break everything off; downloads go on from there the next time."""
        for errand in self._running.values():
            errand.leave()
        self._running.clear()

    def _set(self, name: str, state: State) -> None:
        self._states[name] = state
        self.changed.emit(name)

    def _end(self, name: str, state: State, found: dict[str, str]) -> None:
        errand = self._running.pop(name, None)
        if errand is not None:
            errand.deleteLater()
        if isinstance(state.error, CancelledError):
            self._states.pop(name, None)
            self.changed.emit(name)
        else:
            self._set(name, state)
        self.ended.emit(name, found)


def _remove(target: Path) -> None:
    """What an export that was broken off has left beside `target`."""
    partial = target.with_name(target.name + _PARTIAL)
    with suppress(OSError):
        if partial.is_dir():
            shutil.rmtree(partial)
        else:
            partial.unlink(missing_ok=True)
