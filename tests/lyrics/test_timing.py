from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Letter, Line, Lyrics, Word
from flamenco_desktop.lyrics.timing import (
    MINIMUM_DURATION,
    Place,
    Timeline,
    fault,
    floor_to_grid,
    settle,
    sung_fraction,
    with_times,
)
from tests.lyrics.strategies import lyrics

LINES = (
    Line((Word("la", 1.0, 1.2), Word("luna", 1.2, 2.0), Word("clara", 2.5, 3.5))),
    Line((Word("canta", 4.0, 5.0),)),
)


@pytest.mark.parametrize(
    ("time", "place"),
    [(0.5, None), (1.0, Place(0, 0, 0.0)), (1.2, Place(0, 1, 0.0)), (1.6, Place(0, 1, 0.5)), (2.0, None),
     (3.0, Place(0, 2, 0.5)), (3.5, None), (4.25, Place(1, 0, 0.25)), (5.0, None), (math.inf, None)],
)  # fmt: skip
def test_the_word_at_a_time(time: float, place: Place | None) -> None:
    found = Timeline(LINES).at(time)
    if place is None or found is None:
        assert found is place
    else:
        assert (found.line, found.word) == (place.line, place.word)
        assert found.fraction == pytest.approx(place.fraction)


def test_the_line_at_a_time_and_the_next() -> None:
    timeline = Timeline(LINES)
    assert [timeline.line_at(time) for time in (0.9, 1.0, 3.9, 4.0, 99.0)] == [-1, 0, 0, 1, 1]
    assert [timeline.next_line_start(time) for time in (0.0, 1.0, 4.0)] == [1.0, 4.0, None]
    assert Timeline(()).at(1.0) is None and Timeline(()).line_at(1.0) == -1


def test_the_fill_follows_the_letters() -> None:
    word = Word("ay", 0.0, 10.0, letters=(Letter("a", 0.0, 9.0), Letter("y", 9.0, 10.0)))
    assert sung_fraction(word, 4.5) == pytest.approx(0.25)
    assert sung_fraction(word, 9.5) == pytest.approx(0.75)
    assert sung_fraction(word, 10.0) == 1.0


@given(lyrics(), st.floats(0, 60))
def test_the_timeline_agrees_with_a_search_from_the_start(sung: Lyrics, time: float) -> None:
    found = Timeline(sung.lines).at(time)
    slow = [
        (number, place)
        for number, line in enumerate(sung.lines)
        for place, word in enumerate(line.words)
        if word.start <= time < word.end
    ]
    assert ([] if found is None else [(found.line, found.word)]) == slow
    assert found is None or 0 <= found.fraction <= 1


@given(lyrics(), st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_the_fill_never_goes_back(sung: Lyrics, shares: list[float]) -> None:
    for word in sung.words():
        times = [word.start + share * (word.end - word.start) for share in sorted(shares)]
        fractions = [sung_fraction(word, time) for time in times]
        assert fractions == sorted(fractions)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(0.0, 1.0), (1.0, 2.0)], None),
        ([(0.0, 0.0)], "order"),
        ([(1.0, 2.0), (1.9, 3.0)], "order"),
        ([(-0.1, 2.0)], "order"),
        ([(math.nan, 2.0)], "order"),
        ([(1.0, math.nan)], "order"),
        ([(1.0, math.inf)], "outside"),
        ([(1.0, 11.0)], "outside"),
    ],
)
def test_the_rule(words: list[tuple[float, float]], expected: str | None) -> None:
    assert fault([Line(tuple(Word("ay", *times) for times in words))], 10.0) == expected
    assert fault([Line((Word("ay", *times),)) for times in words], 10.0) == expected


def test_a_line_without_words_breaks_the_rule() -> None:
    assert fault([Line(())]) == "empty"


def test_where_words_overlap_the_onset_wins() -> None:
    (line,) = settle([Line((Word("ay", 1.0, 2.5), Word("luna", 2.0, 3.0)))])
    assert [(word.start, word.end) for word in line.words] == [(1.0, 2.0), (2.0, 3.0)]


def test_what_keeps_the_rule_is_left_alone() -> None:
    assert settle(LINES, 5.0) == LINES


def test_words_beyond_the_end_are_brought_in() -> None:
    settled = settle(LINES, 4.1)
    assert settled[1].words[0] == Word("canta", 4.0, 4.1)
    assert fault(settle(LINES, 2.0), 2.0) is None


def test_no_room_and_no_time() -> None:
    with pytest.raises(InvalidEditError):
        settle(LINES, 0.0003)
    with pytest.raises(InvalidEditError):
        settle([Line((Word("ay", math.nan, 1.0),))])


def test_down_to_the_grid() -> None:
    assert floor_to_grid(1.00009) == 1.0
    assert floor_to_grid(1.0001) == 1.0001
    assert floor_to_grid(2.99999) == 2.9999


times = st.floats(-2, 12, allow_nan=False)


@given(
    st.lists(st.lists(st.tuples(times, times), max_size=5), max_size=5),
    st.sampled_from((None, 3.0, 9.99994)),
    st.sampled_from((0.0, 1.5)),
)
def test_any_times_can_be_settled(
    spans: list[list[tuple[float, float]]], duration: float | None, after: float
) -> None:
    lines = [Line(tuple(Word(f"w{place}", *span) for place, span in enumerate(line))) for line in spans]
    settled = settle(lines, duration, after)
    assert fault(settled, duration) is None
    assert not settled or settled[0].start >= after
    assert sorted(w.text for line in settled for w in line.words) == sorted(
        w.text for line in lines for w in line.words
    )
    assert settle(settled, duration, after) == settled


@given(lyrics())
def test_lyrics_that_keep_the_rule_are_settled_already(sung: Lyrics) -> None:
    assert settle(sung.lines, sung.lines[-1].end if sung.lines else None) == sung.lines


@given(st.floats(0, 100), st.floats(MINIMUM_DURATION, 10), st.floats(0, 100), st.floats(MINIMUM_DURATION, 10))
def test_scaled_letters_stay_in_their_word(start: float, span: float, to: float, other: float) -> None:
    letters = (Letter("a", start, start + span / 3), Letter("y", start + span / 3, start + span))
    word = with_times(Word("ay", start, start + span, letters=letters), to, to + other)
    assert word.start <= word.letters[0].start <= word.letters[0].end <= word.letters[1].end <= word.end
