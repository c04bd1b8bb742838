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
from flamenco_desktop.gui.selection import Selection, words_within
from flamenco_desktop.gui.theme import TABLAO, Theme
from flamenco_desktop.gui.wave_picture import columns, picture
from flamenco_desktop.gui.wave_words import Mark
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


# --- what else the hand can take hold of


CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def pull(
    qtbot: QtBot,
    view: WaveformView,
    start: QPointF,
    by: float,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.mousePress(view, LEFT, modifier, start.toPoint())
    for step in (0.3, 0.7, 1.0):
        qtbot.mouseMove(view, QPoint(round(start.x() + by * step), round(start.y())))
    qtbot.mouseRelease(view, LEFT, modifier, QPoint(round(start.x() + by), round(start.y())))


def spans(document: LyricDocument) -> list[tuple[float, float]]:
    return [(word.start, word.end) for line in document.lines for word in line.words]


def onsets(spans: list[tuple[float, float]]) -> list[float]:
    return [start for start, _ in spans]


def check_one_step(document: LyricDocument, before: list[tuple[float, float]]) -> None:
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert spans(document) == before


def test_a_word_is_dragged_whole_and_stops_at_its_neighbours(
    qtbot: QtBot, view: WaveformView, document: LyricDocument
) -> None:
    before = spans(document)
    pull(qtbot, view, view.word_rect(0, 2).center(), 60)
    after = spans(document)
    assert after[2][1] - after[2][0] == pytest.approx(before[2][1] - before[2][0], abs=1e-3)
    assert after[2][1] == before[3][0]
    assert [span for at, span in enumerate(after) if at != 2] == [
        span for at, span in enumerate(before) if at != 2
    ]
    check_one_step(document, before)


def test_a_click_on_a_word_moves_nothing(qtbot: QtBot, view: WaveformView, document: LyricDocument) -> None:
    pull(qtbot, view, view.word_rect(0, 2).center(), 3)
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize("modifier", [ALT, SHIFT])
@pytest.mark.parametrize("onset", [False, True])
def test_with_alt_or_shift_both_edges_move(
    qtbot: QtBot, view: WaveformView, document: LyricDocument, modifier: Qt.KeyboardModifier, onset: bool
) -> None:
    before = spans(document)
    place = (
        QPointF(view.word_rect(0, 1).right() - 2, 0) if not onset else QPointF(view.word_rect(0, 2).left(), 0)
    )
    place.setY(view.word_rect(0, 1).center().y())
    pull(qtbot, view, place, -18, modifier)
    after = spans(document)
    assert after[1][0] == before[1][0]
    assert after[1][1] == pytest.approx(before[1][1] - 0.2, abs=0.03)
    assert after[2][0] - after[1][1] == pytest.approx(before[2][0] - before[1][1], abs=1e-3)
    assert after[2][1] == before[2][1]
    check_one_step(document, before)


def test_with_control_all_from_the_word_on_move(
    qtbot: QtBot, view: WaveformView, document: LyricDocument
) -> None:
    before = spans(document)
    pull(qtbot, view, view.word_rect(0, 3).center(), 45, CTRL)
    after = spans(document)
    assert after[:3] == before[:3]
    assert onsets(after[3:]) == pytest.approx([start + 0.5 for start in onsets(before[3:])], abs=0.03)
    check_one_step(document, before)


def test_the_bar_moves_its_line(qtbot: QtBot, view: WaveformView, document: LyricDocument) -> None:
    before = spans(document)
    count = len(document.lines[0].words)
    place = QPointF(view.word_rect(0, 2).center().x(), view.bars_area().center().y())
    pull(qtbot, view, place, -27)
    after = spans(document)
    assert onsets(after[:count]) == pytest.approx([start - 0.3 for start in onsets(before[:count])], abs=0.03)
    assert after[count:] == before[count:]
    check_one_step(document, before)


@pytest.mark.parametrize("end", [True, False])
def test_the_ends_of_the_bar_stretch_the_line(
    qtbot: QtBot, view: WaveformView, document: LyricDocument, end: bool
) -> None:
    before = spans(document)
    count = len(document.lines[0].words)
    last = view.word_rect(0, count - 1)
    place = QPointF(
        last.right() - 2 if end else view.word_rect(0, 0).left() + 2, view.bars_area().center().y()
    )
    pull(qtbot, view, place, 30 if end else -30)
    after = spans(document)
    assert after[count:] == before[count:]
    kept, moved = (after[0][0], after[count - 1][1]) if end else (after[count - 1][1], after[0][0])
    assert kept == (before[0][0] if end else before[count - 1][1])
    assert moved == pytest.approx(before[count - 1][1] + 0.33 if end else before[0][0] - 0.33, abs=0.03)
    middle = after[2][0]
    assert middle != before[2][0], "the words inside go along"
    check_one_step(document, before)


def test_dragging_over_the_wave_selects_and_a_click_forgets(
    qtbot: QtBot, view: WaveformView, document: LyricDocument
) -> None:
    selection = Selection()
    view.set_selection(selection)
    pull(qtbot, view, QPointF(540, 80), 90)
    assert selection.span == pytest.approx((6.0, 7.0), abs=0.02)
    pull(qtbot, view, QPointF(630, 80), 45)
    assert selection.span == pytest.approx((6.0, 7.5), abs=0.02), "its end was taken hold of"
    chosen = words_within(document.lines, *(selection.span or (0, 0)))
    before = spans(document)
    pull(qtbot, view, view.word_rect(*chosen[0]).center(), -18)
    after = spans(document)
    moved = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert moved == list(range(len(chosen))) and len(chosen) > 1
    qtbot.mouseClick(view, LEFT, pos=QPoint(100, 80))
    assert selection.span is None


def test_with_shift_or_control_a_click_sets_the_onset_or_offset(
    qtbot: QtBot, view: WaveformView, document: LyricDocument
) -> None:
    view.select(0, 1)
    word = document.lines[0].words[1]
    before = document.lines[0].words[0]
    start = round(view.x_of(word.start - 0.2))
    qtbot.mouseClick(view, LEFT, SHIFT, QPoint(start, 60))
    assert document.lines[0].words[1].start == pytest.approx(word.start - 0.2, abs=0.02)
    assert document.lines[0].words[0].end == pytest.approx(min(before.end, word.start - 0.2), abs=0.02)
    qtbot.mouseClick(view, LEFT, CTRL, QPoint(round(view.x_of(word.end - 0.1)), 60))
    assert document.lines[0].words[1].end == pytest.approx(word.end - 0.1, abs=0.02)
    third = document.lines[0].words[2].start
    view.select(0, 2)
    qtbot.mouseClick(view, LEFT, SHIFT | CTRL, QPoint(round(view.x_of(third + 0.4)), 60))
    assert document.lines[0].words[2].start == pytest.approx(third + 0.4, abs=0.02)
    assert document.undo_stack.count() == 3


def test_arrows_go_a_second(qtbot: QtBot, view: WaveformView, clock: Clock) -> None:
    clock.now = 8.0
    with qtbot.waitSignal(view.seek_requested) as told:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert told.args == [pytest.approx(9.0)]


def test_doubtful_words_are_dotted_by_the_listeners_threshold(
    qtbot: QtBot, view: WaveformView, document: LyricDocument
) -> None:
    def dots() -> int:
        block = view.word_rect(0, 2)
        return count(
            view.grab().toImage(),
            TABLAO.accent,
            block.left(),
            block.right(),
            block.bottom() - 6,
            block.bottom(),
        )

    assert dots() == 0
    view.set_threshold(0.95)
    assert dots() > 5


def test_what_stays_as_it_was_is_marked_on_the_wave(qtbot: QtBot, view: WaveformView) -> None:
    def tinted() -> int:
        image = view.grab().toImage()
        return sum(image.pixelColor(x, 60) != image.pixelColor(10, 40) for x in range(545, 625))

    bare = tinted()
    view.set_marks([Mark(6.0, 7.0, "accent", "As it was")])
    assert tinted() > bare
