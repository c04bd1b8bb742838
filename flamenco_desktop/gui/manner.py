"""How a word is shown by what it is in the cante: in the verse, in the verse but lighter, or at its side."""

from __future__ import annotations

from enum import Enum

from flamenco_desktop.lyrics.model import Kind, Line, Word

WITHOUT_TEXT = "ay…"
"""What stands for a voice whose words nobody has written down."""

_AT_THE_SIDE = frozenset({Kind.JALEO, Kind.NOT_SUNG})


class Manner(Enum):
    """Where and how a word stands."""

    VERSE = "verse"
    LIGHT = "light"
    ASIDE = "aside"


def manner(line: Line, word: Word) -> Manner:
    """Jaleos and what is not sung stand at the side; a quejío, and a voice without text, are lighter."""
    if line.kind in _AT_THE_SIDE or word.kind in _AT_THE_SIDE:
        return Manner.ASIDE
    if Kind.QUEJIO in (line.kind, word.kind) or not _has_text(word):
        return Manner.LIGHT
    return Manner.VERSE


def written(word: Word) -> str:
    """The word as it is shown: a voice without text is an ay."""
    return word.text if _has_text(word) else WITHOUT_TEXT


def _has_text(word: Word) -> bool:
    return any(char.isalnum() for char in word.text)
