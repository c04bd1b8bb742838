from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.seek_bar import MARGIN, SeekBar
from flamenco_desktop.gui.theme import Theme
from tests.gui.verses import solea

# A tip over a bar that has no window of its own.
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

DURATION = 120.0
WIDTH = 620


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> SeekBar:
    made = SeekBar(theme)
    qtbot.addWidget(made)
    made.resize(WIDTH, 28)
    made.set_duration(DURATION)
    made.set_lines(solea(4))
    made.show()
    return made


def asked(bar: SeekBar) -> list[float]:
    found: list[float] = []
    bar.seek_requested.connect(found.append)
    return found


def picture(bar: SeekBar) -> QImage:
    return bar.grab().toImage()


def test_a_click_and_a_drag_lead_there(qtbot: QtBot, bar: SeekBar) -> None:
    found = asked(bar)
    inner = WIDTH - 2 * MARGIN
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(MARGIN + inner // 4, 14))
    qtbot.mouseMove(bar, QPoint(MARGIN + inner // 2, 14))
    qtbot.mouseMove(bar, QPoint(WIDTH + 50, 14))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(WIDTH, 14))
    assert found[0] == pytest.approx(DURATION / 4, abs=0.3)
    assert found[-1] in (pytest.approx(DURATION / 2, abs=0.3), DURATION, found[0])


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_Left, 59.0),
        (Qt.Key.Key_Right, 61.0),
        (Qt.Key.Key_Down, 55.0),
        (Qt.Key.Key_Up, 65.0),
        (Qt.Key.Key_PageUp, 72.0),
        (Qt.Key.Key_PageDown, 48.0),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_End, DURATION),
    ],
)
def test_keys(qtbot: QtBot, bar: SeekBar, key: Qt.Key, place: float) -> None:
    found = asked(bar)
    bar.set_position(60.0)
    qtbot.keyClick(bar, key)
    assert found == [pytest.approx(place)]


def test_never_outside(qtbot: QtBot, bar: SeekBar) -> None:
    found = asked(bar)
    bar.set_position(0.4)
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    bar.set_position(DURATION)
    qtbot.keyClick(bar, Qt.Key.Key_PageUp)
    qtbot.keyClick(bar, Qt.Key.Key_A)
    assert found == [0.0, DURATION]


def test_what_is_repeated_is_seen(bar: SeekBar) -> None:
    plain = picture(bar)
    bar.set_loop((30.0, None))
    begun = picture(bar)
    bar.set_loop((30.0, 60.0))
    whole = picture(bar)
    assert plain != begun
    assert begun != whole
    bar.set_loop(None)
    assert picture(bar) == plain


def test_a_hand_over_it_is_told_the_time_and_the_verse(bar: SeekBar) -> None:
    line = solea(4)[1]
    assert line.text in bar._words_at((line.start + line.end) / 2)
    assert bar._words_at(0.0).startswith("0:00")
