"""Find and replace in lyrics, over words and over the spaces between them, never over the end of a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics import line_edits
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.text import typed_words


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; by itself "camelas" finds "Camelás", and "ola" does not find "sola"."""

    text: str
    any_case: bool = True
    any_accents: bool = True
    whole_words: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A place: the line, and the characters `start` to `end` of its text."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a line reads, and what it would read."""

    line: int
    before: str
    after: str


class _Folded(dict[int, str]):
    """Characters brought down to what is compared, always one for one: places stay places."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        self._query = query

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = char.lower() if self._query.any_case else char
        if self._query.any_accents and folded not in "ñÑ":
            folded = unicodedata.normalize("NFD", folded)[:1] or char
        self[code] = folded if len(folded) == 1 else char
        return self[code]


def find(lines: Sequence[Line], query: Query) -> list[Hit]:
    """All places in order, none overlapping."""
    wanted = " ".join(unicodedata.normalize("NFC", query.text).split())
    if not wanted:
        return []
    table = _Folded(query)
    wanted = wanted.translate(table)
    return [
        Hit(at, start, start + len(wanted))
        for at, line in enumerate(lines)
        for start in _places(line.text.translate(table), wanted, query.whole_words)
    ]


def _places(text: str, wanted: str, whole: bool) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if whole and _inside_a_word(text, start, end):
            start = text.find(wanted, start + 1)
        else:
            yield start
            start = text.find(wanted, end)


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return before or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


def words_of(line: Line, hit: Hit) -> tuple[int, int]:
    """The first word that a place touches, and the last one."""
    first = last = 0
    at = 0
    for number, word in enumerate(line.words):
        if at <= hit.start:
            first = number
        if at < hit.end:
            last = number
        at += len(word.text) + 1
    return first, last


def replaced(line: Line, hits: Iterable[Hit], text: str) -> str:
    """What a line reads when `text` stands in the place of its `hits`: with a capital where one was."""
    before = line.text
    parts, at = [], 0
    for hit in hits:
        parts += [before[at : hit.start], _in_the_manner(text, before[hit.start : hit.end])]
        at = hit.end
    return " ".join("".join((*parts, before[at:])).split())


def preview(lines: Sequence[Line], hits: Sequence[Hit], text: str) -> list[Preview]:
    """The lines that would read otherwise."""
    own = ((line, lines[line].text, replaced(lines[line], some, text)) for line, some in _by_line(hits))
    return [Preview(*item) for item in own if item[1] != item[2]]


def replace_all(lines: Sequence[Line], hits: Sequence[Hit], text: str, duration: float | None) -> Splice:
    """One edit that puts `text` in the place of all `hits`, given in order; with an empty `text` they go.

    As many words as before keep their times, others share them by syllables, estimated; a line that loses all
    its words goes. Raises what `typed_words` and the edits of lines raise, and then nothing has changed.
    """
    if text.strip():
        typed_words(text)
    changed: dict[int, tuple[Line, ...]] = {}
    # Two lines may want the same silence between them: the second one sees what the first has taken.
    current = list(lines)
    for at, own in _by_line(hits):
        if not 0 <= at < len(lines):
            raise InvalidEditError(reason="stale")
        after = replaced(lines[at], own, text)
        if not after:
            changed[at] = ()
        elif after != lines[at].text:
            (current[at],) = changed[at] = line_edits.set_line_text(current, at, after, duration).new
    if not changed:
        return Splice(0, (), ())
    first, last = min(changed), max(changed)
    new = [line for at in range(first, last + 1) for line in changed.get(at, (lines[at],))]
    return Splice(first, tuple(lines[first : last + 1]), tuple(new))


def _by_line(hits: Sequence[Hit]) -> list[tuple[int, list[Hit]]]:
    grouped: dict[int, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.line, []).append(hit)
    return list(grouped.items())


def _in_the_manner(text: str, of: str) -> str:
    if of[:1].isupper() and text[:1].islower():
        return text[:1].upper() + text[1:]
    return text
