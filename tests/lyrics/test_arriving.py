from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import arriving, line_edits
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.splice import Stretch
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.strategies import lyrics

LINES = (
    Line((Word("la", 1.0, 1.2), Word("luna", 1.2, 2.0, kind=Kind.QUEJIO), Word("clara", 2.5, 3.5))),
    Line((Word("canta", 4.0, 5.0), Word("bajito", 5.0, 6.5)), LineState.CHECKED),
    Line((Word("ay", 8.0, 9.0),)),
)


def new(*words: tuple[str, float, float]) -> Line:
    return Line(tuple(Word(*word, 0.5) for word in words))


def test_the_window_never_reaches_into_the_neighbours() -> None:
    assert arriving.window(LINES, Stretch((0, 1), (0, 1)), 20.0) == (1.2, 2.5)
    assert arriving.window(LINES, Stretch.of_lines(LINES, 2), 20.0) == (6.5, 11.0)
    assert arriving.window(LINES, Stretch.of_lines(LINES, 2), 9.5) == (6.5, 9.5)


def test_a_stretch_is_retimed_between_its_neighbours_wherever_it_is_by_now() -> None:
    stretch = Stretch.of_lines(LINES, 1)
    asked = stretch.texts(LINES)
    aligned = [new(("canta", 3.0, 4.5), ("bajito", 4.6, 9.0))]
    splice = arriving.retime_stretch(LINES, stretch, asked, aligned, 20.0)
    (line,) = splice.new
    assert [(word.start, word.end) for word in line.words] == [(3.5, 4.5), (4.6, 8.0)]
    assert line.state is LineState.CHECKED
    later = line_edits.split_line(LINES, 0, 1).apply(LINES)
    assert arriving.retime_stretch(later, stretch, asked, aligned, 20.0).index == 2
    gone = line_edits.delete_line(LINES, 1).apply(LINES)
    with pytest.raises(InvalidEditError) as error:
        arriving.retime_stretch(gone, stretch, asked, aligned, 20.0)
    assert error.value.parameters["reason"] == "stale"


def test_a_word_alone_is_retimed_and_keeps_what_it_is() -> None:
    stretch = Stretch((0, 1), (0, 1))
    splice = arriving.retime_stretch(LINES, stretch, ["luna"], [new(("luna", 1.3, 2.4))], 20.0)
    assert splice.new[0].words[1] == Word("luna", 1.3, 2.4, 0.5, kind=Kind.QUEJIO)
    assert splice.new[0].words[0] == LINES[0].words[0]
    with pytest.raises(InvalidEditError) as error:
        arriving.retime_stretch(LINES, stretch, ["luna"], [Line(())], 20.0)
    assert error.value.parameters["reason"] == "nothing_found"


def test_known_words_take_the_place_of_lines() -> None:
    known = [new(("la", 0.5, 1.0), ("luna", 1.0, 2.0)), new(("canta", 4.0, 5.0), ("bajito", 5.0, 9.0))]
    splice = arriving.replace_lines(LINES, 0, 2, known, 20.0)
    first, second = splice.new
    assert first.state is LineState.CORRECTED and second.state is LineState.CHECKED
    assert second.end == 8.0
    with pytest.raises(InvalidEditError):
        arriving.replace_lines(LINES, 0, 2, [], 20.0)


def test_a_stretch_recognised_again() -> None:
    within = arriving.replace_stretch(LINES, 1.15, 2.4, [new(("lunita", 1.1, 2.3))], 20.0)
    assert [line.text for line in within.apply(LINES)] == ["la lunita clara", "canta bajito", "ay"]
    across = arriving.replace_stretch(LINES, 2.4, 5.0, [new(("una", 2.5, 3.0)), new(("dos", 3.5, 4.5))], 20.0)
    assert [line.text for line in across.apply(LINES)] == ["la luna", "una", "dos", "bajito", "ay"]
    between = arriving.replace_stretch(LINES, 6.6, 7.9, [new(("ole", 7.0, 7.5))], 20.0)
    assert [line.text for line in between.apply(LINES)] == ["la luna clara", "canta bajito", "ole", "ay"]
    with pytest.raises(InvalidEditError):
        arriving.replace_stretch(LINES, 1.0, 2.0, [], 20.0)


@given(lyrics(), lyrics(), st.floats(0, 40), st.floats(0, 20), st.data())
def test_whatever_arrives_keeps_the_rules_or_is_refused(
    start: Lyrics, heard: Lyrics, begin: float, length: float, data: st.DataObject
) -> None:
    lines = start.lines
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    for make in (
        lambda: arriving.replace_stretch(lines, begin, begin + length, heard.lines, 400.0),
        lambda: arriving.replace_lines(lines, first, last, heard.lines, 400.0),
    ):
        try:
            splice = make()
        except InvalidEditError:
            continue
        after = splice.apply(lines)
        assert fault(after, 400.0) is None
        assert splice.inverse().apply(after) == lines
