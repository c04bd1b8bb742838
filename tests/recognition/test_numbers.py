"""Numbers as they are sung."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.recognition.numbers import in_words


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "cero"),
        ("1", "uno"),
        ("16", "dieciséis"),
        ("21", "veintiuno"),
        ("33", "treinta y tres"),
        ("100", "cien"),
        ("101", "ciento uno"),
        ("500", "quinientos"),
        ("1000", "mil"),
        ("1812", "mil ochocientos doce"),
        ("21000", "veintiún mil"),
        ("31700", "treinta y un mil setecientos"),
        ("1000000", "un millón"),
        ("2100030", "dos millones cien mil treinta"),
        ("007", "cero cero siete"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    assert in_words(digits) == words


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_every_number_has_words(digits: str) -> None:
    words = in_words(digits).split()
    assert words
    assert all(word.isalpha() for word in words)


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_different_numbers_are_said_differently(one: int, other: int) -> None:
    assert (in_words(str(one)) == in_words(str(other))) == (one == other)
