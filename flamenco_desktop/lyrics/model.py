"""Words, lines and lyrics: frozen values, times in seconds from the recording's first frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class LineState(StrEnum):
    """How far a line has been looked at by the listener."""

    RECOGNISED = "recognised"
    CORRECTED = "corrected"
    CHECKED = "checked"


class Kind(StrEnum):
    """What a line or word is in the cante.

    A quejío is a voice without words, an ayeo; its only word is "…" where the recogniser found none for it.
    """

    SUNG = "sung"
    QUEJIO = "quejio"
    JALEO = "jaleo"
    NOT_SUNG = "not_sung"


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a word with its onset and offset."""

    char: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """One sung word. `text` has no white space; `confidence` is in [0, 1], None when nobody measured it.

    `estimated` marks times that were shared out, not heard. `letters` may be empty.
    """

    text: str
    start: float
    end: float
    confidence: float | None = None
    estimated: bool = False
    kind: Kind = Kind.SUNG
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One verse: its words in order. Its text and times are those of its words."""

    words: tuple[Word, ...]
    state: LineState = LineState.RECOGNISED
    kind: Kind = Kind.SUNG

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float:
        """Onset of the first word."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Offset of the last word."""
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where lyrics come from: the models, the device, the program, and how (recognised, aligned, typed)."""

    method: str = ""
    model: str = ""
    aligner: str = ""
    device: str = ""
    program: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Lyrics:
    """The lyrics of one recording: lines in order of time, none empty, no two words overlapping."""

    lines: tuple[Line, ...] = ()
    language: str = "es"
    provenance: Provenance = field(default_factory=Provenance)

    def words(self) -> Iterator[Word]:
        """All words in order."""
        for line in self.lines:
            yield from line.words

    @property
    def text(self) -> str:
        """One verse a line of text."""
        return "\n".join(line.text for line in self.lines)
