"""Lyrics as an aligner's letters: small ones without punctuation, accents that it knows, numbers in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from flamenco_desktop.recognition.numbers import in_words

_PIECES = re.compile(r"[0-9]+|[^0-9]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word for the aligner: `letters` that it hears, and the place of each in the word's own text.

    Places never fall; several letters may share one (a digit has many), and one may have none (a comma).
    """

    letters: str
    places: tuple[int, ...]


def spell(word: str, known: Container[str]) -> Spelled:
    """The letters of `word` in the aligner's alphabet `known`.

    Digits are spelled out in Spanish, unless the alphabet has them. A letter with an accent that the alphabet
    lacks becomes its base letter. Letters that it does not know at all stay, for a wildcard; signs go.
    """
    letters: list[str] = []
    places: list[int] = []
    for found in _PIECES.finditer(word):
        piece = found.group()
        if piece[0] in "0123456789" and piece[0] not in known:
            said = "".join(_letters(in_words(piece), known))
            letters.append(said)
            places += [found.start() + index * len(piece) // len(said) for index in range(len(said))]
        else:
            heard = "".join(_letters(piece, known))
            letters.append(heard)
            places += [found.start()] * len(heard)
    return Spelled("".join(letters), tuple(places))


def _letters(text: str, known: Container[str]) -> list[str]:
    found: list[str] = []
    for char in text:
        small = char.lower()
        if small not in known:
            small = unicodedata.normalize("NFKD", small)[:1]
        if len(small) == 1 and small.isalnum():
            found.append(small)
    return found
