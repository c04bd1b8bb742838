from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import arriving, letra
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.sounds import bare, likeness, sounded
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.strategies import lyrics

LETRA = (
    "en la puerta de mi casa",
    "tengo una silla de enea",
    "para el que venga cansado",
    "de andar por la carretera",
    "ay el pozo de mi calle",
    "no tiene cubo ni soga",
    "y a mí me quita la sed",
    "nada más con que te nombra",
)


def sung(texts: list[str], *, syllable: float = 0.3, gap: float = 0.6) -> tuple[Line, ...]:
    """The texts as if they had been recognised, one after the other."""
    lines, at = [], 1.0
    for text in texts:
        words = []
        for item in text.split():
            words.append(Word(item, round(at, 4), round(at + syllable, 4), 0.8))
            at += syllable
        lines.append(Line(tuple(words)))
        at += gap
    return tuple(lines)


def places(found: letra.Found) -> list[int | None]:
    return [verse.pasted for verse in found.verses]


def test_sounds() -> None:
    assert bare("Cañón CANTÉ") == "cañon cante"
    assert sounded("vaya") == sounded("balla")
    assert sounded("hacer") == sounded("aser")
    assert sounded("—") == ""
    assert likeness(sounded("pescao"), sounded("pescado")) > 0.8
    assert likeness("a", "") == 0.0


def test_verses_repeated_reordered_and_left_out_are_found() -> None:
    order = [0, 1, 0, 1, 2, 3, 6, 4, 5]
    found = letra.find(sung([LETRA[at] for at in order]), LETRA)
    assert places(found) == order
    assert found.unused == (7,)
    assert all(verse.score == 1.0 for verse in found.verses)


def test_words_that_were_misheard_and_lines_broken_elsewhere() -> None:
    heard = sung(
        [
            "en la puerta de mi caza tengo",
            "una sía de nea",
            "palque venga cansao de andar",
            "por la carre tera",
        ]
    )
    found = letra.find(heard, LETRA[:4])
    assert [verse.line.text for verse in found.verses] == list(LETRA[:4])
    assert fault(found.lines) is None
    # A word that was heard keeps its time.
    assert found.verses[1].line.start == heard[0].words[-1].start


def test_what_is_not_in_the_letra_stays_as_it_was() -> None:
    heard = sung([LETRA[0], "olé mi niña guapa", LETRA[1]])
    found = letra.find(heard, LETRA[:2])
    assert places(found) == [0, None, 1]
    assert found.verses[1].line == heard[1]


def test_half_a_verse_sung_again() -> None:
    found = letra.find(sung([LETRA[0], "de mi casa", LETRA[1]]), LETRA)
    assert places(found) == [0, 0, 1] or places(found) == [0, None, 1]
    assert fault(found.lines) is None


def test_a_line_that_nobody_understood_is_put_between_its_neighbours() -> None:
    found = letra.find(sung([LETRA[0], "trum bla fui sen gri", LETRA[2]]), LETRA[:3])
    assert places(found) == [0, 1, 2]
    assert found.verses[1].score == 0.0
    assert all(word.estimated for word in found.verses[1].line.words)


def test_a_line_that_was_checked_makes_no_place_for_one_that_nobody_heard() -> None:
    recognised = sung([LETRA[4], "xexe xixi kaka jeje fofo", LETRA[6]])
    lines = (recognised[0], replace(recognised[1], state=LineState.CHECKED), recognised[2])
    found = letra.find(lines, LETRA)
    assert places(found) == [4, None, 6]
    assert found.verses[1].line == lines[1]


def test_a_letra_of_the_same_words_needs_no_voice() -> None:
    assert places(letra.find((), LETRA)) == []
    assert letra.find((), LETRA).unused == tuple(range(8))
    assert letra.find(sung([LETRA[0]]), ()).lines == sung([LETRA[0]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "empty"), (" \n[palmas]\n(bis)\n", "empty"), ("la\n" * 501, "too_many_lines"),
     ("x" * 300_000, "too_many_lines"), ("ay\nlu\u202ena", "control"), ("ay\nשלום", "right_to_left"),
     ("x" * 10_000, "too_long"), ("la " * 101, "too_many")],
)  # fmt: skip
def test_what_cannot_be_a_letra(text: str, expected: str) -> None:
    with pytest.raises(InvalidEditError) as error:
        letra.pasted_lines(text)
    assert error.value.parameters["reason"] == expected


def test_a_pasted_letra_is_cleaned() -> None:
    assert letra.pasted_lines("  en  la puerta \r\n\n[falseta]\ntengo una silla (bis)\n") == [
        "en la puerta",
        "tengo una silla",
    ]


def test_taking_it_is_one_edit() -> None:
    heard = sung([LETRA[1], "cosas que no", LETRA[0]])
    found = letra.find(heard, LETRA[:2])
    splice = arriving.replace_lines(heard, 0, 3, found.lines, 20.0)
    lines = splice.apply(heard)
    assert [line.text for line in lines] == [LETRA[1], "cosas que no", LETRA[0]]
    assert lines[1] == heard[1]
    assert splice.inverse().apply(lines) == heard


@settings(deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_any_order_is_found_through_mishearing(order: list[int], chance: random.Random) -> None:
    """A letter of up to two words of a line is heard wrong; every verse is still found where it is."""

    def misheard(line: str) -> str:
        words = line.split()
        for _ in range(2):
            place = chance.randrange(len(words))
            word = words[place]
            if len(word) >= 3:
                at = chance.randrange(len(word))
                words[place] = word[:at] + chance.choice("aeosrn") + word[at + 1 :]
        return " ".join(words)

    heard = sung([misheard(LETRA[at]) for at in order])
    found = letra.find(heard, LETRA)
    assert places(found) == order
    assert [verse.line.text for verse in found.verses] == [LETRA[at] for at in order]
    assert [verse.line.start for verse in found.verses] == [line.start for line in heard]
    assert fault(found.lines) is None


@settings(deadline=None)
@given(
    lyrics(),
    st.lists(st.sampled_from((*LETRA, "ay", "luna la que corazón", "— —", "a b c d e f g")), max_size=5),
)
def test_any_lyrics_and_any_letra_keep_the_rules(start: Lyrics, pasted: list[str]) -> None:
    found = letra.find(start.lines, pasted)
    assert fault(found.lines) is None
    used = {verse.pasted for verse in found.verses if verse.pasted is not None}
    assert used | set(found.unused) == set(range(len(pasted)))
    for verse in found.verses:
        if verse.pasted is not None:
            assert verse.line.text == pasted[verse.pasted]
            assert verse.line.state is LineState.CORRECTED
    if found.lines:
        assert found.lines[0].start >= start.lines[0].start
        assert found.lines[-1].end <= start.lines[-1].end
