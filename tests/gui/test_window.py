from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flamenco_desktop.formats import load
from flamenco_desktop.gui import actions
from flamenco_desktop.gui.assets import TRANSLATIONS
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.library import Library
from flamenco_desktop.lyrics.model import LineState, Provenance
from tests.gui.conftest import LINES, Room
from tests.gui.verses import solea

MakeRoom = Callable[..., Room]
PATIENCE = 15_000

# The offscreen platform says so of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


def opened(qtbot: QtBot, room: Room, recording: Path, lines: int = LINES) -> Room:
    """The room with the recording open and its lines recognised."""
    room.window.show()
    room.desk.open(recording)
    qtbot.waitUntil(
        lambda: len(room.desk.document.lines) == lines and room.desk.entry is not None, timeout=PATIENCE
    )
    return room


def done(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(lambda: room.desk.transcribing.job is None, timeout=PATIENCE)


def test_an_empty_library_asks_for_a_recording(qtbot: QtBot, make_room: MakeRoom) -> None:
    room = make_room()
    room.window.show()
    qtbot.waitUntil(
        lambda: room.window.pages.empty is not None and room.window.pages.empty.isVisible(), timeout=PATIENCE
    )
    assert not room.window.player_bar.isVisible()


def test_a_recording_is_recognised_by_itself_and_kept(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    assert [line.text for line in room.desk.document.lines] == [line.text for line in solea(LINES)]
    assert room.window.karaoke.isVisible()
    assert room.writer.flush()
    kept = Library(tmp_path / "library.sqlite3")
    entry = kept.entries()[0]
    lyrics = kept.lyrics(entry.id)
    kept.close()
    assert entry.title == "Soleá de la silla"
    assert lyrics == room.desk.document.lyrics


def test_a_known_recording_shows_its_words_at_once(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    room.desk.document.set_word_text(0, 0, "En")
    room.close()
    again = opened(qtbot, make_room("0", "job_failed"), recording)
    assert again.desk.document.lines[0].words[0].text == "En"
    assert again.desk.transcribing.job is None
    again.window.undo.trigger()
    assert again.desk.document.lines[0].words[0].text == "en"


def test_progress_and_cancel(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room("3"), recording, lines=3)
    bar = room.window.player_bar
    assert room.desk.transcribing.job is not None
    assert bar.progress.fraction > 0
    assert "min left" in bar._doing.text()
    assert room.window.actions_by_name["cancel"].isEnabled()
    room.window.actions_by_name["cancel"].trigger()
    done(qtbot, room)
    assert not bar._cancel.isVisible()
    assert not room.window.strip.isVisible()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("model_missing", "cante/whisper"),
        ("die", "Nothing of yours is lost"),
        ("job_failed", "as the test wants"),
    ],
)
def test_a_job_that_fails_says_so_beside_the_words(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, code: str, words: str
) -> None:
    room = opened(qtbot, make_room("0", code), recording, lines=0)
    qtbot.waitUntil(lambda: room.window.strip.isVisible(), timeout=PATIENCE)
    assert words in room.window.strip.text
    assert "Traceback" not in room.window.strip.text
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty"])
def test_bad_files_get_one_sentence(qtbot: QtBot, make_room: MakeRoom, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "cante.wav"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_text("" if kind == "empty" else "esto no es sonido " * 50, encoding="utf-8")
    room = make_room()
    room.window.show()
    room.desk.open(path)
    qtbot.waitUntil(room.window.empty_strip.isVisible, timeout=PATIENCE)
    assert "cante.wav" in room.window.empty_strip.text
    assert room.desk.entry is None


def test_the_place_in_the_song_stays_between_depths(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    room.desk.seek(12.5)
    seen = []
    for _ in Depth:
        room.window.actions_by_name["depth"].trigger()
        window = room.window
        seen.append((window.karaoke.isVisible(), window.editor.isVisible(), window.waveform.isVisible()))
        assert room.desk.position() == 12.5
    assert seen == [(False, True, True), (True, True, True), (True, False, False)]


def test_correct_a_word_check_a_line_and_export(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    window = room.window
    window.set_depth(Depth.CORRECT)
    window.editor.select(1, 2)
    window.editor.edit_word()
    window.editor._typing.field.setText("sillita")
    window.actions_by_name["check"].trigger()
    assert room.desk.document.lines[1].text == "tengo una sillita de enea"
    assert room.desk.document.lines[1].state is LineState.CHECKED
    assert window.player_bar._checked.figures == f"1/{LINES}"
    window.lyrics_export.write(tmp_path / "letra.srt", "srt")
    assert "letra.srt" in window.strip.text
    assert load(tmp_path / "letra.srt").lines[1].text == "tengo una sillita de enea"
    window.lyrics_export.write(tmp_path / "no" / "such" / "letra.srt", "srt")
    assert "could not be written" in window.strip.text


def test_two_recordings_are_recognised_one_after_the_other(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Tangos.wav"
    other.write_bytes(recording.read_bytes()[:-2] + b"\x00\x01")
    room = make_room()
    room.window.show()
    room.desk.open(recording)
    room.desk.open(other)
    qtbot.waitUntil(
        lambda: (
            bool(room.desk.entry and room.desk.entry.title == "Tangos")
            and len(room.desk.document.lines) > 3
            and room.desk.transcribing.job is None
        ),
        timeout=PATIENCE,
    )
    first = next(entry for entry in room.desk.entries if entry.title != "Tangos")
    room.desk.open_key(first.id)
    qtbot.waitUntil(lambda: len(room.desk.document.lines) == LINES, timeout=PATIENCE)


def test_dropping_a_file_opens_it(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = make_room()
    room.window.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(recording))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, data, left, none)
    QApplication.sendEvent(room.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(room.window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    qtbot.waitUntil(lambda: room.desk.entry is not None, timeout=PATIENCE)


def test_space_is_for_typing_while_a_word_is_typed(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    room.window.set_depth(Depth.CORRECT)
    room.window.editor.edit_word()
    press = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
    QApplication.sendEvent(room.window.editor._typing.field, press)
    assert press.isAccepted()
    control = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    control.ignore()
    QApplication.sendEvent(room.window.editor._typing.field, control)
    assert not control.isAccepted()


def test_the_theatre_shows_words_and_nothing_else(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room(), recording)
    window = room.window
    window.set_depth(Depth.STUDY)
    window.actions_by_name["theatre"].trigger()
    assert window.karaoke.isVisible()
    shown = [window.recordings, window.editor, window.waveform, window.player_bar, window.menuBar()]
    assert not any(widget.isVisible() for widget in shown)
    window.karaoke.stirred.emit()
    assert window.player_bar.isVisible()
    window.actions_by_name["theatre"].trigger()
    assert all(widget.isVisible() for widget in shown)


def test_the_device_is_said_in_the_windows_language(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, qapp: QApplication
) -> None:
    signs = opened(qtbot, make_room("3"), recording, lines=3).window.model_signs
    spanish = QTranslator()
    assert spanish.load("flamenco_es", str(TRANSLATIONS))
    said = []
    try:
        qapp.installTranslator(spanish)
        for device in ("CPU: no NVIDIA driver", "CUDA: NVIDIA H200", "CPU"):
            signs.show_device(device)
            said.append(signs.device.text())
    finally:
        qapp.removeTranslator(spanish)
    assert said == ["CPU: sin controlador de NVIDIA", "CUDA: NVIDIA H200", "CPU"]


def test_the_demonstration_model_is_named_as_such_while_its_words_are_shown(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room("3"), recording, lines=3)
    banner = room.window.banner
    assert banner.isVisible()
    assert "small demonstration model" in banner.text
    assert "synthetic singing" in banner.text
    room.desk.cancel()
    done(qtbot, room)
    room.desk.document.complete(Provenance("recognised", "whisper-small"))
    room.window.model_signs.show_banner()
    assert not banner.isVisible()
    room.desk.document.complete(Provenance("recognised", "whisper-cante-demo"))
    room.window.model_signs.show_banner()
    assert banner.isVisible()
    for line in range(3):
        room.desk.document.set_line_state(line, LineState.CHECKED)
    assert not banner.isVisible()


def test_a_banner_that_was_closed_stays_closed(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    qtbot.mouseClick(room.window.banner._cross, Qt.MouseButton.LeftButton)
    room.desk.document.set_word_text(0, 0, "En")
    assert not room.window.banner.isVisible()


def test_every_action_has_a_handler_a_menu_and_a_key_of_its_own(qtbot: QtBot, make_room: MakeRoom) -> None:
    window = make_room().window
    keys: list[str] = []
    for spec in actions.specs():
        assert spec.menu in actions.menus()
        keys.extend(spec.keys)
        assert window.actions_by_name[spec.name] in window.menus.by_name[spec.menu].actions()
    assert len(keys) == len(set(keys))


def test_nothing_is_recognised_twice_at_once(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room("3"), recording, lines=3)
    job = room.desk.transcribing.job
    room.desk.transcribing.transcribe()
    room.desk.transcribing.align_again()
    assert room.desk.transcribing.job is job


def test_a_word_of_the_karaoke_is_corrected_by_a_double_click(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    karaoke = room.window.karaoke
    room.desk.seek(solea(LINES)[1].start + 0.1)
    qtbot.waitUntil(lambda: karaoke.word_at(karaoke.word_rect(1, 2).center()) == (1, 2), timeout=PATIENCE)
    qtbot.mouseDClick(karaoke, Qt.MouseButton.LeftButton, pos=karaoke.word_rect(1, 2).center().toPoint())
    assert room.window.editor.isVisible()
    assert room.window.editor.editing
    assert room.window.editor.selected == (1, 2)


def test_the_right_button_over_a_word_is_about_that_word(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    window = room.window
    karaoke = window.karaoke
    right = Qt.MouseButton.RightButton
    qtbot.mousePress(karaoke, right, pos=QPointF(2, 2).toPoint())
    assert not karaoke.correct_here.isEnabled()
    room.desk.seek(solea(LINES)[1].start + 0.1)
    qtbot.waitUntil(lambda: karaoke.word_at(karaoke.word_rect(1, 2).center()) == (1, 2), timeout=PATIENCE)
    qtbot.mousePress(karaoke, right, pos=karaoke.word_rect(1, 2).center().toPoint())
    karaoke.correct_here.trigger()
    assert window.editor.selected == (1, 2)
    window.editor.commit()
    place = room.desk.position()
    qtbot.mousePress(window.editor.viewport(), right, pos=window.editor.word_rect(2, 1).center().toPoint())
    assert window.editor.selected == (2, 1)
    assert room.desk.position() == place
    offered = [action.objectName() for action in window.editor.actions()]
    assert {"edit_word", "delete_word", "join_words", "split_line", "join_lines", "check"} <= set(offered)


def test_lines_and_words_are_joined_and_parted_by_keys(
    qtbot: QtBot, make_room: MakeRoom, recording: Path
) -> None:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    window, document = room.window, room.desk.document
    named = window.actions_by_name
    before = document.lines
    # In the reading room the first key only brings the lines into sight.
    named["delete_line"].trigger()
    assert window.editor.isVisible()
    assert document.lines == before
    window.editor.select(0, 3)
    named["split_line"].trigger()
    assert [line.text for line in document.lines[:2]] == ["en la puerta", "de mi casa"]
    assert window.editor.selected == (1, 0)
    named["join_words"].trigger()
    assert document.lines[1].text == "demi casa"
    named["join_lines"].trigger()
    assert document.lines[1].text == "demi casa tengo una silla de enea"
    named["delete_line"].trigger()
    assert len(document.lines) == LINES - 1
    for _ in range(4):
        window.undo.trigger()
    assert document.lines == before
    window.editor.select(LINES - 1, 0)
    named["join_lines"].trigger()
    # What is refused is said beside the word.
    assert window.editor._note.isVisible()
