"""An afternoon with the editor, by hand: words, an edge, taps, a line aligned again, three lines checked.

All of it is undone, redone, and still there after a power cut.
"""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from flamenco_desktop.lyrics.model import Line, LineState
from tests.end_to_end.harness import OPEN_TITLE, Desktop, Home, Program
from tests.sound_server import RATE

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(1200)]

WAVE = "Sound and word times"
PIXELS_A_SECOND = 90.0
FROM_BELOW = 18  # pixels from the lower edge of the wave to the middle of its words
ALIGNED = 600
AUDIBLE = 0.001
COUNTED_IN = 1.0  # seconds of sound, of the two that are heard before the first word


def lines(program: Program) -> tuple[Line, ...]:
    """As they are kept."""
    kept = program.home.kept.lyrics()
    assert kept is not None
    return kept.lines


def spans(line: Line) -> list[tuple[float, float]]:
    return [(word.start, word.end) for word in line.words]


def correct_two_words(program: Program) -> None:
    program.go_to_first_word()
    program.keys("F2", "ctrl+a")
    program.says("Text of the word")
    program.type("Candela")
    program.keys("Tab", "ctrl+a")
    program.type("viva")
    program.shoot("typing")
    program.keys("Return")
    program.until("both corrections", lambda: program.home.kept.texts()[:2] == ["Candela", "viva"])


def drag_an_edge(program: Program) -> None:
    """The offset of the first line's last word, half a second earlier."""
    before = lines(program)[0]
    left, top, _, height = program.until("the wave", lambda: program.bus.extents(WAVE))
    y = top + height - FROM_BELOW
    x = left + round(before.end * PIXELS_A_SECOND) - 3
    program.screen.drag(program.window, (x, y), (x - 36, y))
    wanted = before.end - 36 / PIXELS_A_SECOND
    program.until("the moved edge", lambda: abs(lines(program)[0].end - wanted) < 0.06)
    moved = lines(program)[0]
    assert spans(moved)[:-1] == spans(before)[:-1]
    program.shoot("dragged")


def tap_a_line(desk: Desktop, program: Program) -> None:
    """The second line, as fast as it goes: what counts is that each word has its tap."""
    before = lines(program)[1]
    program.keys("ctrl+2", "Home", "Down", "ctrl+shift+l")
    with desk.sound.capture() as captured:
        program.keys("F4")
        program.until(
            "the count-in in the loudspeaker",
            lambda: np.count_nonzero(np.abs(captured.samples).max(axis=1) > AUDIBLE) > COUNTED_IN * RATE,
        )
    for number, _ in enumerate(before.words):
        program.screen.hold("space")
        if number == 1:
            program.shoot("tapping")
        program.screen.let_go("space")
    program.until("the taps", lambda: spans(lines(program)[1]) != spans(before))
    after = lines(program)[1]
    assert all(one != other for one, other in zip(spans(before), spans(after), strict=True))
    assert not any(word.estimated for word in after.words)
    program.shoot("tapped")


def align_a_line(program: Program) -> None:
    before = lines(program)
    program.keys("ctrl+2", "Home", "Down", "Down", "ctrl+r")
    program.shoot("aligning")
    program.until("the aligned line", lambda: spans(lines(program)[2]) != spans(before[2]), ALIGNED)
    after = lines(program)
    assert [line.text for line in after] == [line.text for line in before]
    assert (after[:2], after[3:]) == (before[:2], before[3:])
    # Most of it was right before, so most of it is nearly the same again.
    moved = [abs(one[0] - other[0]) for one, other in zip(spans(before[2]), spans(after[2]), strict=True)]
    assert statistics.median(moved) < 0.25, (before[2].text, moved)
    program.shoot("aligned")


def check_three_lines(program: Program) -> None:
    program.keys("ctrl+2", "Home")
    for count in range(1, 4):
        program.keys("ctrl+Return")
        program.until(
            "a checked line",
            lambda count=count: sum(line.state is LineState.CHECKED for line in lines(program)) == count,
        )
    program.shoot("checked")


def undo_all(program: Program, beginning: tuple[Line, ...]) -> int:
    """How many steps that takes."""
    for steps in range(1, 40):
        before = lines(program)
        program.keys("ctrl+z")
        program.until("an undone step", lambda before=before: lines(program) != before)
        if lines(program) == beginning:
            return steps
    raise AssertionError("the beginning was never reached")


def redo(program: Program, steps: int) -> None:
    for _ in range(steps):
        before = lines(program)
        program.keys("ctrl+shift+z")
        program.until("a redone step", lambda before=before: lines(program) != before)


def test_what_was_corrected_can_be_undone_redone_and_outlives_a_power_cut(
    desk: Desktop, home_with_lyrics: Home
) -> None:
    home = home_with_lyrics
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        beginning = lines(program)
        correct_two_words(program)
        drag_an_edge(program)
        tap_a_line(desk, program)
        align_a_line(program)
        check_three_lines(program)
        end = lines(program)
        steps = undo_all(program, beginning)
        # Two words, an edge, the taps, the alignment, three checks.
        assert steps == 8
        program.shoot("undone")
        redo(program, steps)
        assert lines(program) == end
        program.shoot("redone")
        program.kill()
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        assert lines(program) == end
        program.go_to_first_word()
        program.shoot("started-again")
        assert undo_all(program, beginning) == steps
        redo(program, steps)
        assert lines(program) == end
        assert program.close() == 0
        assert "Traceback" not in program.errors() + home.logs()
