"""The real worker process, spoken to over its pipes."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flamenco_desktop import wire
from flamenco_desktop.lyrics.plain import lines_from_plain
from flamenco_desktop.wire import Options

pytestmark = pytest.mark.model

# A library that prints in the middle of a job must not reach the protocol.
_NOISY = (
    "import sys, ctypes;"
    "from flamenco_desktop.recognition import pipeline, worker;"
    "known = pipeline.Pipeline.align;"
    "noise = lambda *given: (print('{not json', flush=True), ctypes.CDLL(None).puts(b'native noise'), "
    "known(*given))[2];"
    "pipeline.Pipeline.align = noise;"
    "sys.exit(worker.main())"
)
_FAILING = (
    "import sys;"
    "from flamenco_desktop.recognition import pipeline, worker;"
    "pipeline.Pipeline.transcribe = lambda *given: 1 / 0;"
    "sys.exit(worker.main())"
)


class Process:
    """A worker, its events read by a thread of their own so that a test can wait with a limit."""

    def __init__(self, *command: str) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, *(command or ("-m", "flamenco_desktop.recognition.worker"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._events: queue.Queue[wire.Message] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def send(self, *messages: wire.Message | bytes) -> None:
        assert self.popen.stdin is not None
        for message in messages:
            self.popen.stdin.write(message if isinstance(message, bytes) else wire.encode(message))
        self.popen.stdin.flush()

    def next(self, limit: float = 60.0) -> wire.Message:
        return self._events.get(timeout=limit)

    def until_end(self, job: int) -> list[wire.Message]:
        events = []
        while True:
            event = self.next()
            if getattr(event, "job", None) == job:
                events.append(event)
                if isinstance(event, wire.Done | wire.Failed):
                    return events

    def close(self) -> None:
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.stdin.close()
        self.popen.wait(10)
        self._reader.join(10)
        self.popen.stdout.close()

    def _read(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self._events.put(wire.decode(line))


@pytest.fixture(scope="module")
def worker() -> Iterator[Process]:
    process = Process()
    assert isinstance(process.next(), wire.Ready)
    yield process
    process.close()


@pytest.fixture
def another() -> Iterator[list[Process]]:
    started: list[Process] = []
    yield started
    for process in started:
        process.close()


def test_ready_comes_soon_and_says_the_device(another: list[Process]) -> None:
    begun = time.monotonic()
    another.append(Process())
    ready = another[0].next()
    assert isinstance(ready, wire.Ready)
    assert ready.device
    assert ready.program.startswith("flamenco-desktop ")
    assert time.monotonic() - begun < 3.0


def test_known_words_come_back_with_times(worker: Process, recording: Path, options: Options) -> None:
    worker.send(wire.Align(1, str(recording), ("ay qué pena", "más grande"), options=options))
    events = worker.until_end(1)
    lines = [
        line for event in events if isinstance(event, wire.Lines) for line in lines_from_plain(event.lines)
    ]
    assert [line.text for line in lines] == ["ay qué pena", "más grande"]
    done = events[-1]
    assert isinstance(done, wire.Done)
    assert done.provenance["method"] == "aligned"
    assert {"loading", "decoding", "aligning"} <= {e.stage for e in events if isinstance(e, wire.Progress)}


def test_transcribe_ends(worker: Process, recording: Path, options: Options) -> None:
    worker.send(wire.Warm(2, options), wire.Transcribe(3, str(recording), options))
    assert worker.until_end(2)[-1] == wire.Done(2, {})
    done = worker.until_end(3)[-1]
    assert isinstance(done, wire.Done)
    assert done.provenance["model"] == options.model


def test_garbage_is_passed_over(worker: Process, recording: Path, options: Options) -> None:
    worker.send(b"not json\n", b"\n", b"\xff\xfe\n", b'{"kind": "fly"}\n', b'{"kind": "ready"}\n', b"[]\n")
    worker.send(wire.Done(4, {}), wire.Cancel(99))
    worker.send(wire.Align(5, str(recording), ("ay",), options=options))
    assert isinstance(worker.until_end(5)[-1], wire.Done)


def test_errors_come_by_code(worker: Process, tmp_path: Path, recording: Path, options: Options) -> None:
    worker.send(wire.Transcribe(6, str(tmp_path / "nothing.wav"), options))
    worker.send(wire.Transcribe(7, str(recording), Options(model="nobody/nothing", aligner=options.aligner)))
    worker.send(wire.Align(8, str(recording), ("ay",), options=Options(device="abacus")))
    missing = worker.until_end(6)[-1]
    assert missing == wire.Failed(6, "file_missing", {"path": str(tmp_path / "nothing.wav")})
    model = worker.until_end(7)[-1]
    assert model == wire.Failed(
        7, "model_missing", {"model": "nobody/nothing", "reason": "not on this machine"}
    )
    device = worker.until_end(8)[-1]
    assert isinstance(device, wire.Failed)
    assert device.code == "device_missing"


def test_cancel_within_half_a_second(worker: Process, long_recording: Path, options: Options) -> None:
    worker.send(wire.Transcribe(9, str(long_recording), options))
    while not (isinstance(event := worker.next(), wire.Progress) and event.stage == "recognising"):
        pass
    begun = time.monotonic()
    worker.send(wire.Cancel(9))
    events = worker.until_end(9)
    assert time.monotonic() - begun < 0.5
    assert events[-1] == wire.Failed(9, "cancelled", {})
    worker.send(wire.Align(10, str(long_recording), ("ay",), 0.0, 5.0, options))
    assert isinstance(worker.until_end(10)[-1], wire.Done)


def test_a_queued_job_is_cancelled_at_once(worker: Process, recording: Path, options: Options) -> None:
    worker.send(wire.Transcribe(11, str(recording), options), wire.Transcribe(12, str(recording), options))
    worker.send(wire.Cancel(12))
    while not isinstance(event := worker.next(), wire.Done | wire.Failed):
        pass
    assert event == wire.Failed(12, "cancelled", {})
    assert isinstance(worker.until_end(11)[-1], wire.Done)


def test_prints_do_not_reach_the_protocol(another: list[Process], recording: Path, options: Options) -> None:
    another.append(Process("-c", _NOISY))
    another[0].send(wire.Align(1, str(recording), ("ay",), options=options))
    assert isinstance(another[0].until_end(1)[-1], wire.Done)


def test_an_unforeseen_error_ends_the_job_only(
    another: list[Process], recording: Path, options: Options
) -> None:
    another.append(Process("-c", _FAILING))
    for job in (1, 2):
        another[0].send(wire.Transcribe(job, str(recording), options))
        failed = another[0].until_end(job)[-1]
        assert isinstance(failed, wire.Failed)
        assert failed.code == "job_failed"
        assert "ZeroDivisionError" in str(failed.parameters["reason"])


def test_the_end_of_its_input_ends_it_in_the_middle_of_a_job(
    another: list[Process], long_recording: Path, options: Options
) -> None:
    another.append(Process())
    assert isinstance(another[0].next(), wire.Ready)
    another[0].send(wire.Transcribe(1, str(long_recording), options))
    another[0].next()
    begun = time.monotonic()
    another[0].close()
    assert time.monotonic() - begun < 1.0
    assert another[0].popen.returncode == 0
    another.clear()
