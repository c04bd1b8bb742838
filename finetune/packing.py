"""Checked lines into windows: 20 to 28 s of neighbouring lines, cut in silence, never through a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word

LONGEST = 30.0
_SHORT, _FULL = 20.0, 28.0
_EDGE = 0.6
"""Seconds of quiet kept at most on either side of the words."""
NOT_SUNG_SHARE = 0.08
_SHORTEST_EMPTY = 1.0

Loudness = Callable[[float, float], "NDArray[np.float32]"]
"""Level in dB in hops of 10 ms between two times in seconds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line within a window: its number in the recording, the words that a label has, and their times.

    `exact`: the listener, or the aligner at least, heard these times; none is estimated.
    """

    line: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What a label says of it."""
        return " ".join(word.text for word in self.words)

    @property
    def exact(self) -> bool:
        """Whether no time is estimated."""
        return not any(word.estimated for word in self.words)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one recording, in seconds of the recording; without parts nobody sings in it."""

    start: float
    end: float
    parts: tuple[Part, ...]
    line: int

    @property
    def text(self) -> str:
        """The label."""
        return " ".join(part.text for part in self.parts)

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


def label_words(line: Line) -> tuple[Word, ...]:
    """The words of a line that are sung by the cantaor: no jaleo, nothing that is marked as not sung."""
    if line.kind in (Kind.JALEO, Kind.NOT_SUNG):
        return ()
    return tuple(word for word in line.words if word.kind not in (Kind.JALEO, Kind.NOT_SUNG))


def pack(lines: Sequence[Line], duration: float, level: Loudness | None = None) -> tuple[Window, ...]:
    """All sung windows of a recording of `duration` seconds, in order, none overlapping.

    A window holds checked lines only: a line between them that nobody has checked would be sung in it and
    missing from its label. Lines of more than 30 s make no window.
    """
    found: list[Window] = []
    for run in _runs(lines):
        found += _windows(lines, run, duration, level)
    return tuple(found)


def empty_windows(
    lines: Sequence[Line], duration: float, level: Loudness | None = None
) -> tuple[Window, ...]:
    """What the listener marked as not sung (falseta, palmas, applause), in pieces of at most 28 s."""
    found: list[Window] = []
    for index, line in enumerate(lines):
        if line.kind is not Kind.NOT_SUNG:
            continue
        low, high = _bounds(lines, index, index, duration)
        first, last = max(low, line.start), min(high, line.end)
        while last - first >= _SHORTEST_EMPTY:
            until = min(last, first + _FULL)
            if last - until < _SHORTEST_EMPTY:
                until = min(last, first + LONGEST)
            found.append(Window(first, until, (), index))
            first = until
    return tuple(found)


def shorter(window: Window, longest: float) -> tuple[Window, ...]:
    """The window in pieces of at most `longest` seconds, for models that hear less at once.

    It is cut between lines, or between words where one line is longer than that; a word that is longer
    itself stays whole.
    """
    if window.seconds <= longest:
        return (window,)
    if not window.parts:
        return (replace(window, end=window.start + longest),)
    pieces: list[Window] = []
    kept: list[Part] = []
    start = window.start
    for part in _split(window.parts, longest):
        last = kept[-1].words[-1].end if kept else start
        if kept and part.words[-1].end - start > longest:
            edge = (last + part.words[0].start) / 2
            until = min(edge, last + _EDGE, max(last, start + longest))
            pieces.append(Window(start, until, tuple(kept), kept[0].line))
            start, kept = max(edge, part.words[0].start - _EDGE), []
        elif not kept:
            start = max(start, part.words[0].start - _EDGE)
        kept.append(part)
    end = min(window.end, max(kept[-1].words[-1].end, start + longest))
    pieces.append(Window(start, end, tuple(kept), kept[0].line))
    return tuple(pieces)


def _split(parts: Sequence[Part], longest: float) -> Iterator[Part]:
    for part in parts:
        words: list[Word] = []
        for word in part.words:
            if words and word.end - words[0].start > longest - _EDGE:
                yield Part(part.line, tuple(words))
                words = []
            words.append(word)
        yield Part(part.line, tuple(words))


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Neighbouring lines without one between them that is sung and unchecked."""
    run: list[int] = []
    for index, line in enumerate(lines):
        if line.kind in (Kind.JALEO, Kind.NOT_SUNG) or not label_words(line):
            continue
        if line.state is LineState.CHECKED and line.end - line.start <= LONGEST:
            run.append(index)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _windows(
    lines: Sequence[Line], run: Sequence[int], duration: float, level: Loudness | None
) -> Iterator[Window]:
    first = 0
    while first < len(run):
        last = first
        while last + 1 < len(run) and lines[run[last + 1]].end - lines[run[first]].start <= _FULL:
            last += 1
        if last + 1 < len(run):
            # Full: of the places where 20 s are reached, the widest gap; none may: the last.
            begun = lines[run[first]].start
            places = [n for n in range(first, last + 1) if lines[run[n]].end - begun >= _SHORT]
            last = max(places, key=lambda n: _gap(lines, run, n), default=last)
        yield _window(lines, run[first : last + 1], duration, level)
        first = last + 1


def _gap(lines: Sequence[Line], run: Sequence[int], place: int) -> float:
    return lines[run[place] + 1].start - lines[run[place]].end if run[place] + 1 < len(lines) else 0.0


def _window(lines: Sequence[Line], run: Sequence[int], duration: float, level: Loudness | None) -> Window:
    parts = tuple(Part(index, label_words(lines[index])) for index in run)
    low, high = _bounds(lines, run[0], run[-1], duration)
    begun, done = lines[run[0]].start, lines[run[-1]].end
    spare = max(0.0, LONGEST - (done - begun)) / 2
    start = _quiet(max(low, begun - min(_EDGE, spare)), begun, level, begin=True)
    end = _quiet(done, min(high, done + min(_EDGE, spare)), level, begin=False)
    return Window(start, end, parts, run[0])


def _bounds(lines: Sequence[Line], first: int, last: int, duration: float) -> tuple[float, float]:
    """Half of the way to the words of the lines beside, whatever they are."""
    low = (lines[first - 1].end + lines[first].start) / 2 if first else 0.0
    high = (lines[last].end + lines[last + 1].start) / 2 if last + 1 < len(lines) else duration
    return min(low, lines[first].start), max(high, lines[last].end)


def _quiet(first: float, last: float, level: Loudness | None, *, begin: bool) -> float:
    """The quietest place between two times; without loudness the one farthest from the words."""
    far = first if begin else last
    if level is None or last - first < 0.03:
        return far
    heard = level(first, last)
    if len(heard) < 3:
        return far
    place = int(np.argmin(heard))
    return min(last, max(first, first + (place + 0.5) * (last - first) / len(heard)))
