"""Jobs through the real worker process: each ends once, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flamenco_desktop.errors import (
    CancelledError,
    FileMissingError,
    FlamencoError,
    ModelMissingError,
    WorkerDiedError,
)
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.wire import Options

pytestmark = pytest.mark.model

_COMMAND = (sys.executable, "-m", "flamenco_desktop.recognition.worker")


class Record:
    """What the worker said, in order."""

    def __init__(self, worker: Worker) -> None:
        self.ready: list[str] = []
        self.stages: list[tuple[int, str]] = []
        self.lines: dict[int, list[Line]] = {}
        self.ends: list[tuple[int, object]] = []
        worker.ready.connect(self.ready.append)
        worker.progressed.connect(lambda job, stage, fraction, left: self.stages.append((job, stage)))
        worker.lines_arrived.connect(lambda job, lines: self.lines.setdefault(job, []).extend(lines))
        worker.finished.connect(lambda job, provenance: self.ends.append((job, provenance)))
        worker.failed.connect(lambda job, error: self.ends.append((job, error)))

    def ended(self, job: int) -> bool:
        return any(number == job for number, _ in self.ends)

    def error(self, job: int) -> FlamencoError:
        (end,) = [end for number, end in self.ends if number == job]
        assert isinstance(end, FlamencoError)
        return end

    def provenance(self, job: int) -> dict[str, str]:
        (end,) = [end for number, end in self.ends if number == job]
        assert isinstance(end, dict), end
        return end


@pytest.fixture
def worker(qapp: object, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(command=_COMMAND, log_path=tmp_path / "log" / "worker.log")
    yield made
    begun = time.monotonic()
    made.shutdown()
    assert time.monotonic() - begun < 2.5


def test_a_queue_of_jobs_in_one_process(
    worker: Worker, qtbot: QtBot, long_recording: Path, options: Options, tmp_path: Path
) -> None:
    record = Record(worker)
    worker.warm(options)
    first = worker.align(long_recording, ["ay qué pena", "más grande"], 0.0, 20.0, options)
    missing = worker.transcribe(tmp_path / "nothing.wav", options)
    unknown = worker.transcribe(long_recording, Options(model="nobody/nothing", aligner=options.aligner))
    dropped = worker.align(long_recording, ["olé"], options=options)
    worker.cancel(dropped)
    last = worker.align(long_recording, ["olé"], 0.0, 9.0, options)
    assert worker.pending() == (first, missing, unknown, last)
    qtbot.waitUntil(lambda: record.ended(last), timeout=60_000)
    assert [job for job, _ in record.ends] == [dropped, first, missing, unknown, last]
    assert [line.text for line in record.lines[first]] == ["ay qué pena", "más grande"]
    assert record.provenance(first)["aligner"] == options.aligner
    assert isinstance(record.error(missing), FileMissingError)
    assert isinstance(record.error(unknown), ModelMissingError)
    assert isinstance(record.error(dropped), CancelledError)
    assert len(record.ready) == 1, record.ready
    assert record.ready[0]
    assert worker.pending() == ()


def test_cancel_while_it_recognises(
    worker: Worker, qtbot: QtBot, long_recording: Path, options: Options
) -> None:
    record = Record(worker)
    job = worker.transcribe(long_recording, options)
    qtbot.waitUntil(lambda: (job, "recognising") in record.stages, timeout=60_000)
    begun = time.monotonic()
    worker.cancel(job)
    qtbot.waitUntil(lambda: record.ended(job), timeout=5_000)
    assert time.monotonic() - begun < 0.5
    assert isinstance(record.error(job), CancelledError)
    worker.cancel(job)
    again = worker.align(long_recording, ["ay"], 0.0, 9.0, options)
    qtbot.waitUntil(lambda: record.ended(again), timeout=60_000)
    assert record.provenance(again)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize("stage", ["loading", "recognising"])
def test_a_killed_worker_fails_its_job_and_the_next_starts_another(
    worker: Worker, qtbot: QtBot, long_recording: Path, options: Options, stage: str
) -> None:
    record = Record(worker)
    killed = worker.transcribe(long_recording, options)
    after = worker.align(long_recording, ["ay"], 0.0, 9.0, options)
    qtbot.waitUntil(lambda: (killed, stage) in record.stages, timeout=60_000)
    os.kill(worker.process_id(), signal.SIGKILL)
    qtbot.waitUntil(lambda: record.ended(after), timeout=60_000)
    assert isinstance(record.error(killed), WorkerDiedError)
    assert record.error(killed).parameters["status"] == signal.SIGKILL
    assert record.provenance(after)
    assert len(record.ready) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_worker_killed_while_idle_is_replaced(
    worker: Worker, qtbot: QtBot, long_recording: Path, options: Options
) -> None:
    record = Record(worker)
    worker.warm(options)
    qtbot.waitUntil(lambda: bool(record.ready), timeout=60_000)
    os.kill(worker.process_id(), signal.SIGTERM)
    qtbot.waitUntil(lambda: worker.process_id() == 0, timeout=10_000)
    assert record.ends == []
    job = worker.align(long_recording, ["ay"], 0.0, 9.0, options)
    qtbot.waitUntil(lambda: record.ended(job), timeout=60_000)
    assert record.provenance(job)


@pytest.mark.parametrize(
    "command",
    [("/no/such/program",), (sys.executable, "-c", "raise SystemExit(3)")],
    ids=["not to be started", "ends at once"],
)
def test_a_worker_that_never_works(
    qapp: object, qtbot: QtBot, tmp_path: Path, command: tuple[str, ...]
) -> None:
    worker = Worker(command=command, log_path=tmp_path / "worker.log")
    record = Record(worker)
    jobs = [worker.transcribe("a.wav"), worker.transcribe("b.wav")]
    qtbot.waitUntil(lambda: len(record.ends) == 2, timeout=20_000)
    assert [job for job, _ in record.ends] == jobs
    assert all(isinstance(record.error(job), WorkerDiedError) for job in jobs)
    worker.shutdown()


def test_garbage_and_standard_error_go_to_the_log(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    code = (
        "import sys; print('{garbage'); print('[1]');"
        'print(\'{"kind": "lines", "job": 1, "lines": [{}]}\');'
        "print('told to stderr', file=sys.stderr); sys.stdout.flush(); sys.stdin.readline(); sys.stdin.read()"
    )
    worker = Worker(command=(sys.executable, "-c", code), log_path=tmp_path / "worker.log")
    record = Record(worker)
    job = worker.transcribe("a.wav")
    qtbot.waitUntil(lambda: record.ended(job), timeout=20_000)
    assert record.error(job).code == "job_failed"
    worker.shutdown()
    log = (tmp_path / "worker.log").read_text(encoding="utf-8")
    assert "garbage" in log
    assert "told to stderr" in log


def test_a_worker_that_does_not_listen_is_killed_when_cancelled(
    qapp: object, qtbot: QtBot, tmp_path: Path
) -> None:
    deaf = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")
    worker = Worker(command=deaf, log_path=tmp_path / "worker.log")
    record = Record(worker)
    job = worker.transcribe("a.wav")
    qtbot.waitUntil(lambda: worker.process_id() != 0, timeout=10_000)
    worker.cancel(job)
    qtbot.waitUntil(lambda: record.ended(job), timeout=10_000)
    assert isinstance(record.error(job), CancelledError)
    worker.shutdown()


def test_shutdown_does_not_hang_on_a_deaf_worker(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    deaf = (sys.executable, "-c", "import time; time.sleep(600)")
    worker = Worker(command=deaf, log_path=tmp_path / "worker.log")
    record = Record(worker)
    worker.transcribe("a.wav")
    qtbot.waitUntil(lambda: worker.process_id() != 0, timeout=10_000)
    begun = time.monotonic()
    worker.shutdown()
    assert time.monotonic() - begun < 2.5
    assert record.ends == []
    worker.shutdown()
    worker.transcribe("a.wav")
    assert worker.pending() == ()
