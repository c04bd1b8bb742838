"""What the listener corrects again and again: the recogniser's habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flamenco_desktop.lyrics.find import Hit, Query, find
from flamenco_desktop.lyrics.model import Line, LineState
from flamenco_desktop.lyrics.splice import Splice

ENOUGH = 2
"""Times that a word is corrected the same way before its other places are worth a word."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was and as it was corrected."""

    old: str
    new: str


def correction_of(splice: Splice) -> Correction | None:
    """The one word that an edit corrected; None for any other edit."""
    if len(splice.old) != 1 or len(splice.new) != 1:
        return None
    old, new = splice.old[0].words, splice.new[0].words
    if len(old) != len(new):
        return None
    changed = [(one.text, other.text) for one, other in zip(old, new, strict=True) if one.text != other.text]
    return Correction(*changed[0]) if len(changed) == 1 else None


class Habits:
    """Counts corrections of one recording."""

    def __init__(self) -> None:
        self._seen: Counter[Correction] = Counter()

    def forget(self) -> None:
        """Begin anew."""
        self._seen.clear()

    def note(self, splice: Splice) -> Correction | None:
        """Take a correction in; tells it when it has just been made often enough."""
        correction = correction_of(splice)
        if correction is None:
            return None
        self._seen[correction] += 1
        return correction if self._seen[correction] == ENOUGH else None


def other_places(lines: Sequence[Line], correction: Correction) -> list[Hit]:
    """Where the word still stands as it was, in lines that the listener has not checked."""
    query = Query(correction.old, any_accents=False)
    return [hit for hit in find(lines, query) if lines[hit.line].state is not LineState.CHECKED]
