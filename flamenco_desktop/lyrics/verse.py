"""Verses from words: where the lines of a cante break.

A break is judged by the silence before the next word, by punctuation, by a capital letter, by the word it
would leave hanging, by a repeat (a cantaor sings a tercio twice), and by the syllables of the verse that it
closes. The measures are those of the coplas: the octosyllable of soleá, fandango and most others, the
6-6-11-6 of the seguiriya, the 7-5-7-5 of the seguidilla that closes alegrías. The breaks and the measure with
the least total cost are found by dynamic programming, in the manner of Knuth and Plass, Breaking Paragraphs
into Lines (1981).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flamenco_desktop.lyrics.model import Kind, Line, Word
from flamenco_desktop.lyrics.syllables import (
    closing_adjustment,
    count_syllables,
    share_by_syllables,
    synalephas,
    word_syllables,
)

__all__ = ["LONGEST_LINE", "Verses", "break_lines", "count_syllables", "share_by_syllables"]

LONGEST_LINE = 42
"""Characters that a line of subtitles should not pass; only a single longer word does."""

_MOST_WORDS = 24
_BREATH, _PAUSE, _SILENCE = 0.12, 0.35, 2.0
_ALONE = frozenset({Kind.JALEO, Kind.QUEJIO})
_WEAK_ENDS = frozenset(
    {
        "a",
        "al",
        "con",
        "de",
        "del",
        "e",
        "el",
        "en",
        "la",
        "las",
        "lo",
        "los",
        "me",
        "mi",
        "mis",
        "ni",
        "o",
        "para",
        "por",
        "que",
        "se",
        "si",
        "sin",
        "su",
        "sus",
        "te",
        "tu",
        "tus",
        "u",
        "un",
        "una",
        "y",
    }
)


@dataclass(frozen=True, slots=True)
class _Form:
    """A copla: the syllables of its verses in turn; what it costs to be off by one, and to take it at all."""

    verses: tuple[int, ...]
    strictness: float
    rarity: float


_FORMS = (
    _Form((8,), 0.12, 0.0),
    _Form((6, 6, 11, 6), 0.35, 0.5),
    _Form((7, 5, 7, 5), 0.35, 0.6),
)
_PLACES = tuple((form, place) for form in _FORMS for place in range(len(form.verses)))
# A verse of the same place again: sung twice, or another verse of the same length.
_SAME_PLACE = 0.25
_REPEAT = 1.4
_CLOSED = 1.0
"""Seconds of silence after which nothing more belongs to a line."""


class Verses:
    """Lines out of words that come in portions, in order: a verse may begin in one and end in the next."""

    def __init__(self) -> None:
        self._pending: list[Word] = []

    def push(self, words: Sequence[Word], until: float | None = None) -> tuple[Line, ...]:
        """The lines that are surely whole. `until` is the time up to which nothing more is sung, if known."""
        self._pending += words
        if not self._pending:
            return ()
        if until is not None and until - self._pending[-1].end >= _CLOSED:
            return self.rest()
        lines = break_lines(self._pending)
        self._pending = list(lines[-1].words)
        return lines[:-1]

    def rest(self) -> tuple[Line, ...]:
        """The lines of what is left."""
        words, self._pending = self._pending, []
        return break_lines(words)


def break_lines(words: Sequence[Word]) -> tuple[Line, ...]:
    """The words, in their order, as verses. A silence of two seconds always parts them."""
    if not words:
        return ()
    texts = [word.text for word in words]
    syllables = [word_syllables(text) for text in texts]
    joined = synalephas(texts)
    repeats = _repeats(texts)
    breaks = [
        _break_cost(words[index], words[index + 1]) - _REPEAT * repeats[index + 1]
        for index in range(len(words) - 1)
    ]
    count = len(words)
    best = [[math.inf] * len(_PLACES) for _ in range(count + 1)]
    origin = [[(0, 0)] * len(_PLACES) for _ in range(count + 1)]
    best[0] = [form.rarity + 0.15 * place for form, place in _PLACES]
    for start in range(count):
        entry = _entries(best[start]) if start else [(cost, place) for place, cost in enumerate(best[0])]
        sung = letters = 0
        held = 0.0
        for end in range(start + 1, min(count, start + _MOST_WORDS) + 1):
            last = end - 1
            sung += syllables[last]
            letters += len(texts[last]) + (end - start > 1)
            if end - start > 1:
                sung -= joined[last - 1]
                held += _hold_cost(words[last - 1], words[last])
                if letters > LONGEST_LINE or held == math.inf:
                    break
            fixed = held + (breaks[last] if end < count else 0.0)
            closed = sung + closing_adjustment(texts[last])
            for place, (form, number) in enumerate(_PLACES):
                before, came = entry[place]
                cost = before + fixed + _verse_cost(closed, form.verses[number], form.strictness)
                if cost < best[end][place]:
                    best[end][place], origin[end][place] = cost, (start, came)
    return _lines(words, best[count], origin)


def _entries(costs: Sequence[float]) -> list[tuple[float, int]]:
    """For each place of each form the least cost to begin a verse there, and the place of the one before."""
    entries: list[tuple[float, int]] = []
    for place, (form, number) in enumerate(_PLACES):
        again = (costs[place] + (_SAME_PLACE if len(form.verses) > 1 else 0.0), place)
        before = place - 1 if number else place + len(form.verses) - 1
        entries.append(min(again, (costs[before], before)))
    return entries


def _lines(
    words: Sequence[Word], costs: Sequence[float], origin: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Line, ...]:
    lines: list[Line] = []
    end = len(words)
    place = min(range(len(costs)), key=costs.__getitem__)
    while end:
        start, place = origin[end][place]
        own = tuple(words[start:end])
        kinds = {word.kind for word in own}
        lines.append(Line(own, kind=kinds.pop() if len(kinds) == 1 else Kind.SUNG))
        end = start
    return tuple(reversed(lines))


def _repeats(texts: Sequence[str]) -> list[float]:
    """For each word how much it looks like the first of a verse sung again, or after it, in [0, 1]."""
    bare = [re.sub(r"\W", "", text.lower()) for text in texts]
    found = [0.0] * (len(texts) + 1)
    for index in range(2, len(texts)):
        for size in range(min(index, len(texts) - index, 9), 1, -1):
            again = bare[index : index + size]
            # "Ay ay ay ay" is one.
            if again == bare[index - size : index] and len(set(again)) > 1:
                likely = min(1.0, size / 3)
                for place in (index - size, index, index + size):
                    found[place] = max(found[place], likely)
                break
    return found[: len(texts)]


def _verse_cost(syllables: int, measure: int, strictness: float) -> float:
    """Zero for a verse of its measure, little beside it, steep where no verse is."""
    far = abs(syllables - measure)
    beyond = 5 - syllables if syllables < 5 else max(0, syllables - 12)
    return strictness * far + 0.2 * max(0, far - 2) + 0.6 * beyond


def _hold_cost(word: Word, following: Word) -> float:
    """What it costs to keep the two in one line."""
    gap = following.start - word.end
    other = word.kind is not following.kind
    if gap >= _SILENCE or (other and not _ALONE.isdisjoint((word.kind, following.kind))):
        return math.inf
    cost = 0.0
    if gap >= _PAUSE:
        cost += 1.0 + 2.5 * (gap - _PAUSE)
    elif gap >= _BREATH:
        cost += 0.5
    if word.text.endswith((".", "!", "?", "…", ";", ":")):
        cost += 1.2
    elif word.text.endswith(","):
        cost += 0.4
    return cost


def _break_cost(word: Word, following: Word) -> float:
    """What it costs to part the two; below zero where the break is a good one."""
    gap = following.start - word.end
    cost = 0.5
    if gap < _BREATH:
        cost += 0.5
    if following.text.lstrip("¡¿«\"'(—-")[:1].isupper():
        cost -= 0.6
    bare = word.text.lower()
    if bare in _WEAK_ENDS and gap < 2 * _PAUSE:
        cost += 1.5
    return cost
