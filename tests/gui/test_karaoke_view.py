from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.preferences import Reading
from flamenco_desktop.gui.sheet import FALSETA
from flamenco_desktop.gui.theme import CONTRAST, PAPEL, TABLAO, Choice, Theme, Tokens, contrast
from flamenco_desktop.gui.verse_painter import PAST
from flamenco_desktop.lyrics.model import Kind, Line, Word
from tests.gui.conftest import Clock
from tests.gui.verses import solea

LYRICS = solea(12)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, clock: Clock) -> Iterator[KaraokeView]:
    made = KaraokeView(theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.set_lines(LYRICS)
    made.set_cover("Soleá de la silla", "Rosario")
    made.set_clock(clock)
    made.show()
    qtbot.waitExposed(made)
    yield made


def settle(qtbot: QtBot, view: KaraokeView, clock: Clock, time: float) -> QImage:
    """The view some time after the clock has come to `time`."""
    clock.now = time
    view.set_clock(clock)
    return view.grab().toImage()


def count(image: QImage, color: str, left: float, right: float, top: float, bottom: float) -> int:
    """Pixels of nearly this colour in a part of the picture."""
    wanted = QColor(color)
    found = 0
    for y in range(int(top), int(bottom)):
        for x in range(int(left), int(right)):
            seen = QColor(image.pixel(x, y))
            away = max(
                abs(seen.red() - wanted.red()),
                abs(seen.green() - wanted.green()),
                abs(seen.blue() - wanted.blue()),
            )
            found += away < 24
    return found


def test_a_word_fills_as_it_is_sung(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    word = LYRICS[1].words[2]
    shares = []
    for time in (word.start, (word.start + word.end) / 2, word.end + 0.01):
        image = settle(qtbot, view, clock, time)
        area = view.word_rect(1, 2)
        box = (area.left(), area.right(), area.top(), area.bottom() - area.height() * 0.3)
        sung = count(image, TABLAO.sung, *box)
        shares.append(sung / max(1, sung + count(image, TABLAO.text, *box)))
    assert shares[0] < 0.05
    assert 0.2 < shares[1] < 0.98
    assert shares[2] > 0.95


def test_sung_words_are_underlined_too(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    line = LYRICS[1]
    image = settle(qtbot, view, clock, line.words[3].start + 0.01)
    for word, underlined in ((0, True), (4, False)):
        area = view.word_rect(1, word)
        rows = [
            count(image, TABLAO.sung, area.left() + 2, area.right() - 2, y, y + 1)
            for y in range(int(area.center().y()), int(area.bottom()))
        ]
        assert (max(rows) > 0.9 * (area.width() - 4)) is underlined


def test_the_current_line_is_large_and_in_its_place(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    heights = []
    tops = []
    for line in (1, 2):
        settle(qtbot, view, clock, LYRICS[line].start + 0.1)
        heights.append((view.word_rect(line, 0).height(), view.word_rect(line + 1, 0).height()))
        tops.append(view.word_rect(line, 0).top())
    for current, neighbour in heights:
        assert neighbour == pytest.approx(0.7 * current)
    assert tops[0] == pytest.approx(tops[1], abs=1.0)


def test_the_sheet_moves_within_a_quarter_of_a_second(
    qtbot: QtBot, view: KaraokeView, clock: Clock, theme: Theme
) -> None:
    settle(qtbot, view, clock, LYRICS[1].start + 0.1)
    before = view.word_rect(2, 0).top()
    clock.now = LYRICS[2].start + 0.01
    view.tick()
    assert abs(view.word_rect(2, 0).top() - before) < 30
    assert 150 <= theme.duration <= 250
    qtbot.waitUntil(lambda: view.word_rect(2, 0).height() > 1.3 * view.word_rect(1, 0).height(), timeout=2000)


def test_dots_empty_during_a_falseta(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    end, start = LYRICS[3].end, LYRICS[4].start
    assert start - end > FALSETA
    amounts = []
    for share in (0.1, 0.5, 0.85):
        image = settle(qtbot, view, clock, end + share * (start - end))
        middle = view.height() * 0.46
        amounts.append(count(image, TABLAO.sung, 400, 600, middle - 25, middle + 25))
    assert amounts[0] > amounts[1] > amounts[2] > 0


def test_clicking_a_word_seeks_to_it(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    settle(qtbot, view, clock, LYRICS[1].start + 0.1)
    place = view.word_rect(2, 3).center()
    with qtbot.waitSignal(view.seek_requested) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert told.args == [LYRICS[2].words[3].start]
    with qtbot.assertNotEmitted(view.seek_requested):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def turn_wheel(view: KaraokeView, angle: int = 0, pixels: int = 0) -> None:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    turn = QWheelEvent(
        QPointF(100, 100), QPointF(100, 100), QPoint(0, pixels), QPoint(0, angle), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, turn)


def test_a_hand_on_the_wheel_is_respected(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    settle(qtbot, view, clock, LYRICS[1].start + 0.1)
    before = view.word_rect(1, 0).top()
    turn_wheel(view, -240)
    # It glides there, as far as the wheel was turned.
    assert view.word_rect(1, 0).top() > before - 50
    qtbot.waitUntil(lambda: view.word_rect(1, 0).top() < before - 190, timeout=2000)
    assert not view.following
    assert view.findChild(QPushButton).isVisible()
    view.follow()
    assert view.following
    qtbot.waitUntil(lambda: abs(view.word_rect(1, 0).top() - before) < 1, timeout=2000)
    assert not view.findChild(QPushButton).isVisible()


def test_what_was_scrolled_to_stays_while_others_are_sung(
    qtbot: QtBot, view: KaraokeView, clock: Clock
) -> None:
    settle(qtbot, view, clock, LYRICS[8].start + 0.1)
    turn_wheel(view, pixels=500)
    seen = view.word_at(QPointF(view.word_rect(4, 0).center()))
    assert seen == (4, 0)
    before = view.word_rect(4, 0)
    for line in (9, 10, 11):
        clock.now = LYRICS[line].start + 0.1
        view.tick()
        qtbot.waitUntil(lambda line=line: view.word_rect(line, 0).height() > 70, timeout=2000)
        assert view.word_rect(4, 0).top() == pytest.approx(before.top(), abs=1.0)


@pytest.mark.parametrize("size", [(1280, 800), (1000, 420), (700, 300), (420, 640), (2560, 1440)])
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_the_next_verse_is_always_readable(
    qtbot: QtBot, view: KaraokeView, clock: Clock, size: tuple[int, int], factor: float
) -> None:
    view.set_reading(Reading(size=factor if size[1] > 400 else 1.0))
    view.resize(*size)
    for line in range(11):
        settle(qtbot, view, clock, LYRICS[line].start + 0.1)
        for word in range(len(LYRICS[line + 1].words)):
            assert view.word_rect(line + 1, word).bottom() < view.height() - 20
        assert view.word_rect(line, 0).top() >= 0.0


def test_line_by_line_the_whole_verse_is_filled(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    view.set_reading(Reading(by_line=True))
    image = settle(qtbot, view, clock, LYRICS[1].start + 0.01)
    for word in range(len(LYRICS[1].words)):
        area = view.word_rect(1, word)
        box = (area.left(), area.right(), area.top(), area.bottom())
        assert count(image, TABLAO.sung, *box) > 50
        assert count(image, TABLAO.text, *box) < 5


def test_another_typeface_and_size_set_the_verses_anew(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    settle(qtbot, view, clock, LYRICS[1].start + 0.1)
    usual = view.word_rect(1, 0)
    view.set_reading(Reading(size=0.8))
    assert view.word_rect(1, 0).height() == pytest.approx(0.8 * usual.height(), rel=0.03)
    view.set_reading(Reading(family="DejaVu Sans"))
    assert view.word_rect(1, 0).width() != pytest.approx(usual.width(), rel=0.01)


def test_jaleos_stand_at_the_side_and_are_no_verses(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    at = LYRICS[1].end + 0.1
    call = Line((Word("¡ole!", at, at + 0.4),), kind=Kind.JALEO)
    before = settle(qtbot, view, clock, LYRICS[1].start + 0.3)
    tops = [view.word_rect(line, 0).top() for line in (1, 2)]
    view.set_lines([*LYRICS[:2], call, *LYRICS[2:]])
    after = settle(qtbot, view, clock, LYRICS[1].start + 0.3)
    assert [view.word_rect(line, 0).top() for line in (1, 3)] == pytest.approx(tops)
    assert view.word_rect(2, 0).isEmpty()
    box = (view.width() * 0.8, view.width(), tops[0], tops[1] + 20)
    assert count(before, TABLAO.muted, *box) == 0
    assert count(after, TABLAO.muted, *box) > 20
    called = settle(qtbot, view, clock, at + 0.1)
    assert count(called, TABLAO.sung, *box) > 20
    assert view.word_at(view.word_rect(3, 1).center()) == (3, 1)


def test_a_jaleo_within_a_verse_stands_at_its_side(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    words = list(LYRICS[1].words)
    words[2] = replace(words[2], kind=Kind.JALEO)
    view.set_lines([LYRICS[0], replace(LYRICS[1], words=tuple(words)), *LYRICS[2:]])
    settle(qtbot, view, clock, LYRICS[1].start + 0.3)
    assert view.word_rect(1, 2).isEmpty()
    assert view.word_at(view.word_rect(1, 3).center()) == (1, 3)
    with qtbot.waitSignal(view.seek_requested) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.word_rect(1, 3).center().toPoint())
    assert told.args == [words[3].start]


def test_a_voice_without_text_is_a_lighter_ay(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    voice = Line((Word("…", LYRICS[3].end + 1.0, LYRICS[3].end + 3.0),))
    view.set_lines([*LYRICS[:4], voice, *LYRICS[4:]])
    image = settle(qtbot, view, clock, LYRICS[3].end + 2.0)
    area = view.word_rect(4, 0)
    assert area.width() > 30
    box = (area.left(), area.right(), area.top(), area.bottom())
    assert count(image, TABLAO.sung, *box) > 20
    assert count(image, TABLAO.muted, *box) > 10
    assert count(image, TABLAO.text, *box) < 3


def test_the_cover_comes_back_when_nothing_more_is_sung(
    qtbot: QtBot, view: KaraokeView, clock: Clock
) -> None:
    end = LYRICS[-1].end
    early, late = (settle(qtbot, view, clock, end + after) for after in (1.0, FALSETA + 1.0))
    box = (view.width() * 0.3, view.width() * 0.7, view.height() * 0.4, view.height() * 0.5)
    assert count(late, TABLAO.text, *box) > 200
    assert count(early, TABLAO.text, *box) == 0


@pytest.mark.parametrize("tokens", [TABLAO, PAPEL])
def test_what_is_over_can_still_be_read(tokens: Tokens) -> None:
    over = QColor(tokens.sung)
    ground = QColor(tokens.ground)
    parts = (
        round(one * PAST + other * (1 - PAST))
        for one, other in zip(over.getRgb()[:3], ground.getRgb()[:3], strict=True)
    )
    assert contrast("#" + "".join(f"{part:02x}" for part in parts), tokens.ground) >= 3.0


def test_the_clock_is_asked_once_a_paint(qtbot: QtBot, view: KaraokeView) -> None:
    asked: list[float] = []

    def clock() -> float:
        asked.append(0.0)
        return LYRICS[1].start

    view.set_clock(clock)
    asked.clear()
    view.grab()
    assert len(asked) == 1


def test_lines_that_arrive_are_set_and_painted(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    view.set_lines(())
    lines: list[Line] = []
    for line in LYRICS:
        view.splice(len(lines), 0, [line], arriving=True)
        lines.append(line)
    settle(qtbot, view, clock, LYRICS[11].start + 0.1)
    assert view.word_at(view.word_rect(11, 2).center()) == (11, 2)


def test_a_narrow_window_breaks_long_lines(qtbot: QtBot, view: KaraokeView, clock: Clock) -> None:
    view.resize(340, 500)
    settle(qtbot, view, clock, LYRICS[7].start + 0.1)
    areas = [view.word_rect(7, word) for word in range(len(LYRICS[7].words))]
    assert len({area.top() for area in areas}) > 1
    assert all(area.left() >= 0 and area.right() <= view.width() for area in areas)


@pytest.mark.parametrize(("choice", "tokens"), [(Choice.LIGHT, PAPEL), (Choice.CONTRAST, CONTRAST)])
def test_another_ground_repaints_the_words(
    qtbot: QtBot, view: KaraokeView, clock: Clock, theme: Theme, choice: Choice, tokens: type
) -> None:
    settle(qtbot, view, clock, LYRICS[1].words[2].start)
    theme.choose(choice)
    image = settle(qtbot, view, clock, LYRICS[1].words[2].start)
    assert QColor(image.pixel(3, 350)).name() == tokens.ground
    area = view.word_rect(1, 0)
    assert count(image, tokens.sung, area.left(), area.right(), area.top(), area.bottom()) > 50
    assert count(image, TABLAO.sung, area.left(), area.right(), area.top(), area.bottom()) == 0
