"""A second start of the program: the first window opens what it asks for; nobody waits for the dead."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui import first_window
from flamenco_desktop.gui.first_window import FirstWindow
from flamenco_desktop.library import Library
from tests.gui.test_app import PATIENCE, surroundings

START = "import sys, pathlib, flamenco_desktop.app as app; sys.exit(app.main(pathlib.Path(sys.argv[1])))"


Start = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program on a recording, at home in the test's folder."""
    programs: list[subprocess.Popen[str]] = []

    def begin(recording: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", START, str(recording)]
        programs.append(
            subprocess.Popen(command, env=surroundings(tmp_path), stderr=subprocess.PIPE, text=True)
        )
        return programs[-1]

    yield begin
    for program in programs:
        program.kill()
        program.wait()
        if program.stderr is not None:
            program.stderr.close()


def kept(home: Path, count: int, program: subprocess.Popen[str]) -> set[str]:
    """The names of the recordings in the library, once it has `count` of them."""
    path = home / ".local" / "share" / "flamenco-desktop" / "library.sqlite3"
    until = time.monotonic() + PATIENCE
    found: set[str] = set()
    while len(found) < count and time.monotonic() < until and program.poll() is None:
        if path.is_file():
            with suppress(Exception):
                library = Library(path)
                found = {entry.path.name for entry in library.entries()}
                library.close()
        time.sleep(0.05)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_second_start_opens_its_recording_in_the_first_window(
    start: Start, tmp_path: Path, recording: Path
) -> None:
    other, late = tmp_path / "another.wav", tmp_path / "late.wav"
    for copy, more in ((other, 2), (late, 4)):
        copy.write_bytes(recording.read_bytes() + bytes(more))
    first = start(recording)
    assert kept(tmp_path, 1, first) == {recording.name}
    second = start(other)
    _, told = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "Traceback" not in told
    assert kept(tmp_path, 2, first) == {recording.name, other.name}
    # Killed, it leaves lock and socket behind; they hold nobody up.
    first.kill()
    first.wait()
    third = start(late)
    assert kept(tmp_path, 3, third) == {recording.name, other.name, late.name}
    third.send_signal(signal.SIGTERM)
    third.communicate(timeout=PATIENCE)
    assert third.returncode == 0


def test_a_wish_is_carried_and_answered(qtbot: QtBot, tmp_path: Path) -> None:
    first = FirstWindow(tmp_path / "data" / "library.sqlite3")
    assert first.claim(None)
    for wish, expected in (({"open": str(tmp_path / "ñ.wav")}, tmp_path / "ñ.wav"), ({"open": None}, None)):
        asking = QLocalSocket()
        asking.connectToServer(first.name)
        with qtbot.waitSignal(first.asked) as told:
            asking.write(json.dumps(wish).encode() + b"\n")
        assert told.args == [expected]
        qtbot.waitUntil(lambda asking=asking: asking.canReadLine())
    first.release()


@pytest.mark.parametrize("noise", [b"{}\n", b"[1]\n", b"\xff\xfe\n", b"x" * 200_000])
def test_noise_opens_nothing(qtbot: QtBot, tmp_path: Path, noise: bytes) -> None:
    first = FirstWindow(tmp_path / "library.sqlite3")
    assert first.claim(None)
    asking = QLocalSocket()
    asking.connectToServer(first.name)
    with qtbot.assertNotEmitted(first.asked), qtbot.waitSignal(asking.disconnected):
        asking.write(noise)
    first.release()


def test_who_does_not_answer_holds_nobody_up(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_ATTEMPTS", 2), ("_WAIT_MS", 10), ("_ANSWER_MS", 10)):
        monkeypatch.setattr(first_window, name, value)
    first, second = (FirstWindow(tmp_path / "library.sqlite3") for _ in range(2))
    assert first.claim(None)
    first.close()
    assert second.claim(None)
    first.release()


def test_who_hangs_is_asked_once(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first window's loop does not come round while the second one asks, here in the same thread."""
    monkeypatch.setattr(first_window, "_ANSWER_MS", 10)
    first, second = (FirstWindow(tmp_path / "library.sqlite3") for _ in range(2))
    assert first.claim(None)
    assert second.claim(tmp_path / "one.wav")
    asked: list[object] = []
    first.asked.connect(asked.append)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [tmp_path / "one.wav"]
    first.release()


def test_whoever_closes_is_waited_for(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = (FirstWindow(tmp_path / "library.sqlite3") for _ in range(2))
    assert first.claim(None)
    first.release()
    assert second.claim(None)
    second.release()


def test_a_folder_that_keeps_no_lock(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert FirstWindow(tmp_path / "file" / "library.sqlite3").claim(None)


def test_a_file_dropped_on_the_icon(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    first = FirstWindow(tmp_path / "library.sqlite3")
    first.watch(qapp)
    with qtbot.waitSignal(first.asked) as told:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "one.wav"))))
    assert told.args == [tmp_path / "one.wav"]
