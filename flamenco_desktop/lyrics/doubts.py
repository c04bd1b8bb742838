"""Which words the listener should look at, and why: stated here once for the pictures and for the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word

THRESHOLD = 0.5
LONGEST = 2.0
"""Seconds; a longer word is a quejío, or holds what nobody wrote down."""
SHORTEST_GAP = 1.0
"""Seconds of voice without text that are worth a look; less is a breath, or the end of a held vowel."""
_PAUSE = 0.4  # voice that is interrupted for less is one


class Doubt(StrEnum):
    """Why to look."""

    UNSURE = "unsure"
    ESTIMATED = "estimated"
    LONG = "long"
    UNWRITTEN = "unwritten"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A word, by its line and place, with its times; or the voice from `start` to `end` (seconds) after it,
    before the first word of all too, where nobody wrote a word: then `between`.
    """

    line: int
    word: int
    start: float
    end: float
    reason: Doubt
    between: bool = False


def doubt(word: Word, threshold: float = THRESHOLD) -> Doubt | None:
    """Why the listener should look at this word, if at all. Without a letter it is a voice that nobody wrote
    down: so the recogniser marks what it could not read.
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


def doubts(
    lines: Sequence[Line], threshold: float = THRESHOLD, voice: Sequence[tuple[float, float]] = ()
) -> list[Doubtful]:
    """All places to look at in order of time; lines that are checked hold none.

    `voice`: where somebody sings (start and end in seconds, in order), as far as that is known.
    """
    found = [
        Doubtful(index, place, word.start, word.end, reason)
        for index, line in enumerate(lines)
        if line.state is not LineState.CHECKED
        for place, word in enumerate(line.words)
        if (reason := doubt(word, threshold)) is not None
    ]
    found += _unwritten(lines, voice)
    return sorted(found, key=lambda item: (item.start, item.end))


def _unwritten(lines: Sequence[Line], voice: Sequence[tuple[float, float]]) -> Iterator[Doubtful]:
    """Voice where no word is. A breath inside does not part it."""
    sung = list(_joined(voice))
    before = (0, 0, 0.0)
    ends = [
        (index, place, word.start, word.end)
        for index, line in enumerate(lines)
        for place, word in enumerate(line.words)
    ]
    at = 0
    for line, place, start, end in (*ends, (-1, -1, float("inf"), float("inf"))):
        low = before[2]
        while at < len(sung) and sung[at][1] <= low:
            at += 1
        look = at
        while look < len(sung) and sung[look][0] < start:
            first, last = max(sung[look][0], low), min(sung[look][1], start)
            if last - first >= SHORTEST_GAP:
                yield Doubtful(before[0], before[1], first, last, Doubt.UNWRITTEN, True)
            look += 1
        before = (line, place, end)


def _joined(voice: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    whole: tuple[float, float] | None = None
    for start, end in voice:
        if whole is not None and start - whole[1] < _PAUSE:
            whole = (whole[0], max(whole[1], end))
            continue
        if whole is not None:
            yield whole
        whole = (start, end)
    if whole is not None:
        yield whole
