"""The ten corrections of docs/corrections.md, really done, with every key and click counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.letra_dialog import LetraDialog
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.lyrics.model import LineState
from tests.gui.conftest import Room
from tests.gui.test_correcting import ALT, CTRL, KEY, NONE, SHIFT, heard, texts, times
from tests.gui.test_window import PATIENCE, done, opened
from tests.sound_server import SoundServer

MakeRoom = Callable[..., Room]
LEFT = Qt.MouseButton.LeftButton
DOCUMENT = Path(__file__).parents[2] / "docs" / "corrections.md"
__all__ = ["heard"]

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


def promised(number: int) -> int:
    """What the document says for correction `number` here."""
    rows = re.findall(r"^\| (\d+) \|[^|]*\| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return {int(row): int(count) for row, count in rows}[number]


@dataclass
class Hands:
    """Keys and clicks, counted."""

    qtbot: QtBot
    room: Room
    count: int = 0

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.count += 1
        self.qtbot.keyClick(self.focus, key, modifier)

    def letters(self, text: str) -> None:
        """Not counted: the same everywhere."""
        self.qtbot.keyClicks(self.focus, text)

    def click(self, widget: QWidget, place: QPoint) -> None:
        self.count += 1
        self.qtbot.mouseClick(widget, LEFT, pos=place)

    def drag(self, widget: QWidget, place: QPoint, by: int, modifier: Qt.KeyboardModifier) -> None:
        self.count += 1
        self.qtbot.mousePress(widget, LEFT, modifier, place)
        for share in (0.4, 0.8, 1.0):
            self.qtbot.mouseMove(widget, place + QPoint(round(by * share), 0))
        self.qtbot.mouseRelease(widget, LEFT, modifier, place + QPoint(by, 0))


@pytest.fixture
def hands(qtbot: QtBot, make_room: MakeRoom, recording: Path) -> Iterator[Hands]:
    room = opened(qtbot, make_room(), recording)
    done(qtbot, room)
    qtbot.waitUntil(lambda: room.desk.sound.ready, timeout=PATIENCE)
    room.window.set_depth(Depth.CORRECT)
    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow, timeout=PATIENCE)
    room.window.editor.setFocus()
    room.window.editor.select(1, 0)
    yield Hands(qtbot, room)


def play_over(hands: Hands, line: int, word: int) -> None:
    """Let the song play until a word has just been heard."""
    desk = hands.room.desk
    own = desk.document.lines[line].words[word]
    desk.seek(own.start - 0.1)
    desk.play_or_pause()
    hands.qtbot.waitUntil(lambda: desk.position() > own.start + 0.3, timeout=PATIENCE)


def test_1_the_word_just_heard_is_another(heard: SoundServer, hands: Hands) -> None:
    play_over(hands, 1, 2)
    hands.key(KEY.Key_F2)
    assert not hands.room.desk.playing
    hands.letters("sillita")
    hands.key(KEY.Key_Return)
    assert texts(hands.room.desk.document)[1] == "tengo una sillita de enea"
    assert hands.count == promised(1)


def test_2_two_words_side_by_side_are_others(heard: SoundServer, hands: Hands) -> None:
    play_over(hands, 1, 0)
    hands.key(KEY.Key_F2)
    hands.letters("tuve")
    hands.key(KEY.Key_Tab)
    hands.letters("esta")
    hands.key(KEY.Key_Return)
    assert texts(hands.room.desk.document)[1] == "tuve esta silla de enea"
    assert hands.count == promised(2)


def test_3_a_word_that_is_not_sung(hands: Hands) -> None:
    editor = hands.room.window.editor
    hands.click(editor.viewport(), editor.word_rect(1, 3).center().toPoint())
    hands.key(KEY.Key_Delete)
    assert texts(hands.room.desk.document)[1] == "tengo una silla enea"
    assert hands.count == promised(3)


def test_4_two_lines_are_one(hands: Hands) -> None:
    before = texts(hands.room.desk.document)
    hands.key(KEY.Key_D, CTRL | SHIFT)
    assert texts(hands.room.desk.document)[1] == f"{before[1]} {before[2]}"
    assert hands.count == promised(4)


def test_5_the_line_is_right_and_the_next_is_heard(heard: SoundServer, hands: Hands) -> None:
    hands.key(KEY.Key_Return, CTRL)
    assert hands.room.desk.document.lines[1].state is LineState.CHECKED
    assert hands.room.window.editor.selected == (2, 0)
    assert hands.room.desk.playing
    assert hands.count == promised(5)


def test_6_one_word_ends_and_the_next_begins_too_late(hands: Hands) -> None:
    document, waveform = hands.room.desk.document, hands.room.window.waveform
    waveform.select(1, 2)
    hands.qtbot.waitUntil(lambda: 0 < waveform.word_rect(1, 3).left() < waveform.width(), timeout=PATIENCE)
    before = document.lines[1].words
    block = waveform.word_rect(1, 2)
    hands.drag(waveform, QPoint(round(block.right()) - 2, round(block.center().y())), -18, ALT)
    after = document.lines[1].words
    assert after[2].end < before[2].end - 0.1
    assert after[3].start < before[3].start - 0.1
    assert (after[2].start, after[3].end) == (before[2].start, before[3].end)
    assert hands.count == promised(6)


def test_7_six_words_at_the_wrong_times(heard: SoundServer, hands: Hands) -> None:
    desk, editor = hands.room.desk, hands.room.window.editor
    editor.select(0, 0)
    before = times(desk.document)
    assert len(desk.document.lines[0].words) == 6
    hands.key(KEY.Key_L, CTRL | SHIFT)
    hands.key(KEY.Key_F4)
    for word in desk.document.lines[0].words:
        heard_by = word.start + 0.05
        hands.qtbot.waitUntil(lambda at=heard_by: desk.position() >= at, timeout=PATIENCE)
        hands.key(KEY.Key_Space)
    assert not hands.room.window.correcting.tap.on
    after = times(desk.document)
    assert all(one != other for one, other in zip(before[:6], after[:6], strict=True))
    assert hands.count == promised(7)


def test_8_the_machine_finds_a_line(hands: Hands) -> None:
    desk = hands.room.desk
    before = desk.document.lines[1]
    hands.key(KEY.Key_R, CTRL)
    hands.qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert desk.document.lines[1].start != before.start
    assert hands.count == promised(8)


def test_9_a_verse_that_is_sung_twice(hands: Hands) -> None:
    desk = hands.room.desk
    before = texts(desk.document)
    hands.key(KEY.Key_U, CTRL)
    hands.key(KEY.Key_R, CTRL)
    hands.qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert texts(desk.document) == [*before[:2], *before[1:]]
    assert not any(word.estimated for word in desk.document.lines[2].words)
    assert hands.count == promised(9)


def test_10_the_letra_is_known_and_copied(hands: Hands) -> None:
    desk = hands.room.desk
    known = texts(desk.document)
    known[2] = known[2].replace("venga", "llegue")
    QApplication.clipboard().setText("\n".join(known))
    hands.key(KEY.Key_V, CTRL | SHIFT)
    dialog = hands.room.window.findChild(LetraDialog)
    assert dialog is not None
    hands.qtbot.waitUntil(lambda: dialog.take.isEnabled() and dialog.take.hasFocus(), timeout=PATIENCE)
    hands.key(KEY.Key_Return)
    hands.qtbot.waitUntil(lambda: not desk.again.tasks, timeout=PATIENCE)
    assert texts(desk.document) == known
    assert hands.count == promised(10)


def test_here_it_is_always_fewer() -> None:
    rows = re.findall(
        r"^\| \d+ \|[^|]*\| (\d+) \| (\d+|–) \| (\d+|–) \|",
        DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == 10
    for here, *others in rows:
        assert all(other == "–" or int(here) < int(other) for other in others)
