"""Every word gets a time, in order: what was not heard is shared out between its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flamenco_desktop.lyrics.model import Letter, Word

_SHORTEST = 0.02
_LONGEST_ESTIMATE = 0.6


def place_all(texts: Sequence[str], timed: Mapping[int, Word], start: float, end: float) -> tuple[Word, ...]:
    """A word for each of `texts`: those in `timed` by index, the others estimated, none overlapping.

    All lie in order between `start` and `end`; where there is no room at all, words become very short.
    """
    words: list[Word | None] = [timed.get(index) for index in range(len(texts))]
    index = 0
    while index < len(words):
        if words[index] is not None:
            index += 1
            continue
        stop = next((place for place in range(index, len(words)) if words[place] is not None), len(words))
        _share(words, texts, index, stop, start, end)
        index = stop
    return in_order([word for word in words if word is not None], start, end)


def in_order(words: Sequence[Word], start: float, end: float) -> tuple[Word, ...]:
    """The words moved as little as needed: at least `_SHORTEST` long, none begins before another ends."""
    count = len(words)
    if not count:
        return ()
    shortest = min(_SHORTEST, max(end - start, 1e-6) / count)
    result: list[Word] = []
    floor = start
    for index, word in enumerate(words):
        latest = end - shortest * (count - index)
        first = min(max(word.start, floor), max(latest, floor))
        last = max(min(word.end, end - shortest * (count - 1 - index)), first + shortest)
        if index + 1 < count and words[index + 1].start >= first + shortest:
            last = min(last, words[index + 1].start)
        if (first, last) != (word.start, word.end):
            word = _clamped(word, first, last)
        result.append(word)
        floor = last
    return tuple(result)


def moved(word: Word, by: float) -> Word:
    """The word `by` seconds later, its letters with it."""
    letters = tuple(replace(letter, start=letter.start + by, end=letter.end + by) for letter in word.letters)
    return replace(word, start=word.start + by, end=word.end + by, letters=letters)


def _share(
    words: list[Word | None], texts: Sequence[str], first: int, stop: int, start: float, end: float
) -> None:
    """Estimated times for words[first:stop]: the gap between their neighbours, by letters."""
    before = words[first - 1] if first else None
    after = words[stop] if stop < len(words) else None
    low = before.end if before is not None else start
    high = after.start if after is not None else end
    weights = [max(1, len(text)) for text in texts[first:stop]]
    room = max(0.0, high - low)
    if before is not None or after is not None:
        room = min(room, _LONGEST_ESTIMATE * len(weights))
    if before is None and after is not None:
        low = high - room
    unit = room / sum(weights)
    for offset, weight in enumerate(weights):
        words[first + offset] = Word(texts[first + offset], low, low + unit * weight, estimated=True)
        low += unit * weight


def _clamped(word: Word, start: float, end: float) -> Word:
    letters = tuple(
        Letter(letter.char, min(max(letter.start, start), end), min(max(letter.end, start), end))
        for letter in word.letters
    )
    return replace(word, start=start, end=end, letters=letters)
