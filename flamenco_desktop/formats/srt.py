"""SubRip (.srt): one verse a cue, times in milliseconds.

There is no standard; the common form is written (LF, UTF-8, a comma before the milliseconds), and what is
often met is read: a missing number, points for commas, coordinates after the times, styling tags.
"""

from __future__ import annotations

import re
from typing import TextIO

from flamenco_desktop.errors import NotLyricsError
from flamenco_desktop.formats import cues
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Line, Lyrics

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,6})?)"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$", re.ASCII)
_STYLING = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write a cue for each line."""
    times = cues.spans(lyrics.lines, 1000)
    for number, (line, (start, end)) in enumerate(zip(lyrics.lines, times, strict=True), 1):
        stream.write(f"{number}\n{cues.clock(start, ',')} --> {cues.clock(end, ',')}\n{line.text}\n\n")


def read(stream: TextIO) -> Lyrics:
    """Read the cues; every row of text becomes a line, its words' times are estimated."""
    lines: list[Line] = []
    rows: list[str] = []
    span: tuple[float, float] | None = None
    for number, row in enumerate(stream, 1):
        row = row.strip("\r\n\ufeff")
        if "-->" in row and (times := _TIMES.match(row)):
            if span is not None:
                # The row before is this cue's number when a blank row is missing.
                lines += _cue(rows[:-1] if rows and rows[-1].strip().isdigit() else rows, span)
            parts = times.groups()
            span, rows = (cues.seconds(*parts[:3]), cues.seconds(*parts[3:])), []
        elif span is None:
            if row.strip() and not row.strip().isdigit():
                raise NotLyricsError(format="srt", reason="no_times", line=number)
        elif row.strip():
            rows.append(row)
        else:
            lines += _cue(rows, span)
            span = None
    if span is not None:
        lines += _cue(rows, span)
    return cues.lyrics_of(lines, "srt")


def _cue(rows: list[str], span: tuple[float, float]) -> list[Line]:
    return cues.cue_lines([_STYLING.sub("", row) for row in rows], *span)


SRT = Format("srt", "SubRip subtitles", ".srt", write, read)
