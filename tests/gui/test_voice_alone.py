"""The voice without its band: found, taken out by the real worker, heard; and said where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio import voices
from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.main_window import MainWindow
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.jobs.worker import Worker
from tests.gui.conftest import Room
from tests.gui.test_window import done, opened

MakeRoom = Callable[..., Room]
PATIENCE = 20_000
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def own(recording: Path, tmp_path: Path) -> Path:
    """A recording of the test's own, so that no other test has taken its voice out."""
    path = tmp_path / "Soleá sola.wav"
    sound, rate = soundfile.read(recording)
    soundfile.write(path, 0.5 * sound + 1e-3 * np.random.default_rng().standard_normal(len(sound)), rate)
    return path


def _with_voice(path: Path) -> Path:
    kept = voices.place(path, voices.NETWORK)
    kept.parent.mkdir(parents=True, exist_ok=True)
    sound, rate = soundfile.read(path)
    soundfile.write(kept, 0.3 * sound, rate)
    return kept


def test_a_voice_that_was_taken_out_is_found_and_switched_to(
    qtbot: QtBot, make_room: MakeRoom, own: Path
) -> None:
    _with_voice(own)
    room = opened(qtbot, make_room(), own)
    desk, action = room.desk, room.window.actions_by_name["voice_alone"]
    qtbot.waitUntil(lambda: desk.isolated.there, timeout=PATIENCE)
    desk.seek(5.0)
    action.trigger()
    assert desk.isolated.alone and action.isChecked() and desk.position() == 5.0
    player = desk.sound._player
    qtbot.waitUntil(lambda: player is not None and player.alone, timeout=PATIENCE)
    action.trigger()
    qtbot.waitUntil(lambda: player is not None and not player.alone, timeout=PATIENCE)
    assert not action.isChecked() and desk.position() == 5.0
    action.trigger()
    # Another recording is heard whole.
    done(qtbot, room)
    other = own.with_name("Otra.wav")
    soundfile.write(other, np.zeros(8000 * 9), 8000)
    desk.open(other)
    qtbot.waitUntil(lambda: desk.entry is not None and desk.entry.path == other, timeout=PATIENCE)
    assert not action.isChecked() and not desk.isolated.there


def test_it_offers_to_take_the_voice_out_and_says_when_it_cannot(
    qtbot: QtBot, make_room: MakeRoom, own: Path
) -> None:
    room = opened(qtbot, make_room(), own)
    done(qtbot, room)
    window, isolated = room.window, room.desk.isolated
    action = window.actions_by_name["voice_alone"]
    action.trigger()
    assert not action.isChecked() and window.sound_strip.isVisible() and "300 MB" in window.sound_strip.text
    window.sound_strip._button.click()
    assert isolated.making and window.player_bar._cancel.isVisible()
    action.trigger()
    assert "as soon as" in window.sound_strip.text and not action.isChecked()
    with qtbot.waitSignal(isolated.failed, timeout=PATIENCE):
        pass
    assert "could not be fetched from download.pytorch.org (no network)" in window.sound_strip.text
    assert not isolated.making and not window.player_bar._cancel.isVisible()


def test_a_damaged_voice_is_said(qtbot: QtBot, make_room: MakeRoom, own: Path) -> None:
    _with_voice(own).write_bytes(b"fLaC of no use")
    room = make_room()
    with qtbot.waitSignal(room.desk.sound.failed, timeout=PATIENCE):
        opened(qtbot, room, own)
    assert not room.desk.isolated.there


@pytest.mark.model
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")
def test_the_real_worker_takes_it_out_and_it_is_heard(
    qtbot: QtBot, make_room: MakeRoom, own: Path, theme: Theme, tmp_path: Path
) -> None:
    from tests.tiny_models import make_separator

    network = make_separator(tmp_path / "network")
    room = opened(qtbot, make_room(), own)
    done(qtbot, room)
    room.close()
    writer, document = LibraryWriter(tmp_path / "library.sqlite3"), LyricDocument()
    writer.follow(document)
    worker = Worker(log_path=tmp_path / "real.log")
    preferences = Preferences(tmp_path / "preferences.ini")
    preferences.options = replace(preferences.options, isolation=str(network))
    from flamenco_desktop.audio.player import Player

    desk = Desk(writer, document, worker, Player, preferences, Outline(tmp_path / "peaks"))
    room = Room(desk, MainWindow(desk, theme, tmp_path / "window.log"), writer, worker)
    try:
        writer.start()
        writer.list_entries()
        room.window.show()
        desk.open(own)
        qtbot.waitUntil(lambda: desk.sound.ready and bool(document.lines), timeout=PATIENCE)
        stages: set[str] = set()
        desk.isolated.changed.connect(lambda: stages.add(desk.isolated.stage))
        desk.isolated.make()
        qtbot.waitUntil(lambda: desk.isolated.alone, timeout=600_000)
        assert "isolating" in stages
        kept = voices.place(own, str(network))
        assert soundfile.info(kept).duration == pytest.approx(soundfile.info(own).duration, abs=0.01)
        qtbot.waitUntil(lambda: not desk.isolated.making, timeout=PATIENCE)
        assert room.window.actions_by_name["voice_alone"].isChecked()
    finally:
        room.close()
