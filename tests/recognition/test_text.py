"""Spelling for the aligner, and what a recogniser invents."""

from __future__ import annotations

import pytest

from flamenco_desktop.recognition.plausible import invented
from flamenco_desktop.recognition.spelling import spell

_SPANISH = set("abcdefghijklmnopqrstuvwxyzñáéíóúü|")
_PLAIN = set("abcdefghijklmnopqrstuvwxyz|")


@pytest.mark.parametrize(
    ("word", "alphabet", "letters", "places"),
    [
        ("¡Qué", _SPANISH, "qué", (1, 2, 3)),
        ("Qué", _PLAIN, "que", (0, 1, 2)),
        ("niña,", _SPANISH, "niña", (0, 1, 2, 3)),
        ("pa'", _SPANISH, "pa", (0, 1)),
        ("2", _SPANISH, "2", (0,)),
        ("—", _SPANISH, "", ()),
        ("|", _SPANISH, "", ()),
    ],
)
def test_spelling(word: str, alphabet: set[str], letters: str, places: tuple[int, ...]) -> None:
    spelled = spell(word, alphabet)
    assert (spelled.letters, spelled.places) == (letters, places)


@pytest.mark.parametrize(
    "text",
    [
        "Por la calle de la luna va mi pena caminando",
        "ay ay ay ay ay ay ay ay ay ay ay ay",
        "lerele lerele lerele lerele lerele lerele lerele ay",
        "tirititrán tran tran tirititrán tran tran tran tran tran",
        "que me voy que me voy que me voy contigo",
    ],
)
def test_what_is_sung_stays(text: str) -> None:
    assert invented(text, 10.0) == ""


@pytest.mark.parametrize(
    ("text", "voiced", "why"),
    [
        ("¡Suscríbete al canal!", 10.0, "stock phrase"),
        ("mi casa " * 12, 20.0, "loop"),
        ("una palabra", 0.0, "no voice"),
        ("muchas palabras dichas a una velocidad que ningún cantaor alcanzaría jamás", 1.0, "too fast"),
    ],
)
def test_what_is_invented_goes(text: str, voiced: float, why: str) -> None:
    assert invented(text, voiced) == why
