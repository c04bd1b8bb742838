"""Keys can be changed, conflicts are said, and all of them are on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.key_choices import KeyChoices
from flamenco_desktop.gui.keys_dialog import KeysDialog
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.preferences_dialog import PreferencesDialog
from tests.gui.conftest import Room

MakeRoom = Callable[..., Room]

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    made = make_room()
    made.window.show()
    return made


@pytest.fixture
def keys(room: Room) -> KeyChoices:
    return room.window.correcting.keys()


@pytest.fixture
def dialog(qtbot: QtBot, room: Room, keys: KeyChoices) -> Iterator[PreferencesDialog]:
    made = PreferencesDialog(room.desk.preferences, keys, room.window)
    made.show()
    yield made
    made.accept()


def shortcuts(room: Room, name: str) -> list[str]:
    return [key.toString() for key in room.window.actions_by_name[name].shortcuts()]


def test_every_command_is_offered(keys: KeyChoices, dialog: PreferencesDialog) -> None:
    assert len(dialog.keys._items()) == len(keys.specs)


def test_a_key_is_given_kept_and_taken_back(
    room: Room, keys: KeyChoices, dialog: PreferencesDialog, tmp_path: Path
) -> None:
    page = dialog.keys
    page.choose("tap")
    page.typed.setKeySequence(QKeySequence("Ctrl+Shift+Y"))
    assert page.word.text() == ""
    page.give.click()
    assert shortcuts(room, "tap") == ["Ctrl+Shift+Y", "F4"]
    room.desk.preferences.flush()
    assert Preferences(tmp_path / "preferences.ini").keys("tap") == ("Ctrl+Shift+Y", "F4")
    assert "Ctrl+Shift+Y" in room.window.actions_by_name["tap"].toolTip()
    page.take.click()
    assert shortcuts(room, "tap") == []
    page.restore.click()
    assert shortcuts(room, "tap") == ["F4"]
    assert Preferences(tmp_path / "preferences.ini").keys("tap") is None


def test_a_conflict_is_said_before_and_settled_when_given_anyway(
    room: Room, dialog: PreferencesDialog
) -> None:
    page = dialog.keys
    page.choose("align_line")
    page.typed.setKeySequence(QKeySequence("F8"))
    assert "Next doubtful word" in page.word.text()
    assert shortcuts(room, "next_doubt") == ["F8"], "nothing happens before it is asked for"
    page.give.click()
    assert shortcuts(room, "align_line") == ["F8", "Ctrl+R"]
    assert shortcuts(room, "next_doubt") == []
    page.choose("next_doubt")
    page.restore.click()
    assert shortcuts(room, "next_doubt") == [], "its key belongs to another now"
    page.restore_all.click()
    assert shortcuts(room, "align_line") == ["Ctrl+R"]
    assert shortcuts(room, "next_doubt") == ["F8"]


def test_the_search_finds_commands_and_keys(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    page = dialog.keys
    for wanted in ("doubtful", "Shift+F8"):
        page.search.setText(wanted)
        shown = [item.text(0) for item in page._items() if not item.isHidden()]
        assert any("Previous doubtful" in text for text in shown)
        assert len(shown) < 4


def test_the_sheet_shows_the_keys_as_they_are(qtbot: QtBot, room: Room, keys: KeyChoices) -> None:
    keys.give("tap", "Ctrl+Shift+Y")
    sheet = KeysDialog(keys, room.window)
    sheet.show()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Ctrl+Shift+Y" in texts
    assert "F4" not in texts
    for spec in keys.specs:
        if spec.keys and not spec.menu.startswith("time/"):
            assert spec.text.replace("&", "").rstrip("…") in texts
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_choices_about_reviewing_take_effect_at_once(room: Room, dialog: PreferencesDialog) -> None:
    preferences = room.desk.preferences
    page = dialog.review
    dialog.changed.connect(room.window.correcting.apply_preferences)
    page.threshold.setValue(80)
    page.plays.setChecked(True)
    page.repeats.setChecked(True)
    page.lead_in.setValue(12)
    assert (preferences.threshold, preferences.lead_in) == (0.8, 1.2)
    assert preferences.plays_lines and preferences.repeats_lines
    assert room.window.waveform._words.threshold == 0.8
    assert room.window.actions_by_name["plays_lines"].isChecked()


def test_what_is_not_understood_counts_as_not_chosen(tmp_path: Path) -> None:
    path = tmp_path / "odd.ini"
    path.write_text('[General]\nthreshold=nan\nlead_in=many\n[keys]\ntap={"no": 1}\nplay=Space\n')
    odd = Preferences(path)
    assert (odd.threshold, odd.lead_in) == (0.5, 0.5)
    assert odd.keys("tap") is None
    assert odd.keys("play") is None
