"""The process that computes one picture of a voice, from the window's side."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from flamenco_desktop import wire
from flamenco_desktop.errors import FlamencoError, PictureFailedError, from_code

COMMAND = (sys.executable, "-m", "flamenco_desktop", "picture")
_FAREWELL_MS = 1000


class PictureProcess(QObject):
    """Computes the picture called `kind` of the recording at `path` and keeps it in `folder`.

    Exactly one of `finished` and `failed` comes, unless it is given up; `progressed` tells the share done.
    """

    progressed = Signal(float)
    finished = Signal()
    failed = Signal(object)

    def __init__(
        self,
        kind: str,
        path: Path,
        folder: Path,
        parent: QObject | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._process: QProcess | None = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments([*command[1:], kind, str(path.absolute()), str(folder.absolute())])
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._died)
        self._process.errorOccurred.connect(self._went_wrong)
        self._process.start()

    def give_up(self) -> None:
        """End it; nothing more is said."""
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(_FAREWELL_MS)

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            try:
                event = wire.decode(bytes(self._process.readLine().data()))
            except ValueError:
                self._end(PictureFailedError(reason="not an event"))
                return
            if isinstance(event, wire.Progress):
                self.progressed.emit(event.fraction)
            elif isinstance(event, wire.Done):
                self._end(None)
            elif isinstance(event, wire.Failed):
                self._end(from_code(event.code, event.parameters))

    def _end(self, error: FlamencoError | None) -> None:
        self.give_up()
        if error is None:
            self.finished.emit()
        else:
            self.failed.emit(error)

    def _died(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._read()
        if self._process is not None:
            self._end(PictureFailedError(reason=f"status {status}"))

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(PictureFailedError(reason="it did not start"))
