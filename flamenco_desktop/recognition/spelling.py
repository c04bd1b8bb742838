"""Lyrics as an aligner's letters: no punctuation, small letters, unknown accents dropped."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word for the aligner: `letters` that it hears, and the place of each in the word's own text."""

    letters: str
    places: tuple[int, ...]


def spell(word: str, known: Container[str]) -> Spelled:
    """The letters of `word` in the aligner's alphabet `known`.

    A letter with an accent that the alphabet lacks becomes its base letter. Letters and digits that it does
    not know at all stay, for WhisperX's wildcard; punctuation goes.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(word):
        small = char.lower()
        if small not in known:
            small = unicodedata.normalize("NFD", small)[:1]
        if len(small) == 1 and small.isalnum():
            letters.append(small)
            places.append(place)
    return Spelled("".join(letters), tuple(places))
