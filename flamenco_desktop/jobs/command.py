"""A process of this program that tells what it does line by line, followed from the window's side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess

_FAREWELL_MS = 3000


class LineProcess(QObject):
    """Runs `command` with `arguments`: `_hear` gets each line of its standard output, `_over` its status.

    `_over` comes exactly once, after the last line, with -1 where the process never began. Nothing is told
    to anybody any more after `leave`.
    """

    def __init__(
        self, arguments: Sequence[str], command: Sequence[str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments([*command[1:], *arguments])
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._died)
        self._process.errorOccurred.connect(self._went_wrong)

    def start(self) -> None:
        """Begin."""
        self._process.start()

    def leave(self) -> None:
        """Break off without a word."""
        self.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(_FAREWELL_MS)

    def _hear(self, line: bytes) -> None:
        raise NotImplementedError

    def _over(self, status: int) -> None:
        raise NotImplementedError

    def _read(self) -> None:
        while self._process.canReadLine():
            self._hear(bytes(self._process.readLine().data()))

    def _died(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._read()
        self._over(status)

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._over(-1)
