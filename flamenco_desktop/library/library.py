"""The library: one object a thread, every method one transaction that is on the disk when it returns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import LibraryError
from flamenco_desktop.library import versions
from flamenco_desktop.library.identity import Identity, identify
from flamenco_desktop.library.records import Entry, History, RecordingInfo, Step, Version
from flamenco_desktop.library.schema import connect, library_error
from flamenco_desktop.lyrics import plain
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.splice import Splice

_ENTRY = "SELECT id, path, duration, title, singer, palo, added, lyrics IS NOT NULL FROM recordings"
_SAME_DURATION = 0.05  # seconds: a file whose tags were edited is still the same recording


class Library:
    """Recordings, lyrics and corrections. Made, used and closed in one thread.

    Every method raises LibraryError: `reason` "damaged", "newer", "unusable" (with the system's words in
    `detail`), "no_such_recording", "no_lyrics", "no_such_step".
    """

    def __init__(self, path: Path, *, check: bool = True) -> None:
        self.path = path
        self._connection = connect(path, check=check)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --- recordings

    def add(self, info: RecordingInfo) -> Entry:
        """The entry of a recording, new or known: by its sound if the file has moved, by its path if
        retagged.

        Raises FileMissingError, NotAFileError too.
        """
        path = info.path.resolve()
        identity = identify(path)
        with self._transaction() as connection:
            known = self._known(connection, path, identity, info.duration)
            connection.execute(
                "UPDATE recordings SET path = NULL WHERE path = ? AND id IS NOT ?", (str(path), known)
            )
            measured = (str(path), identity.size, identity.sha256, info.duration)
            if known is None:
                added = connection.execute(
                    "INSERT INTO recordings (path, size, sha256, duration, title, singer, palo, added)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*measured, info.title, info.singer, info.palo, _now()),
                )
                known = added.lastrowid
            else:
                connection.execute(
                    "UPDATE recordings SET path = ?, size = ?, sha256 = ?, duration = ? WHERE id = ?",
                    (*measured, known),
                )
            row = connection.execute(f"{_ENTRY} WHERE id = ?", (known,)).fetchone()
        return _entry(row)

    @staticmethod
    def _known(connection: sqlite3.Connection, path: Path, identity: Identity, duration: float) -> int | None:
        row = connection.execute(
            "SELECT id FROM recordings WHERE sha256 = ? AND size = ? ORDER BY path IS NOT ?, id LIMIT 1",
            (identity.sha256, identity.size, str(path)),
        ).fetchone()
        if row is None:
            row = connection.execute(
                "SELECT id FROM recordings WHERE path = ? AND abs(duration - ?) < ?",
                (str(path), duration, _SAME_DURATION),
            ).fetchone()
        return None if row is None else int(row[0])

    def get(self, recording: int) -> Entry | None:
        """The entry called `recording`."""
        with self._reading() as connection:
            row = connection.execute(f"{_ENTRY} WHERE id = ?", (recording,)).fetchone()
        return None if row is None else _entry(row)

    def by_path(self, path: Path) -> Entry | None:
        """The entry of the file at `path`, if it was added."""
        with self._reading() as connection:
            row = connection.execute(f"{_ENTRY} WHERE path = ?", (str(path.resolve()),)).fetchone()
        return None if row is None else _entry(row)

    def entries(self) -> tuple[Entry, ...]:
        """All recordings of the list, in the order they were added."""
        with self._reading() as connection:
            rows = connection.execute(f"{_ENTRY} WHERE path IS NOT NULL ORDER BY id").fetchall()
        return tuple(map(_entry, rows))

    def describe(self, recording: int, title: str, singer: str, palo: str) -> None:
        """Set what the listener says of a recording."""
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE recordings SET title = ?, singer = ?, palo = ? WHERE id = ?",
                (title, singer, palo, recording),
            )
            self._one(changed.rowcount, "no_such_recording")

    def remove(self, recording: int) -> None:
        """Take a recording out of the list; its lyrics come back with it when it is added again."""
        with self._transaction() as connection:
            changed = connection.execute("UPDATE recordings SET path = NULL WHERE id = ?", (recording,))
            self._one(changed.rowcount, "no_such_recording")

    # --- lyrics

    def lyrics(self, recording: int) -> Lyrics | None:
        """The lyrics with all corrections that are done; None when there are none yet."""
        history = self.history(recording)
        return None if history is None else history.current()

    def history(self, recording: int) -> History | None:
        """The lyrics as stored, with all corrections done and undone."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT l.id, l.document, l.cursor FROM recordings r JOIN lyrics l ON l.id = r.lyrics"
                " WHERE r.id = ?",
                (recording,),
            ).fetchone()
            if row is None:
                return None
            steps = connection.execute(
                "SELECT splice, name, made FROM journal WHERE lyrics = ? AND position IS NOT NULL"
                " ORDER BY position",
                (row[0],),
            ).fetchall()
        try:
            base = plain.lyrics_from_plain(json.loads(row[1]))
            journal = tuple(Step(plain.splice_from_plain(json.loads(text)), *rest) for text, *rest in steps)
        except ValueError as error:
            raise LibraryError(path=str(self.path), reason="damaged", detail=str(error)) from error
        return History(base, journal, int(row[2])).fitting()

    def journal(self, recording: int) -> tuple[Step, ...]:
        """The corrections that are done, in order: what the listener changed."""
        history = self.history(recording)
        return () if history is None else history.steps[: history.cursor]

    def store(self, recording: int, lyrics: Lyrics) -> None:
        """New lyrics for a recording; those before stay as an earlier version with their corrections."""
        with self._transaction() as connection:
            shown = connection.execute("SELECT lyrics FROM recordings WHERE id = ?", (recording,)).fetchone()
            self._one(shown is not None, "no_such_recording")
            added = connection.execute(
                "INSERT INTO lyrics (recording, document, stored, before) VALUES (?, ?, ?, ?)",
                (recording, _document(lyrics), _now(), shown[0]),
            )
            connection.execute("UPDATE recordings SET lyrics = ? WHERE id = ?", (added.lastrowid, recording))

    def extend(self, recording: int, lines: Sequence[Line]) -> None:
        """More recognised lines after those stored last; corrections made meanwhile stay valid."""
        self._rewrite(recording, lambda lyrics: replace(lyrics, lines=(*lyrics.lines, *lines)))

    def finish(self, recording: int, provenance: Provenance, language: str = "es") -> None:
        """Say where the lyrics stored last come from, once all lines have arrived."""
        self._rewrite(recording, lambda lyrics: replace(lyrics, provenance=provenance, language=language))

    def versions(self, recording: int) -> tuple[Version, ...]:
        """All lyrics that were ever stored for a recording, the oldest first."""
        with self._reading() as connection:
            return versions.all_of(connection, recording)

    def go_back(self, recording: int) -> None:
        """Show what was shown before the present lyrics were stored, as it was, corrections and all."""
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE recordings SET lyrics = (SELECT before FROM lyrics WHERE id = recordings.lyrics)"
                " WHERE id = ? AND (SELECT before FROM lyrics WHERE id = recordings.lyrics) IS NOT NULL",
                (recording,),
            )
            self._one(changed.rowcount, "no_lyrics")

    def mend(self, recording: int) -> bool:
        """After a recognition that never came to its end: go back to what was shown before, if that is worth
        more and the listener has put no work into what there is. Whether anything changed.
        """
        with self._transaction() as connection:
            better = versions.worth_more(connection, recording)
            if better is not None:
                connection.execute("UPDATE recordings SET lyrics = ? WHERE id = ?", (better, recording))
        return better is not None

    def activate(self, recording: int, version: int) -> None:
        """Go back (or forth) to another version of the lyrics."""
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE recordings SET lyrics = ?1 WHERE id = ?2"
                " AND EXISTS (SELECT 1 FROM lyrics WHERE id = ?1 AND recording = ?2)",
                (version, recording),
            )
            self._one(changed.rowcount, "no_lyrics")

    # --- corrections

    def append(self, recording: int, splice: Splice, name: str) -> None:
        """Keep a correction after those that are done; what was undone leaves the history."""
        with self._transaction() as connection:
            lyrics, cursor = self._shown(connection, recording)
            connection.execute(
                "UPDATE journal SET position = NULL WHERE lyrics = ? AND position >= ?", (lyrics, cursor)
            )
            connection.execute(
                "INSERT INTO journal (lyrics, position, name, splice, made) VALUES (?, ?, ?, ?, ?)",
                (lyrics, cursor, name, _splice(splice), _now()),
            )
            connection.execute("UPDATE lyrics SET cursor = ? WHERE id = ?", (cursor + 1, lyrics))

    def amend(self, recording: int, splice: Splice) -> None:
        """Let the last correction that is done be `splice`: another keystroke, another step of a drag."""
        with self._transaction() as connection:
            lyrics, cursor = self._shown(connection, recording)
            changed = connection.execute(
                "UPDATE journal SET splice = ?, made = ? WHERE lyrics = ? AND position = ?",
                (_splice(splice), _now(), lyrics, cursor - 1),
            )
            self._one(changed.rowcount, "no_such_step")

    def drop(self, recording: int) -> None:
        """Take the last correction that is done out of the history: a drag that came back."""
        with self._transaction() as connection:
            lyrics, cursor = self._shown(connection, recording)
            changed = connection.execute(
                "UPDATE journal SET position = NULL WHERE lyrics = ? AND position = ?", (lyrics, cursor - 1)
            )
            self._one(changed.rowcount, "no_such_step")
            connection.execute("UPDATE lyrics SET cursor = ? WHERE id = ?", (cursor - 1, lyrics))

    def take_back(self, recording: int, name: str) -> bool:
        """Undo the last correction that is done if it is called `name`; whether it was."""
        with self._transaction() as connection:
            lyrics, cursor = self._shown(connection, recording)
            changed = connection.execute(
                "UPDATE lyrics SET cursor = cursor - 1 WHERE id = ?1 AND EXISTS"
                " (SELECT 1 FROM journal WHERE lyrics = ?1 AND position = ?2 AND name = ?3)",
                (lyrics, cursor - 1, name),
            )
            return changed.rowcount > 0

    def set_cursor(self, recording: int, cursor: int) -> None:
        """Say how many corrections are done after an undo or redo."""
        with self._transaction() as connection:
            lyrics, _ = self._shown(connection, recording)
            (steps,) = connection.execute(
                "SELECT count(position) FROM journal WHERE lyrics = ?", (lyrics,)
            ).fetchone()
            self._one(0 <= cursor <= steps, "no_such_step")
            connection.execute("UPDATE lyrics SET cursor = ? WHERE id = ?", (cursor, lyrics))

    # --- inside

    def _rewrite(self, recording: int, change: Callable[[Lyrics], Lyrics]) -> None:
        with self._transaction() as connection:
            # The last one stored, even if another one is shown by now: that is the one that grows.
            row = connection.execute(
                "SELECT id, document FROM lyrics WHERE recording = ? ORDER BY id DESC LIMIT 1", (recording,)
            ).fetchone()
            self._one(row is not None, "no_lyrics")
            lyrics, text = row
            try:
                changed = change(plain.lyrics_from_plain(json.loads(text)))
            except ValueError as error:
                raise LibraryError(path=str(self.path), reason="damaged", detail=str(error)) from error
            connection.execute("UPDATE lyrics SET document = ? WHERE id = ?", (_document(changed), lyrics))

    def _shown(self, connection: sqlite3.Connection, recording: int) -> tuple[int, int]:
        row = connection.execute(
            "SELECT l.id, l.cursor FROM recordings r JOIN lyrics l ON l.id = r.lyrics WHERE r.id = ?",
            (recording,),
        ).fetchone()
        self._one(row is not None, "no_lyrics")
        return int(row[0]), int(row[1])

    def _one(self, count: int, reason: str) -> None:
        if not count:
            raise LibraryError(path=str(self.path), reason=reason)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise library_error(self.path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, the lock taken at once so that two windows wait for each other."""
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def _entry(row: Sequence[Any]) -> Entry:
    number, path, duration, title, singer, palo, added, has_lyrics = row
    where = None if path is None else Path(path)
    return Entry(number, where, duration, title, singer, palo, added, bool(has_lyrics))


def _document(lyrics: Lyrics) -> str:
    return json.dumps(plain.lyrics_to_plain(lyrics), ensure_ascii=False, allow_nan=False)


def _splice(splice: Splice) -> str:
    return json.dumps(plain.splice_to_plain(splice), ensure_ascii=False, allow_nan=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
