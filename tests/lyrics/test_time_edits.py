from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import time_edits
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.splice import Splice, Stretch
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.operations import TAPS
from tests.lyrics.strategies import lyrics

LINES = (
    Line((Word("la", 1.0, 1.2, 0.9), Word("luna", 1.2, 2.0, 0.8), Word("clara", 2.5, 3.5, 0.7))),
    Line((Word("canta", 4.0, 5.0), Word("bajito", 5.0, 6.5)), LineState.CHECKED),
)


def times(splice: Splice) -> list[tuple[float, float]]:
    return [(word.start, word.end) for line in splice.apply(LINES) for word in line.words]


def reason(error: pytest.ExceptionInfo[InvalidEditError]) -> object:
    return error.value.parameters["reason"]


def test_the_shared_edge_moves_both_words_and_only_them() -> None:
    assert times(time_edits.move_edge(LINES, 0, 0, 1.5))[:2] == [(1.0, 1.5), (1.5, 2.0)]
    assert times(time_edits.move_edge(LINES, 0, 0, 9.0))[:2] == [(1.0, 1.98), (1.98, 2.0)]
    assert times(time_edits.move_edge(LINES, 0, 0, 0.0))[:2] == [(1.0, 1.02), (1.02, 2.0)]
    # A gap keeps its length; the next word may be the next line's.
    assert times(time_edits.move_edge(LINES, 0, 1, 2.2))[1:3] == [(1.2, 2.2), (2.7, 3.5)]
    across = time_edits.move_edge(LINES, 0, 2, 3.6)
    assert times(across)[2:4] == [(2.5, 3.6), (4.1, 5.0)] and len(across.old) == 2
    assert time_edits.move_edge(LINES, 0, 0, 1.2).changes_nothing
    with pytest.raises(InvalidEditError) as error:
        time_edits.move_edge(LINES, 1, 1, 6.0)
    assert reason(error) == "no_next"


def test_what_is_set_where_it_was_heard_takes_the_neighbours_edge_along() -> None:
    assert times(time_edits.set_onset(LINES, 0, 1, 1.1, 9.0))[:2] == [(1.0, 1.1), (1.1, 2.0)]
    assert times(time_edits.set_onset(LINES, 0, 2, 2.2, 9.0))[1:3] == [(1.2, 2.0), (2.2, 3.5)]
    assert times(time_edits.set_offset(LINES, 0, 2, 4.4, 9.0))[2:4] == [(2.5, 4.4), (4.4, 5.0)]
    assert times(time_edits.set_offset(LINES, 1, 1, 9.0, 9.0))[4] == (5.0, 9.0)
    word = time_edits.set_onset(LINES, 0, 2, 2.2, 9.0).new[0].words[2]
    assert word.confidence is None and not word.estimated


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda: time_edits.set_onset(LINES, 0, 1, 2.5, 9.0), "after_offset"),
        (lambda: time_edits.set_offset(LINES, 0, 1, 1.0, 9.0), "before_onset"),
        (lambda: time_edits.set_onset(LINES, 0, 1, 1.0, 9.0), "no_room"),
        (lambda: time_edits.set_offset(LINES, 0, 0, 1.99, 9.0), "no_room"),
        (lambda: time_edits.set_offset(LINES, 1, 1, 9.5, 9.0), "outside"),
        (lambda: time_edits.set_onset(LINES, 0, 0, -1.0, 9.0), "outside"),
        (lambda: time_edits.set_onset(LINES, 0, 0, float("nan"), 9.0), "not_a_time"),
        (lambda: time_edits.shift(LINES, Stretch((0, 1), (0, 0)), 1.0, 9.0), "no_such_word"),
        (lambda: time_edits.shift(LINES, Stretch((0, 0), (2, 0)), 1.0, 9.0), "no_such_line"),
        (lambda: time_edits.stretch_words(LINES, Stretch((0, 0), (1, 1)), 1.0, 1.05, 9.0), "no_room"),
        (lambda: time_edits.tap(LINES, 1, 1, [(5.0, 6.0), (6.0, 7.0)], 9.0), "no_next"),
        (lambda: time_edits.tap(LINES, 1, 1, [(9.5, 9.9)], 9.0), "outside"),
    ],
)  # fmt: skip
def test_what_is_refused(edit: object, expected: str) -> None:
    assert callable(edit)
    with pytest.raises(InvalidEditError) as error:
        edit()
    assert reason(error) == expected


def test_a_block_is_shifted_as_far_as_there_is_room() -> None:
    line = Stretch.of_lines(LINES, 1)
    assert times(time_edits.shift(LINES, line, 1.0, 9.0))[3:] == [(5.0, 6.0), (6.0, 7.5)]
    assert times(time_edits.shift(LINES, line, -9.0, 9.0))[3:] == [(3.5, 4.5), (4.5, 6.0)]
    assert times(time_edits.shift(LINES, line, 9.0, 9.0))[3:] == [(6.5, 7.5), (7.5, 9.0)]
    rest = time_edits.shift(LINES, Stretch.from_here(LINES, 0, 2), 0.25, 9.0)
    assert times(rest) == [(1.0, 1.2), (1.2, 2.0), (2.75, 3.75), (4.25, 5.25), (5.25, 6.75)]
    # A checked line that moves as a whole reads as it was checked.
    assert [item.state for item in rest.new] == [LineState.CORRECTED, LineState.CHECKED]
    assert time_edits.shift(LINES, line, 0.0, 9.0).changes_nothing


def test_a_line_is_stretched_with_its_rhythm() -> None:
    line = Stretch.of_lines(LINES, 0)
    assert times(time_edits.stretch_words(LINES, line, 1.0, 3.75, 9.0))[:3] == [
        (1.0, 1.22),
        (1.22, 2.1),
        (2.65, 3.75),
    ]
    assert times(time_edits.stretch_words(LINES, line, 0.0, 99.0, 9.0))[2][1] == 4.0
    assert time_edits.stretch_words(LINES, line, 1.0, 3.5, 9.0).changes_nothing


def test_tapped_times_stay_and_others_make_way() -> None:
    splice = time_edits.tap(LINES, 0, 0, [(1.1, 1.3), (1.6, 2.2), (2.2, 3.0)], 9.0)
    assert times(splice)[:3] == [(1.1, 1.3), (1.6, 2.2), (2.2, 3.0)]
    assert not any(word.estimated for word in splice.new[0].words)
    # Over the end of the line, late: the last word leaves the taps free.
    late = time_edits.tap(LINES, 0, 2, [(3.0, 4.0), (5.2, 6.0)], 9.0)
    assert times(late)[2:] == [(3.0, 4.0), (5.2, 6.0), (6.0, 6.5)]
    crowd = time_edits.tap(LINES, 0, 0, [(1.0, 3.9)], 9.0).apply(LINES)
    assert fault(crowd, 9.0) is None
    assert [word.estimated for word in crowd[0].words] == [False, True, True]
    early = time_edits.tap(LINES, 1, 0, [(1.1, 1.3)], 9.0).apply(LINES)
    assert (early[1].words[0].start, early[1].words[0].end) == (1.1, 1.3)
    assert fault(early, 9.0) is None
    assert time_edits.tap(LINES, 0, 0, [], 9.0).changes_nothing


@given(lyrics(), TAPS, st.data())
def test_whatever_is_tapped_is_kept_or_refused(
    start: Lyrics, taps: list[tuple[float, float]], data: st.DataObject
) -> None:
    if not start.lines or not taps:
        return
    line = data.draw(st.integers(0, len(start.lines) - 1))
    word = data.draw(st.integers(0, len(start.lines[line].words) - 1))
    try:
        after = time_edits.tap(start.lines, line, word, taps, 60.0).apply(start.lines)
    except InvalidEditError:
        return
    assert fault(after, 60.0) is None
    assert [item.text for item in after] == [item.text for item in start.lines]
    words = [item for own in after for item in own.words]
    first = sum(len(own.words) for own in start.lines[:line]) + word
    assert words[first].start == round(taps[0][0], 4)


@given(start=lyrics(), taps=TAPS, data=st.data())
def test_a_round_of_taps_done_bit_by_bit_is_the_same_and_one_step(
    start: Lyrics, taps: list[tuple[float, float]], data: st.DataObject
) -> None:
    if not start.lines or not taps:
        return
    lines = before = start.lines
    line = data.draw(st.integers(0, len(lines) - 1))
    word = data.draw(st.integers(0, len(lines[line].words) - 1))
    both: Splice | None = None
    for count in sorted(data.draw(st.sets(st.integers(0, len(taps)), max_size=4)) | {len(taps)}):
        try:
            splice = time_edits.tap_on(lines, before, line, word, taps[:count], 60.0)
        except InvalidEditError:
            return
        lines = splice.apply(lines)
        assert lines == time_edits.tap(before, line, word, taps[:count], 60.0).apply(before)
        if splice.changes_nothing:
            continue
        both = splice if both is None else both.then(splice)
        assert both is not None and both.apply(before) == lines
