"""Spelling for the aligner, and what a recogniser invents."""

from __future__ import annotations

import pytest

from flamenco_desktop.recognition.plausible import Evidence, invented
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
        ("2", _SPANISH, "dos", (0, 0, 0)),
        ("15º", _SPANISH, "quinceo", (0, 0, 0, 1, 1, 1, 2)),
        ("a2", _PLAIN | set("0123456789"), "a2", (0, 1)),
        ("я", _SPANISH, "я", (0,)),
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
        "y en la copla de la abuela por la noche se dormía",
        "gracias a Dios que te veo venir por la vereda",
    ],
)
def test_what_is_sung_stays(text: str) -> None:
    assert invented(text, Evidence(10.0)) == ""


@pytest.mark.parametrize(
    ("text", "voiced", "why"),
    [
        ("¡Suscríbete al canal!", 10.0, "stock phrase"),
        ("Subtítulos realizados por la comunidad de Amara.org", 10.0, "stock phrase"),
        ("Subtítols per la comunitat", 10.0, "stock phrase"),
        ("Gracias por ver el vídeo.", 10.0, "stock phrase"),
        ("Obrigado por assistir", 10.0, "stock phrase"),
        ("[Música]", 10.0, "no words"),
        ("(aplausos)", 10.0, "no words"),
        ("♪ ♪ música", 10.0, "no words"),
        ("mi casa " * 12, 20.0, "loop"),
        ("ay " + "mi casa " * 12, 20.0, "loop"),
        ("una palabra", 0.0, "no voice"),
        ("muchas palabras dichas a una velocidad que ningún cantaor alcanzaría jamás", 1.0, "too fast"),
    ],
)
def test_what_is_invented_goes(text: str, voiced: float, why: str) -> None:
    assert invented(text, Evidence(voiced)) == why


@pytest.mark.parametrize(
    ("spelled", "score", "why"), [(2, -0.8, "unheard"), (2, -0.3, ""), (20, -0.8, ""), (None, -0.8, "")]
)
def test_words_that_nobody_is_sure_of_go(spelled: int | None, score: float, why: str) -> None:
    """What a recogniser writes for a guitar: it hesitates, and the aligner is sure of none of the letters."""
    evidence = Evidence(5.0, letters=28.0, spelled=spelled, score=score)
    assert invented("con el pan de la munere mi brana", evidence) == why
