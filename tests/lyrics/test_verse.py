from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Word
from flamenco_desktop.lyrics.syllables import closing_adjustment
from flamenco_desktop.lyrics.verse import LONGEST_LINE, break_lines, count_syllables, share_by_syllables
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


def test_nothing_and_one() -> None:
    assert break_lines([]) == ()
    assert [line.text for line in break_lines([Word("x" * 90, 0, 1)])] == ["x" * 90]


@given(
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.floats(0.02, 3), st.sampled_from((0.0, 0.2, 0.5, 1.5, 3.0)))
    )
)
def test_no_word_is_lost_and_no_line_too_long(parts: list[tuple[str, float, float]]) -> None:
    words, time = [], 0.0
    for text, length, gap in parts:
        words.append(Word(text, time, time + length))
        time += length + gap
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
