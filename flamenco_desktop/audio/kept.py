"""What was computed from a recording, kept in a folder: whole or not at all, and only for this very file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from flamenco_desktop.errors import WriteFailedError


def key(path: Path, version: int) -> str:
    """A name for the file at `path` as it is now (path, size, time of change) and a version of the method."""
    status = path.stat()
    identity = f"{version}\n{path.resolve()}\n{status.st_size}\n{status.st_mtime_ns}"
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def write(kept: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Make `kept` of what `fill` writes, at once: another window may be reading. Raises WriteFailedError."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=kept.parent, suffix=".part")
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                fill(stream)
            unfinished.replace(kept)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise WriteFailedError(path=str(kept), reason=error.strerror or str(error)) from error


def make_room(folder: Path, pattern: str, most: int, spare: Path) -> None:
    """Let go of the files in `folder` that were used longest ago until all of them have at most `most` bytes.

    `spare` stays in any case.
    """
    found = []
    for path in folder.glob(pattern):
        with suppress(OSError):  # another window may tidy up as well
            status = path.stat()
            found.append((max(status.st_atime, status.st_mtime), status.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= most:
            break
        if path != spare:
            with suppress(OSError):
                path.unlink()
            total -= size
