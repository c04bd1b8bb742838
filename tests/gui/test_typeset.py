from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.sheet import Sheet, Sizes, What, focus_at
from flamenco_desktop.gui.typeset import Measure, Verse, filled, set_verse
from flamenco_desktop.lyrics.model import Letter, Word
from tests.gui.verses import line, solea, word

SIZES = Sizes(row=60.0, between=30.0, cover=300.0, rest=70.0, long_rest=180.0)


@pytest.fixture(scope="module")
def measure(qapp: QApplication) -> Measure:
    return Measure(lyric_font(40))


def test_rows_keep_within_the_width(measure: Measure) -> None:
    verse = set_verse(line("una copla tan larga que no cabe en un renglón solo", 0.0), measure, 300.0)
    assert verse.rows > 1
    assert all(placed.x + placed.width <= 300.5 for placed in verse.words)
    assert [placed.row for placed in verse.words] == sorted(placed.row for placed in verse.words)


def test_a_word_wider_than_the_row_stands_alone(measure: Measure) -> None:
    verse = set_verse(line("ay " + "a" * 60 + " ay", 0.0), measure, 200.0)
    assert [placed.row for placed in verse.words] == [0, 1, 2]


@given(st.floats(0.0, 4.0), st.floats(0.0, 4.0))
def test_a_word_never_empties_again(one: float, other: float) -> None:
    sung = word("quejío", 0.5, 3.5)
    edges = (0.2, 0.4, 0.55, 0.7, 0.8, 1.0)
    early, late = sorted((one, other))
    assert 0.0 <= filled(sung, edges, early) <= filled(sung, edges, late) <= 1.0


def test_a_melisma_fills_over_its_whole_length() -> None:
    held = Word("ay", 0.0, 4.0, letters=(Letter("a", 0.0, 0.2), Letter("y", 3.0, 3.2)))
    edges = (0.5, 1.0)
    assert filled(held, edges, 1.5) == pytest.approx(0.25)
    assert filled(held, edges, 3.0) == pytest.approx(0.5)
    assert filled(held, edges, 3.5) == pytest.approx(0.75)


def test_a_sheet_has_a_rest_where_the_guitar_plays() -> None:
    lines = solea(12)
    sheet = Sheet(lines, [Verse((), (), 1, 100.0)] * 12, SIZES)
    rests = [slot.line for slot in sheet.slots if slot.what is What.REST]
    assert rests == [0, 4, 8]
    assert sheet.slots[0].what is What.COVER


def test_slots_never_overlap_whatever_is_in_focus() -> None:
    lines = solea(12)
    sheet = Sheet(lines, [Verse((), (), 1, 100.0)] * 12, SIZES)
    for step in range((len(sheet.slots) - 1) * 4 + 1):
        focus = step / 4
        for slot in range(len(sheet.slots) - 1):
            bottom = sheet.top(slot, focus) + sheet.height(slot, focus)
            assert sheet.top(slot + 1, focus) == pytest.approx(bottom)


def test_the_eye_is_led_to_the_verse_before_it_is_sung() -> None:
    lines = solea(12)
    sheet = Sheet(lines, [Verse((), (), 1, 100.0)] * 12, SIZES)
    assert focus_at(sheet, lines, -1, 0.0) == 0
    assert focus_at(sheet, lines, -1, lines[0].start - 0.3) == sheet.slot_of(0)
    assert focus_at(sheet, lines, 3, lines[3].end + 1.0) == sheet.rest_before(4)
    assert focus_at(sheet, lines, 3, lines[4].start - 0.3) == sheet.slot_of(4)
    assert focus_at(sheet, lines, 1, lines[1].start) == sheet.slot_of(1)
