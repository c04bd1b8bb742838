"""The theatre on a second screen. Qt's offscreen platform has as many screens as it is told to at its start,
so the tests that need two of them run in a process of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.screens_menu import HERE, chosen_screen
from flamenco_desktop.lyrics.splice import Splice
from tests.gui.conftest import LINES, Room

TWO = "FLAMENCO_TWO_SCREENS"
PATIENCE = 60_000
two_screens = pytest.mark.skipif(TWO not in os.environ, reason="runs in the process with two screens")


@dataclass(eq=False)
class Named:
    """A screen as far as choosing one goes."""

    called: str

    def name(self) -> str:
        return self.called


@pytest.mark.parametrize(
    ("kept", "screens", "found"),
    [
        ("", ["desk"], None),
        ("", ["desk", "wall"], "wall"),
        (HERE, ["desk", "wall"], None),
        ("wall", ["desk", "wall"], "wall"),
        ("desk", ["desk", "wall"], None),
        ("gone", ["desk", "wall", "third"], "wall"),
        ("third", ["desk", "wall", "third"], "third"),
        ("gone", ["desk"], None),
    ],
)
def test_which_screen_it_is(kept: str, screens: list[str], found: str | None) -> None:
    named = [cast(QScreen, Named(name)) for name in screens]
    chosen = chosen_screen(kept, named[0], named)
    assert (chosen.name() if chosen else None) == found


def test_on_two_screens(tmp_path: Path) -> None:
    screens = [
        {"name": name, "x": x, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
        for name, x, width, height in (("desk", 0, 1280, 800), ("wall", 1280, 1920, 1080))
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = {**os.environ, TWO: "1", "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "window", __file__]
    # Of Qt's stand-in for a screen.
    command += ["-o", "qt_log_ignore=propagateSizeHints"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


@pytest.fixture
def room(qtbot: QtBot, make_room: Callable[..., Room], recording: Path) -> Room:
    made = make_room()
    made.window.show()
    made.desk.open(recording)
    qtbot.waitUntil(
        lambda: len(made.desk.document.lines) == LINES and made.desk.transcribing.job is None,
        timeout=PATIENCE,
    )
    return made


@two_screens
def test_the_window_stays_while_the_words_are_on_the_wall(qtbot: QtBot, room: Room) -> None:
    window = room.window
    wall = next(screen for screen in QGuiApplication.screens() if screen.name() == "wall")
    window.set_depth(Depth.CORRECT)
    window.actions_by_name["theatre"].trigger()
    stage = window.theatre.stage
    assert stage is not None
    qtbot.waitExposed(stage)
    assert stage.screen() is wall
    assert stage.geometry() == QRect(1280, 0, 1920, 1080)
    assert window.isVisible() and window.editor.isVisible() and not window.isFullScreen()
    assert window.actions_by_name["theatre"].isChecked()
    # What is corrected here is read there, and the clock is one.
    document = room.desk.document
    document.apply_splice(Splice(0, document.lines[:1], ()))
    assert stage.karaoke._lines == list(document.lines) and len(document.lines) == LINES - 1
    room.desk.seek(document.lines[2].start + 0.05)
    qtbot.waitUntil(lambda: stage.karaoke.word_rect(2, 0).height() > 60, timeout=5000)
    window.actions_by_name["theatre"].trigger()
    assert window.theatre.stage is None and not window.actions_by_name["theatre"].isChecked()


@two_screens
def test_escape_there_and_closing_the_window_here_end_it(qtbot: QtBot, room: Room) -> None:
    window = room.window
    window.actions_by_name["theatre"].trigger()
    stage = window.theatre.stage
    assert stage is not None
    qtbot.waitExposed(stage)
    # Its keys are the window's own.
    assert set(window.actions()) <= set(stage.actions())
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    assert window.theatre.stage is None
    window.actions_by_name["theatre"].trigger()
    assert window.theatre.stage is not None
    window.close()
    assert window.theatre.stage is None


@two_screens
def test_who_wants_it_in_this_window_gets_it_here(qtbot: QtBot, room: Room) -> None:
    window = room.window
    preferences = room.desk.preferences
    preferences.reading = replace(preferences.reading, screen=HERE)
    window.actions_by_name["theatre"].trigger()
    assert window.theatre.stage is None and window.theatre.on
    assert window.isFullScreen()
    window.actions_by_name["theatre"].trigger()
    assert not window.theatre.on
