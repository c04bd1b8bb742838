"""Words found in the lyrics of the whole library, beside the thread that writes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flamenco_desktop.errors import LibraryError
from flamenco_desktop.library.library import Library
from flamenco_desktop.library.records import Entry
from flamenco_desktop.lyrics.find import Hit, Query, find
from flamenco_desktop.lyrics.model import Line


@dataclass(frozen=True, slots=True)
class Found:
    """A recording in whose lyrics something was found: its lines as they are, and the places."""

    entry: Entry
    lines: tuple[Line, ...]
    hits: tuple[Hit, ...]


def search(path: Path, query: Query, stopped: Callable[[], bool] = lambda: False) -> tuple[Found, ...]:
    """Look through all recordings of the library at `path`, until `stopped`; damaged lyrics are passed over.

    Raises LibraryError when the library itself cannot be read.
    """
    found: list[Found] = []
    with closing(Library(path, check=False)) as library:
        for entry in library.entries():
            if stopped():
                break
            try:
                lyrics = library.lyrics(entry.id) if entry.has_lyrics else None
            except LibraryError:
                continue
            hits = find(lyrics.lines, query) if lyrics is not None else []
            if lyrics is not None and hits:
                found.append(Found(entry, lyrics.lines, tuple(hits)))
    return tuple(found)
