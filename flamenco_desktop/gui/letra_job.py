"""A pasted letra on its way into the lyrics: which lines to align where, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.gui.again import Apply, Part
from flamenco_desktop.lyrics import arriving
from flamenco_desktop.lyrics.letra import Found, Verse
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Splice

LONGEST = 40.0
"""Seconds; a run of verses is aligned in parts of about this, so that one that is not sung does not push all
others."""
PAUSE = 3.0
"""Seconds between verses that are aligned apart."""


def tidied(found: Found, asked: Sequence[Line]) -> Found:
    """Without the odd words at the edges of recognised lines that a verse has taken but for them.

    They are what was misheard of that verse. `asked` are the lines that it was matched with.
    """
    counts = {word: len(line.words) for line in asked for word in line.words}

    def odd(verse: Verse) -> bool:
        own = verse.line.words
        return verse.pasted is None and len(own) * 3 < counts.get(own[0], 0)

    return replace(found, verses=tuple(verse for verse in found.verses if not odd(verse)))


def parts(found: Found, duration: float) -> tuple[Part, ...]:
    """The known verses as jobs of the worker, each in its own window, none reaching into another."""
    verses = found.verses
    made: list[Part] = []
    for first, last in _runs(verses):
        low = verses[first - 1].line.end if first else 0.0
        high = verses[last].line.start if last < len(verses) else duration
        own = verses[first:last]
        # Halfway to what else is sung, but not far beyond.
        start = max((low + own[0].line.start) / 2 if first else 0.0, own[0].line.start - arriving.MARGIN)
        end = min((own[-1].line.end + high) / 2, own[-1].line.end + arriving.MARGIN, duration)
        made.append(Part(start, end, tuple(verse.line.text for verse in own)))
    return tuple(made)


def _runs(verses: Sequence[Verse]) -> Iterator[tuple[int, int]]:
    """From where to where (not in it) known verses follow each other closely enough to be aligned at once."""
    first: int | None = None
    for at, verse in enumerate(verses):
        if first is not None and (
            verse.pasted is None
            or verse.line.start - verses[at - 1].line.end > PAUSE
            or verse.line.end - verses[first].line.start > LONGEST
        ):
            yield first, at
            first = None
        if first is None and verse.pasted is not None:
            first = at
    if first is not None:
        yield first, len(verses)


def apply(found: Found, asked: Sequence[Line], duration: float | None) -> Apply:
    """What puts the aligned verses in the place of `asked`, the lines that the letra was matched with."""
    texts = [line.text for line in asked]

    def put(lines: tuple[Line, ...], aligned: Sequence[Line]) -> Splice:
        if [line.text for line in lines] != texts:
            # What the listener has typed meanwhile is worth more.
            raise InvalidEditError(reason="stale")
        known = sum(verse.pasted is not None for verse in found.verses)
        if len(aligned) != known:
            raise InvalidEditError(reason="nothing_found")
        came = iter(aligned)
        new = [verse.line if verse.pasted is None else next(came) for verse in found.verses]
        return arriving.replace_lines(lines, 0, len(lines), new, duration)

    return put


def apply_to_nothing(duration: float | None) -> Apply:
    """What puts aligned lines where there are none yet."""

    def put(lines: tuple[Line, ...], aligned: Sequence[Line]) -> Splice:
        if lines:
            raise InvalidEditError(reason="stale")
        return arriving.replace_lines(lines, 0, 0, aligned, duration)

    return put
