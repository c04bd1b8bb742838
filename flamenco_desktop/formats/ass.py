r"""Advanced SubStation Alpha (.ass) with karaoke that fills each word as it is sung.

Aegisub's manual, ASS override tags: `\kf` fills the syllable that follows from left to right in so many
hundredths of a second; a silence inside a line is a syllable without text.
"""

from __future__ import annotations

from typing import TextIO

from flamenco_desktop.formats import cues
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics.model import Line, Lyrics

# Colours are &HAABBGGRR: what was sung in warm white, what is to come in grey.
_STYLE = (
    ("Name", "Cante"),
    ("Fontname", "Arial"),
    ("Fontsize", "48"),
    ("PrimaryColour", "&H00D8F0FF"),
    ("SecondaryColour", "&H00909090"),
    ("OutlineColour", "&H00202020"),
    ("BackColour", "&H80000000"),
    ("Bold", "0"),
    ("Italic", "0"),
    ("Underline", "0"),
    ("StrikeOut", "0"),
    ("ScaleX", "100"),
    ("ScaleY", "100"),
    ("Spacing", "0"),
    ("Angle", "0"),
    ("BorderStyle", "1"),
    ("Outline", "2"),
    ("Shadow", "1"),
    ("Alignment", "2"),
    ("MarginL", "60"),
    ("MarginR", "60"),
    ("MarginV", "50"),
    ("Encoding", "1"),
)
_HEAD = f"""[Script Info]
; Written by Flamenco Desktop
Title: Flamenco Desktop
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: 1280
PlayResY: 720

[V4+ Styles]
Format: {", ".join(name for name, _ in _STYLE)}
Style: {",".join(value for _, value in _STYLE)}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""

# There is no escape for a backslash; a word joiner after it keeps \N and \h from being commands.
_ESCAPES = str.maketrans({"{": r"\{", "}": r"\}", "\\": "\\\u2060"})


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write an event for each line."""
    stream.write(_HEAD)
    words = cues.spans(lyrics.words(), 100)
    position = 0
    for line in lyrics.lines:
        own = words[position : position + len(line.words)]
        position += len(own)
        stream.write(
            f"Dialogue: 0,{_clock(own[0][0])},{_clock(own[-1][1])},Cante,,0,0,0,,{_sung(line, own)}\n"
        )


def _sung(line: Line, times: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    reached = times[0][0]
    for index, (word, (onset, offset)) in enumerate(zip(line.words, times, strict=True)):
        if onset > reached:
            parts.append(rf"{{\k{onset - reached}}}")
        text = word.text.translate(_ESCAPES)
        parts.append(rf"{{\kf{offset - onset}}}{text}{' ' if index + 1 < len(times) else ''}")
        reached = offset
    return "".join(parts)


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:02d}"


ASS = Format("ass", "Karaoke subtitles (ASS)", ".ass", write)
