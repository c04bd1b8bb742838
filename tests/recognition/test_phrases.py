"""Phrases from an aligner's letters, and the windows around them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
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


def test_an_onset_between_two_frames_is_a_letter() -> None:
    halves = np.exp(emissions(5, [1.0, 1.2, 2.0], [2.6]))
    for time in (1.0, 1.2, 2.0):
        first = round(time / FRAME)
        halves[first : first + 2] = [0.5, 0.02, 0.48]
    spans = phrases.find(np.log(halves), FRAME, BLANK, BOUNDARY, LONGEST)
    assert [(round(span.start, 2), round(span.end, 2)) for span in spans] == [(1.02, 2.6)]


def test_too_long_a_phrase_is_cut_between_words_never_in_a_melisma() -> None:
    # Words of two letters, the longest rest before 6.8; in one of them a vowel is held for 2.4 s.
    letters = [1.0, 1.4, 2.0, 4.4, 5.2, 5.9, 6.8, 7.4, 8.0, 10.0, 10.4, 12.0]
    assert [start for start, _ in find(14, letters, [1.8, 5.04, 6.54, 7.9, 12.5])] == [1.0, 6.8]


def test_what_no_word_divides_stays_whole() -> None:
    assert find(14, [1.0, 1.2, *np.arange(4.0, 13.0, 1.0)], [13.0]) == [(1.0, 13.0)]


def test_large_windows_are_few_and_cut_at_the_longest_pause() -> None:
    spans = [Span(0, 9), Span(9.5, 19), Span(20.5, 27), Span(27.6, 36), Span(36.5, 45)]
    assert len(phrases.pack(spans, 30.0, 45.0)) == 2
    assert [round(window.start, 2) for window in phrases.pack(spans, 30.0, 45.0)] == [0.0, 20.15]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(0.06, 3.8), min_size=2, max_size=5), min_size=2, max_size=12),
    st.sampled_from([4.0, 8.0, 30.0]),
)
def test_no_window_is_cut_through_a_word(words: list[list[float]], longest: float) -> None:
    # Each word is given by the seconds from letter to letter; the last of them is how long its end is held.
    letters, ends, spans, at = [], [], [], 0.5
    for steps in words:
        begin = at
        for step in steps[:-1]:
            letters.append(at)
            at += step
        letters.append(at)
        at += steps[-1]
        ends.append(at)
        spans.append((begin, at))
        at += 0.1
    found = phrases.find(emissions(at + 1, letters, ends), FRAME, BLANK, BOUNDARY, longest)
    windows = phrases.pack(found, longest, at + 1)
    for begin, end in spans:
        for window in windows:
            for edge in (window.start, window.end):
                assert not begin + 0.05 < edge < end - 0.05


def test_windows_are_cut_at_long_pauses_and_not_where_a_verse_takes_a_breath() -> None:
    # A verse with a breath in it, a pause, and two more verses that fit into one window.
    spans = [Span(0.0, 3.0), Span(3.4, 6.5), Span(7.7, 9.0), Span(9.6, 11.0), Span(11.5, 14.0)]
    assert [round(window.start, 2) for window in phrases.pack(spans, LONGEST, 15.0)] == [0.0, 7.35]


def test_the_longest_of_two_pauses_is_cut_unless_it_leaves_a_fragment_alone() -> None:
    spans = [Span(0.0, 4.0), Span(4.4, 8.4), Span(9.1, 13.0)]
    assert [round(window.start, 2) for window in phrases.pack(spans, 9.0, 14.0)] == [0.0, 8.75]
    spans = [Span(0.0, 4.0), Span(4.4, 8.4), Span(9.1, 9.4)]
    assert [round(window.start, 2) for window in phrases.pack(spans, 9.0, 10.0)] == [0.0, 4.2]


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
    limit = max(longest, *(length for _, length in parts)) + 0.7
    assert all(window.end - window.start <= limit + 1e-9 for window in windows)
    covered = [(window.start, window.end) for window in windows]
    for span in spans:
        inside = sum(max(0.0, min(span.end, end) - max(span.start, start)) for start, end in covered)
        assert inside >= (span.end - span.start) - 1e-6
