from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.line_editor import MARK, LineEditor
from flamenco_desktop.gui.theme import TABLAO, Theme
from flamenco_desktop.lyrics.model import LineState, Lyrics
from tests.gui.conftest import Clock
from tests.gui.test_karaoke_view import count

KEY = Qt.Key


@pytest.fixture
def editor(qtbot: QtBot, theme: Theme, document: LyricDocument, clock: Clock) -> Iterator[LineEditor]:
    made = LineEditor(document, theme)
    qtbot.addWidget(made)
    made.set_clock(clock)
    made.resize(700, 420)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    yield made


def field(editor: LineEditor) -> QLineEdit:
    found = editor.findChild(QLineEdit)
    assert found is not None
    return found


def type_word(qtbot: QtBot, editor: LineEditor, text: str, key: Qt.Key) -> None:
    own = field(editor)
    own.selectAll()
    own.insert(text)  # QTest can type ASCII only
    if key == KEY.Key_Backtab:
        qtbot.keyClick(own, KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    else:
        qtbot.keyClick(own, key)


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter])
def test_enter_edits_and_enter_keeps(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument, key: Qt.Key
) -> None:
    editor.select(1, 2)
    qtbot.keyClick(editor, key)
    assert editor.editing
    assert field(editor).selectedText() == "silla"
    type_word(qtbot, editor, "sillita", key)
    assert not editor.editing
    assert document.lines[1].text == "tengo una sillita de enea"
    assert document.lines[1].state is LineState.CORRECTED
    document.undo_stack.undo()
    assert document.lines[1].text == "tengo una silla de enea"


def test_double_click_edits_the_word_under_it(qtbot: QtBot, editor: LineEditor) -> None:
    place = editor.word_rect(2, 3).center().toPoint()
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.selected == (2, 3)
    assert editor.editing


def test_tab_goes_on_over_the_ends_of_lines(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    editor.select(0, 4)
    editor.edit_word()
    type_word(qtbot, editor, "mía", KEY.Key_Tab)
    assert editor.editing and editor.selected == (0, 5)
    type_word(qtbot, editor, "casa", KEY.Key_Tab)
    assert editor.editing and editor.selected == (1, 0)
    type_word(qtbot, editor, "tuve", KEY.Key_Backtab)
    assert editor.editing and editor.selected == (0, 5)
    assert document.lines[0].words[4].text == "mía"
    assert document.lines[1].words[0].text == "tuve"
    assert document.undo_stack.count() == 2


def test_escape_leaves_the_word_as_it_was(qtbot: QtBot, editor: LineEditor, document: LyricDocument) -> None:
    editor.select(1, 2)
    editor.edit_word()
    qtbot.keyClicks(field(editor), "otra")
    qtbot.keyClick(field(editor), KEY.Key_Escape)
    assert not editor.editing
    assert document.lines[1].text == "tengo una silla de enea"
    assert document.undo_stack.count() == 0


def test_a_space_makes_two_words(qtbot: QtBot, editor: LineEditor, document: LyricDocument) -> None:
    editor.select(1, 2)
    editor.edit_word()
    type_word(qtbot, editor, "silla vieja", KEY.Key_Tab)
    assert document.lines[1].text == "tengo una silla vieja de enea"
    assert editor.selected == (1, 4)


def test_an_empty_word_is_deleted(qtbot: QtBot, editor: LineEditor, document: LyricDocument) -> None:
    editor.select(1, 1)
    editor.edit_word()
    field(editor).clear()
    qtbot.keyClick(field(editor), KEY.Key_Return)
    assert document.lines[1].text == "tengo silla de enea"


def test_what_is_refused_changes_nothing_and_says_why(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    before = document.lines
    editor.select(1, 1)
    editor.edit_word()
    with qtbot.waitSignal(editor.refused) as told:
        field(editor).setText("\u200b\u200e")
        qtbot.keyClick(field(editor), KEY.Key_Return)
    assert told.args[0].code == "invalid_edit"
    assert document.lines == before


def test_a_click_on_the_mark_checks_and_unchecks(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    place = QPoint(MARK + 2, int(editor.word_rect(3, 0).center().y()))
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.lines[3].state is LineState.CHECKED
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.lines[3].state is LineState.CORRECTED


def test_doubtful_words_are_dotted_until_the_line_is_checked(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    lines = list(document.lines)
    words = list(lines[2].words)
    words[3] = replace(words[3], confidence=0.2)
    lines[2] = replace(lines[2], words=tuple(words))
    document.load(Lyrics(tuple(lines)), 120.0)

    def dots() -> int:
        area = editor.word_rect(2, 3)
        image = editor.viewport().grab().toImage()
        return count(image, TABLAO.accent, area.left(), area.right(), area.center().y(), area.bottom() + 3)

    assert dots() > 10
    document.set_line_state(2, LineState.CHECKED)
    assert dots() == 0


def test_the_sung_word_is_marked_and_kept_in_sight(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument, clock: Clock
) -> None:
    editor.resize(700, 140)
    clock.now = document.lines[7].words[1].start + 0.05
    editor.tick()
    area = editor.word_rect(7, 1)
    assert area.top() >= 0 and area.bottom() <= editor.viewport().height()
    image = editor.viewport().grab().toImage()
    assert count(image, TABLAO.sung, area.left(), area.right(), area.top(), area.bottom()) > 20
