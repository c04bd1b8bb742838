"""Where a Spanish word is parted into syllables, so that each can be shown with the notes it is sung on.

Consonants between vowels by the Real Academia's Ortografía (2010), 2.3.2 and 4.1.1.1: one goes with the vowel
after it; of several the last one, or the last two where they begin a syllable together. Diphthongs and hiatus
as `syllables` counts them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

from flamenco_desktop.lyrics.syllables import word_syllables

_STRONG = frozenset("aeoáéóàèòâêô")
_STRESSED_WEAK = frozenset("íú")
_VOWELS = _STRONG | _STRESSED_WEAK | frozenset("iuüï")
_TOGETHER = frozenset(
    {first + second for first in "pbfcgkt" for second in "lr"} - {"tl"} | {"dr", "ch", "ll", "rr", "qu", "gu"}
)


@lru_cache(maxsize=4096)
def syllables_of(word: str) -> tuple[str, ...]:
    """The syllables of `word`; put together again they are the word. Of no letters: the word as it is."""
    plain = unicodedata.normalize("NFC", word).lower()
    if len(plain) != len(word) or word_syllables(word) < 2:
        return (word,)
    nuclei = _nuclei(plain)
    cuts = [_cut(plain, left[-1] + 1, right[0]) for left, right in pairwise(nuclei)]
    bounds = [0, *cuts, len(word)]
    return tuple(word[first:last] for first, last in pairwise(bounds))


def _nuclei(word: str) -> list[list[int]]:
    """The places of the vowels of each syllable."""
    found: list[list[int]] = []
    for place, char in enumerate(word):
        if not _sounds(word, place):
            continue
        before = found[-1][-1] if found else -9
        # A silent h between vowels does not part them.
        joined = before == place - 1 or (before == place - 2 and word[place - 1] == "h")
        if joined and not _hiatus(word[before], char):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _sounds(word: str, place: int) -> bool:
    """Whether the letter is a vowel that is heard: not the u of que and gue; a y where no vowel follows."""
    char, after = word[place], word[place + 1 : place + 2]
    if char == "y":
        return after not in _VOWELS or not after
    if char == "u" and place and after:
        before = word[place - 1]
        return not (before == "q" or (before == "g" and after in "eiéí"))
    return char in _VOWELS


def _hiatus(one: str, other: str) -> bool:
    one, other = one.replace("y", "i"), other.replace("y", "i")
    if one in _STRONG and other in _STRONG:
        return True
    if (one in _STRESSED_WEAK and other in _STRONG) or (one in _STRONG and other in _STRESSED_WEAK):
        return True
    return one == other


def _cut(word: str, begin: int, end: int) -> int:
    """Where the consonants from `begin` to `end` are parted."""
    consonants = [place for place in range(begin, end) if word[place].isalpha()]
    if not consonants:
        return end
    last = len(consonants) - 1
    if last >= 1 and word[consonants[last - 1]] + word[consonants[last]] in _TOGETHER:
        last -= 1
    return consonants[last]
