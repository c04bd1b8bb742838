"""Text corrected in the window: typed, joined, moved, marked, found, replaced, spelled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui import text_actions
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.line_paint import offer_rect
from flamenco_desktop.gui.spell_check import SpellCheck
from flamenco_desktop.gui.text_hand import TextHand
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.lyrics.model import Kind, LineState
from tests.gui.conftest import Clock
from tests.gui.test_line_editor import field

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


@pytest.fixture
def hand(editor: LineEditor, document: LyricDocument) -> TextHand:
    return TextHand(document, editor, editor)


def put(qtbot: QtBot, editor: LineEditor, text: str) -> None:
    field(editor).setText(text)
    qtbot.keyClick(field(editor), KEY.Key_Return)


def test_a_whole_line_is_retyped_and_offered_for_alignment(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    before = document.lines[1]
    editor.select(1, 2)
    editor.edit_line()
    assert field(editor).text() == "tengo una silla de enea"
    put(qtbot, editor, "tengo una silla chica de enea")
    assert document.lines[1].text == "tengo una silla chica de enea"
    assert document.lines[1].words[0] == before.words[0] and document.lines[1].words[-1] == before.words[-1]
    assert any(word.estimated for word in document.lines[1].words)
    place = offer_rect(editor._line_rect(1), editor._row).center().toPoint()
    with qtbot.waitSignal(editor.align_requested) as told:
        qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [1]
    document.set_line_state(1, LineState.CHECKED)
    with qtbot.assertNotEmitted(editor.align_requested):
        qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_tab_goes_on_to_the_next_line_while_lines_are_typed(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    editor.select(0, 0)
    editor.edit_line()
    field(editor).setText("en la puerta de tu casa")
    qtbot.keyClick(field(editor), KEY.Key_Tab)
    assert editor.editing and field(editor).text() == document.lines[1].text
    qtbot.keyClick(field(editor), KEY.Key_Escape)
    assert document.lines[0].text == "en la puerta de tu casa"


def test_words_and_lines_come_in_where_one_types(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    editor.select(1, 1)
    editor.insert_word(1)
    put(qtbot, editor, "buena")
    assert document.lines[1].text == "tengo una buena silla de enea"
    assert editor.selected == (1, 2)
    editor.insert_word(0)
    put(qtbot, editor, "muy")
    assert document.lines[1].text == "tengo una muy buena silla de enea"
    count = len(document.lines)
    editor.select(3, 0)
    editor.insert_line(1)
    put(qtbot, editor, "ay ay")
    assert document.lines[4].text == "ay ay" and len(document.lines) == count + 1
    editor.insert_line(0)
    put(qtbot, editor, "  ")
    assert len(document.lines) == count + 1
    assert document.undo_stack.count() == 3


def test_what_is_refused_stays_in_the_field_with_its_reason(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    before = document.lines
    editor.select(1, 1)
    for text, part in (
        ("x" * 10_000, "longer than"),
        ("a\u202eb", "cannot be seen"),
        ("שלום", "right to left"),
        ("en un lugar de la Mancha " * 5000, "too much"),
    ):
        editor.edit_word()
        field(editor).setText(text)
        qtbot.keyClick(field(editor), KEY.Key_Return)
        assert editor.editing and document.lines == before
        assert field(editor).text() == text
        assert editor._note.isVisible() and part in editor._note.text()
        qtbot.keyClick(field(editor), KEY.Key_Escape)
        assert not editor._note.isVisible()
    assert document.undo_stack.count() == 0


def test_what_is_typed_goes_with_its_line(qtbot: QtBot, editor: LineEditor, document: LyricDocument) -> None:
    editor.select(3, 1)
    editor.edit_word()
    field(editor).setText("andaba")
    document.delete_line(0)
    editor.verticalScrollBar().setValue(5)
    editor.resize(640, 300)
    assert editor.editing and field(editor).text() == "andaba"
    qtbot.keyClick(field(editor), KEY.Key_Return)
    assert document.lines[2].words[1].text == "andaba"
    editor.edit_word()
    field(editor).setText("andas")
    document.set_word_text(2, 1, "otra")
    qtbot.keyClick(field(editor), KEY.Key_Return)
    assert document.lines[2].words[1].text == "otra" and "changed meanwhile" in editor._note.text()


def test_backspace_and_delete_join_at_the_ends_of_a_word(
    qtbot: QtBot, editor: LineEditor, document: LyricDocument
) -> None:
    editor.select(1, 1)
    editor.edit_word()
    field(editor).setCursorPosition(0)
    qtbot.keyClick(field(editor), KEY.Key_Backspace)
    assert document.lines[1].text == "tengouna silla de enea"
    assert editor.editing and field(editor).cursorPosition() == 5
    field(editor).setCursorPosition(8)
    qtbot.keyClick(field(editor), KEY.Key_Delete)
    assert document.lines[1].text == "tengounasilla de enea"
    field(editor).setCursorPosition(0)
    qtbot.keyClick(field(editor), KEY.Key_Backspace)
    assert document.lines[1].text == "tengounasilla de enea"


def test_a_word_is_split_at_the_cursor_where_its_letter_was_heard(
    qtbot: QtBot, editor: LineEditor, hand: TextHand, document: LyricDocument
) -> None:
    editor.select(1, 2)
    letter = document.lines[1].words[2].letters[3].start
    hand.split_word()
    assert editor.editing
    field(editor).deselect()
    field(editor).setCursorPosition(3)
    hand.split_word()
    assert document.lines[1].text == "tengo una sil la de enea"
    assert document.lines[1].words[3].start == letter and not document.lines[1].words[3].estimated


def test_words_and_lines_are_moved_repeated_and_marked(
    editor: LineEditor, hand: TextHand, document: LyricDocument
) -> None:
    start = document.lines
    editor.select(1, 0)
    hand.word_to_line(-1)
    assert document.lines[0].text == "en la puerta de mi casa tengo"
    assert editor.selected == (0, 6)
    hand.word_to_line(1)
    assert [line.text for line in document.lines] == [line.text for line in start]
    hand.move_line(1)
    assert editor.selected is not None and editor.selected[0] == 2
    assert document.lines[2].text == start[1].text and document.lines[2].start == start[2].start
    hand.repeat_line()
    assert document.lines[3].text == start[1].text and editor.selected[0] == 3
    hand.mark_line(Kind.JALEO)
    assert document.lines[3].kind is Kind.JALEO
    hand.mark_line(Kind.JALEO)
    assert document.lines[3].kind is Kind.SUNG
    hand.mark_word(Kind.QUEJIO)
    assert document.lines[3].words[0].kind is Kind.QUEJIO
    editor.select(0, 0)
    hand.word_to_line(-1)
    assert "nothing beyond" in editor._note.text()
    hand.move_line(-1)
    assert editor._note.isVisible()
    document.undo_stack.setIndex(0)
    assert document.lines == start


def test_spelling_is_looked_up_beside_and_words_are_added(
    qtbot: QtBot, document: LyricDocument, tmp_path: object
) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    check = SpellCheck(document, tmp_path / "words.txt")
    document.set_word_text(0, 0, "cansión")
    check.switch(True)
    qtbot.waitUntil(lambda: check.misspelled == {"cansión"}, timeout=20000)
    assert check.next_place((0, 0)) == (0, 0)
    with qtbot.waitSignal(check.suggested, timeout=20000) as told:
        check.ask("cansión")
    assert "canción" in told.args[1]
    check.add("cansión")
    qtbot.waitUntil(lambda: not check.misspelled, timeout=20000)
    document.set_word_text(0, 1, "xqz")
    qtbot.waitUntil(lambda: check.misspelled == {"xqz"}, timeout=20000)
    check.switch(False)
    assert not check.misspelled
    assert check.finish()
    assert (tmp_path / "words.txt").read_text(encoding="utf-8") == "cansión\n"


def test_the_right_button_offers_only_commands_that_are_there() -> None:
    names = {spec.name for spec in text_actions.specs()} | {"check", ""}
    assert set(text_actions.ABOUT_WORDS) <= names
    keys = [QKeySequence(key).toString() for spec in text_actions.specs() for key in spec.keys]
    assert len(keys) == len(set(keys)) and "" not in keys


def test_a_click_beside_words_selects_the_line(qtbot: QtBot, editor: LineEditor) -> None:
    y = int(editor.word_rect(2, 0).center().y())
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(600, y))
    assert editor.selected == (2, 0)
