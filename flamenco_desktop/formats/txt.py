"""Plain text (.txt): one verse a row, no times."""

from __future__ import annotations

from typing import TextIO

from flamenco_desktop.errors import NotLyricsError
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Lyrics
from flamenco_desktop.lyrics.text import readable_words


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write a row for each line."""
    for line in lyrics.lines:
        stream.write(f"{line.text}\n")


def read_texts(stream: TextIO) -> tuple[str, ...]:
    """The rows that have words, with single spaces between them; for an aligner that gives them times."""
    rows = (" ".join(readable_words(row)) for row in stream)
    texts = tuple(row for row in rows if row)
    if not texts:
        raise NotLyricsError(format="txt", reason="empty")
    return texts


TXT = Format("txt", "Plain text", ".txt", write)
