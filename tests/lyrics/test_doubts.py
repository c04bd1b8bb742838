from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.lyrics.doubts import LONGEST, SHORTEST_GAP, Doubt, doubt, doubts
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word

SURE = Word("soleá", 1.0, 1.6, 0.9)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (SURE, None),
        (replace(SURE, confidence=None), None),
        (replace(SURE, confidence=0.49), Doubt.UNSURE),
        (replace(SURE, confidence=0.5), None),
        (replace(SURE, estimated=True), Doubt.ESTIMATED),
        (replace(SURE, end=3.1), Doubt.LONG),
        (replace(SURE, end=3.0), None),
        (replace(SURE, end=5.0, kind=Kind.QUEJIO), None),
        (replace(SURE, text="…", kind=Kind.QUEJIO, confidence=None), Doubt.UNWRITTEN),
    ],
)
def test_why_a_word_is_doubtful(word: Word, reason: Doubt | None) -> None:
    assert doubt(word) is reason


def test_the_threshold_is_the_listeners() -> None:
    assert doubt(SURE, 0.95) is Doubt.UNSURE
    assert doubt(replace(SURE, confidence=0.1), 0.05) is None


def line(*spans: tuple[float, float], state: LineState = LineState.RECOGNISED) -> Line:
    return Line(tuple(Word("ay", start, end, 0.9) for start, end in spans), state)


def test_voice_without_words_is_a_place_too() -> None:
    lines = (line((1.0, 2.0), (2.0, 3.0)), line((10.0, 11.0)))
    voice = [(0.9, 3.2), (5.0, 7.0), (7.2, 8.0), (10.0, 13.0)]
    found = doubts(lines, voice=voice)
    assert [(item.start, item.end, item.line, item.word) for item in found] == [
        (5.0, 8.0, 0, 1),
        (11.0, 13.0, 1, 0),
    ]
    assert {item.reason for item in found} == {Doubt.UNWRITTEN}
    assert all(item.between for item in found)


def test_voice_before_the_first_word_belongs_to_it() -> None:
    (place,) = doubts((line((6.0, 7.0)),), voice=[(1.0, 3.0)])
    assert (place.line, place.word, place.start, place.end) == (0, 0, 1.0, 3.0)


def test_checked_lines_are_not_doubtful_but_what_was_left_out_is() -> None:
    lines = (line((1.0, 4.0), state=LineState.CHECKED), line((20.0, 21.0), state=LineState.CHECKED))
    assert [item.reason for item in doubts(lines, voice=[(8.0, 12.0)])] == [Doubt.UNWRITTEN]


spans = st.lists(st.integers(0, 400), min_size=2, max_size=24, unique=True).map(
    lambda marks: [(a / 10, b / 10) for a, b in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)]
)


@given(spans, spans)
def test_gaps_hold_voice_and_no_word(
    sung: list[tuple[float, float]], voice: list[tuple[float, float]]
) -> None:
    lines = tuple(line(span) for span in sung)
    found = [item for item in doubts(lines, voice=voice) if item.reason is Doubt.UNWRITTEN]
    for item in found:
        assert item.end - item.start >= SHORTEST_GAP
        assert not any(start < item.end and end > item.start for start, end in sung)
        assert any(start < item.end and end > item.start for start, end in voice)
    assert found == sorted(found, key=lambda item: item.start)


def test_the_longest_word_that_is_not_doubtful() -> None:
    assert LONGEST == 2.0
