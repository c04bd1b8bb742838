from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flamenco_desktop.audio.peaks import Peaks
from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.theme import TABLAO, Theme
from flamenco_desktop.gui.wave_picture import columns, picture
from flamenco_desktop.gui.waveform_view import WaveformView
from tests.gui.conftest import Clock
from tests.gui.test_karaoke_view import count

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, document: LyricDocument, clock: Clock) -> Iterator[WaveformView]:
    made = WaveformView(document, theme)
    qtbot.addWidget(made)
    made.set_clock(clock)
    made.resize(1200, 200)
    level = np.abs(np.sin(np.arange(12000) / 40)).astype(np.float32)
    made.set_peaks(Peaks(100.0, -level, level))
    made.show()
    qtbot.waitExposed(made)
    yield made


def drag(qtbot: QtBot, view: WaveformView, start: QPointF, by: float) -> None:
    qtbot.mousePress(view, LEFT, pos=start.toPoint())
    for step in (0.3, 0.7, 1.0):
        qtbot.mouseMove(view, QPoint(round(start.x() + by * step), round(start.y())))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(round(start.x() + by), round(start.y())))


def test_dragging_an_edge_is_one_step(qtbot: QtBot, view: WaveformView, document: LyricDocument) -> None:
    before = document.lines[0].words[0]
    edge = view.word_rect(0, 0)
    drag(qtbot, view, QPointF(edge.left() + 2, edge.center().y()), -45)
    after = document.lines[0].words[0]
    assert after.start == pytest.approx(before.start - 0.5, abs=0.03)
    assert after.end == before.end
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.lines[0].words[0] == before


def test_an_edge_stops_at_the_neighbour(qtbot: QtBot, view: WaveformView, document: LyricDocument) -> None:
    edge = view.word_rect(0, 1)
    drag(qtbot, view, QPointF(edge.right() - 2, edge.center().y()), 400)
    words = document.lines[0].words
    assert words[1].end == pytest.approx(words[2].start)
    assert words[2].start < words[2].end


def test_a_click_seeks(qtbot: QtBot, view: WaveformView, document: LyricDocument) -> None:
    with qtbot.waitSignal(view.seek_requested) as told:
        qtbot.mouseClick(view, LEFT, pos=QPoint(450, 80))
    assert told.args == [pytest.approx(5.0)]
    with qtbot.waitSignals([view.seek_requested, view.word_selected]):
        qtbot.mouseClick(view, LEFT, pos=view.word_rect(0, 2).center().toPoint())


def test_the_wheel_zooms_around_the_pointer(qtbot: QtBot, view: WaveformView) -> None:
    before = view.word_rect(0, 2)
    turn = QWheelEvent(
        before.center(), before.center(), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, turn)
    after = view.word_rect(0, 2)
    assert after.width() > 1.3 * before.width()
    assert after.center().x() == pytest.approx(before.center().x(), abs=2)


def test_the_page_turns_with_the_playhead(
    qtbot: QtBot, view: WaveformView, document: LyricDocument, clock: Clock
) -> None:
    clock.now = 40.0
    view.tick()
    word = document.lines[0].words[0]
    assert word.start == 6.0
    qtbot.waitUntil(lambda: view.word_rect(0, 0).right() < 0, timeout=2000)
    qtbot.waitUntil(lambda: count(view.grab().toImage(), TABLAO.accent, 0, 1200, 100, 101) > 0)


def test_columns_hold_the_extremes_of_their_stretch() -> None:
    low = -np.arange(1000, dtype=np.float32)
    peaks = Peaks(100.0, low, -low)
    least, most = columns(peaks, 2.0, 4.0, 10)
    assert least.tolist() == [-(239 + 40 * column) for column in range(10)]
    assert most.tolist() == [239 + 40 * column for column in range(10)]


def test_beyond_the_recording_there_is_silence() -> None:
    ones = np.ones(100, np.float32)
    least, most = columns(Peaks(100.0, -ones, ones), 0.0, 4.0, 8)
    assert most.tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    assert least.tolist() == [-1, -1, 0, 0, 0, 0, 0, 0]


def test_the_picture_is_as_tall_as_the_sound() -> None:
    half = np.full(100, 0.5, np.float32)
    half[50:] = 1.0
    image = picture(Peaks(100.0, -half, half), 0.0, 1.0, 100, 101, QColor("#ffffff"))
    tall = [sum(QColor.fromRgba(image.pixel(x, y)).alpha() > 127 for y in range(101)) for x in (20, 80)]
    assert tall[1] == pytest.approx(95, abs=2)
    assert tall[0] == pytest.approx(48, abs=2)
