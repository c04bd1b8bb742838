from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.lyrics.doubts import Doubt, doubt, doubts
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Lyrics, Word
from tests.lyrics.strategies import lyrics

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


def line(*words: Word, state: LineState = LineState.RECOGNISED) -> Line:
    return Line(words, state)


def test_doubts_come_in_the_order_of_the_song_and_not_from_checked_lines() -> None:
    voice = Word("…", 9.0, 11.0, kind=Kind.QUEJIO)
    lines = (
        line(SURE, replace(SURE, start=2.0, end=2.4, confidence=0.1)),
        line(replace(SURE, start=3.0, end=3.4, estimated=True), state=LineState.CHECKED),
        line(voice),
    )
    found = doubts(lines)
    assert [(item.line, item.word, item.reason) for item in found] == [
        (0, 1, Doubt.UNSURE),
        (2, 0, Doubt.UNWRITTEN),
    ]
    assert (found[1].start, found[1].end) == (9.0, 11.0)


@given(lyrics(), st.floats(0.0, 1.0))
def test_every_doubt_is_a_word_that_is_doubtful(known: Lyrics, threshold: float) -> None:
    found = doubts(known.lines, threshold)
    places = [(item.line, item.word) for item in found]
    assert places == sorted(set(places))
    for index, own in enumerate(known.lines):
        for place, word in enumerate(own.words):
            expected = own.state is not LineState.CHECKED and doubt(word, threshold) is not None
            assert ((index, place) in places) is expected
