"""What the formats of subtitles share: spans in whole units of time, and words out of a cue's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flamenco_desktop.errors import InvalidEditError, NotLyricsError
from flamenco_desktop.lyrics import timing
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance, Word
from flamenco_desktop.lyrics.text import readable_words
from flamenco_desktop.lyrics.verse import share_by_syllables


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a cue's text that begins at a time (seconds)."""

    time: float
    text: str


def spans(items: Iterable[Line | Word], per_second: int) -> list[tuple[int, int]]:
    """Onset and offset of each in whole units, in order, without overlap, none empty.

    Rounding keeps the order; only what is shorter than a unit is made one unit long.
    """
    found: list[tuple[int, int]] = []
    before = 0
    for item in items:
        start = max(round(item.start * per_second), before)
        before = max(round(item.end * per_second), start + 1)
        found.append((start, before))
    return found


def clock(milliseconds: int, decimal: str) -> str:
    """The time as HH:MM:SS and three decimals."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal}{thousandths:03d}"


def seconds(hours: str | None, minutes: str, rest: str) -> float:
    """The time of its parts; `rest` is seconds with a decimal point or comma."""
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(rest.replace(",", "."))


def cue_lines(rows: Sequence[str], start: float, end: float) -> list[Line]:
    """A line for each row of a cue's text, all words sharing the cue's time by syllables, estimated."""
    split = [words for words in map(readable_words, rows) if words]
    texts = [text for words in split for text in words]
    shared = iter(_estimated(texts, start, end))
    return [Line(tuple(next(shared) for _ in words)) for words in split]


def marked_words(marks: Sequence[Mark], end: float) -> list[Word]:
    """The words of a cue whose text carries times; each stretch lasts until the next mark.

    A stretch of one word gives it its heard time; several words share theirs, estimated; one of white space
    is a gap.
    """
    words: list[Word] = []
    for index, mark in enumerate(marks):
        following = marks[index + 1].time if index + 1 < len(marks) else end
        texts = readable_words(mark.text)
        if len(texts) == 1:
            words.append(Word(texts[0], mark.time, following))
        elif texts:
            words.extend(_estimated(texts, mark.time, following))
    return words


def _estimated(texts: Sequence[str], start: float, end: float) -> list[Word]:
    try:
        times = share_by_syllables(texts, start, end)
    except InvalidEditError:
        # Too short a cue, or one that ends before it starts: `lyrics_of` makes room for the words.
        times = [(start, start)] * len(texts)
    return [Word(text, *span, estimated=True) for text, span in zip(texts, times, strict=True)]


def lyrics_of(lines: Sequence[Line], name: str) -> Lyrics:
    """Lyrics that keep the rule of order, from lines as they were read."""
    if not lines:
        raise NotLyricsError(format=name, reason="empty")
    try:
        settled = timing.settle([replace(line, words=tuple(line.words)) for line in lines])
    except InvalidEditError as error:
        raise NotLyricsError(format=name, reason=str(error.parameters["reason"])) from error
    return Lyrics(settled, provenance=Provenance(method="imported"))
