"""Processes of `python -m finetune`: one that is followed to its end, and one that outlives the window."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from flamenco_desktop.jobs.command import LineProcess

COMMAND = (sys.executable, "-m", "finetune")


class FinetuneCommand(LineProcess):
    """A command whose events are `told` as they come; then comes exactly one `ended` or `failed`.

    `failed` brings the process's `failed` event; for a process that died without a word one whose code is
    `worker_died`.
    """

    told = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(
        self, arguments: Sequence[str], parent: QObject | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__(arguments, command, parent)
        self._failure: dict[str, object] | None = None

    def _hear(self, line: bytes) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return
        if not isinstance(event, dict):
            return
        if event.get("kind") == "failed":
            self._failure = event
        else:
            self.told.emit(event)

    def _over(self, status: int) -> None:
        if self._failure is None and status == 0:
            self.ended.emit()
        else:
            self.failed.emit(self._failure or _without_a_word(status))


def _without_a_word(status: int) -> dict[str, object]:
    return {"kind": "failed", "code": "worker_died", "parameters": {"status": status}, "sentence": ""}


def start_alone(spec: Path, log: Path, command: Sequence[str] = COMMAND) -> int:
    """Start the training of `spec`, to go on whatever becomes of this program; its number, 0 if it failed.

    Its sentences go into `log`, its events into the run's folder.
    """
    arguments = [*command[1:], str(spec), "--log", str(log)]
    started, number = QProcess.startDetached(command[0], arguments, "")
    return int(number) if started else 0
