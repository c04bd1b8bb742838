"""One command about a model (`models ...`, or an export) in a process of its own, followed from here.

A process, so that no download or conversion can make the window wait or take it along, and so that stopping
is always possible: what has arrived of a download stays on the disk, and the next try goes on from there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from flamenco_desktop import wire
from flamenco_desktop.errors import CancelledError, FlamencoError, WorkerDiedError, from_code

COMMAND = (sys.executable, "-m", "flamenco_desktop", "models")
EXPORT = (sys.executable, "-m", "finetune.exporting")
_FAREWELL_MS = 3000


class ModelErrand(QObject):
    """Runs `command` with `arguments`, which speaks the protocol of `wire` on its standard output.

    Ends with exactly one `finished` (what the command found) or `failed` (an error).
    """

    progressed = Signal(str, float, object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self, arguments: Sequence[str], parent: QObject | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__(parent)
        # How it ends; told when the process is gone, so that the next one finds nobody in its way.
        self._end: FlamencoError | dict[str, str] | None = None
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments([*command[1:], *arguments])
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._died)
        self._process.errorOccurred.connect(self._went_wrong)

    def start(self) -> None:
        """Begin."""
        self._process.start()

    def stop(self) -> None:
        """Break off; `failed` comes with CancelledError when it is done."""
        self._end = CancelledError()
        self._process.kill()

    def leave(self) -> None:
        """Break off without a word."""
        self.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(_FAREWELL_MS)

    def _read(self) -> None:
        while self._process.canReadLine():
            try:
                event = wire.decode(bytes(self._process.readLine().data()))
            except ValueError:
                continue
            if self._end is not None:
                continue
            if isinstance(event, wire.Progress):
                self.progressed.emit(event.stage, event.fraction, event.seconds_left)
            elif isinstance(event, wire.Done):
                self._end = event.provenance
            elif isinstance(event, wire.Failed):
                self._end = from_code(event.code, event.parameters)

    def _died(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._read()
        end = WorkerDiedError(status=status) if self._end is None else self._end
        if isinstance(end, FlamencoError):
            self.failed.emit(end)
        else:
            self.finished.emit(end)

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(WorkerDiedError(status=-1))
