"""A whole desk for the tests: real library, document, worker process and player; only the singer is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QApplication

from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.main_window import MainWindow
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.theme import Choice, Theme
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.lyrics.model import Lyrics
from flamenco_desktop.lyrics.plain import lyrics_to_plain
from tests.gui.verses import solea

LINES = 8


@dataclass
class Clock:
    """The only thing that is not real: time."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is chosen in one test is not in use in the next one."""
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    yield Theme(qapp, Choice.DARK)
    qapp.setStyleSheet("")


@pytest.fixture
def document(qapp: QApplication) -> LyricDocument:
    made = LyricDocument()
    made.load(Lyrics(solea(LINES)), 120.0)
    return made


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of a voice that is a sine."""
    path = tmp_path_factory.mktemp("sound") / "Soleá de la silla.wav"
    rate = 8000
    time = np.arange(60 * rate) / rate
    sound = 0.3 * np.sin(2 * np.pi * 220 * time) * (np.sin(2 * np.pi * time / 5) > 0)
    soundfile.write(path, sound.astype(np.float32), rate)
    return path


@dataclass
class Room:
    """A desk and its window, and how to close them."""

    desk: Desk
    window: MainWindow
    writer: LibraryWriter
    worker: Worker
    closed: bool = False

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.desk.transcribing.break_off()
        self.window.retire()
        self.desk.close()
        self.worker.shutdown()
        self.writer.close()


@pytest.fixture
def make_room(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Callable[..., Room]]:
    rooms: list[Room] = []

    def make(*how: str) -> Room:
        """`how` goes to the speaker: after how many lines it stops, and with which error."""
        from flamenco_desktop.audio.player import Player

        known = tmp_path / "known.json"
        known.write_text(json.dumps(lyrics_to_plain(Lyrics(solea(LINES)))), encoding="utf-8")
        document = LyricDocument()
        writer = LibraryWriter(tmp_path / "library.sqlite3")
        writer.follow(document)
        worker = Worker(
            command=(sys.executable, "-m", "tests.gui.speaker", str(known), *how),
            log_path=tmp_path / "worker.log",
        )
        desk = Desk(
            writer,
            document,
            worker,
            Player,
            Preferences(tmp_path / "preferences.ini"),
            Outline(tmp_path / "peaks"),
        )
        window = MainWindow(desk, theme, tmp_path / "window.log")
        writer.start()
        writer.list_entries()
        room = Room(desk, window, writer, worker)
        rooms.append(room)
        return room

    yield make
    for room in rooms:
        room.close()
