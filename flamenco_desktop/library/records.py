"""The values that go into the library and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Line, Lyrics
from flamenco_desktop.lyrics.splice import Splice


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """What is known of a recording when it is added; `duration` in seconds."""

    path: Path
    duration: float
    title: str = ""
    singer: str = ""
    palo: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording in the library. `added` is a UTC time in ISO 8601; `path` None: taken out of the list."""

    id: int
    path: Path | None
    duration: float
    title: str
    singer: str
    palo: str
    added: str
    has_lyrics: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One correction; `name` is LyricDocument's method, `made` a UTC time in ISO 8601."""

    splice: Splice
    name: str
    made: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Lyrics stored once, with as many corrections as are done; the listener may go back to them.

    `stored` is a UTC time in ISO 8601; `lines` counts those that were stored; `finished`: they say where they
    come from, so all of them have arrived.
    """

    id: int
    stored: str
    corrections: int
    active: bool
    lines: int = 0
    finished: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Lyrics as they were stored, and all corrections: those before `cursor` are done, the others undone.

    `damaged`: corrections after the last of `steps` did not fit and were left out.
    """

    base: Lyrics
    steps: tuple[Step, ...] = ()
    cursor: int = 0
    damaged: bool = False

    def current(self) -> Lyrics:
        """The lyrics with what is done."""
        return Lyrics(
            _replayed(self.base.lines, self.steps[: self.cursor]), self.base.language, self.base.provenance
        )

    def fitting(self) -> History:
        """The same without the steps from the first on that does not fit the lines it finds."""
        lines = self.base.lines
        for count, step in enumerate(self.steps):
            try:
                lines = step.splice.apply(lines)
            except InvalidEditError:
                return History(self.base, self.steps[:count], min(self.cursor, count), True)
        return self


def _replayed(lines: tuple[Line, ...], steps: tuple[Step, ...]) -> tuple[Line, ...]:
    for step in steps:
        lines = step.splice.apply(lines)
    return lines
