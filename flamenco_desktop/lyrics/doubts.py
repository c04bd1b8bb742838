"""Which words the listener should look at, and why: stated here once for the pictures and for the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word

THRESHOLD = 0.5
LONGEST = 2.0
"""Seconds; a longer word is a quejío, or holds what nobody wrote down."""


class Doubt(StrEnum):
    """Why to look."""

    UNSURE = "unsure"
    ESTIMATED = "estimated"
    LONG = "long"
    UNWRITTEN = "unwritten"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A word, by its line and place, with its times in seconds."""

    line: int
    word: int
    start: float
    end: float
    reason: Doubt


def doubt(word: Word, threshold: float = THRESHOLD) -> Doubt | None:
    """Why the listener should look at this word, if at all. `threshold`: of its confidence, 0 to 1.

    A word without a letter is a voice that nobody wrote down: so the recogniser marks a stretch where
    somebody sings and it could read nothing.
    """
    if not any(char.isalnum() for char in word.text):
        return Doubt.UNWRITTEN
    if word.estimated:
        return Doubt.ESTIMATED
    if word.confidence is not None and word.confidence < threshold:
        return Doubt.UNSURE
    if word.kind is Kind.SUNG and word.end - word.start > LONGEST:
        return Doubt.LONG
    return None


def doubts(lines: Sequence[Line], threshold: float = THRESHOLD) -> list[Doubtful]:
    """All places to look at in order of time; lines that are checked hold none."""
    return [
        Doubtful(index, place, word.start, word.end, reason)
        for index, line in enumerate(lines)
        if line.state is not LineState.CHECKED
        for place, word in enumerate(line.words)
        if (reason := doubt(word, threshold)) is not None
    ]
