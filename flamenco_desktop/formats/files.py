"""Text files as they should be written (whole or not at all) and as they are met (in several encodings)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from flamenco_desktop.errors import FileMissingError, NotAFileError, NotLyricsError, WriteFailedError

LARGEST = 32 * 1024 * 1024
"""Bytes beyond which a file is no lyrics."""


def write_whole(path: Path, write: Callable[[TextIO], None]) -> None:
    """Let `write` fill a file beside `path` (UTF-8, LF) and put it in its place when all of it is on the
    disk.

    Raises WriteFailedError; `path` then is what it was, and nothing is left beside it.
    """
    # A link keeps pointing where it pointed.
    target = path.resolve() if path.is_symlink() else path
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        # Not tempfile: its files are readable by their owner only, whatever the umask says.
        with beside.open("x", encoding="utf-8", newline="\n") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
        _settle_folder(target.parent)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _settle_folder(folder: Path) -> None:
    """Write the folder's entry to the disk, where the system can (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems refuse it; the file itself is safe by now.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def read_text(path: Path) -> str:
    """The text of the file: UTF-8 or UTF-16 with their marks, else UTF-8, else Windows' western code page.

    Raises FileMissingError, NotAFileError, and NotLyricsError for what cannot be text.
    """
    try:
        if path.is_dir():
            raise NotAFileError(path=str(path))
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise FileMissingError(path=str(path)) from error
    except OSError as error:
        raise NotLyricsError(path=str(path), reason=error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise NotLyricsError(path=str(path), reason="too_large")
    text = _decoded(data)
    if text is None or "\0" in text:
        raise NotLyricsError(path=str(path), reason="not_text")
    return text


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return None
