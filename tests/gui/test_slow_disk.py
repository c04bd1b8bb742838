"""A disk that takes its time never holds the window up, and the order of events stays right."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio import decode, player
from flamenco_desktop.audio.source import Source, open_source
from flamenco_desktop.errors import FileMissingError
from tests.gui.conftest import LINES, Room
from tests.gui.test_window import PATIENCE, done, opened

MakeRoom = Callable[..., Room]

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


class Disk:
    """Real files, given out when the test says so."""

    def __init__(self) -> None:
        self.spinning = threading.Event()
        self.asked: list[tuple[str, str]] = []

    def inspect(self, path: Path) -> decode.Recording:
        self._wait("inspect", path)
        return inspect(path)

    def open_source(self, path: Path) -> Source:
        self._wait("open", path)
        return open_source(path)

    def _wait(self, what: str, path: Path) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append((what, path.name))
        assert self.spinning.wait(PATIENCE / 1000)


inspect = decode.inspect


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    monkeypatch.setattr(decode, "inspect", made.inspect)
    monkeypatch.setattr(player, "open_source", made.open_source)
    yield made
    made.spinning.set()


@pytest.fixture
def tangos_file(tmp_path: Path, recording: Path) -> Path:
    """Another recording."""
    path = tmp_path / "Tangos.wav"
    path.write_bytes(recording.read_bytes()[:-2] + b"\x00\x01")
    return path


def longest_pause(qtbot: QtBot, milliseconds: int) -> float:
    """The longest that the window's loop did not come round, in seconds."""
    pauses: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        pauses.append(now - last)
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(5)
    qtbot.wait(milliseconds)
    timer.stop()
    return max(pauses)


def test_the_window_goes_on_while_the_disk_does_not(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, disk: Disk
) -> None:
    room = make_room()
    room.window.show()
    room.desk.open(recording)
    room.desk.open(recording.with_name("not there.wav"))
    assert longest_pause(qtbot, 400) < 0.3
    assert room.desk.entry is None
    disk.spinning.set()
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)
    qtbot.waitUntil(room.window.strip.isVisible, timeout=PATIENCE)
    assert "not there.wav" in room.window.strip.text
    assert [what for what, _ in disk.asked] == ["inspect", "inspect", "open"]


def test_words_are_there_and_wishes_are_kept_before_the_file_is_open(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, disk: Disk
) -> None:
    disk.spinning.set()
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    room.close()
    disk.spinning.clear()
    again = make_room("0", "job_failed")
    again.window.show()
    qtbot.waitUntil(lambda: bool(again.desk.entries), timeout=PATIENCE)
    again.desk.open_key(again.desk.entries[0].id)
    qtbot.waitUntil(lambda: len(again.desk.document.lines) == LINES, timeout=PATIENCE)
    assert again.desk.duration == pytest.approx(60.0)
    again.desk.seek(9.0)
    again.desk.change_speed(-0.2)
    assert again.desk.position() == 9.0
    assert not again.desk.sound.ready
    disk.spinning.set()
    qtbot.waitUntil(lambda: again.desk.sound.ready, timeout=PATIENCE)
    assert again.desk.position() == 9.0
    assert again.desk.sound._player is not None
    assert again.desk.sound._player.speed == pytest.approx(0.8)
    assert again.desk.transcribing.job is None


def test_what_was_left_before_it_was_open_is_not_heard(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tangos_file: Path, disk: Disk
) -> None:
    disk.spinning.set()
    room = make_room()
    room.window.show()
    for count, path in enumerate((recording, tangos_file), 1):
        room.desk.open(path)
        qtbot.waitUntil(lambda count=count: len(room.desk.entries) == count, timeout=PATIENCE)  # type: ignore[misc]
        qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)
    tangos, solea = room.desk.entries
    disk.spinning.clear()
    room.desk.open_key(solea.id)
    room.desk.open_key(tangos.id)
    disk.spinning.set()
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    assert room.desk.entry is not None
    assert room.desk.entry.title == "Tangos"
    assert disk.asked[-2:] == [("open", recording.name), ("open", tangos_file.name)]


def test_what_ends_before_the_file_is_open_is_not_begun_again(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tangos_file: Path, disk: Disk
) -> None:
    disk.spinning.set()
    room = opened(qtbot, make_room("3"), recording, 3)
    room.desk.open(tangos_file)
    qtbot.waitUntil(lambda: len(room.desk.entries) == 2 and room.desk.sound.ready, timeout=PATIENCE)
    disk.spinning.clear()
    solea = next(entry for entry in room.desk.entries if entry.path == recording)
    room.desk.open_key(solea.id)
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == 3, timeout=PATIENCE)
    begun = room.desk.transcribing.job
    assert begun is not None
    room.desk.cancel()
    done(qtbot, room)
    disk.spinning.set()
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    assert room.desk.transcribing.job is None


def test_a_file_that_has_gone_leaves_its_words(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "Soleá.wav"
    moved.write_bytes(recording.read_bytes())
    room = opened(qtbot, make_room(), moved)
    done(qtbot, room)
    room.close()
    moved.unlink()
    again = make_room()
    again.window.show()
    told: list[object] = []
    again.desk.failed.connect(told.append)
    qtbot.waitUntil(lambda: bool(again.desk.entries), timeout=PATIENCE)
    again.desk.open_key(again.desk.entries[0].id)
    qtbot.waitUntil(lambda: len(again.desk.document.lines) == LINES, timeout=PATIENCE)
    qtbot.waitUntil(again.window.strip.isVisible, timeout=PATIENCE)
    assert isinstance(told[0], FileMissingError)
    again.window.actions_by_name["remove"].trigger()
    qtbot.waitUntil(lambda: again.desk.entries == (), timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: again.window.pages.empty is not None and again.window.pages.empty.isVisible(),
        timeout=PATIENCE,
    )
    assert len(again.window.pages.empty.trials) >= 2
