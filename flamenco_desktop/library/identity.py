"""Which recording a file holds, whatever it is called."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from flamenco_desktop.errors import FileMissingError, NotAFileError

_PART = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """Size in bytes, and the SHA-256 of the first and the last MiB: quick, and enough for a recording."""

    size: int
    sha256: str


def identify(path: Path) -> Identity:
    """The identity of the file; raises FileMissingError, NotAFileError."""
    try:
        if path.is_dir():
            raise NotAFileError(path=str(path))
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            digest = hashlib.sha256(stream.read(_PART))
            if size > _PART:
                stream.seek(max(_PART, size - _PART))
                digest.update(stream.read(_PART))
    except OSError as error:
        raise FileMissingError(path=str(path), reason=error.strerror or str(error)) from error
    return Identity(size, digest.hexdigest())
