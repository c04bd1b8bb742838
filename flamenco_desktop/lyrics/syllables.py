"""Syllables of Spanish, as verse counts them.

Rules of the Real Academia's Ortografía (2010) for diphthongs, hiatus and triphthongs, with synalepha between
words as in Navarro Tomás, Métrica española: neighbouring vowels of two words are sung on one syllable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.timing import on_grid

_STRONG = frozenset("aeoáéóàèòâêô")
_WEAK = frozenset("iuüï")
_WEAK_STRESSED = frozenset("íú")
_VOWELS = _STRONG | _WEAK | _WEAK_STRESSED
_ACUTE = frozenset("áéíóú")
_CONJUNCTIONS = frozenset({"y", "e", "o", "u"})
_FULL_STOPS = (".", ";", ":", "!", "?", "…")


def count_syllables(text: str) -> int:
    """Syllables of `text` when sung: those of its words less the synalephas between them."""
    words = text.split()
    joined = synalephas(words)
    return sum(word_syllables(word) for word in words) - sum(joined)


@lru_cache(maxsize=4096)
def word_syllables(word: str) -> int:
    """Syllables of one word; 0 for pure punctuation, else at least 1."""
    letters = _letters(word)
    if not letters:
        return 1 if any(char.isalnum() for char in word) else 0
    return max(1, sum(_nuclei(run) for run in _vowel_runs(letters)))


def synalephas(words: Sequence[str]) -> list[bool]:
    """For each pair of neighbours (len(words) - 1 of them) whether they share a syllable."""
    joined: list[bool] = []
    for index in range(len(words) - 1):
        first, second = words[index], words[index + 1]
        # A conjunction between two vowels goes with one of them only: can-ta y a-ma.
        spent = bool(joined) and joined[-1] and _letters(first) in _CONJUNCTIONS
        joined.append(not spent and _meet(first, second))
    return joined


@lru_cache(maxsize=4096)
def closing_adjustment(word: str) -> int:
    """What metrics adds for a last word: 1 if stressed on the last syllable, -1 on the third last, else 0."""
    letters = _letters(word)
    runs = _vowel_runs(letters)
    total = sum(_nuclei(run) for run in runs)
    if not total:
        return 0
    stressed = next((place for place, run in enumerate(runs) if any(char in _ACUTE for char in run)), None)
    if stressed is None:
        return 1 if total == 1 or letters[-1] not in "aeiouns" else 0
    after = sum(_nuclei(run) for run in runs[stressed + 1 :])
    # A hiatus such as í-a keeps both nuclei in one run.
    run = runs[stressed]
    place = next(index for index, char in enumerate(run) if char in _ACUTE)
    after += _nuclei(run) - _nuclei(run[: place + 1])
    return {0: 1, 1: 0}.get(after, -1)


def share_by_syllables(texts: Sequence[str], start: float, end: float) -> list[tuple[float, float]]:
    """Onset and offset of each of `texts` when `start` to `end` (seconds) is shared by their syllables.

    Without gaps, on the grid of times within the span. Raises InvalidEditError (reason "no_room") when the
    span has no tick for each.
    """
    if not texts:
        return []
    weights = [max(1, count_syllables(text)) for text in texts]
    for shares in (weights, [1] * len(texts)):
        bounds = _bounds(shares, start, end)
        pairs = list(pairwise(bounds))
        if all(onset < offset for onset, offset in pairs):
            return pairs
    raise InvalidEditError(reason="no_room")


def _bounds(shares: Sequence[int], start: float, end: float) -> list[float]:
    total, passed, bounds = sum(shares), 0, [start]
    for share in shares[:-1]:
        passed += share
        bounds.append(on_grid(start + (end - start) * passed / total))
    return [*bounds, end]


@lru_cache(maxsize=4096)
def _letters(word: str) -> str:
    """The word's letters in lower case, without the u of que and gue."""
    kept = "".join(char for char in unicodedata.normalize("NFC", word).lower() if char.isalpha())
    return re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", kept)


def _vowel_runs(letters: str) -> list[str]:
    """Stretches of vowels: a silent h does not part them, a y counts as one unless a vowel follows."""
    runs: list[str] = []
    current = ""
    for index, char in enumerate(letters):
        if char == "h" and index and letters[index - 1] not in "cs":
            continue
        if char == "y" and not letters[index + 1 : index + 2].strip("bcdfghjklmnñpqrstvwxz"):
            char = "i"
        if char in _VOWELS:
            current += char
        elif current:
            runs.append(current)
            current = ""
    return [*runs, current] if current else runs


def _nuclei(run: str) -> int:
    strong = 0
    for index, char in enumerate(run):
        beside = run[max(0, index - 1) : index] + run[index + 1 : index + 2]
        if char in _STRONG or (char in _WEAK_STRESSED and any(other in _STRONG for other in beside)):
            strong += 1
    if strong:
        return strong
    return 1 + sum(first == second for first, second in pairwise(run)) if run else 0


def _meet(first: str, second: str) -> bool:
    if first.endswith(_FULL_STOPS):
        return False
    before, after = _letters(first), _letters(second)
    if not before or not after or after.startswith(("hie", "hue", "hié", "hué", "hia", "hua")):
        return False
    ends_in_vowel = before[-1] in _VOWELS or before[-1] == "y"
    head = after.removeprefix("h")
    return ends_in_vowel and (head == "y" or (bool(head) and head[0] in _VOWELS))
