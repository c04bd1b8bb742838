"""What is chosen about listening is kept, and asked of the worker with the next transcription."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.listening_page import ListeningPage
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.lyrics.vocabulary import LANGUAGES, PROMPT
from flamenco_desktop.wire import DETECTORS, Options


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def page(qtbot: QtBot, preferences: Preferences) -> Iterator[ListeningPage]:
    window = QWidget()
    qtbot.addWidget(window)
    yield ListeningPage(preferences, window)


def test_nothing_chosen_is_the_programs_own_choice(page: ListeningPage, preferences: Preferences) -> None:
    assert preferences.options == Options()
    assert page.prompt.toPlainText() == PROMPT
    assert not page.restore.isEnabled()
    assert [page.language.itemText(at) for at in range(3)] == ["español", "català", "português"]


def test_choices_are_kept(page: ListeningPage, preferences: Preferences, tmp_path: Path) -> None:
    page.language.setCurrentIndex(LANGUAGES.index("ca"))
    page.singing.setCurrentIndex(DETECTORS.index("silero"))
    page.isolates.setChecked(True)
    page.prompt.setPlainText("Camarón, la Perla")
    wanted = Options(language="ca", singing="silero", isolation="hdemucs", prompt="Camarón, la Perla")
    assert preferences.options == wanted
    preferences.flush()
    assert Preferences(tmp_path / "window.ini").options == wanted


def test_no_words_to_expect_is_a_choice_too(page: ListeningPage, preferences: Preferences) -> None:
    page.prompt.setPlainText("")
    assert preferences.options.prompt == ""
    page.restore.click()
    assert preferences.options.prompt is None


def test_a_network_of_ones_own_stays_chosen(qtbot: QtBot, preferences: Preferences) -> None:
    preferences.options = Options(isolation="/networks/mine", language="oc")
    window = QWidget()
    qtbot.addWidget(window)
    page = ListeningPage(preferences, window)
    assert page.language.currentData() == "oc"
    page.singing.setCurrentIndex(1)
    assert preferences.options == Options(isolation="/networks/mine", language="oc", singing="pyannote")
