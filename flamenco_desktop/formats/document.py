"""JSON (.json): everything there is to know about the lyrics, in the shape of `--json`."""

from __future__ import annotations

import json
from typing import TextIO

from flamenco_desktop.errors import InvalidEditError, NotLyricsError
from flamenco_desktop.formats.format import Format
from flamenco_desktop.lyrics import plain, timing
from flamenco_desktop.lyrics.model import Lyrics
from flamenco_desktop.lyrics.text import word_fault


def write(lyrics: Lyrics, stream: TextIO) -> None:
    """Write the lyrics as one JSON object."""
    json.dump(plain.lyrics_to_plain(lyrics), stream, ensure_ascii=False, indent=1, allow_nan=False)
    stream.write("\n")


def read(stream: TextIO) -> Lyrics:
    """Read the object; words that overlap, as other programs may write them, are put in order."""
    try:
        value = json.load(stream)
    except json.JSONDecodeError as error:
        raise NotLyricsError(format="json", reason=error.msg, line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise NotLyricsError(format="json", reason=str(error)) from error
    if not isinstance(value, dict):
        raise NotLyricsError(format="json", reason="not an object")
    try:
        lyrics = plain.lyrics_from_plain(value)
        settled = timing.settle(lyrics.lines)
    except InvalidEditError as error:
        raise NotLyricsError(format="json", reason=str(error.parameters["reason"])) from error
    except ValueError as error:
        raise NotLyricsError(format="json", reason=str(error)) from error
    for word in lyrics.words():
        fault = word_fault(word.text)
        if fault is not None:
            raise NotLyricsError(format="json", reason=fault)
    return Lyrics(settled, lyrics.language, lyrics.provenance)


JSON = Format("json", "Flamenco Desktop lyrics", ".json", write, read)
