"""Praat's TextGrid (.TextGrid): one tier of lines, one of words.

Praat's manual, TextGrid file formats: a reader sees only free-standing numbers, quoted strings (with doubled
quotes inside) and flags such as <exists>; everything else is comment. So the long and the short form are read
alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from flamenco_desktop.errors import NotLyricsError
from flamenco_desktop.formats import cues
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Line, Lyrics, Word
from flamenco_desktop.lyrics.text import readable_words
from flamenco_desktop.lyrics.verse import break_lines

_TOKEN = re.compile(r'"(?:[^"]|"")*"|<[^\s<>]+>|(?<!\S)[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\S)|![^\n]*')
_LINE_TIERS = frozenset(
    {"lines", "line", "verses", "versos", "tercios", "phrases", "utterances", "sentences"}
)
_WORD_TIERS = frozenset({"words", "word", "palabras", "palabra"})


@dataclass(frozen=True, slots=True)
class _Interval:
    start: float
    end: float
    text: str


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write the two tiers, silences as empty intervals."""
    tiers = (
        ("lines", [_Interval(line.start, line.end, line.text) for line in lyrics.lines]),
        ("words", [_Interval(word.start, word.end, word.text) for word in lyrics.words()]),
    )
    last = max((line.end for line in lyrics.lines), default=0.0) or 1.0
    stream.write('File type = "ooTextFile"\nObject class = "TextGrid"\n\n')
    stream.write(f"xmin = 0\nxmax = {_number(last)}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n")
    for number, (name, intervals) in enumerate(tiers, 1):
        filled = list(_with_silences(intervals, last))
        stream.write(f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{name}"\n')
        stream.write(
            f"        xmin = 0\n        xmax = {_number(last)}\n        intervals: size = {len(filled)}\n"
        )
        for place, interval in enumerate(filled, 1):
            text = interval.text.replace('"', '""')
            stream.write(f"        intervals [{place}]:\n            xmin = {_number(interval.start)}\n")
            stream.write(f'            xmax = {_number(interval.end)}\n            text = "{text}"\n')


def _with_silences(intervals: Iterable[_Interval], last: float) -> Iterator[_Interval]:
    reached = 0.0
    for interval in intervals:
        if interval.start > reached:
            yield _Interval(reached, interval.start, "")
        yield interval
        reached = interval.end
    if reached < last:
        yield _Interval(reached, last, "")


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def read(stream: TextIO) -> Lyrics:
    """Read the tiers called words and lines (or versos, palabras, ...), or the only tier there is."""
    tokens = _Tokens(stream.read())
    tokens.expect_header()
    tiers: dict[str, list[_Interval]] = {}
    for _ in range(tokens.count()):
        kind, name = tokens.string(), tokens.string()
        tokens.number(), tokens.number()
        rows = [tokens.interval(kind) for _ in range(tokens.count())]
        if kind == "IntervalTier":
            tiers.setdefault(name.strip().lower(), [row for row in rows if row.text.strip()])
    lines = next((rows for name, rows in tiers.items() if name in _LINE_TIERS), None)
    words = next((rows for name, rows in tiers.items() if name in _WORD_TIERS), None)
    if lines is None and words is None:
        if len(tiers) != 1:
            raise NotLyricsError(format="textgrid", reason="no_tier")
        (only,) = tiers.values()
        lines, words = (only, None) if any(len(row.text.split()) > 1 for row in only) else (None, only)
    return cues.lyrics_of(_lines(lines, words), "textgrid")


def _lines(lines: list[_Interval] | None, words: list[_Interval] | None) -> list[Line]:
    if words is None:
        return [line for row in lines or () for line in cues.cue_lines([row.text], row.start, row.end)]
    sung = [word for row in words for word in cues.marked_words([cues.Mark(row.start, row.text)], row.end)]
    return list(break_lines(sung)) if lines is None else _grouped(lines, sung)


def _grouped(lines: list[_Interval], words: list[Word]) -> list[Line]:
    """Words go to the line that holds their middle; those between lines make lines of their own."""
    groups: list[tuple[int, list[Word]]] = []
    place = 0
    for word in words:
        middle = (word.start + word.end) / 2
        while place < len(lines) and lines[place].end <= middle:
            place += 1
        inside = place < len(lines) and lines[place].start <= middle
        key = 2 * place + inside
        if not groups or groups[-1][0] != key:
            groups.append((key, []))
        groups[-1][1].append(word)
    return [line for key, own in groups for line in ([Line(tuple(own))] if key % 2 else break_lines(own))]


class _Tokens:
    """The free-standing values of the file, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = (match for match in _TOKEN.finditer(text) if not match[0].startswith("!"))
        self._place = 0

    def expect_header(self) -> None:
        """Pass over file type, class, times and the flag."""
        if self.string() != "ooTextFile" or self.string() != "TextGrid":
            raise NotLyricsError(format="textgrid", reason="no_header", line=1)
        self.number(), self.number()
        if self._next() != "<exists>":
            raise NotLyricsError(format="textgrid", reason="empty")

    def string(self) -> str:
        """A quoted string without its quotes."""
        token = self._next()
        if not token.startswith('"'):
            raise self._wrong()
        return token[1:-1].replace('""', '"')

    def number(self) -> float:
        """A number."""
        token = self._next()
        if token[0] in '"<':
            raise self._wrong()
        return float(token)

    def count(self) -> int:
        """A number of things to come."""
        value = self.number()
        if value < 0 or value != int(value):
            raise self._wrong()
        return int(value)

    def interval(self, kind: str) -> _Interval:
        """An interval, or a point as an interval without length."""
        start = self.number()
        end = self.number() if kind == "IntervalTier" else start
        return _Interval(start, end, " ".join(readable_words(self.string())))

    def _next(self) -> str:
        match = next(self._found, None)
        if match is None:
            self._place = len(self._text)
            raise self._wrong()
        self._place = match.start()
        return match[0]

    def _wrong(self) -> NotLyricsError:
        line = self._text.count("\n", 0, self._place) + 1
        return NotLyricsError(format="textgrid", reason="not_a_textgrid", line=line)


TEXTGRID = Format("textgrid", "Praat TextGrid", ".TextGrid", write, read)
