"""Processes of `python -m finetune`: one that is followed to its end, and one that outlives the window."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

COMMAND = (sys.executable, "-m", "finetune")
_FAREWELL_MS = 3000


class FinetuneCommand(QObject):
    """A command whose events are `told` as they come; then comes exactly one `ended` or `failed`.

    `failed` brings the process's `failed` event; for a process that died without a word one whose code is
    `worker_died`. Nothing comes any more after `leave`.
    """

    told = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(
        self, arguments: Sequence[str], parent: QObject | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__(parent)
        self._failure: dict[str, object] | None = None
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

    def _read(self) -> None:
        while self._process.canReadLine():
            try:
                event = json.loads(bytes(self._process.readLine().data()))
            except ValueError:
                continue
            if not isinstance(event, dict):
                continue
            if event.get("kind") == "failed":
                self._failure = event
            else:
                self.told.emit(event)

    def _died(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._read()
        if self._failure is None and status == 0:
            self.ended.emit()
        else:
            self.failed.emit(self._failure or _without_a_word(status))

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(_without_a_word(-1))


def _without_a_word(status: int) -> dict[str, object]:
    return {"kind": "failed", "code": "worker_died", "parameters": {"status": status}, "sentence": ""}


def start_alone(spec: Path, log: Path, command: Sequence[str] = COMMAND) -> int:
    """Start the training of `spec`, to go on whatever becomes of this program; its number, 0 if it failed.

    Its sentences go into `log`, its events into the run's folder.
    """
    arguments = [*command[1:], str(spec), "--log", str(log)]
    started, number = QProcess.startDetached(command[0], arguments, "")
    return int(number) if started else 0
