"""Recognised or aligned again: what the listener had is never out of reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import CancelledError
from flamenco_desktop.library import Library
from tests.gui.conftest import LINES, Room
from tests.gui.test_window import PATIENCE, done, opened
from tests.gui.verses import solea

MakeRoom = Callable[..., Room]

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


RECOGNISED = [line.text for line in solea(LINES)]


def texts(document: LyricDocument) -> list[str]:
    return [line.text for line in document.lines]


def corrected(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    """A library with a recording whose first words were corrected, the second correction undone."""
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    room.desk.document.set_word_text(0, 0, "Candela")
    room.desk.document.set_word_text(0, 1, "viva")
    room.window.undo.trigger()
    room.close()


def half_again(qtbot: QtBot, make_room: MakeRoom, recording: Path, *how: str) -> Room:
    """The same library, transcribed again up to the third line."""
    room = opened(qtbot, make_room("3", *how), recording)
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    room.window.actions_by_name["transcribe"].trigger()
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == 3, timeout=PATIENCE)
    return room


def check_all_is_back(room: Room) -> None:
    """Corrected words, undo and redo, as before."""
    document = room.desk.document
    assert len(document.lines) == LINES
    first = document.lines[0].words
    assert (first[0].text, first[1].text) == ("Candela", solea(1)[0].words[1].text)
    room.window.redo.trigger()
    assert document.lines[0].words[1].text == "viva"
    room.window.undo.trigger()
    room.window.undo.trigger()
    assert texts(document) == RECOGNISED
    room.window.redo.trigger()


def test_cancelled_the_corrected_lyrics_come_back(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    corrected(qtbot, make_room, recording)
    room = half_again(qtbot, make_room, recording)
    room.desk.document.set_word_text(1, 0, "fuera")
    room.desk.cancel()
    done(qtbot, room)
    check_all_is_back(room)
    room.close()
    check_all_is_back(opened(qtbot, make_room(), recording))


@pytest.mark.parametrize("code", ["die", "job_failed"])
def test_failed_the_corrected_lyrics_come_back(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, code: str
) -> None:
    corrected(qtbot, make_room, recording)
    room = opened(qtbot, make_room("3", code), recording)
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    room.window.actions_by_name["transcribe"].trigger()
    assert room.desk.transcribing.job is not None
    qtbot.waitUntil(lambda: room.desk.transcribing.job is None, timeout=PATIENCE)
    check_all_is_back(room)
    room.close()
    check_all_is_back(opened(qtbot, make_room(), recording))


def test_closed_meanwhile_the_corrected_lyrics_come_back(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    corrected(qtbot, make_room, recording)
    half_again(qtbot, make_room, recording).close()
    again = opened(qtbot, make_room(), recording)
    check_all_is_back(again)
    assert again.desk.transcribing.job is None


def test_killed_meanwhile_the_corrected_lyrics_come_back(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    corrected(qtbot, make_room, recording)
    killed = half_again(qtbot, make_room, recording)
    # As a power cut leaves it: nothing more is said to the library.
    assert killed.writer.close()
    library = Library(tmp_path / "library.sqlite3")
    entry = library.entries()[0]
    lyrics = library.lyrics(entry.id)
    library.close()
    assert lyrics is not None
    assert len(lyrics.lines) == 3
    check_all_is_back(opened(qtbot, make_room(), recording))


def test_another_recording_opened_meanwhile_and_cancelled(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Tangos.wav"
    other.write_bytes(recording.read_bytes()[:-2] + b"\x00\x01")
    corrected(qtbot, make_room, recording)
    room = half_again(qtbot, make_room, recording)
    room.desk.open(other)
    qtbot.waitUntil(lambda: bool(room.desk.entry and room.desk.entry.title == "Tangos"), timeout=PATIENCE)
    room.desk.cancel()
    qtbot.waitUntil(
        lambda: room.desk.transcribing.job is None or room.desk.transcribing.job.entry.title == "Tangos",
        timeout=PATIENCE,
    )
    first = next(entry for entry in room.desk.entries if entry.title != "Tangos")
    room.desk.open_key(first.id)
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)
    check_all_is_back(room)


@pytest.mark.parametrize("leave", [False, True])
def test_coming_back_just_when_it_is_cancelled(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, leave: bool
) -> None:
    """The library's answer is on its way while what it says is no longer so."""
    corrected(qtbot, make_room, recording)
    room = half_again(qtbot, make_room, recording)
    entry = room.desk.entry
    assert entry is not None
    if leave:
        room.desk._leave()
        room.desk.open_key(entry.id)
    job = room.desk.transcribing.job
    assert job is not None
    room.desk.transcribing._failed(job.number, CancelledError())
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)
    check_all_is_back(room)


def test_what_was_there_before_a_whole_transcription_is_in_the_menu(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    corrected(qtbot, make_room, recording)
    room = opened(qtbot, make_room(), recording)
    menu = room.window.menus.versions
    assert not menu.menuAction().isEnabled()
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    room.desk.transcribing.transcribe()
    done(qtbot, room)
    assert texts(room.desk.document) == RECOGNISED
    room.desk.open_lyrics.look_for_versions()
    qtbot.waitUntil(lambda: len(menu.actions()) == 2, timeout=PATIENCE)
    newest, before = menu.actions()
    assert newest.isChecked()
    assert "1" in before.text()
    before.trigger()
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)
    check_all_is_back(room)
    room.close()
    check_all_is_back(opened(qtbot, make_room(), recording))


@pytest.mark.parametrize("in_sight", [True, False])
def test_aligned_again_is_one_step_to_undo(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, in_sight: bool
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    document = room.desk.document
    document.retime_word(0, 0, document.lines[0].start + 0.05, document.lines[0].words[0].end)
    document.set_line_state(1, room.desk.document.lines[0].state)
    moved = document.lines
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    room.desk.transcribing.align_again()
    entry = room.desk.entry
    assert entry is not None
    if not in_sight:
        room.desk._leave()
    done(qtbot, room)
    if not in_sight:
        room.desk.open_key(entry.id)
    qtbot.waitUntil(lambda: len(document.lines) == LINES, timeout=PATIENCE)
    assert document.lines[0].words[0].start == solea(1)[0].words[0].start
    assert document.lines[1].state == moved[1].state
    room.window.undo.trigger()
    assert document.lines == moved
    room.close()
    again = opened(qtbot, make_room(), recording)
    assert again.desk.document.lines == moved
