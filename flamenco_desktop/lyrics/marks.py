"""What the marks of words and lines mean for those who only want what is sung."""

from __future__ import annotations

from dataclasses import replace

from flamenco_desktop.lyrics.model import Kind, Line, Lyrics

_LEFT_OUT = frozenset({Kind.JALEO, Kind.NOT_SUNG})


def without_jaleos(lyrics: Lyrics) -> Lyrics:
    """The lyrics without shouts and without what is not sung; quejíos are sung. Lines left empty go."""
    kept = (_sung(line) for line in lyrics.lines)
    return replace(lyrics, lines=tuple(line for line in kept if line.words))


def _sung(line: Line) -> Line:
    words = tuple(word for word in line.words if word.kind not in _LEFT_OUT)
    return line if len(words) == len(line.words) else replace(line, words=words, kind=Kind.SUNG)
