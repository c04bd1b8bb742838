"""Words keep their order and never vanish."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.recognition.placing import in_order, place_all

_times = st.floats(-5.0, 40.0)


@st.composite
def _heard(draw: st.DrawFn) -> tuple[list[str], dict[int, Word]]:
    texts = draw(st.lists(st.sampled_from(["ay", "qué", "pena", "—", "2"]), min_size=1, max_size=9))
    timed = {}
    for index, text in enumerate(texts):
        if draw(st.booleans()):
            start, end = sorted((draw(_times), draw(_times)))
            timed[index] = Word(text, start, end, 0.5, letters=(Letter(text[0], start, end),))
    return texts, timed


@given(_heard(), st.floats(0.0, 20.0), st.floats(0.001, 20.0))
def test_every_word_has_a_time_in_order(
    heard: tuple[list[str], dict[int, Word]], start: float, length: float
) -> None:
    texts, timed = heard
    words = place_all(texts, timed, start, start + length)
    assert [word.text for word in words] == texts
    floor = start
    for word in words:
        assert word.start >= floor - 1e-9
        assert word.end > word.start
        assert word.end <= start + length + 1e-6
        assert all(word.start <= letter.start <= letter.end <= word.end for letter in word.letters)
        floor = word.end


def test_what_was_heard_in_order_stays_as_it_was() -> None:
    words = (Word("qué", 1.0, 1.5), Word("pena", 1.5, 2.5), Word("más", 3.0, 3.4))
    assert in_order(words, 0.0, 5.0) == words


def test_unheard_words_share_the_gap_and_say_so() -> None:
    words = place_all(["uno", "—", "dos"], {0: Word("uno", 1.0, 2.0), 2: Word("dos", 2.5, 3.0)}, 0.0, 5.0)
    assert (words[1].start, words[1].end, words[1].estimated) == (2.0, 2.5, True)
    assert not words[0].estimated
