"""What the program has kept: its library, read from outside while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flamenco_desktop.errors import LibraryError
from flamenco_desktop.library import Entry, Library
from flamenco_desktop.lyrics.model import Lyrics


class Kept:
    """The library below a home's data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def path(self) -> Path | None:
        """The library's file, once the program has made it."""
        return next(self._data.rglob("*.sqlite3"), None)

    @contextmanager
    def _open(self) -> Iterator[Library | None]:
        path = self.path()
        if path is None:
            yield None
            return
        with closing(Library(path)) as library:
            yield library

    def entries(self) -> tuple[Entry, ...]:
        """The recordings in the list."""
        with self._open() as library:
            return library.entries() if library else ()

    def lyrics(self) -> Lyrics | None:
        """The lyrics of the first recording that has any, as corrected."""
        with self._open() as library:
            for entry in library.entries() if library else ():
                lyrics = library.lyrics(entry.id) if library else None
                if lyrics is not None:
                    return lyrics
        return None

    def lines(self) -> int:
        """How many lines are there by now."""
        lyrics = self.lyrics()
        return len(lyrics.lines) if lyrics else 0

    def complete(self) -> Lyrics | None:
        """The lyrics once the recogniser has said where they come from: then all lines have arrived."""
        lyrics = self.lyrics()
        return lyrics if lyrics is not None and lyrics.lines and lyrics.provenance.model else None

    def texts(self) -> list[str]:
        """The words, as corrected."""
        lyrics = self.lyrics()
        return [word.text for word in lyrics.words()] if lyrics else []

    def whole(self) -> bool:
        """Whether the file opens without damage."""
        try:
            with self._open() as library:
                return library is not None
        except LibraryError:
            return False
