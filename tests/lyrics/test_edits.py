from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import edits, line_edits, plain, time_edits
from flamenco_desktop.lyrics.model import Kind, Letter, Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.text import word_fault
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION, fault
from tests.lyrics.operations import Operation, operations
from tests.lyrics.strategies import lyrics

LINES = (
    Line((Word("la", 1.0, 1.2, 0.9), Word("luna", 1.2, 2.0, 0.8), Word("clara", 2.5, 3.5, 0.7))),
    Line((Word("canta", 4.0, 5.0), Word("bajito", 5.0, 6.5))),
)


def line(splice: Splice) -> Line:
    (only,) = splice.new
    return only


def texts(splice: Splice) -> list[str]:
    return [word.text for word in line(splice).words]


def reason(error: pytest.ExceptionInfo[InvalidEditError]) -> object:
    return error.value.parameters["reason"]


def test_retyping_a_word_keeps_its_time_and_forgets_what_was_measured() -> None:
    splice = edits.set_word_text(LINES, 0, 1, "cuna")
    assert line(splice).words[1] == Word("cuna", 1.2, 2.0, None)
    assert line(splice).state is LineState.CORRECTED
    assert line(splice).words[0] is LINES[0].words[0]


def test_a_space_makes_two_words_that_share_the_time_by_syllables() -> None:
    new = line(edits.set_word_text(LINES, 0, 1, "una luna")).words
    assert [(word.text, word.start, word.end, word.estimated) for word in new[1:3]] == [
        ("una", 1.2, 1.6, True),
        ("luna", 1.6, 2.0, True),
    ]


def test_retyping_the_same_changes_nothing() -> None:
    assert edits.set_word_text(LINES, 0, 1, " luna ").changes_nothing
    assert line_edits.set_line_text(LINES, 0, "la luna  clara").changes_nothing
    assert time_edits.retime_word(LINES, 0, 1, 1.2, 2.0, 10).changes_nothing


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "empty"), (" \t ", "empty"), ("x" * 201, "too_long"), ("a\u202eb", "control"), ("a\x00", "control"),
     ("\ud800", "control"), ("\u200b", "control")],
)  # fmt: skip
def test_text_that_may_not_be(text: str, expected: str) -> None:
    with pytest.raises(InvalidEditError) as error:
        edits.set_word_text(LINES, 0, 0, text)
    assert reason(error) == expected


def test_typed_letters_are_composed() -> None:
    assert texts(edits.set_word_text(LINES, 0, 1, "corazo\u0301n"))[1] == "corazón"


def test_as_many_words_keep_each_its_time() -> None:
    splice = line_edits.set_line_text(LINES, 0, "la cuna Clara")
    assert [(word.start, word.end) for word in line(splice).words] == [
        (word.start, word.end) for word in LINES[0].words
    ]
    assert line(splice).words[0] is LINES[0].words[0]
    assert [word.confidence for word in line(splice).words] == [0.9, None, None]


def test_words_that_differ_share_only_their_own_time() -> None:
    splice = line_edits.set_line_text(LINES, 0, "la lunita mía clara")
    assert [(word.text, word.start, word.end) for word in line(splice).words] == [
        ("la", 1.0, 1.2),
        ("lunita", 1.2, 1.68),
        ("mía", 1.68, 2.0),
        ("clara", 2.5, 3.5),
    ]
    assert [word.estimated for word in line(splice).words] == [False, True, True, False]


def test_a_word_added_to_a_line_takes_the_silence() -> None:
    splice = line_edits.set_line_text(LINES, 0, "la luna tan clara")
    added = line(splice).words[2]
    assert (added.text, added.start, added.end, added.estimated) == ("tan", 2.0, 2.25, True)


def test_a_word_added_without_silence_shares_with_the_word_before() -> None:
    splice = line_edits.set_line_text(LINES, 1, "canta muy bajito")
    assert [(word.start, word.end) for word in line(splice).words] == [
        (4.0, 4.6667),
        (4.6667, 5.0),
        (5.0, 6.5),
    ]


def test_words_added_after_the_last_stay_in_the_recording() -> None:
    splice = edits.insert_word(LINES, 1, 2, "olé", 6.75)
    assert line(splice).words[2].end <= 6.75
    # How long the recording is may not be known: then they share.
    assert line(edits.insert_word(LINES, 1, 2, "olé")).end == 6.5


def test_fewer_words() -> None:
    splice = line_edits.set_line_text(LINES, 0, "la clara")
    assert line(splice).words == (LINES[0].words[0], LINES[0].words[2])


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        ((1.3, 2.0), (1.3, 2.0)),
        ((0.0, 2.0), (1.2, 2.0)),  # held by the word before
        ((1.2, 9.0), (1.2, 2.5)),  # and by the one after
        ((1.99, 2.0), (1.98, 2.0)),  # the onset stops short of the offset
        ((3.0, 2.0), (1.98, 2.0)),
        ((1.2, 0.5), (1.2, 1.22)),
        ((1.4, 2.2), (1.4, 2.2)),
        ((2.0, 2.8), (1.7, 2.5)),  # moved as a whole it keeps its length
        ((-5.0, 95.0), (1.2, 2.5)),
        ((1.30004, 2.0), (1.3, 2.0)),
    ],
)
def test_retiming(asked: tuple[float, float], given_: tuple[float, float]) -> None:
    word = line(time_edits.retime_word(LINES, 0, 1, *asked, 10.0)).words[1]
    assert (word.start, word.end) == given_


def test_retiming_across_lines_and_at_the_edges() -> None:
    assert line(time_edits.retime_word(LINES, 0, 2, 2.5, 9.0, 10.0)).end == 4.0
    assert line(time_edits.retime_word(LINES, 0, 2, 2.5, 9.0, 10.0)).words[2].confidence is None
    assert line(time_edits.retime_word(LINES, 1, 0, 0.0, 5.0, 10.0)).start == 3.5
    assert line(time_edits.retime_word(LINES, 0, 0, -3.0, 1.2, 10.0)).start == 0.0
    assert line(time_edits.retime_word(LINES, 1, 1, 5.0, 99.0, 7.00005)).end == 7.0
    with pytest.raises(InvalidEditError) as error:
        time_edits.retime_word(LINES, 0, 0, float("nan"), 2.0, 10.0)
    assert reason(error) == "not_a_time"


def test_letters_move_with_their_word() -> None:
    letters = (Letter("a", 1.0, 1.5), Letter("y", 1.5, 2.0))
    lines = (Line((Word("ay", 1.0, 2.0, letters=letters),)),)
    moved = line(time_edits.retime_word(lines, 0, 0, 2.0, 4.0, 10.0)).words[0]
    assert moved.letters == (Letter("a", 2.0, 3.0), Letter("y", 3.0, 4.0))
    assert line(edits.set_word_text(lines, 0, 0, "oy")).words[0].letters == ()


def test_splitting_and_merging_words() -> None:
    halves = edits.split_word(LINES, 0, 1, 2)
    assert [(word.text, word.start, word.end) for word in line(halves).words[1:3]] == [
        ("lu", 1.2, 1.6),
        ("na", 1.6, 2.0),
    ]
    assert line(edits.split_word(LINES, 0, 1, 2, 1.3)).words[1].end == 1.3
    again = edits.merge_with_next(halves.apply(LINES), 0, 1)
    assert (texts(again), line(again).words[1].start, line(again).words[1].end) == (
        ["la", "luna", "clara"],
        1.2,
        2.0,
    )
    with pytest.raises(InvalidEditError) as error:
        edits.merge_with_next(LINES, 0, 2)
    assert reason(error) == "no_next"


def test_a_word_is_split_where_its_letter_begins() -> None:
    letters = (Letter("y", 1.0, 1.1), Letter("a", 1.1, 1.9), Letter("y", 1.9, 2.0))
    lines = (Line((Word("yay", 1.0, 2.0, letters=letters),)),)
    first, second = line(edits.split_word(lines, 0, 0, 2)).words
    assert (first.end, first.letters, second.letters) == (1.9, letters[:2], letters[2:])
    assert not first.estimated
    assert line(edits.merge_with_next((Line((first, second)),), 0, 0)).words[0].letters == letters


def test_lines_are_split_merged_inserted_and_deleted() -> None:
    parts = line_edits.split_line(LINES, 0, 2)
    assert [item.text for item in parts.new] == ["la luna", "clara"]
    assert line_edits.merge_lines(parts.apply(LINES), 0).new[0].words == LINES[0].words
    inserted = line_edits.insert_line(LINES, 1, "ay ay", 0.0, 9.0, 10.0)
    assert [(word.start, word.end) for word in inserted.new[0].words] == [(3.5, 3.75), (3.75, 4.0)]
    assert inserted.apply(LINES)[1].text == "ay ay"
    with pytest.raises(InvalidEditError) as error:
        line_edits.insert_line(LINES, 1, "ay ay", 3.99, 9.0, 10.0)
    assert reason(error) == "no_room"
    assert line_edits.delete_line(LINES, 0).apply(LINES) == LINES[1:]
    alone = (Line((Word("ay", 1.0, 2.0),)),)
    assert edits.delete_word(alone, 0, 0).apply(alone) == ()


def test_states_and_kinds() -> None:
    assert line(line_edits.set_line_state(LINES, 0, LineState.CHECKED)).state is LineState.CHECKED
    jaleo = line(line_edits.set_kind(LINES, 1, Kind.JALEO))
    assert jaleo.kind is Kind.JALEO and {word.kind for word in jaleo.words} == {Kind.JALEO}
    assert jaleo.state is LineState.RECOGNISED
    one = line(line_edits.set_kind(LINES, 1, Kind.QUEJIO, 0))
    assert [word.kind for word in one.words] == [Kind.QUEJIO, Kind.SUNG] and one.kind is Kind.SUNG


def test_a_stale_splice_is_refused() -> None:
    splice = line_edits.delete_line(LINES, 0)
    with pytest.raises(InvalidEditError) as error:
        splice.apply(LINES[1:])
    assert reason(error) == "stale"


def test_two_splices_of_the_same_line_are_one() -> None:
    first = edits.set_word_text(LINES, 0, 1, "cuna")
    second = edits.set_word_text(first.apply(LINES), 0, 1, "cunita")
    both = first.then(second)
    assert both is not None
    assert both.apply(LINES) == second.apply(first.apply(LINES))
    assert second.then(first) is None


def test_a_splice_of_more_lines_takes_the_one_before_in() -> None:
    first = edits.set_word_text(LINES, 1, 0, "canto")
    between = first.apply(LINES)
    wider = Splice(
        0, between[:2], tuple(line_edits.set_kind(between, at, Kind.JALEO).new[0] for at in (0, 1))
    )
    both = first.then(wider)
    assert both is not None and both.old == LINES[:2]
    assert both.apply(LINES) == wider.apply(between)
    beside = edits.set_word_text(between, 0, 0, "el")
    assert first.then(beside) is None and Splice(1, LINES[1:2], ()).then(Splice(0, (), LINES[:1])) is None


@given(lyrics(), st.lists(operations, max_size=8), st.sampled_from((None, 0.0, 1.00005)))
def test_any_edits_keep_the_rules_and_are_undone(
    start: Lyrics, planned: list[Operation], rest: float | None
) -> None:
    lines = start.lines
    duration = None if rest is None else (lines[-1].end if lines else 0.0) + rest
    done: list[Splice] = []
    for operation in planned:
        with suppress(InvalidEditError):
            splice = operation.splice(lines, duration)
            lines = splice.apply(lines)
            done.append(splice)
        assert fault(lines, duration) is None
        assert all(word_fault(word.text) is None for item in lines for word in item.words)
        # What is stored is what is in memory, to the last bit.
        assert plain.lines_from_plain(plain.line_to_plain(item) for item in lines) == lines
    end = lines
    for splice in reversed(done):
        lines = splice.inverse().apply(lines)
    assert lines == start.lines
    for splice in done:
        lines = splice.apply(lines)
    assert lines == end


@given(lyrics(least_ms=20), st.data())
def test_a_retimed_word_keeps_the_least_duration(start: Lyrics, data: st.DataObject) -> None:
    if not start.lines:
        return
    line_at = data.draw(st.integers(0, len(start.lines) - 1))
    word_at = data.draw(st.integers(0, len(start.lines[line_at].words) - 1))
    times = data.draw(st.tuples(st.floats(-9, 60), st.floats(-9, 60)))
    splice = time_edits.retime_word(start.lines, line_at, word_at, *times, start.lines[-1].end)
    word = line(splice).words[word_at]
    assert word.end - word.start >= MINIMUM_DURATION - 1e-9


def test_an_edit_in_ten_thousand_words_is_quick() -> None:
    lines = tuple(
        Line(tuple(Word(f"palabra{k}", n * 4 + k * 0.5, n * 4 + k * 0.5 + 0.4) for k in range(7)))
        for n in range(1430)
    )
    best = float("inf")
    for attempt in range(20):
        begun = time.perf_counter()
        edits.set_word_text(lines, 700, 3, f"otra{attempt}").apply(lines)
        best = min(best, time.perf_counter() - begun)
    assert best < 0.001
