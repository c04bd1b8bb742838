"""Phrases from an aligner's letters, and the windows around them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from flamenco_desktop.recognition import phrases
from flamenco_desktop.recognition.singing import Span

FRAME = 0.02
BLANK, BOUNDARY, LETTER = 0, 1, 2
LONGEST = 8.0


def emissions(length: float, letters: list[float], ends: list[float]) -> NDArray[np.float32]:
    """Log probabilities of an aligner that hears letters and word ends at these seconds."""
    chances = np.full((round(length / FRAME), 3), 0.01)
    chances[:, BLANK] = 0.98
    for token, times in ((LETTER, letters), (BOUNDARY, ends)):
        for time in times:
            chances[round(time / FRAME)] = 0.01
            chances[round(time / FRAME), token] = 0.98
    return np.log(chances).astype(np.float32)


def find(length: float, letters: list[float], ends: list[float]) -> list[tuple[float, float]]:
    found = phrases.find(emissions(length, letters, ends), FRAME, BLANK, BOUNDARY, LONGEST)
    return [(round(span.start, 2), round(span.end, 2)) for span in found]


def test_a_pause_divides_and_a_held_vowel_does_not() -> None:
    # A melisma of 2.5 s in the first phrase, a breath of half a second after it.
    assert find(10, [1.0, 1.2, 3.7, 5.0, 5.4], [4.5, 6.0]) == [(1.0, 4.5), (5.0, 6.0)]


def test_the_closure_before_a_plosive_is_no_pause() -> None:
    assert find(5, [1.0, 1.2, 2.0, 2.2], [1.9, 3.0]) == [(1.0, 3.0)]


def test_a_voice_without_a_heard_end_goes_on_for_a_while_only() -> None:
    assert find(20, [1.0, 1.2, 15.0, 15.2], [16.0]) == [(1.0, 5.2), (15.0, 16.0)]


def test_the_last_phrase_ends_with_the_recording() -> None:
    assert find(4, [1.0, 1.2], []) == [(1.0, 4.0)]


def test_a_palma_is_no_phrase_and_silence_has_none() -> None:
    assert find(8, [1.0, 5.0, 5.2], [1.1, 6.0]) == [(5.0, 6.0)]
    assert find(8, [], []) == []
    assert phrases.find(emissions(3, [1.0, 1.2], [1.5]), FRAME, BLANK, None, LONGEST) == ()


def test_too_long_a_phrase_is_cut_where_a_pause_is_likeliest() -> None:
    letters = [*np.arange(1.0, 6.0, 0.25), *np.arange(6.8, 12.0, 0.25)]
    assert [start for start, _ in find(14, letters, [12.5])] == [1.0, 6.8]


def test_windows_are_cut_at_the_longest_pauses_and_leave_no_fragment_alone() -> None:
    # A verse, then one with a breath in it that is longer than the pause before it.
    spans = [Span(0.0, 6.0), Span(6.4, 7.5), Span(8.0, 9.3), Span(10.0, 14.0)]
    windows = phrases.pack(spans, LONGEST, 15.0)
    assert [round(window.start, 2) for window in windows] == [0.0, 6.2, 9.65]


@given(
    st.lists(st.tuples(st.floats(0.05, 3.0), st.floats(0.05, 15.0)), min_size=1, max_size=30),
    st.floats(2.0, 30.0),
)
def test_windows_keep_every_phrase_in_order(parts: list[tuple[float, float]], longest: float) -> None:
    spans, at = [], 0.0
    for pause, length in parts:
        spans.append(Span(at + pause, at + pause + length))
        at += pause + length
    windows = phrases.pack(spans, longest, at)
    assert all(window.start < window.end for window in windows)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(windows))
    assert windows[0].start >= 0.0 and windows[-1].end <= at + 1e-9
    assert all(window.end - window.start <= longest + 0.7 + 1e-9 for window in windows)
    covered = [(window.start, window.end) for window in windows]
    for span in spans:
        inside = sum(max(0.0, min(span.end, end) - max(span.start, start)) for start, end in covered)
        assert inside >= (span.end - span.start) - 1e-6
