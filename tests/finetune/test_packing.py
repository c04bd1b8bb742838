from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finetune.packing import LONGEST, Window, empty_windows, pack, shorter
from flamenco_desktop.lyrics.model import Kind, Line, LineState
from tests.finetune.made import VERSES, line, song

# Songs are large to draw, and the machine may be busy.
RULE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def songs(draw: st.DrawFn) -> tuple[tuple[Line, ...], float]:
    at = draw(st.floats(0.0, 5.0))
    lines = []
    for _ in range(draw(st.integers(1, 25))):
        seconds = draw(st.floats(0.8, 33.0))
        text = " ".join(draw(st.lists(st.sampled_from(["ay", "río", "pena"]), min_size=1, max_size=6)))
        state = draw(st.sampled_from([LineState.CHECKED, LineState.CHECKED, LineState.CORRECTED]))
        kind = draw(
            st.sampled_from([Kind.SUNG, Kind.SUNG, Kind.SUNG, Kind.JALEO, Kind.NOT_SUNG, Kind.QUEJIO])
        )
        lines.append(line(text, at, seconds, state=state, kind=kind))
        at = lines[-1].end + draw(st.floats(0.0, 12.0))
    return tuple(lines), at + 1.0


@RULE
@given(songs())
def test_windows_hold_whole_checked_lines_and_nothing_else_that_is_sung(
    given: tuple[tuple[Line, ...], float],
) -> None:
    lines, duration = given
    windows = pack(lines, duration)
    packed = [part.line for window in windows for part in window.parts]
    assert packed == sorted(set(packed))
    wanted = [
        index
        for index, one in enumerate(lines)
        if one.state is LineState.CHECKED
        and one.kind in (Kind.SUNG, Kind.QUEJIO)
        and one.end - one.start <= LONGEST
    ]
    assert packed == wanted
    for window in windows:
        assert 0.0 <= window.start < window.end <= duration and window.seconds <= LONGEST + 1e-6
        inside = {part.line for part in window.parts}
        for index, one in enumerate(lines):
            if one.kind in (Kind.JALEO, Kind.NOT_SUNG):
                continue
            if index in inside:
                assert window.start <= one.start and one.end <= window.end
            else:
                assert one.end <= window.start + 1e-9 or one.start >= window.end - 1e-9
    for one, other in pairwise(windows):
        assert one.end <= other.start + 1e-9


@RULE
@given(songs(), st.floats(4.0, 20.0))
def test_shorter_windows_lose_no_word_and_cut_none(
    given: tuple[tuple[Line, ...], float], longest: float
) -> None:
    lines, duration = given
    for window in pack(lines, duration):
        pieces = shorter(window, longest)
        assert " ".join(piece.text for piece in pieces) == window.text
        for piece in pieces:
            words = [word for part in piece.parts for word in part.words]
            assert piece.start <= words[0].start and words[-1].end <= piece.end + 1e-9
            longest_word = max(word.end - word.start for word in words)
            assert piece.seconds <= max(longest, longest_word + 1.2) + 1e-6


def test_neighbours_fill_twenty_to_twenty_eight_seconds() -> None:
    windows = pack(song(VERSES, gap=1.0), 60.0)
    assert [len(window.parts) for window in windows[:-1]] == [6] or all(
        20.0 <= window.seconds <= 29.2 for window in windows[:-1]
    )
    assert 20.0 <= windows[0].seconds <= 29.2


def test_the_widest_gap_parts_two_windows() -> None:
    lines = (*song(VERSES[:6], gap=0.5), *song(VERSES[6:], gap=0.5, first=2.0 + 6 * 3.5 + 1.5))
    windows = pack(lines, 80.0)
    assert len(windows[0].parts) == 6


def test_jaleos_are_left_out_of_the_label() -> None:
    lines = (line("la luna baja", 1.0), line("ole", 4.5, 0.5, kind=Kind.JALEO), line("al río", 5.5))
    (window,) = pack(lines, 12.0)
    assert window.text == "la luna baja al río"


def test_edges_are_where_it_is_quietest() -> None:
    lines = (line("la luna", 5.0, 2.0),)

    def level(start: float, end: float) -> np.ndarray:
        times = np.arange(start, end, 0.01)
        return np.abs(times - (4.7 if start < 5 else 7.3)).astype(np.float32)

    (window,) = pack(lines, 12.0, level)
    assert window.start == pytest.approx(4.7, abs=0.02) and window.end == pytest.approx(7.3, abs=0.02)


def test_what_is_not_sung_becomes_empty_windows() -> None:
    lines = (line("la luna", 1.0), line("x", 5.0, 65.0, kind=Kind.NOT_SUNG), line("al río", 75.0))
    windows = empty_windows(lines, 80.0)
    assert [window.text for window in windows] == [""] * len(windows) and len(windows) == 3
    assert windows[0].start >= 5.0 and windows[-1].end <= 70.0
    assert all(window.seconds <= LONGEST for window in windows)


def test_an_empty_window_is_cut_at_its_length() -> None:
    (piece,) = shorter(Window(0.0, 20.0, (), 0), 8.0)
    assert piece.seconds == 8.0
