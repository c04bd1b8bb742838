"""The main job without a screen: recognise a recording, write its SRT, show the karaoke in the terminal.

In a terminal the words fill as they are sung, with the sound where there is a device for it. Where the output
is not a terminal the lines are printed at once, with their times.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from flamenco_desktop import bundled, console, formats
from flamenco_desktop.errors import NoOutputDeviceError
from flamenco_desktop.lyrics.model import Line, Lyrics
from flamenco_desktop.lyrics.timing import Timeline
from flamenco_desktop.wire import Options
from flamenco_desktop.wording import sentence

_FRAME = 1 / 30
_AFTERGLOW = 0.5
_SUNG = "\x1b[1;38;2;242;184;75m"
_TO_COME = "\x1b[38;2;176;162;148m"
_PLAIN = "\x1b[0m"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def main(recording: Path | None, reason: str) -> int:
    """Do the main job on `recording` (None: the bundled one), since for `reason` there is no screen."""
    console.use_utf8()
    console.say(f"There is no screen here ({reason}), so this is the karaoke in the terminal.")
    return console.guarded(lambda: _perform(recording or bundled.recording()))


def _perform(recording: Path) -> int:
    from flamenco_desktop.audio import decode

    about = decode.inspect(recording)
    title = " · ".join(part for part in (about.title, about.artist) if part) or recording.stem
    console.say(f"{title}, {clock(about.duration)}")
    lyrics = _recognise(recording)
    target = free_name(Path.cwd() / f"{recording.stem}.srt")
    formats.export(lyrics, target, "srt")
    console.say(f"Written: {target}")
    if not lyrics.lines:
        console.say("No singing was found in it.")
        return console.DONE
    if _demonstration(lyrics):
        console.say("Recognised by the small demonstration model: README.md tells where to get a better one.")
    if not animated(sys.stdout):
        print_lines(lyrics, sys.stdout)
        return console.DONE
    try:
        sing(lyrics, recording, sys.stdout)
    except KeyboardInterrupt:  # everything is written: only the listening ends early
        return console.INTERRUPTED
    return console.DONE


def _demonstration(lyrics: Lyrics) -> bool:
    from flamenco_desktop.models import store

    return store.recogniser(lyrics.provenance.model).demonstration


def _recognise(recording: Path) -> Lyrics:
    with console.working(recording.name) as progress:
        from flamenco_desktop.recognition.pipeline import Pipeline

        return Pipeline(Options()).transcribe(recording, progress)


def free_name(wanted: Path) -> Path:
    """`wanted`, or the first of `name-2`, `name-3`, ... that is not there yet: no file is overwritten."""
    found, number = wanted, 1
    while found.exists():
        number += 1
        found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return found


def animated(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that can be drawn on."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ


def clock(seconds: float) -> str:
    """Minutes and seconds, `1:05`."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def print_lines(lyrics: Lyrics, stream: TextIO) -> None:
    """Each line with the time of its onset."""
    for line in lyrics.lines:
        stream.write(f"{clock(line.start):>5}  {line.text}\n")
    stream.flush()


# --- the moving picture -----------------------------------------------------------------------------------


def rows(lines: tuple[Line, ...], width: int) -> tuple[Line, ...]:
    """The lines, broken between words so that none is wider than `width` (but for a single long word)."""
    found = []
    for line in lines:
        start, used = 0, 0
        for index, word in enumerate(line.words):
            if index > start and used + 1 + len(word.text) > width:
                found.append(replace(line, words=line.words[start:index]))
                start, used = index, 0
            used += len(word.text) + (1 if index > start else 0)
        found.append(replace(line, words=line.words[start:]))
    return tuple(found)


def painted(line: Line, now: float) -> str:
    """The line as it looks at `now` seconds: what is sung in one colour, what is to come in another."""
    sung = 0
    for word in line.words:
        if now >= word.end:
            sung += len(word.text) + 1
        elif now > word.start:
            sung += round(len(word.text) * (now - word.start) / (word.end - word.start))
            break
        else:
            break
    text = line.text
    return f"{_SUNG}{text[:sung]}{_PLAIN}{_TO_COME}{text[sung:]}{_PLAIN}"


def sing(lyrics: Lyrics, recording: Path, stream: TextIO) -> None:
    """The karaoke of `lyrics` on a terminal, to the sound of `recording` where there is a device."""
    width = shutil.get_terminal_size().columns - 1
    lines = rows(lyrics.lines, width)
    now, hush = _start_sound(recording)
    try:
        stream.write(_HIDE_CURSOR)
        draw(lines, now, stream)
    finally:
        stream.write(f"{_PLAIN}{_SHOW_CURSOR}\n")
        stream.flush()
        hush()


def draw(lines: tuple[Line, ...], now: Callable[[], float], stream: TextIO, pause: float = _FRAME) -> None:
    """Draw `lines` until they are sung; `now` tells the time heard, `pause` is seconds a frame."""
    timeline = Timeline(lines)
    current = -1
    while (time_now := now()) < lines[-1].end + _AFTERGLOW:
        at = max(timeline.line_at(time_now), 0)
        while current < at:
            # What was passed since the last frame is shown whole before the next line begins.
            if current >= 0:
                stream.write(f"\r{painted(lines[current], lines[current].end)}\n")
            current += 1
        stream.write(f"\r{painted(lines[current], time_now)}")
        stream.flush()
        time.sleep(pause)


def _start_sound(recording: Path) -> tuple[Callable[[], float], Callable[[], None]]:
    """A clock of the time now heard and what ends the sound; without a device a silent clock."""
    from flamenco_desktop.audio.player import Player

    player = Player()
    player.open(recording)
    try:
        player.play()
    except NoOutputDeviceError as error:
        player.close()
        console.say(f"{sentence(error)} The words go on in silence.")
        begin = time.monotonic()
        return (lambda: time.monotonic() - begin), (lambda: None)
    # A recording may end with its last word: when nothing plays any more, all is sung.
    return (lambda: player.position() if player.playing else math.inf), player.close
