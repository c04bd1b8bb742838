from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio.peaks import Peaks
from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.overview import Overview
from flamenco_desktop.gui.theme import TABLAO, Theme
from tests.gui.test_karaoke_view import count

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

SECONDS = 120.0


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, document: LyricDocument) -> Iterator[Overview]:
    made = Overview(theme)
    qtbot.addWidget(made)
    made.resize(1200, made.sizeHint().height())
    level = np.abs(np.sin(np.arange(12_000) / 40)).astype(np.float32)
    made.set_peaks(Peaks(100.0, -level, level))
    made.set_lines(document.lines, SECONDS)
    yield made


def test_the_verses_are_marked_where_they_are(view: Overview, document: LyricDocument) -> None:
    view.set_place(document.lines[3].end, 0.0, 10.0)
    image = view.grab().toImage()
    for index, line in enumerate(document.lines):
        left, right = (round(time / SECONDS * 1200) for time in (line.start, line.end))
        color = TABLAO.sung if index < 4 else TABLAO.muted
        row = view.height() - 4
        assert count(image, color, left + 3, right - 4, row, row + 1) >= right - left - 8
        assert count(image, color, right + 2, right + 6, row, row + 1) == 0


def test_a_click_goes_there(qtbot: QtBot, view: Overview) -> None:
    with qtbot.waitSignal(view.seek_requested) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert told.args == [pytest.approx(30.0)]


def test_it_shows_what_is_in_sight_below(view: Overview) -> None:
    view.set_place(5.0, 60.0, 80.0)
    image = view.grab().toImage()
    assert image.pixelColor(700, 2).name() == TABLAO.raised
    assert image.pixelColor(300, 2).name() == TABLAO.ground


def test_an_empty_recording_is_an_empty_row(theme: Theme, qtbot: QtBot) -> None:
    view = Overview(theme)
    qtbot.addWidget(view)
    view.resize(300, 40)
    with qtbot.assertNotEmitted(view.seek_requested):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    view.set_peaks(None)
    assert not view.grab().isNull()
