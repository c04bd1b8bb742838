"""What a format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from flamenco_desktop.lyrics.model import Lyrics


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write lyrics as text, and, where that makes sense, to read them.

    `read` raises NotLyricsError with `format`, `reason` and, where known, `line` (from 1); it gives lyrics
    that keep the rule of `lyrics.timing`. It is None where the format does not hold times for every word or
    line.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Lyrics, TextIO], None]
    read: Callable[[TextIO], Lyrics] | None = None
