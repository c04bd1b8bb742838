"""Whatever the worker is at when it is killed: its job fails once, nothing half made is taken for whole."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from flamenco_desktop import bundled
from flamenco_desktop.errors import FlamencoError, WorkerDiedError
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.wire import Options
from tests.tiny_models import make_separator

pytestmark = [
    pytest.mark.model,
    # Several workers one after the other, each of which imports PyTorch.
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

_COMMAND = (sys.executable, "-m", "flamenco_desktop.recognition.worker")


@pytest.fixture
def worker(qapp: object, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(command=_COMMAND, log_path=tmp_path / "log" / "worker.log")
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def separator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_separator(tmp_path_factory.mktemp("network"))


def _voices() -> set[str]:
    """What is kept, but for what a killed process left half made."""
    kept = Path(platformdirs.user_cache_dir("flamenco-desktop", appauthor=False)) / "voices"
    return {path.name for path in kept.glob("*.flac") if ".part" not in path.name}


def test_killed_in_one_stage_after_another(
    worker: Worker, qtbot: QtBot, long_recording: Path, options: Options, separator: Path
) -> None:
    """Each job but the last is killed in its stage, and the next one starts another process."""
    before = _voices()
    stages: list[tuple[int, str]] = []
    ends: dict[int, object] = {}
    voices: dict[int, str] = {}
    worker.progressed.connect(lambda job, name, fraction, left: stages.append((job, name)))
    worker.finished.connect(ends.__setitem__)
    worker.failed.connect(ends.__setitem__)
    worker.voice_found.connect(voices.__setitem__)
    alone = replace(options, isolation=str(separator))
    killed = {
        worker.transcribe(long_recording, options): "decoding",
        worker.transcribe(long_recording, options): "loading",
        worker.isolate(long_recording, alone): "isolating",
    }
    after = worker.align(long_recording, ["ay"], 0.0, 9.0, alone)
    for job, stage in killed.items():
        qtbot.waitUntil(lambda at=(job, stage): at in stages, timeout=400_000)
        os.kill(worker.process_id(), signal.SIGKILL)
        qtbot.waitUntil(lambda job=job: job in ends, timeout=400_000)
        error = ends[job]
        assert isinstance(error, WorkerDiedError), stage
        assert error.parameters["status"] == signal.SIGKILL
        assert job not in voices
    qtbot.waitUntil(lambda: after in ends, timeout=400_000)
    assert not isinstance(ends[after], FlamencoError)
    assert _voices() == before


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    "places",
    [
        ("converting", "finding the voice", "recognising", "aligning", "telling the words"),
        ("isolating", "keeping the voice"),
    ],
)
def test_killed_within_a_transcription(
    qapp: object,
    qtbot: QtBot,
    separator: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    places: tuple[str, ...],
) -> None:
    """Just there, where the stages that it tells of are too coarse: each process gets a little further."""
    # What was converted, and what voices were taken out, before this test is of no use to it.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    options = Options(device="cpu", isolation=str(separator) if "isolating" in places else "")
    recording = tmp_path / "short.wav"
    with soundfile.SoundFile(bundled.recording()) as file:
        soundfile.write(recording, file.read(14 * file.samplerate), file.samplerate)
    count = tmp_path / "count"
    command = (sys.executable, "-m", "tests.jobs.dying", str(count), *places)
    worker = Worker(command=command, log_path=tmp_path / "log" / "worker.log")
    ends: dict[int, object] = {}
    came: list[int] = []
    worker.finished.connect(ends.__setitem__)
    worker.failed.connect(ends.__setitem__)
    worker.lines_arrived.connect(lambda job, lines: came.append(job))
    try:
        for place in places:
            killed = worker.transcribe(recording, options)
            qtbot.waitUntil(lambda job=killed: job in ends, timeout=900_000)
            error = ends[killed]
            assert isinstance(error, WorkerDiedError), place
            assert error.parameters["status"] == signal.SIGKILL and killed not in came, place
            assert _voices() == set(), place
        whole = worker.transcribe(recording, options)
        qtbot.waitUntil(lambda: whole in ends, timeout=900_000)
    finally:
        worker.shutdown()
    assert not isinstance(ends[whole], FlamencoError)
    # Nobody sings in what an untrained network takes for the voice.
    assert whole in came or options.isolation
    assert count.read_text() == str(len(places) + 1)
    assert len(_voices()) == (1 if options.isolation else 0)
