"""Times by keys, taps, stretches done again and the review, in the window with a real player and process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import NoOutputDeviceError
from flamenco_desktop.gui.correcting import Correcting
from flamenco_desktop.gui.letra_dialog import LetraDialog
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.tap_mode import COUNT_IN, Phase
from flamenco_desktop.lyrics.model import Kind, LineState, Lyrics
from flamenco_desktop.lyrics.splice import Stretch
from tests.gui.conftest import LINES, Room
from tests.gui.test_window import PATIENCE, done, opened
from tests.gui.verses import solea
from tests.sound_server import SoundServer, sound_server

MakeRoom = Callable[..., Room]
KEY = Qt.Key
CTRL, ALT, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def room(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> Iterator[Room]:
    made = opened(qtbot, make_room(), recording)
    done(qtbot, made)
    qtbot.waitUntil(lambda: made.desk.sound.ready, timeout=PATIENCE)
    made.window.set_depth(Depth.CORRECT)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=PATIENCE)
    yield made


def press(qtbot: QtBot, room: Room, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(room.window.editor, key, modifier)


def times(document: LyricDocument) -> list[tuple[float, float]]:
    return [(word.start, word.end) for line in document.lines for word in line.words]


def texts(document: LyricDocument) -> list[str]:
    return [line.text for line in document.lines]


# --- keys


@pytest.mark.parametrize(
    ("key", "modifier", "onset", "offset"),
    [
        (KEY.Key_1, NONE, -0.01, 0.0),
        (KEY.Key_2, SHIFT, 0.1, 0.0),
        (KEY.Key_3, NONE, 0.0, -0.01),
        (KEY.Key_4, NONE, 0.0, 0.01),
        (KEY.Key_5, NONE, -0.01, -0.01),
        (KEY.Key_6, NONE, 0.01, 0.01),
    ],
)
def test_digits_nudge_the_word(
    qtbot: QtBot, room: Room, key: Qt.Key, modifier: Qt.KeyboardModifier, onset: float, offset: float
) -> None:
    document = room.desk.document
    room.window.editor.select(1, 2)
    before = document.lines[1].words[2]
    press(qtbot, room, key, modifier)
    after = document.lines[1].words[2]
    assert after.start == pytest.approx(before.start + onset, abs=1e-6)
    assert after.end == pytest.approx(before.end + offset, abs=1e-6)


def test_presses_that_follow_closely_are_one_step(qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    room.window.editor.select(1, 2)
    before = times(document)
    for _ in range(5):
        press(qtbot, room, KEY.Key_1)
    assert document.undo_stack.count() == 1
    press(qtbot, room, KEY.Key_3)
    assert document.undo_stack.count() == 2
    room.window.correcting.hand.let_go()
    press(qtbot, room, KEY.Key_3)
    assert document.undo_stack.count() == 3
    document.undo_stack.setIndex(0)
    assert times(document) == before


def test_lines_and_all_from_here_move_by_keys(qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    room.window.editor.select(1, 2)
    before = [line.start for line in document.lines]
    press(qtbot, room, KEY.Key_8, SHIFT)
    assert [line.start for line in document.lines] == pytest.approx(
        [before[0], before[1] + 0.1, *before[2:]], abs=1e-6
    )
    word = document.lines[1].words[2].start
    press(qtbot, room, KEY.Key_0, SHIFT)
    after = [line.start for line in document.lines]
    assert after[:2] == pytest.approx([before[0], before[1] + 0.1], abs=1e-6)
    assert after[2:] == pytest.approx([start + 0.1 for start in before[2:]], abs=1e-6)
    assert document.lines[1].words[2].start == pytest.approx(word + 0.1, abs=1e-6)


def test_shared_edges_and_the_length_of_a_line_by_keys(qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    room.window.editor.select(1, 2)
    words = document.lines[1].words
    press(qtbot, room, KEY.Key_1, ALT)
    after = document.lines[1].words
    assert after[1].end == pytest.approx(words[1].end - 0.01, abs=1e-6)
    assert after[2].start == pytest.approx(words[2].start - 0.01, abs=1e-6)
    press(qtbot, room, KEY.Key_4, ALT)
    assert document.lines[1].words[3].start == pytest.approx(words[3].start + 0.01, abs=1e-6)
    end = document.lines[1].end
    press(qtbot, room, KEY.Key_8, ALT | SHIFT)
    assert document.lines[1].end == pytest.approx(end + 0.1, abs=1e-6)
    assert document.lines[1].start == words[0].start


def test_a_word_begins_and_ends_where_the_playhead_is(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    room.window.editor.select(1, 2)
    word = document.lines[1].words[2]
    desk.seek(word.start + 0.2)
    press(qtbot, room, KEY.Key_F9)
    assert document.lines[1].words[2].start == pytest.approx(word.start + 0.2, abs=0.01)
    desk.seek(word.end - 0.1)
    press(qtbot, room, KEY.Key_F10)
    assert document.lines[1].words[2].end == pytest.approx(word.end - 0.1, abs=0.01)
    desk.seek(word.start + 0.5)
    last = document.lines[-1].end
    press(qtbot, room, KEY.Key_F9, SHIFT)
    assert document.lines[-1].end == pytest.approx(last + 0.3, abs=0.02)


def test_what_cannot_be_is_said_beside_the_waveform(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    before = document.lines
    room.window.editor.select(0, 0)
    desk.seek(50.0)
    press(qtbot, room, KEY.Key_F9)
    assert document.lines == before
    strip = room.window.correcting.strip
    assert strip.isVisible() and strip.text


def test_words_are_selected_by_keys_and_moved_together(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    room.window.editor.select(1, 1)
    press(qtbot, room, KEY.Key_Right, SHIFT)
    press(qtbot, room, KEY.Key_Right, SHIFT)
    words = document.lines[1].words
    assert desk.selection.span == (words[1].start, words[3].end)
    press(qtbot, room, KEY.Key_Left, SHIFT)
    assert desk.selection.span == (words[1].start, words[2].end)
    press(qtbot, room, KEY.Key_5)
    after = document.lines[1].words
    assert [word.start for word in after[1:3]] == pytest.approx(
        [w.start - 0.01 for w in words[1:3]], abs=1e-6
    )
    assert after[3] == words[3]


# --- taps


@pytest.fixture(scope="module")
def heard() -> Iterator[SoundServer]:
    """Something to hear the song by; this process's default output meanwhile."""
    with sound_server() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setitem(os.environ, name, value)
        yield server


def begin_tapping(qtbot: QtBot, room: Room, line: int) -> Correcting:
    room.window.editor.select(line, 0)
    press(qtbot, room, KEY.Key_F4)
    assert room.window.correcting.tap.on
    return room.window.correcting


Moments = tuple[tuple[float, float], tuple[float, float]]
"""What was heard just before and just after Space went down, and when it came up."""


def tap(qtbot: QtBot, room: Room, at: float, until: float) -> Moments:
    """Space down when `at` is heard, up when `until` is, or as soon after as the machine can."""
    position, widget = room.desk.position, room.window.editor
    qtbot.waitUntil(lambda: position() >= at, timeout=PATIENCE)
    before = position()
    qtbot.keyPress(widget, KEY.Key_Space)
    down = (before, position())
    qtbot.waitUntil(lambda: position() >= until, timeout=PATIENCE)
    before = position()
    qtbot.keyRelease(widget, KEY.Key_Space)
    return down, (before, position())


def check_heard(span: tuple[float, float], moments: Moments) -> None:
    """On a grid of a tenth of a millisecond."""
    for time, (before, after) in zip(span, moments, strict=True):
        assert before - 1e-3 <= time <= after + 1e-3


def test_tapped_words_get_the_times_of_the_taps_as_one_step(
    heard: SoundServer, qtbot: QtBot, room: Room
) -> None:
    document = room.desk.document
    before = times(document)
    correcting = begin_tapping(qtbot, room, 0)
    onset = document.lines[0].start
    assert correcting.tap.phase is Phase.COUNTING
    assert correcting.tap_bar.isVisible()
    assert room.desk.position() < onset
    first = tap(qtbot, room, onset + 0.1, onset + 0.5)
    tap(qtbot, room, onset + 0.8, onset + 1.2)
    assert times(document) == before, "nothing moves under the hand"
    qtbot.keyClick(room.window.editor, KEY.Key_Backspace)
    assert correcting.tap.phase is Phase.COUNTING, "what comes before the word is heard again"
    second = tap(qtbot, room, onset + 0.9, onset + 1.3)
    qtbot.keyClick(room.window.editor, KEY.Key_Escape)
    assert not correcting.tap.on
    assert not correcting.tap_bar.isVisible()
    after = times(document)
    check_heard(after[0], first)
    check_heard(after[1], second)
    assert document.undo_stack.count() == 1
    assert room.window.editor.selected == (0, 1)
    document.undo_stack.undo()
    assert times(document) == before


def test_the_mode_ends_with_the_selection(heard: SoundServer, qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    room.window.editor.select(1, 0)
    press(qtbot, room, KEY.Key_Right, SHIFT)
    correcting = begin_tapping(qtbot, room, 1)
    onset = document.lines[1].start
    tap(qtbot, room, onset, onset + 0.3)
    tap(qtbot, room, onset + 0.5, onset + 0.8)
    assert not correcting.tap.on
    assert not room.desk.playing
    assert document.undo_stack.count() == 1


def test_taps_by_the_mouse_alone(heard: SoundServer, qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    correcting = begin_tapping(qtbot, room, 0)
    bar = correcting.tap_bar
    onset = document.lines[0].start
    qtbot.waitUntil(lambda: room.desk.position() >= onset, timeout=PATIENCE)
    before = room.desk.position()
    qtbot.mousePress(bar._press, Qt.MouseButton.LeftButton)
    after = room.desk.position()
    qtbot.waitUntil(lambda: room.desk.position() >= onset + 0.4, timeout=PATIENCE)
    qtbot.mouseRelease(bar._press, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar._done, Qt.MouseButton.LeftButton)
    assert not correcting.tap.on
    assert before - 1e-3 <= document.lines[0].words[0].start <= after + 1e-3


def test_whoever_stops_the_song_leaves_the_mode(heard: SoundServer, qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    correcting = begin_tapping(qtbot, room, 0)
    onset = document.lines[0].start
    tap(qtbot, room, onset + 0.1, onset + 0.5)
    room.desk.play_or_pause()
    qtbot.waitUntil(lambda: not correcting.tap.on, timeout=PATIENCE)
    assert document.undo_stack.count() == 1, "what was tapped is not lost"


def test_near_the_beginning_the_count_in_is_silent(heard: SoundServer, qtbot: QtBot, room: Room) -> None:
    document = room.desk.document
    document.retime_word(0, 0, 0.2, 0.8)
    correcting = begin_tapping(qtbot, room, 0)
    assert not room.desk.playing
    assert 0.5 < correcting.tap.seconds_to_first() <= COUNT_IN + 1e-3
    qtbot.waitUntil(lambda: room.desk.playing, timeout=PATIENCE)
    correcting.tap.leave()
    assert document.undo_stack.count() == 1, "what was not tapped stays"


def test_without_a_sound_there_are_no_taps(qtbot: QtBot, room: Room) -> None:
    correcting = begin_tapping(qtbot, room, 0)
    room.desk.sound.failed.emit(NoOutputDeviceError(reason="as the test wants"))
    assert not correcting.tap.on


# --- again


def test_a_line_is_aligned_again_as_one_step(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    before = times(document)
    room.window.editor.select(1, 2)
    press(qtbot, room, KEY.Key_R, CTRL)
    assert desk.again.tasks
    assert room.window.actions_by_name["cancel"].isEnabled()
    # What is typed elsewhere meanwhile stays.
    document.set_word_text(3, 0, "por")
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert document.lines[3].words[0].text == "por"
    after = times(document)
    words = len(document.lines[0].words)
    own = range(words, words + len(document.lines[1].words))
    assert [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other] == list(
        own
    )
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert times(document) == before


def test_a_word_and_a_selection_are_aligned_again(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    before = times(document)
    room.window.editor.select(0, 1)
    press(qtbot, room, KEY.Key_R, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert [at for at, span in enumerate(times(document)) if span != before[at]] == [1]
    press(qtbot, room, KEY.Key_Right, SHIFT)
    press(qtbot, room, KEY.Key_R, CTRL | ALT)
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert [at for at, span in enumerate(times(document)) if span != before[at]] == [1, 2]


def test_what_was_typed_in_the_stretch_meanwhile_is_worth_more(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    room.window.editor.select(1, 2)
    press(qtbot, room, KEY.Key_R, CTRL)
    document.set_word_text(1, 0, "tuve")
    before = document.lines
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert document.lines == before
    assert room.window.correcting.strip.isVisible()


def test_a_selection_is_recognised_again_with_a_model(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    before = document.lines
    room.window.editor.select(1, 0)
    room.window.actions_by_name["select_line"].trigger()
    room.window.correcting.recognise_selection("grande")
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert texts(document)[1] == "otra vez grande"
    assert texts(document)[2:] == [line.text for line in before[2:]]
    document.undo_stack.undo()
    assert document.lines == before


@pytest.mark.parametrize("code", ["die", "job_failed"])
def test_a_stretch_that_fails_half_way_changes_nothing_and_says_so(
    qtbot: QtBot, make_room: MakeRoom, recording: Path, code: str
) -> None:
    room = opened(qtbot, make_room("-1", f"stretch-{code}"), recording)
    done(qtbot, room)
    room.window.set_depth(Depth.CORRECT)
    before = room.desk.document.lines
    lines = room.desk.document.lines
    room.desk.again.align(Stretch.of_lines(lines, 1, 3))
    qtbot.waitUntil(lambda: not room.desk.again.tasks, timeout=PATIENCE)
    strip = room.window.correcting.strip
    assert room.desk.document.lines == before
    assert room.desk.document.undo_stack.count() == 0
    assert strip.isVisible()
    assert "0:" in strip.text and "Traceback" not in strip.text
    qtbot.mouseClick(strip._button, Qt.MouseButton.LeftButton)
    assert room.desk.again.tasks, "it is asked for once more"
    qtbot.waitUntil(lambda: not room.desk.again.tasks, timeout=PATIENCE)


def test_a_stretch_is_stopped(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> None:
    room = opened(qtbot, make_room("-1", "stretch-hang"), recording)
    done(qtbot, room)
    before = room.desk.document.lines
    room.desk.again.align(Stretch.of_lines(before, 1))
    qtbot.waitUntil(lambda: room.desk.again.tasks[0].fraction > 0, timeout=PATIENCE)
    room.window.actions_by_name["cancel"].trigger()
    qtbot.waitUntil(lambda: not room.desk.again.tasks, timeout=PATIENCE)
    assert room.desk.document.lines == before
    assert not room.window.correcting.strip.isVisible()


def test_what_arrives_while_another_recording_is_open_goes_home(
    qtbot: QtBot, room: Room, recording: Path, tmp_path: Path
) -> None:
    desk, document = room.desk, room.desk.document
    before = times(document)
    entry = desk.entry
    assert entry is not None
    desk.again.align(Stretch.of_lines(document.lines, 1))
    desk._leave()
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    desk.open_key(entry.id)
    qtbot.waitUntil(lambda: len(document.lines) == LINES, timeout=PATIENCE)
    assert times(document) != before
    document.undo_stack.undo()
    assert times(document) == before


# --- the letra


def test_a_pasted_letra_takes_the_place_of_what_was_recognised(qtbot: QtBot, room: Room) -> None:
    desk, document = room.desk, room.desk.document
    before = document.lines
    dialog = LetraDialog(desk, room.window.theme, room.window)
    dialog.show()
    known = [line.text for line in solea(3)]
    known[1] = "tengo una silla de anea"
    with qtbot.waitSignal(dialog._answered, timeout=PATIENCE):
        dialog.text.setPlainText("\n".join([known[0], known[1], known[2], "quien no canta no padece"]))
    assert "quien no canta" in dialog.word.text()
    assert dialog.take.isEnabled()
    dialog.accept()
    qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert texts(document) == [*known, *(line.text for line in before[3:])]
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.lines == before


def test_a_whole_book_is_refused_in_a_sentence(qtbot: QtBot, room: Room) -> None:
    dialog = LetraDialog(room.desk, room.window.theme, room.window)
    with qtbot.waitSignal(dialog._answered, timeout=PATIENCE):
        dialog.text.setPlainText("en un lugar de la Mancha\n" * 9000)
    assert dialog.word.text()
    assert not dialog.take.isEnabled()
    dialog.reject()


# --- the review


def doubtful(document: LyricDocument, line: int, word: int, **what: object) -> None:
    lines = list(document.lines)
    words = list(lines[line].words)
    words[word] = replace(words[word], **what)  # type: ignore[arg-type]
    lines[line] = replace(lines[line], words=tuple(words))
    document.load(Lyrics(tuple(lines)), document.duration, document.recording)


def test_doubts_are_gone_through_by_f8(qtbot: QtBot, room: Room) -> None:
    desk, document, editor = room.desk, room.desk.document, room.window.editor
    doubtful(document, 2, 3, confidence=0.2)
    doubtful(document, 5, 1, estimated=True)
    doubtful(document, 7, 0, text="…", kind=Kind.QUEJIO)
    editor.select(0, 0)
    press(qtbot, room, KEY.Key_F8)
    assert editor.selected == (2, 3)
    assert desk.position() == pytest.approx(document.lines[2].words[3].start, abs=0.01)
    assert room.window.statusBar().currentMessage()
    press(qtbot, room, KEY.Key_F8)
    assert editor.selected == (5, 1)
    press(qtbot, room, KEY.Key_F8)
    assert editor.selected == (7, 0)
    voice = document.lines[7].words[0]
    assert desk.selection.span == (voice.start, voice.end), "to be recognised by one more key"
    press(qtbot, room, KEY.Key_F8)
    assert editor.selected == (2, 3), "and from the beginning again"
    press(qtbot, room, KEY.Key_F8, SHIFT)
    assert editor.selected == (7, 0)
    press(qtbot, room, KEY.Key_F8, SHIFT)
    assert editor.selected == (5, 1)


def test_checking_plays_the_next_line_that_is_not_checked(
    heard: SoundServer, qtbot: QtBot, room: Room
) -> None:
    desk, document, editor = room.desk, room.desk.document, room.window.editor
    document.set_line_state(1, LineState.CHECKED)
    editor.select(0, 1)
    press(qtbot, room, KEY.Key_Return, CTRL)
    assert document.lines[0].state is LineState.CHECKED
    assert editor.selected == (2, 0)
    assert desk.playing
    line = document.lines[2]
    assert line.start - desk.preferences.lead_in - 1e-3 <= desk.position() < line.end
    desk.seek(line.end)
    qtbot.waitUntil(lambda: not desk.playing, timeout=PATIENCE)
    assert desk.position() < line.end + 1.0


def test_lines_play_by_themselves_where_that_is_wanted(heard: SoundServer, qtbot: QtBot, room: Room) -> None:
    desk, editor = room.desk, room.window.editor
    editor.select(2, 0)
    assert not desk.playing
    room.window.actions_by_name["plays_lines"].trigger()
    room.window.actions_by_name["repeats_lines"].trigger()
    press(qtbot, room, KEY.Key_Down)
    line = desk.document.lines[3]
    assert desk.playing
    assert desk.sound.loop is not None
    assert desk.sound.loop[0] == pytest.approx(line.start - desk.preferences.lead_in)
    editor.select(3, 1)
    assert desk.playing
    assert room.window.actions_by_name["plays_lines"].isChecked()
