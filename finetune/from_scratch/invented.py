"""Words that do not exist, spelled as Spanish spells, so that a recogniser must listen letter by letter.

A small model that hears a thousand real words in training learns to guess among a thousand. Words that nobody
has heard before, and nobody will hear again, can only be written from their sounds.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from finetune.from_scratch.verses import reserved_words

__all__ = ["invented_word"]

# Spelling by what follows: k, th, g and kh are sounds whose letters depend on the vowel after them.
_ONSETS = {
    "": 4, "b": 5, "k": 8, "ch": 2, "d": 6, "f": 3, "g": 3, "h": 2, "j": 2, "l": 8, "ll": 2.5, "m": 7, "n": 7,
    "ñ": 1.5, "p": 6, "r": 8, "s": 9, "t": 8, "v": 4, "th": 3, "y": 1.2, "br": 1.2, "cr": 1, "dr": 0.8,
    "fr": 0.8, "gr": 1, "pr": 1.2, "tr": 1.6, "bl": 0.8, "cl": 0.7, "fl": 0.6, "gl": 0.3, "pl": 0.8,
    "rr": 1.5,
}  # fmt: skip
_NUCLEI = {"a": 12, "e": 11, "o": 9, "i": 6, "u": 3.5, "ie": 1.4, "ue": 1.4, "ia": 0.6, "io": 0.6, "ai": 0.3}
_MEDIAL = {"": 22, "n": 5, "r": 4.5, "s": 5, "l": 3}
_FINAL = {"": 16, "s": 6, "n": 3.5, "r": 3, "l": 1.5, "d": 0.7, "z": 0.8}
_BEFORE_FRONT = {"k": "qu", "th": "c", "g": "gu", "z": "c"}
_BEFORE_BACK = {"k": "c", "th": "z"}
_ACUTE = str.maketrans("aeiou", "áéíóú")


@cache
def _table(which: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    table = {"onset": _ONSETS, "nucleus": _NUCLEI, "medial": _MEDIAL, "final": _FINAL}[which]
    total = sum(table.values())
    return tuple(table), tuple(np.cumsum([weight / total for weight in table.values()]).tolist())


def _draw(which: str, rng: np.random.Generator) -> str:
    choices, heights = _table(which)
    at = int(np.searchsorted(heights, rng.random(), side="right"))
    return choices[min(at, len(choices) - 1)]


def _spelled(onset: str, nucleus: str, first: bool) -> str:
    if first and onset == "rr":
        onset = "r"
    if first and onset == "" and nucleus in ("ie", "ue"):
        return "h" + nucleus
    spelling = _BEFORE_FRONT if nucleus[0] in "ei" else _BEFORE_BACK
    return spelling.get(onset, onset) + nucleus


def _word(rng: np.random.Generator) -> str:
    count = int(rng.choice([2, 3, 4], p=[0.47, 0.40, 0.13]))
    word = ""
    for number in range(count):
        onset, nucleus = _draw("onset", rng), _draw("nucleus", rng)
        if number and onset in ("", "h"):
            onset = "l"  # a hiatus is another word's business
        if word[-1:] in "nrls" and onset == "rr":
            onset = "r"
        if word[-1:] == "n" and onset in ("b", "p", "br", "pr", "bl", "pl"):
            word = word[:-1] + "m"
        last = number == count - 1
        word += _spelled(onset, nucleus, number == 0) + _draw("final" if last else "medial", rng)
    if rng.random() < 0.14:
        for place in range(len(word) - 1, -1, -1):
            if word[place] in "aeiou":
                # Only where the spelling wants it: oxytones in a vowel, n or s.
                if word[-1] in "aeiouns":
                    word = word[:place] + word[place].translate(_ACUTE) + word[place + 1 :]
                break
    return word


def invented_word(rng: np.random.Generator) -> str:
    """A word of two to four syllables; never one that is kept for the test."""
    while True:
        word = _word(rng)
        if word not in reserved_words():
            return word
