"""Corrections of lines, as `splice` describes edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.edits import SHORT_SYLLABLE, SYLLABLE, insert_into, retyped
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word
from flamenco_desktop.lyrics.splice import Splice, end_of, line_at, rewrite, shared, word_at
from flamenco_desktop.lyrics.syllables import count_syllables
from flamenco_desktop.lyrics.text import typed_words
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION, on_grid, settle

_BREATH = 0.1  # seconds between two lines where there is time


def set_line_text(lines: Sequence[Line], line: int, text: str, duration: float | None = None) -> Splice:
    """Retype a line. As many words keep each its time; else those that differ share theirs, estimated."""
    words = line_at(lines, line).words
    texts = typed_words(text)
    if len(texts) == len(words):
        return rewrite(
            lines, line, 0, len(words), [retyped(*pair) for pair in zip(words, texts, strict=True)]
        )
    head = _common([word.text for word in words], texts)
    tail = _common([word.text for word in reversed(words[head:])], texts[head:][::-1])
    first, last = head, len(words) - tail
    inserted = texts[head : len(texts) - tail]
    if first == last:
        return insert_into(lines, line, first, inserted, duration)
    if not inserted:
        return rewrite(lines, line, first, last, [])
    new = shared(inserted, words[first].start, words[last - 1].end, words[first].kind)
    return rewrite(lines, line, first, last, new)


def insert_line(
    lines: Sequence[Line], line: int, text: str, start: float, end: float, duration: float | None
) -> Splice:
    """Put a new line before place `line`; its words share `start` to `end`, held between the neighbours."""
    if not 0 <= line <= len(lines):
        raise InvalidEditError(reason="no_such_line")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise InvalidEditError(reason="not_a_time")
    low = lines[line - 1].end if line else 0.0
    high = lines[line].start if line < len(lines) else end_of(duration)
    if start >= end_of(duration) or end <= 0.0:
        raise InvalidEditError(reason="outside")
    start, end = max(on_grid(start), low), min(on_grid(end), high)
    texts = typed_words(text)
    if end - start < MINIMUM_DURATION * len(texts):
        raise InvalidEditError(reason="no_room")
    new = Line(tuple(shared(texts, start, end, Kind.SUNG)), LineState.CORRECTED)
    return Splice(line, (), (new,))


def add_line(lines: Sequence[Line], line: int, text: str, duration: float | None) -> Splice:
    """Put a new line before place `line` in the silence there, after the line before it, estimated.

    Without silence enough it shares the time of the line before it (of the one after it, at the beginning).
    """
    if not 0 <= line <= len(lines):
        raise InvalidEditError(reason="no_such_line")
    texts = typed_words(text)
    syllables = max(1, sum(max(1, count_syllables(word)) for word in texts))
    low = lines[line - 1].end if line else 0.0
    high = lines[line].start if line < len(lines) else end_of(duration)
    if math.isinf(high):
        high = low + syllables * SYLLABLE
    if high - low >= syllables * SHORT_SYLLABLE:
        low, high = _within(low, high, syllables * SYLLABLE)
        return Splice(line, (), (Line(tuple(shared(texts, low, high, Kind.SUNG)), LineState.CORRECTED),))
    if not lines:
        raise InvalidEditError(reason="no_room")
    host = line - 1 if line else 0
    own = [word.text for word in lines[host].words]
    start, end = lines[host].start, lines[host].end
    both = shared([*own, *texts] if line else [*texts, *own], start, end, Kind.SUNG)
    at = len(own) if line else len(texts)
    kept, new = (both[:at], both[at:]) if line else (both[at:], both[:at])
    old = replace(lines[host], words=_of_kinds(kept, lines[host].words), state=LineState.CORRECTED)
    added = Line(tuple(new), LineState.CORRECTED)
    return Splice(host, (lines[host],), (old, added) if line else (added, old))


def duplicate_line(lines: Sequence[Line], line: int, duration: float | None) -> Splice:
    """Put the line once more after itself, with its rhythm, for a verse that is sung twice; estimated.

    The copy takes the silence there is, at most as long as the line. Without silence enough the two share the
    line's time.
    """
    old = line_at(lines, line)
    high = lines[line + 1].start if line + 1 < len(lines) else end_of(duration)
    length = old.end - old.start
    syllables = max(1, count_syllables(old.text))
    if math.isinf(high):
        high = old.end + length
    if high - old.end >= syllables * SHORT_SYLLABLE:
        start, end = _within(old.end, high, length)
        return Splice(line, (old,), (old, _copied(old, start, end)))
    middle = on_grid((old.start + old.end) / 2)
    return Splice(line, (old,), (_copied(old, old.start, middle), _copied(old, middle, old.end)))


def move_line(lines: Sequence[Line], line: int, to: int) -> Splice:
    """Let the line be sung in the place of line `to`, and those between one place earlier or later.

    Times are where something was heard, so they stay: the words change places. A line with as many words as
    the one whose place it takes has that one's times, word by word; another one shares them by syllables,
    estimated.
    """
    line_at(lines, line)
    line_at(lines, to)
    first, last = min(line, to), max(line, to)
    old = tuple(lines[first : last + 1])
    order = (*old[1:], old[0]) if line < to else (old[-1], *old[:-1])
    return Splice(first, old, tuple(_sung_at(own, place) for own, place in zip(order, old, strict=True)))


def delete_line(lines: Sequence[Line], line: int) -> Splice:
    """Take a line out."""
    return Splice(line, (line_at(lines, line),), ())


def split_line(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Part a line before its word `word`."""
    old = line_at(lines, line)
    if not 0 < word < len(old.words):
        raise InvalidEditError(reason="no_such_word")
    parts = (old.words[:word], old.words[word:])
    return Splice(line, (old,), tuple(replace(old, words=part, state=LineState.CORRECTED) for part in parts))


def merge_lines(lines: Sequence[Line], line: int) -> Splice:
    """Join a line with the next one."""
    old = line_at(lines, line)
    if line + 1 >= len(lines):
        raise InvalidEditError(reason="no_next")
    following = lines[line + 1]
    merged = replace(old, words=old.words + following.words, state=LineState.CORRECTED)
    return Splice(line, (old, following), (merged,))


def set_line_state(lines: Sequence[Line], line: int, state: LineState) -> Splice:
    """Mark how far a line has been looked at."""
    old = line_at(lines, line)
    return Splice(line, (old,), (replace(old, state=state),))


def set_kind(lines: Sequence[Line], line: int, kind: Kind, word: int | None = None) -> Splice:
    """Say what a line with all its words is (quejío, jaleo, ...), or one `word` of it."""
    old = line_at(lines, line)
    if word is None:
        words = tuple(replace(item, kind=kind) for item in old.words)
        return Splice(line, (old,), (replace(old, words=words, kind=kind),))
    word_at(lines, line, word)
    words = tuple(replace(item, kind=kind) if index == word else item for index, item in enumerate(old.words))
    kinds = {item.kind for item in words}
    whole = kinds.pop() if len(kinds) == 1 else Kind.SUNG
    return Splice(line, (old,), (replace(old, words=words, kind=whole),))


def _within(low: float, high: float, length: float) -> tuple[float, float]:
    """A stretch of `length` seconds, or less, from `low` on, after a breath where there is time for one."""
    breath = min(_BREATH, max(0.0, (high - low - length) / 2))
    start = on_grid(low + breath)
    return start, min(high, on_grid(start + length))


def _copied(line: Line, start: float, end: float) -> Line:
    """The line's words with their rhythm from `start` to `end`, not heard by anybody."""
    factor = (end - start) / (line.end - line.start)

    def moved(time: float) -> float:
        return start + (time - line.start) * factor

    words = [
        Word(word.text, moved(word.start), moved(word.end), estimated=True, kind=word.kind)
        for word in line.words
    ]
    (settled,) = settle([Line(tuple(words), LineState.CORRECTED, line.kind)], end, start)
    return settled


def _sung_at(line: Line, place: Line) -> Line:
    if line.text == place.text:
        return place
    if len(line.words) == len(place.words):
        words = [
            replace(
                retyped(there, own.text), kind=own.kind, estimated=there.estimated or own.text != there.text
            )
            for own, there in zip(line.words, place.words, strict=True)
        ]
    else:
        texts = [word.text for word in line.words]
        words = list(_of_kinds(shared(texts, place.start, place.end, line.kind), line.words))
    return Line(tuple(words), LineState.CORRECTED, line.kind)


def _of_kinds(words: Sequence[Word], kinds: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(replace(word, kind=own.kind) for word, own in zip(words, kinds, strict=True))


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
