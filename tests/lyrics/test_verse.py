from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Word
from flamenco_desktop.lyrics.syllables import closing_adjustment
from flamenco_desktop.lyrics.verse import (
    LONGEST_LINE,
    Verses,
    break_lines,
    count_syllables,
    share_by_syllables,
)
from tests.lyrics.strategies import WORDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # diphthong, hiatus, triphthong
        ("baile", 2), ("ruido", 2), ("creer", 2), ("río", 2), ("poesía", 4), ("buey", 1), ("salíais", 3),
        ("paranoia", 4), ("reúne", 3), ("aéreo", 4), ("quejío", 3), ("chiita", 3),
        # silent u and h, y
        ("guitarra", 3), ("que", 1), ("pingüino", 3), ("ahora", 3), ("ahí", 2), ("Huelva", 2), ("reyes", 2),
        ("muy", 1), ("ayayay", 3), ("hierba", 2), ("noche", 2), ("ay", 1), ("mmm", 1), ("—", 0), ("", 0),
        # synalepha, and where there is none
        ("va a hacer", 2), ("la orilla", 3), ("fue al río", 3), ("el agua", 3), ("canta y ama", 4),
        ("y olé", 2), ("de hielo", 3), ("calla. Ahora", 5), ("calla, ahora", 4), ("la hoja", 2),
    ],
)  # fmt: skip
def test_syllables(text: str, expected: int) -> None:
    assert count_syllables(text) == expected


@pytest.mark.parametrize(
    "verse",
    ["Por la vereda del río", "sube la luna despacio", "y un candil en la ventana", "alumbra mi desengaño"],
)
def test_octosyllables(verse: str) -> None:
    assert count_syllables(verse) + closing_adjustment(verse.split()[-1]) == 8


@pytest.mark.parametrize(
    ("word", "expected"),
    [("corazón", 1), ("querer", 1), ("sol", 1), ("canta", 0), ("cantan", 0), ("río", 0), ("poesía", 0),
     ("pájaro", -1), ("lágrimas", -1), ("¡olé!", 1), ("—", 0)],
)  # fmt: skip
def test_the_last_stress_of_a_verse(word: str, expected: int) -> None:
    assert closing_adjustment(word) == expected


def sung(verses: list[str], gap: float, breath: float) -> list[Word]:
    """Words of 0.25 s a syllable, `gap` between words, `breath` between verses."""
    words, time = [], 0.0
    for verse in verses:
        for text in verse.split():
            end = time + 0.25 * max(1, count_syllables(text))
            words.append(Word(text, time, end))
            time = end + gap
        time += breath
    return words


COPLA = [
    "por la vereda del río",
    "sube la luna despacio",
    "y un candil en la ventana",
    "alumbra mi desengaño",
]


@pytest.mark.parametrize("breath", [0.3, 0.8, 1.9, 4.0])
@pytest.mark.parametrize("gap", [0.0, 0.06])
def test_a_copla_breaks_into_its_verses(gap: float, breath: float) -> None:
    assert [line.text for line in break_lines(sung(COPLA, gap, breath))] == COPLA


def test_capitals_alone_are_enough() -> None:
    verses = [verse.capitalize() for verse in COPLA]
    assert [line.text for line in break_lines(sung(verses, 0.0, 0.0))] == verses


def test_a_quejio_before_the_verse_is_a_line() -> None:
    words = sung(["Ay ay ay"], 0.2, 3.0)
    verse = [Word(word.text, word.start + 6, word.end + 6) for word in sung(COPLA[:1], 0.0, 0.0)]
    assert [line.text for line in break_lines([*words, *verse])] == ["Ay ay ay", COPLA[0]]


def test_a_jaleo_has_its_own_line() -> None:
    words = sung(["sube la luna despacio olé"], 0.0, 0.0)
    words[-1] = Word("olé", words[-1].start, words[-1].end, kind=Kind.JALEO)
    assert [(line.text, line.kind) for line in break_lines(words)] == [
        ("sube la luna despacio", Kind.SUNG),
        ("olé", Kind.JALEO),
    ]


SEGUIRIYA = [
    "a la mar se fueron",
    "las penas que tengo",
    "y como no saben nadar en lo hondo",
    "volvieron corriendo",
]
SOLEA = ["si me llamas de mañana", "no me busques en la fragua", "que estoy cogiendo retama"]
ALEGRIA = ["la barquilla que viene", "trae la vela", "con un remo de plata", "y otro de seda"]


@pytest.mark.parametrize("breath", [0.25, 0.4, 1.2])
@pytest.mark.parametrize("verses", [SEGUIRIYA, SOLEA, ALEGRIA], ids=["seguiriya", "soleá", "seguidilla"])
def test_every_measure_is_found(verses: list[str], breath: float) -> None:
    assert [line.text for line in break_lines(sung(verses, 0.02, breath))] == verses


def test_the_measures_are_what_they_say() -> None:
    def measures(verses: list[str]) -> list[int]:
        return [count_syllables(verse) + closing_adjustment(verse.split()[-1]) for verse in verses]

    assert measures(SEGUIRIYA) == [6, 6, 11, 6]
    assert measures(SOLEA) == [8, 8, 8]
    assert measures(ALEGRIA) == [7, 5, 7, 5]


def test_a_fandango_of_six_tercios_repeats_its_verses() -> None:
    tercios = ["alumbra mi desengaño", *COPLA, "alumbra mi desengaño"]
    assert [line.text for line in break_lines(sung(tercios, 0.0, 0.0))] == tercios


def test_a_verse_sung_twice_is_two_lines() -> None:
    verses = ["volvieron corriendo", "volvieron corriendo", "con una pena de muerte"]
    assert [line.text for line in break_lines(sung(verses, 0.0, 0.0))][:2] == verses[:2]


def test_a_voice_without_words_is_alone() -> None:
    words = sung(["sube la luna despacio"], 0.0, 0.0)
    mark = Word("…", words[-1].end + 0.1, words[-1].end + 3.0, kind=Kind.QUEJIO)
    assert [(line.text, line.kind) for line in break_lines([*words, mark])] == [
        ("sube la luna despacio", Kind.SUNG),
        ("…", Kind.QUEJIO),
    ]


PARTS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.floats(0.02, 3), st.sampled_from((0.0, 0.2, 0.5, 1.5, 3.0)))
)


def _timed(parts: list[tuple[str, float, float]]) -> list[Word]:
    words, time = [], 0.0
    for text, length, gap in parts:
        words.append(Word(text, time, time + length))
        time += length + gap
    return words


@settings(deadline=None)
@given(PARTS, st.lists(st.integers(0, 30), max_size=8), st.booleans())
def test_words_in_portions_become_lines_in_order(
    parts: list[tuple[str, float, float]], cuts: list[int], told: bool
) -> None:
    words = _timed(parts)
    verses, lines, begin = Verses(), [], 0
    for cut in [*sorted(cuts), len(words)]:
        portion = words[begin:cut]
        begin = max(begin, cut)
        until = words[begin].start if told and begin < len(words) else None
        lines += verses.push(portion, until)
    lines += verses.rest()
    assert [word for line in lines for word in line.words] == words
    assert all(len(line.text) <= LONGEST_LINE or len(line.words) == 1 for line in lines)
    assert verses.rest() == ()


def test_a_verse_that_is_cut_in_two_comes_back_whole() -> None:
    words = sung(COPLA, 0.02, 0.4)
    verses, lines = Verses(), []
    for first in range(0, len(words), 3):
        lines += verses.push(words[first : first + 3])
    lines += verses.rest()
    assert [line.text for line in lines] == COPLA


def test_after_a_silence_a_line_does_not_wait() -> None:
    words = sung(COPLA[:1], 0.0, 0.0)
    assert Verses().push(words, words[-1].end + 0.2) == ()
    assert [line.text for line in Verses().push(words, words[-1].end + 1.5)] == COPLA[:1]


def test_nothing_and_one() -> None:
    assert break_lines([]) == ()
    assert [line.text for line in break_lines([Word("x" * 90, 0, 1)])] == ["x" * 90]


@settings(deadline=None)
@given(PARTS)
def test_no_word_is_lost_and_no_line_too_long(parts: list[tuple[str, float, float]]) -> None:
    words = _timed(parts)
    lines = break_lines(words)
    assert [word for line in lines for word in line.words] == words
    assert all(len(line.text) <= LONGEST_LINE or len(line.words) == 1 for line in lines)
    assert all(b.start - a.end < 2 for line in lines for a, b in pairwise(line.words))


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), st.integers(0, 100000), st.integers(100, 90000)
)
def test_shares_fill_the_span(texts: list[str], start: int, length: int) -> None:
    shares = share_by_syllables(texts, start / 10000, (start + length) / 10000)
    assert shares[0][0] == start / 10000 and shares[-1][1] == (start + length) / 10000
    assert all(onset < offset for onset, offset in shares)
    assert all(a[1] == b[0] for a, b in pairwise(shares))


def test_no_room_to_share() -> None:
    with pytest.raises(InvalidEditError):
        share_by_syllables(["a", "b", "c"], 1.0, 1.0002)
    with pytest.raises(InvalidEditError):
        share_by_syllables(["a"], 1.0, 1.0)
