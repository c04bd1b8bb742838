"""Verses from words: where the lines of a cante break.

A break is judged by the silence before the next word, by punctuation, by a capital letter, by the word it
would leave hanging, and by the syllables of the verse it closes (the octosyllable is the measure of most
coplas, with verses of five to twelve); the breaks with the least total cost are found by dynamic programming,
in the manner of Knuth and Plass, Breaking Paragraphs into Lines (1981).
"""

from __future__ import annotations

from collections.abc import Sequence

from flamenco_desktop.lyrics.model import Kind, Line, Word
from flamenco_desktop.lyrics.syllables import (
    closing_adjustment,
    count_syllables,
    share_by_syllables,
    synalephas,
    word_syllables,
)

__all__ = ["LONGEST_LINE", "break_lines", "count_syllables", "share_by_syllables"]

LONGEST_LINE = 42
"""Characters that a line of subtitles should not pass; only a single longer word does."""

_MOST_WORDS = 24
_BREATH, _PAUSE, _SILENCE = 0.12, 0.35, 2.0
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


def break_lines(words: Sequence[Word]) -> tuple[Line, ...]:
    """The words, in their order, as verses. A silence of two seconds always parts them."""
    if not words:
        return ()
    texts = [word.text for word in words]
    syllables = [word_syllables(text) for text in texts]
    joined = synalephas(texts)
    breaks = [_break_cost(words[index], words[index + 1]) for index in range(len(words) - 1)]
    best = [0.0] + [float("inf")] * len(words)
    origin = [0] * (len(words) + 1)
    for start in range(len(words)):
        sung = letters = 0
        held = 0.0
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            last = end - 1
            sung += syllables[last]
            letters += len(texts[last]) + (end - start > 1)
            if end - start > 1:
                sung -= joined[last - 1]
                held += _hold_cost(words[last - 1], words[last])
                if letters > LONGEST_LINE or held == float("inf"):
                    break
            cost = best[start] + held + _verse_cost(sung + closing_adjustment(texts[last]))
            cost += breaks[last] if end < len(words) else 0.0
            if cost < best[end]:
                best[end], origin[end] = cost, start
    return _lines(words, origin)


def _lines(words: Sequence[Word], origin: Sequence[int]) -> tuple[Line, ...]:
    lines: list[Line] = []
    end = len(words)
    while end:
        own = tuple(words[origin[end] : end])
        kinds = {word.kind for word in own}
        lines.append(Line(own, kind=kinds.pop() if len(kinds) == 1 else Kind.SUNG))
        end = origin[end]
    return tuple(reversed(lines))


def _verse_cost(syllables: int) -> float:
    """Zero for an octosyllable, little from five to twelve, steep beyond."""
    far = abs(syllables - 8)
    if 5 <= syllables <= 12:
        return 0.12 * far
    return 0.12 * far + 0.6 * (5 - syllables if syllables < 5 else syllables - 12)


def _hold_cost(word: Word, following: Word) -> float:
    """What it costs to keep the two in one line."""
    gap = following.start - word.end
    if gap >= _SILENCE or (word.kind is not following.kind and Kind.JALEO in (word.kind, following.kind)):
        return float("inf")
    cost = 0.0
    if gap >= _PAUSE:
        cost += 1.0 + 2.5 * (gap - _PAUSE)
    elif gap >= _BREATH:
        cost += 0.3
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
