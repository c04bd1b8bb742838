"""A vowel after a silence begins with its voice."""

from __future__ import annotations

import pytest

from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.recognition import beginnings, singing
from tests.recognition.sounds import song

_ACTIVITY = singing.listen(song([(1.0, False), (2.0, True), (1.0, False), (2.0, True)]))


def _word(text: str, start: float, end: float) -> Word:
    middle = (start + end) / 2
    return Word(text, start, end, letters=(Letter(text[0], start, middle), Letter(text[-1], middle, end)))


@pytest.mark.parametrize("onset", [0.9, 1.12, 1.25])
@pytest.mark.parametrize("text", ["ay", "Ésa", "hola"])
def test_late_and_early_vowels_are_moved(onset: float, text: str) -> None:
    (word,) = beginnings.snap([_word(text, onset, 2.0)], _ACTIVITY)
    assert word.start == pytest.approx(1.0, abs=0.03)
    assert word.letters[0].start == word.start
    assert word.end == 2.0


@pytest.mark.parametrize(
    ("text", "onset"), [("ay", 1.03), ("ay", 1.9), ("que", 1.2), ("que", 0.9), ("huy", 0.2)]
)
def test_what_is_right_or_cannot_be_known_stays(text: str, onset: float) -> None:
    word = _word(text, onset, 2.8)
    assert beginnings.snap([word], _ACTIVITY) == (word,)


def test_no_word_moves_into_the_one_before() -> None:
    words = [_word("ay", 4.0, 4.3), _word("ay", 4.4, 6.0)]
    assert beginnings.snap(words, _ACTIVITY) == tuple(words)
    guessed = Word("ay", 1.2, 1.4, estimated=True)
    assert beginnings.snap([guessed], _ACTIVITY) == (guessed,)
