"""Comma-separated values (.csv): one word a row, for a spreadsheet or a corpus."""

from __future__ import annotations

import csv
from typing import TextIO

from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Lyrics

COLUMNS = ("line", "word", "text", "start", "end", "confidence", "estimated", "kind", "state")


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write a row for each word, numbered from 1; times in seconds."""
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(COLUMNS)
    for number, line in enumerate(lyrics.lines, 1):
        for place, word in enumerate(line.words, 1):
            confidence = "" if word.confidence is None else f"{word.confidence:.4f}"
            times = (f"{word.start:.4f}", f"{word.end:.4f}")
            marks = (int(word.estimated), word.kind.value, line.state.value)
            rows.writerow((number, place, word.text, *times, confidence, *marks))


CSV = Format("csv", "Table of words (CSV)", ".csv", write)
