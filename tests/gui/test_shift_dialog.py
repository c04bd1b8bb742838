"""Shifting by an exact time: what is asked, what is said before, and one step of undo after."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.correcting import Correcting
from flamenco_desktop.gui.shift_dialog import ShiftDialog
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.lyrics.splice import Stretch
from tests.gui.conftest import Room
from tests.gui.test_correcting import MakeRoom, room, times  # noqa: F401 - a fixture

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
Asked = tuple[ShiftDialog, list[tuple[Stretch, float]]]


@pytest.fixture
def ask(
    qtbot: QtBot, theme: Theme, document: LyricDocument, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Asked]:
    QLocale.setDefault(QLocale("en"))
    parent = QWidget()
    qtbot.addWidget(parent)

    def asked() -> Asked:
        lines = document.lines
        choices = [
            ("selection", None),
            ("line", Stretch.of_lines(lines, 2)),
            ("everything", Stretch.from_here(lines, 0)),
        ]
        dialog = ShiftDialog(lines, document.duration, choices, parent)
        told: list[tuple[Stretch, float]] = []
        dialog.shifted.connect(lambda stretch, by: told.append((stretch, by)))
        dialog.show()
        return dialog, told

    return asked


def _type(qtbot: QtBot, dialog: ShiftDialog, text: str) -> None:
    dialog.amount.setFocus()
    dialog.amount.selectAll()
    qtbot.keyClicks(dialog.amount, text)


@pytest.mark.parametrize(
    ("typed", "unit", "by"),
    [
        ("12.5", 0, 0.0125),
        ("+12.5", 0, 0.0125),
        ("-7", 0, -0.007),
        ("-0.0421", 1, -0.0421),
        ("0.05", 1, 0.05),
    ],
)
def test_numbers_with_sign_and_unit(
    qtbot: QtBot, ask: Callable[[], Asked], typed: str, unit: int, by: float
) -> None:
    dialog, told = ask()
    dialog.unit.setCurrentIndex(unit)
    _type(qtbot, dialog, typed)
    assert dialog.seconds() == by and " to " in dialog.said.text()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    assert [value for _, value in told] == [by]


def test_the_unit_changes_and_the_time_stays(qtbot: QtBot, ask: Callable[[], Asked]) -> None:
    dialog, _ = ask()
    _type(qtbot, dialog, "250")
    dialog.unit.setCurrentIndex(1)
    assert dialog.seconds() == 0.25 and dialog.amount.text() == "+0.2500"
    dialog.unit.setCurrentIndex(0)
    assert dialog.amount.text() == "+250.0"


def test_what_has_no_room_is_said_and_cannot_be_done(
    qtbot: QtBot, ask: Callable[[], Asked], document: LyricDocument
) -> None:
    dialog, told = ask()
    line, before = document.lines[2], document.lines[1]
    assert not dialog.move_them.isEnabled()
    _type(qtbot, dialog, "-99000")
    room_ms = f"{1000 * (line.start - before.end):.1f}".removesuffix(".0")
    assert f"{room_ms} ms earlier" in dialog.said.text() and not dialog.move_them.isEnabled()
    dialog.group.button(2).setChecked(True)
    assert f"{1000 * document.lines[0].start:.0f} ms earlier" in dialog.said.text()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    assert told == []
    _type(qtbot, dialog, f"-{1000 * document.lines[0].start:.1f}")
    assert dialog.move_them.isEnabled()


def test_the_first_choice_that_is_there_is_marked(ask: Callable[[], Asked], document: LyricDocument) -> None:
    dialog, _ = ask()
    assert not dialog.group.button(0).isEnabled()
    assert dialog.stretch() == Stretch.of_lines(document.lines, 2)


def _dialog(room: Room) -> ShiftDialog:  # noqa: F811
    room.window.actions_by_name["shift_exactly"].trigger()
    return [one for one in room.window.findChildren(ShiftDialog) if one.isVisible()][-1]


def test_in_the_window_it_is_one_step_of_undo(qtbot: QtBot, room: Room) -> None:  # noqa: F811
    document, stack = room.desk.document, room.desk.document.undo_stack
    before, steps = times(document), stack.count()
    room.window.editor.select(3, 1)
    dialog = _dialog(room)
    dialog.group.button(list(_NAMES).index("everything")).setChecked(True)
    _type(qtbot, dialog, "333")
    dialog.move_them.click()
    assert times(document) == [pytest.approx((start + 0.333, end + 0.333)) for start, end in before]
    assert stack.count() == steps + 1
    stack.undo()
    assert times(document) == before
    # With a selection it is the first to be offered; and what changes meanwhile puts the question away.
    room.desk.selection.set(document.lines[3].start, document.lines[3].end)
    dialog = _dialog(room)
    assert dialog.group.checkedId() == 0 and dialog.stretch() == Stretch.of_lines(document.lines, 3)
    document.set_word_text(0, 0, "otra")
    assert not dialog.isVisible()


_NAMES = ("selection", "line", "word", "rest", "everything")


def test_the_choices_are_those_of_the_hand(room: Room) -> None:  # noqa: F811
    correcting: Correcting = room.window.correcting
    room.window.editor.select(2, 1)
    found = correcting.hand.stretches()
    assert found is not None and tuple(found) == _NAMES
    assert found["selection"] is None and found["word"] == Stretch((2, 1), (2, 1))
    assert found["rest"] == Stretch.from_here(room.desk.document.lines, 2, 1)
