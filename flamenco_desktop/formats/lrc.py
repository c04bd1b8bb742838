"""LRC (.lrc), the players' lyrics, enhanced with a time before each word: [mm:ss.xx]<mm:ss.xx>word.

Hundredths of a second, as players expect. The line's last mark is where its last word ends. On reading,
several times before one text are repeats of it, and `[offset:]` (milliseconds) moves everything earlier.
"""

from __future__ import annotations

import re
from typing import TextIO

from flamenco_desktop.errors import NotLyricsError
from flamenco_desktop.formats import cues
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Line, Lyrics

_TIME = r"(\d{1,4}):(\d{1,2}(?:[.:]\d{1,3})?)"
_ROW_TIME = re.compile(rf"\s*\[{_TIME}\]", re.ASCII)
_WORD_TIME = re.compile(rf"<{_TIME}>", re.ASCII)
_TAG = re.compile(r"\s*\[([A-Za-z#]+):(.*)\]\s*$")
_LONGEST_LINE = 10.0  # seconds that a line without an end lasts at most


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write a row for each line."""
    stream.write("[re:Flamenco Desktop]\n")
    words = iter(cues.spans(lyrics.words(), 100))
    for line in lyrics.lines:
        row, last = "", -1
        for word in line.words:
            onset, offset = next(words)
            if not row:
                row = f"[{_clock(onset)}]"
            elif onset > last:
                row += f" <{_clock(last)}>"
            row += f"{' ' if last >= 0 else ''}<{_clock(onset)}>{word.text}"
            last = offset
        stream.write(f"{row}<{_clock(last)}>\n")


def _clock(hundredths: int) -> str:
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def read(stream: TextIO) -> Lyrics:
    """Read the rows in order of their times; words without a time share their row's by syllables."""
    rows: list[tuple[float, str]] = []
    offset = 0.0
    for number, row in enumerate(stream, 1):
        times, text = _row_times(row.strip("\r\n\ufeff"))
        if times:
            rows += [(time, text) for time in times]
        elif tag := _TAG.match(text):
            if tag[1].lower() == "offset":
                offset = _offset(tag[2], number)
        elif text.strip():
            raise NotLyricsError(format="lrc", reason="no_times", line=number)
    rows.sort(key=lambda row: row[0])
    lines: list[Line] = []
    for index, (time, text) in enumerate(rows):
        following = rows[index + 1][0] if index + 1 < len(rows) else time + _LONGEST_LINE
        lines += _line(time, text, min(following, time + _LONGEST_LINE), offset)
    return cues.lyrics_of(lines, "lrc")


def _row_times(text: str) -> tuple[list[float], str]:
    times: list[float] = []
    while time := _ROW_TIME.match(text):
        times.append(_seconds(*time.groups()))
        text = text[time.end() :]
    return times, text


def _seconds(minutes: str, rest: str) -> float:
    return cues.seconds(None, minutes, rest.replace(":", "."))


def _offset(text: str, number: int) -> float:
    try:
        return int(text) / 1000
    except ValueError as error:
        raise NotLyricsError(format="lrc", reason="bad_offset", line=number) from error


def _line(time: float, text: str, end: float, offset: float) -> list[Line]:
    pieces = _WORD_TIME.split(text)
    if len(pieces) == 1:
        return cues.cue_lines([text], time - offset, end - offset)
    marks = [cues.Mark(time - offset, pieces[0])]
    marks += [
        cues.Mark(_seconds(*pieces[index : index + 2]) - offset, pieces[index + 2])
        for index in range(1, len(pieces), 3)
    ]
    if not marks[-1].text.strip():
        end = marks.pop().time + offset
    else:
        end = max(end, marks[-1].time + offset)
    words = cues.marked_words(marks, end - offset)
    return [Line(tuple(words))] if words else []


LRC = Format("lrc", "LRC lyrics", ".lrc", write, read)
