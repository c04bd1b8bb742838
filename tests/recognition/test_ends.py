"""A word lasts as long as its voice, and no longer."""

from __future__ import annotations

import pytest

from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.recognition import ends, singing
from flamenco_desktop.recognition.ends import End
from tests.recognition.sounds import song


@pytest.mark.parametrize("floor", [1e-4, 3e-3, 2e-2])
def test_a_melisma_fills_its_whole_length(floor: float) -> None:
    activity = singing.listen(song([(1.0, False), (5.0, True), (3.0, False)], floor))
    word = Word("ay", 1.0, 1.4, letters=(Letter("a", 1.0, 1.2), Letter("y", 1.2, 1.4)))
    (ended,) = ends.refine([word], activity, 9.0)
    assert ended.end == pytest.approx(6.0, abs=0.08)
    assert ended.start == 1.0
    assert ended.letters[-1].end == ended.end


def test_a_word_ends_where_the_next_begins() -> None:
    activity = singing.listen(song([(0.5, False), (4.0, True), (1.0, False)]))
    words = ends.refine([Word("qué", 0.5, 0.7), Word("pena", 2.5, 2.8)], activity, 5.5)
    assert words[0].end == pytest.approx(2.5)
    assert words[1].end == pytest.approx(4.5, abs=0.08)


def test_a_word_ends_before_a_pause() -> None:
    activity = singing.listen(song([(2.0, True), (1.5, False), (2.0, True)]))
    words = ends.refine([Word("uno", 0.0, 0.5), Word("dos", 3.5, 4.0)], activity, 5.5)
    assert words[0].end == pytest.approx(2.0, abs=0.08)


@pytest.mark.parametrize(
    ("silence", "heard", "joined"),
    [(0.05, End.UNKNOWN, True), (0.6, End.UNKNOWN, False), (0.6, End.JOINED, True), (1.5, End.JOINED, False)],
)
def test_a_soft_voice_before_the_next_word(silence: float, heard: End, joined: bool) -> None:
    """Until the next word where the aligner hears them joined, but never across a falseta."""
    activity = singing.listen(song([(2.0, True), (silence, False), (2.0, True)]))
    words = [Word("uno", 0.0, 0.5), Word("dos", 2.0 + silence, 3.0 + silence)]
    one, _ = ends.refine(words, activity, 5.5, (heard, End.UNKNOWN))
    assert one.end == pytest.approx(2.0 + silence if joined else 2.0, abs=0.06)


def test_an_end_that_was_heard_stays() -> None:
    activity = singing.listen(song([(4.0, True)]))
    words = (Word("uno", 0.0, 0.5), Word("dos", 2.0, 2.5))
    assert ends.refine(words, activity, 4.0, (End.HEARD, End.HEARD)) == words


def test_offsets_never_move_back_and_estimates_stay() -> None:
    activity = singing.listen(song([(1.0, True), (3.0, False)]))
    late = Word("uno", 0.0, 2.0)
    guessed = Word("dos", 2.0, 2.1, estimated=True)
    assert ends.refine([late, guessed], activity, 4.0) == (late, guessed)
    assert ends.refine([], activity, 4.0) == ()
