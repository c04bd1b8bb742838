"""One command about a model (`models ...`, or an export) in a process of its own, followed from here.

A process, so that no download or conversion can make the window wait or take it along, and so that stopping
is always possible: what has arrived of a download stays on the disk, and the next try goes on from there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from flamenco_desktop import wire
from flamenco_desktop.errors import CancelledError, FlamencoError, WorkerDiedError, from_code
from flamenco_desktop.jobs.command import LineProcess

COMMAND = (sys.executable, "-m", "flamenco_desktop", "models")
EXPORT = (sys.executable, "-m", "finetune.exporting")


class ModelErrand(LineProcess):
    """Runs `command` with `arguments`, which speaks the protocol of `wire` on its standard output.

    Ends with exactly one `finished` (what the command found) or `failed` (an error).
    """

    progressed = Signal(str, float, object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self, arguments: Sequence[str], parent: QObject | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__(arguments, command, parent)
        # How it ends; told when the process is gone, so that the next one finds nobody in its way.
        self._end: FlamencoError | dict[str, str] | None = None

    def stop(self) -> None:
        """Break off; `failed` comes with CancelledError when it is done."""
        self._end = CancelledError()
        self._process.kill()

    def _hear(self, line: bytes) -> None:
        try:
            event = wire.decode(line)
        except ValueError:
            return
        if self._end is not None:
            return
        if isinstance(event, wire.Progress):
            self.progressed.emit(event.stage, event.fraction, event.seconds_left)
        elif isinstance(event, wire.Done):
            self._end = event.provenance
        elif isinstance(event, wire.Failed):
            self._end = from_code(event.code, event.parameters)

    def _over(self, status: int) -> None:
        end = WorkerDiedError(status=status) if self._end is None else self._end
        if isinstance(end, FlamencoError):
            self.failed.emit(end)
        else:
            self.finished.emit(end)
