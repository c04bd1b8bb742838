from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import edits, line_edits
from flamenco_desktop.lyrics.find import Hit, Query, find, preview, replace_all, words_of
from flamenco_desktop.lyrics.habits import Correction, Habits, other_places
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.text import word_fault
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.strategies import WORDS, lyrics


def line(text: str, start: float) -> Line:
    return Line(tuple(Word(word, start + at, start + at + 1.0) for at, word in enumerate(text.split())))


LINES = (line("Tú la camela", 0.0), line("camelá y camela soleá", 10.0), line("la camelaba", 20.0))


def found(query: Query, lines: tuple[Line, ...] = LINES) -> list[str]:
    return [lines[hit.line].text[hit.start : hit.end] for hit in find(lines, query)]


def test_case_accents_and_whole_words() -> None:
    assert found(Query("camela")) == ["camela", "camelá", "camela"]
    assert found(Query("camela", any_accents=False)) == ["camela", "camela"]
    assert found(Query("CAMELÁ")) == ["camela", "camelá", "camela"]
    assert found(Query("CAMELÁ", any_case=False)) == []
    assert found(Query("camela", whole_words=False)) == ["camela", "camelá", "camela", "camela"]
    assert found(Query("ano"), (line("año ano", 0.0),)) == ["ano"]
    assert found(Query("la  camela")) == ["la camela"]
    assert found(Query("camela la")) == []  # never over the end of a line
    assert found(Query("  ")) == []
    assert found(Query("casa"), (line("¿casa? casa, (casa)", 0.0),)) == ["casa"] * 3


def test_the_words_that_a_place_touches() -> None:
    (hit,) = find(LINES, Query("y camela"))
    assert words_of(LINES[1], hit) == (1, 2)


def test_replacing_is_one_edit_that_keeps_times_and_capitals() -> None:
    lines = (line("Camela camela", 0.0), *LINES[1:])
    hits = find(lines, Query("camela", any_accents=False))
    splice = replace_all(lines, hits, "camelas", 30.0)
    after = splice.apply(lines)
    assert [item.text for item in after] == ["Camelas camelas", "camelá y camelas soleá", "la camelaba"]
    assert [(word.start, word.end) for word in after[0].words] == [
        (word.start, word.end) for word in lines[0].words
    ]
    assert after[2] is lines[2]
    assert splice.inverse().apply(after) == lines
    assert [(item.before, item.after) for item in preview(lines, hits, "camelas")] == [
        ("Camela camela", "Camelas camelas"),
        ("camelá y camela soleá", "camelá y camelas soleá"),
    ]


def test_replacing_with_more_words_or_none() -> None:
    splice = replace_all(LINES, find(LINES, Query("y camela")), "y te camela", 30.0)
    (new,) = splice.new
    assert new.text == "camelá y te camela soleá"
    assert new.words[0] == LINES[1].words[0] and new.words[2].estimated
    gone = replace_all(LINES, find(LINES, Query("la camelaba")), "", 30.0)
    assert gone.apply(LINES) == LINES[:2]


def test_what_may_not_be_typed_replaces_nothing() -> None:
    with pytest.raises(InvalidEditError):
        replace_all(LINES, find(LINES, Query("camela")), "a\u202eb", 30.0)
    assert replace_all(LINES, [], "x", 30.0).changes_nothing


@settings(deadline=None)
@given(
    lyrics(),
    st.sampled_from((*WORDS, "a", "la luna", "o")),
    st.sampled_from(("", "x", "dos cosas", "¡olé!")),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_any_replacement_keeps_the_rules(
    start: Lyrics, text: str, other: str, how: tuple[bool, bool, bool]
) -> None:
    query = Query(text, *how)
    hits = find(start.lines, query)
    assert all(first.line < second.line or first.end <= second.start for first, second in pairwise(hits))
    try:
        splice = replace_all(start.lines, hits, other, 500.0)
    except InvalidEditError as error:
        assert error.parameters["reason"] in ("no_room", "too_long")
        return
    after = splice.apply(start.lines)
    assert fault(after, 500.0) is None
    assert all(word_fault(word.text) is None for item in after for word in item.words)
    assert splice.inverse().apply(after) == start.lines


def corrected(lines: tuple[Line, ...], at: int, word: int, text: str) -> Splice:
    return edits.set_word_text(lines, at, word, text)


def test_the_second_time_a_word_is_corrected_the_same_way() -> None:
    habits = Habits()
    first = corrected(LINES, 0, 2, "camelas")
    assert habits.note(first) is None
    lines = first.apply(LINES)
    assert habits.note(line_edits.split_line(lines, 0, 1)) is None
    assert habits.note(corrected(lines, 2, 0, "lo")) is None
    second = corrected((*lines, line("camela camela", 40.0)), 3, 0, "camelas")
    assert habits.note(second) == Correction("camela", "camelas")
    assert habits.note(second) is None  # said once
    habits.forget()
    assert habits.note(second) is None


def test_other_places_leave_checked_lines_alone() -> None:
    lines = (*LINES, Line(LINES[0].words[2:], LineState.CHECKED))
    assert other_places(lines, Correction("camela", "camelas")) == [Hit(0, 6, 12), Hit(1, 9, 15)]
