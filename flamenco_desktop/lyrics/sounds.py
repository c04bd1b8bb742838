"""How alike two words sound in the mouth of a cantaor, whatever way they are spelled.

Spelling is brought down to sounds by the rules of Spanish orthography with the Andalusian seseo, yeísmo and
silent h; what is left is compared by Levenshtein's distance (1966).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RULES = (
    (re.compile(r"[^a-zñ0-9]"), ""),
    (re.compile(r"ch"), "C"),
    (re.compile(r"qu(?=[ei])|c(?![ei])|k"), "K"),
    (re.compile(r"g(?=[ei])|j"), "J"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"[cz]|x"), "s"),
    (re.compile(r"ll|y"), "Y"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def bare(text: str) -> str:
    """`text` in lower case without accents; the ñ, which is a letter of its own, stays."""
    kept = unicodedata.normalize("NFC", text.casefold())
    if kept.isascii():
        return kept
    decomposed = "".join(char if char == "ñ" else unicodedata.normalize("NFD", char) for char in kept)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=16384)
def sounded(word: str) -> str:
    """The sounds of a word, a sign for each; empty for pure punctuation."""
    sounds = bare(word)
    for pattern, sign in _RULES:
        sounds = pattern.sub(sign, sounds)
    return sounds


@lru_cache(maxsize=65536)
def likeness(first: str, second: str) -> float:
    """How alike two strings of sounds are: 1 the same, 0 nothing in common."""
    if first == second:
        return 1.0
    longest = max(len(first), len(second))
    if not first or not second:
        return 0.0
    return 1.0 - _distance(first, second) / longest


def _distance(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for number, one in enumerate(first, 1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(second, 1):
            cost = diagonal + (one != other)
            diagonal = row[place]
            row[place] = min(cost, diagonal + 1, row[place - 1] + 1)
    return row[-1]
