"""The worker's process: requests on standard input, events on standard output (`flamenco_desktop.wire`).

One job runs at a time, in the main thread; a reader thread takes requests meanwhile. A cancelled job is
reported as failed at once; its computation stops at the next window, and the next job waits for that.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from flamenco_desktop import __version__, wire
from flamenco_desktop.errors import CancelledError, FlamencoError, JobFailedError
from flamenco_desktop.lyrics.model import Line, Lyrics
from flamenco_desktop.lyrics.plain import line_to_plain, lyrics_to_plain

if TYPE_CHECKING:
    from flamenco_desktop.recognition.devices import Device
    from flamenco_desktop.recognition.pipeline import Pipeline

_log = logging.getLogger("flamenco_desktop.worker")

Request = wire.Transcribe | wire.Align | wire.Isolate | wire.Warm


def main() -> int:
    """Serve until standard input ends."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    # An interrupt in a terminal goes to the whole process group; whoever started the worker ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _give_way()
    Worker(_claim_standard_output()).serve(sys.stdin.buffer)
    return 0


def _give_way() -> None:
    """Let the window and the player go first: this process uses every core for minutes, they need little,
    but at once."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of <winbase.h>
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), below_normal)
    else:
        os.nice(10)


def _claim_standard_output() -> BinaryIO:
    """The protocol's own stream. Whatever any library prints goes to standard error from here on."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb", buffering=0)


class Worker:
    """Jobs in, events out."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._open: set[int] = set()
        self._pipeline: Pipeline | None = None
        self._where = ""

    def serve(self, requests: BinaryIO) -> None:
        """Never returns: the process ends when `requests` does."""
        threading.Thread(target=self._read, args=(requests,), name="requests", daemon=True).start()
        from flamenco_desktop.recognition import devices

        self._say_where(devices.choose("auto"))
        while True:
            self._run(self._jobs.get())
            if self._pipeline is not None and self._pipeline.device.kind != self._where:
                # A device that failed its test or ran out of memory was left for another.
                self._say_where(self._pipeline.device)

    def _say_where(self, device: Device) -> None:
        """Tell on what is computed, in words: first of all, and when that has changed."""
        self._where = device.kind
        self._send(wire.Ready(device.words, f"flamenco-desktop {__version__}"))

    def running(self, job: int) -> bool:
        """Whether anybody still waits for `job`."""
        return job in self._open

    def tell(self, job: int, event: wire.Message) -> None:
        """Send an event of a job that is not cancelled."""
        with self._lock:
            if job in self._open:
                self._write(event)

    def _read(self, requests: BinaryIO) -> None:
        for line in requests:
            try:
                message = wire.decode(line)
            except ValueError as error:
                _log.warning("%s", error)
                continue
            if isinstance(message, wire.Cancel):
                self._end(message.job, _failed(message.job, CancelledError()))
            elif isinstance(message, Request):
                with self._lock:
                    self._open.add(message.job)
                self._jobs.put(message)
            else:
                _log.warning("not a request: %s", message.kind)
        # Whoever asked is gone. Native threads may be computing; nothing waits for them.
        os._exit(0)

    def _run(self, request: Request) -> None:
        job = request.job
        if not self.running(job):
            return
        try:
            provenance = _Job(self, request).run()
        except FlamencoError as error:
            self._end(job, _failed(job, error))
        except Exception as error:  # noqa: BLE001 - whatever a model's library raises ends this job only
            _log.exception("job %d", job)
            self._end(job, _failed(job, JobFailedError(reason=f"{type(error).__name__}: {error}")))
        else:
            self._end(job, wire.Done(job, provenance))

    def _end(self, job: int, event: wire.Message) -> None:
        """The last event of a job; later ones are dropped."""
        with self._lock:
            if job in self._open:
                self._open.discard(job)
                self._write(event)

    def _send(self, event: wire.Message) -> None:
        with self._lock:
            self._write(event)

    def _write(self, event: wire.Message) -> None:
        try:
            self._output.write(wire.encode(event))
        except BrokenPipeError:
            os._exit(0)

    def pipeline(self, options: wire.Options) -> Pipeline:
        """The pipeline for `options`; the last one is kept with its models."""
        from flamenco_desktop.recognition.pipeline import Pipeline

        kept = self._pipeline
        if kept is not None and kept.suits(options):
            kept.options = options
            return kept
        # Before the next is loaded: two sets of models may not fit.
        self._pipeline = None
        kept = self._pipeline = Pipeline(options)
        return kept


class _Job:
    """One request; the pipeline's listener."""

    def __init__(self, worker: Worker, request: Request) -> None:
        self._worker = worker
        self._request = request

    def run(self) -> dict[str, str]:
        """The provenance of the lyrics; nothing for a warm-up."""
        pipeline = self._worker.pipeline(self._request.options)
        request = self._request
        if isinstance(request, wire.Warm):
            pipeline.load(self)
            return {}
        if isinstance(request, wire.Isolate):
            voice = pipeline.isolate(request.path, self)
            self._worker.tell(request.job, wire.Voice(request.job, str(voice)))
            return {}
        if isinstance(request, wire.Transcribe):
            return _provenance(pipeline.transcribe(request.path, self, request.start, request.end))
        return _provenance(pipeline.align(request.path, request.lines, request.start, request.end, self))

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """See `pipeline.Listener`."""
        job = self._request.job
        self._worker.tell(job, wire.Progress(job, stage, fraction, seconds_left))

    def lines(self, lines: tuple[Line, ...]) -> None:
        """See `pipeline.Listener`."""
        job = self._request.job
        self._worker.tell(job, wire.Lines(job, tuple(line_to_plain(line) for line in lines)))

    def cancelled(self) -> bool:
        """See `pipeline.Listener`."""
        return not self._worker.running(self._request.job)


def _failed(job: int, error: FlamencoError) -> wire.Failed:
    return wire.Failed(job, error.code, error.parameters)


def _provenance(lyrics: Lyrics) -> dict[str, str]:
    told: dict[str, str] = lyrics_to_plain(lyrics)["provenance"]
    return told


if __name__ == "__main__":
    sys.exit(main())
