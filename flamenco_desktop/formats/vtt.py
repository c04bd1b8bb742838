"""WebVTT (.vtt), with a timestamp before each word as for karaoke.

W3C, WebVTT: The Web Video Text Tracks Format, sections 4.2.2 (cue timestamps) and 6.4 (parsing). A timestamp
inside a cue must be after the one before it and before the cue's end; a silence inside a line is a stretch
without text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TextIO

from flamenco_desktop.errors import NotLyricsError
from flamenco_desktop.formats import cues
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Line, Lyrics

_TIME = r"(?:(\d{2,4}):)?(\d{2}):(\d{2}\.\d{3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$", re.ASCII)
_INSIDE = re.compile(rf"<{_TIME}>", re.ASCII)
_TAG = re.compile(r"</?[^<>]*>")


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write a cue for each line."""
    stream.write("WEBVTT\n")
    times = cues.spans(lyrics.lines, 1000)
    for number, (line, (start, end)) in enumerate(zip(lyrics.lines, times, strict=True), 1):
        stream.write(f"\n{number}\n{cues.clock(start, '.')} --> {cues.clock(end, '.')}\n")
        stream.write(f"{_timed_text(line, start, end)}\n")


def _timed_text(line: Line, start: int, end: int) -> str:
    text, reached = "", start
    last = start
    for word, (onset, offset) in zip(line.words, cues.spans(line.words, 1000), strict=True):
        if text:
            if onset > last and last > reached:
                text, reached = f"{text}<{cues.clock(last, '.')}>", last
            text += " "
            if reached < onset < end:
                text, reached = f"{text}<{cues.clock(onset, '.')}>", onset
        text += html.escape(word.text, quote=False)
        last = offset
    return text


def read(stream: TextIO) -> Lyrics:
    """Read the cues; words with a timestamp keep it, others share their cue's time by syllables."""
    lines: list[Line] = []
    for number, block in _blocks(stream):
        if number == 1:
            if not re.match(r"WEBVTT(?:[ \t]|$)", block[0]):
                raise NotLyricsError(format="vtt", reason="no_header", line=1)
            continue
        if re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", block[0]):
            continue
        header = 0 if "-->" in block[0] else 1
        times = _TIMES.match(block[header]) if header < len(block) else None
        if times is None:
            raise NotLyricsError(format="vtt", reason="no_times", line=number + header)
        parts = times.groups()
        lines += _cue(block[header + 1 :], cues.seconds(*parts[:3]), cues.seconds(*parts[3:]))
    return cues.lyrics_of(lines, "vtt")


def _blocks(stream: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Rows between blank ones with the first one's number (from 1); the first block is the file's start."""
    first = 1
    block: list[str] = []
    for number, row in enumerate(stream, 1):
        row = row.strip("\r\n\ufeff")
        if row.strip() or number == 1:
            first = first if block else number
            block.append(row)
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def _cue(rows: list[str], start: float, end: float) -> list[Line]:
    if not any(_INSIDE.search(row) for row in rows):
        return cues.cue_lines([_plain(row) for row in rows], start, end)
    pieces = _INSIDE.split("\n".join(rows))
    marks = [cues.Mark(start, _plain(pieces[0]))]
    for index in range(1, len(pieces), 4):
        time = cues.seconds(*pieces[index : index + 3])
        marks.append(cues.Mark(time, _plain(pieces[index + 3])))
    words = cues.marked_words(marks, end)
    return [Line(tuple(words))] if words else []


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


VTT = Format("vtt", "WebVTT subtitles", ".vtt", write, read)
