"""Lyrics as files: a module for each format; this is the registry, with `export` and `load` for paths."""

from __future__ import annotations

import io
from pathlib import Path

from flamenco_desktop.errors import NotLyricsError, UnknownFormatError
from flamenco_desktop.formats.ass import ASS
from flamenco_desktop.formats.document import JSON
from flamenco_desktop.formats.files import read_text, write_whole
from flamenco_desktop.formats.format import Format
from flamenco_desktop.formats.lrc import LRC
from flamenco_desktop.formats.srt import SRT
from flamenco_desktop.formats.table import CSV
from flamenco_desktop.formats.textgrid import TEXTGRID
from flamenco_desktop.formats.txt import TXT, read_texts
from flamenco_desktop.formats.vtt import VTT
from flamenco_desktop.lyrics.model import Lyrics

__all__ = ["FORMATS", "Format", "export", "format_of", "load", "load_texts"]

FORMATS: dict[str, Format] = {item.name: item for item in (SRT, VTT, LRC, ASS, TXT, JSON, CSV, TEXTGRID)}


def format_of(path: Path) -> Format:
    """The format of a file by its suffix; raises UnknownFormatError."""
    found = next((item for item in FORMATS.values() if item.suffix.lower() == path.suffix.lower()), None)
    return _known(path.suffix.lstrip(".")) if found is None else found


def export(lyrics: Lyrics, path: Path, name: str) -> None:
    """Write the lyrics to `path` in the format called `name`, whole or not at all.

    Raises UnknownFormatError, and WriteFailedError, after which `path` is what it was.
    """
    chosen = _known(name)
    write_whole(path, lambda stream: chosen.write(lyrics, stream))


def load(path: Path) -> Lyrics:
    """Read lyrics in the format of the file's suffix.

    Raises UnknownFormatError (no such suffix, or a format without times), FileMissingError, NotAFileError,
    and NotLyricsError with `path`, `format`, `reason` and, where known, `line`.
    """
    chosen = format_of(path)
    if chosen.read is None:
        readable = ", ".join(item.name for item in FORMATS.values() if item.read is not None)
        raise UnknownFormatError(format=chosen.name, known=readable)
    try:
        return chosen.read(io.StringIO(read_text(path), newline=None))
    except NotLyricsError as error:
        raise NotLyricsError(**{"path": str(path), "format": chosen.name, **error.parameters}) from error


def load_texts(path: Path) -> tuple[str, ...]:
    """The verses of a file without their times, for an aligner: of lyrics in a known format, else of plain
    text.

    Raises FileMissingError, NotAFileError and NotLyricsError.
    """
    try:
        if format_of(path).read is not None:
            return tuple(line.text for line in load(path).lines)
    except UnknownFormatError:
        pass
    try:
        return read_texts(io.StringIO(read_text(path), newline=None))
    except NotLyricsError as error:
        raise NotLyricsError(**{"path": str(path), "format": "txt", **error.parameters}) from error


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownFormatError(format=name, known=", ".join(FORMATS))
    return FORMATS[name]
