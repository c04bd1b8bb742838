"""Opening the library whatever state its file is in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from flamenco_desktop.errors import LibraryError
from flamenco_desktop.library.library import Library

NOT_KEPT = Path(":memory:")
"""The path of a library that lives only as long as the program."""


def open_library(path: Path) -> tuple[Library, LibraryError | None]:
    """A library that can be used, and what the listener must be told, if anything. Never raises.

    A damaged file is moved aside whole, never deleted, and a new one begun: the error's `moved` says where it
    is. A file of a later program, and one that cannot be opened or written, is left as it is; the library
    then lives in memory only, and the error carries `temporary=1`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Library(path), None
    except OSError as error:
        trouble = LibraryError(path=str(path), reason="unusable", detail=error.strerror or str(error))
    except LibraryError as error:
        trouble = error
    if trouble.parameters.get("reason") == "damaged":
        with suppress(OSError, LibraryError):
            moved = _move_aside(path)
            return Library(path), LibraryError(**trouble.parameters, moved=str(moved))
    return Library(NOT_KEPT), LibraryError(**trouble.parameters, temporary=1)


def _move_aside(path: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-damaged-{stamp}-{number}{path.suffix}")
    # The log and its index belong to the file: what can be rescued may be in them.
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return path.rename(aside)
