"""The worker process from the window's side: one job at a time, the rest in a queue, the models kept warm.

A worker that dies fails the job it was at, and the next job starts another. Nothing here waits, but
`shutdown`, for at most two seconds.
"""

from __future__ import annotations

import itertools
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from flamenco_desktop import wire
from flamenco_desktop.errors import CancelledError, FlamencoError, JobFailedError, WorkerDiedError, from_code
from flamenco_desktop.jobs.log import WorkerLog, default_path
from flamenco_desktop.lyrics.plain import lines_from_plain
from flamenco_desktop.wire import Options

COMMAND = (sys.executable, "-m", "flamenco_desktop", "worker")
_PATIENCE_MS = 2000
_FAREWELL_MS = 1000

_Request = wire.Transcribe | wire.Align | wire.Isolate | wire.Warm


class Worker(QObject):
    """Jobs for the worker process. Every job ends with exactly one `finished` or `failed`.

    A warm-up is no job: it says nothing, and gives way to jobs. `ready` comes at every start of a process.
    """

    ready = Signal(str)
    progressed = Signal(int, str, float, object)
    lines_arrived = Signal(int, object)
    voice_found = Signal(int, str)
    finished = Signal(int, object)
    failed = Signal(int, object)

    def __init__(
        self,
        parent: QObject | None = None,
        command: Sequence[str] = COMMAND,
        log_path: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._log = WorkerLog(log_path or default_path())
        self._numbers = itertools.count(1)
        self._queue: deque[_Request] = deque()
        self._running: _Request | None = None
        self._process: QProcess | None = None
        self._closing = False
        self._cancelling = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._kill)

    # --- what the window asks --------------------------------------------------------------------------

    def transcribe(
        self,
        path: Path | str,
        options: Options | None = None,
        start: float = 0.0,
        end: float | None = None,
    ) -> int:
        """Recognise and align the recording at `path`, or a stretch of it; returns the job's number."""
        job = next(self._numbers)
        self._add(wire.Transcribe(job, _absolute(path), options or Options(), start, end))
        return job

    def align(
        self,
        path: Path | str,
        lines: Sequence[str],
        start: float = 0.0,
        end: float | None = None,
        options: Options | None = None,
    ) -> int:
        """Give times to known lines sung between `start` and `end`; returns the job's number."""
        job = next(self._numbers)
        self._add(wire.Align(job, _absolute(path), tuple(lines), start, end, options or Options()))
        return job

    def isolate(self, path: Path | str, options: Options | None = None) -> int:
        """Take the voice out of the mix; `voice_found` tells where it lies. Returns the job's number."""
        job = next(self._numbers)
        self._add(wire.Isolate(job, _absolute(path), options or Options()))
        return job

    def warm(self, options: Options | None = None) -> None:
        """Start the process and load the models before anybody asks."""
        self._add(wire.Warm(next(self._numbers), options or Options()))

    def cancel(self, job: int) -> None:
        """Stop a job soon; it ends with `failed(job, CancelledError)`. A job that has ended is left alone."""
        if self._running is not None and self._running.job == job:
            self._cancelling = True
            self._send(wire.Cancel(job))
            self._patience.start()
            return
        for request in tuple(self._queue):
            if request.job == job:
                self._queue.remove(request)
                self.failed.emit(job, CancelledError())

    def pending(self) -> tuple[int, ...]:
        """The jobs that have not ended: the running one first, then the queue."""
        requests = ([self._running] if self._running is not None else []) + list(self._queue)
        return tuple(request.job for request in requests if not isinstance(request, wire.Warm))

    def process_id(self) -> int:
        """The process's id, 0 when none runs."""
        return self._process.processId() if self._process is not None else 0

    def shutdown(self) -> None:
        """End the process, within two seconds, and forget all jobs without a word."""
        self._closing = True
        self._patience.stop()
        self._queue.clear()
        self._running = None
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.closeWriteChannel()
            if not process.waitForFinished(_FAREWELL_MS):
                process.kill()
                process.waitForFinished(_FAREWELL_MS)
            self._write_log(process)
            process.deleteLater()
        self._log.close()

    # --- the queue -------------------------------------------------------------------------------------

    def _add(self, request: _Request) -> None:
        if self._closing:
            return
        self._queue.append(request)
        # Later, so that the caller knows the job's number before anything is said about it.
        QTimer.singleShot(0, self, self._next)

    def _next(self) -> None:
        if self._running is not None or not self._queue or self._closing:
            return
        self._running = self._queue.popleft()
        if self._process is None:
            self._start()
        self._send(self._running)

    def _end(self, event: FlamencoError | dict[str, str]) -> None:
        """The running job is over; exactly one signal, none for a warm-up."""
        request, self._running = self._running, None
        self._cancelling = False
        self._patience.stop()
        if request is not None and not isinstance(request, wire.Warm):
            if isinstance(event, FlamencoError):
                self.failed.emit(request.job, event)
            else:
                self.finished.emit(request.job, event)
        if not self._closing:
            QTimer.singleShot(0, self, self._next)

    # --- the process -----------------------------------------------------------------------------------

    def _start(self) -> None:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(list(self._command[1:]))
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_log)
        process.finished.connect(self._died)
        process.errorOccurred.connect(self._went_wrong)
        self._process = process
        process.start()

    def _send(self, message: wire.Message) -> None:
        if self._process is not None:
            self._process.write(wire.encode(message))

    def _kill(self) -> None:
        """The worker did not answer a cancel in time."""
        if self._process is not None:
            self._process.kill()

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                event = wire.decode(line)
            except ValueError:
                self._log.write(f"not an event: {line[:200]!r}")
                continue
            self._handle(event)

    def _handle(self, event: wire.Message) -> None:
        if isinstance(event, wire.Ready):
            self.ready.emit(event.device)
            return
        running = self._running
        if running is None or getattr(event, "job", None) != running.job:
            return
        if isinstance(event, wire.Done):
            self._end(event.provenance)
        elif isinstance(event, wire.Failed):
            self._end(from_code(event.code, event.parameters))
        elif not isinstance(running, wire.Warm):
            self._tell(event)

    def _tell(self, event: wire.Message) -> None:
        if isinstance(event, wire.Progress):
            self.progressed.emit(event.job, event.stage, event.fraction, event.seconds_left)
        elif isinstance(event, wire.Lines):
            try:
                lines = lines_from_plain(event.lines)
            except ValueError as error:
                self._end(JobFailedError(reason=str(error)))
                return
            self.lines_arrived.emit(event.job, lines)
        elif isinstance(event, wire.Voice):
            self.voice_found.emit(event.job, event.path)

    def _read_log(self) -> None:
        if self._process is not None:
            self._write_log(self._process)

    def _write_log(self, process: QProcess) -> None:
        self._log.write(bytes(process.readAllStandardError().data()).decode("utf-8", errors="replace"))

    def _died(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._read()
        self._forget_process(status)

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._forget_process(-1)

    def _forget_process(self, status: int) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._write_log(process)
            process.deleteLater()
        if self._running is not None:
            self._end(CancelledError() if self._cancelling else WorkerDiedError(status=status))


def _absolute(path: Path | str) -> str:
    return str(Path(path).absolute())
