"""The library's tables, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flamenco_desktop.errors import LibraryError

# A recording's `lyrics` names the version shown. A journal row without a position was undone and then written
# over: it is kept, but no longer part of the history.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE recordings (
        id INTEGER PRIMARY KEY,
        path TEXT UNIQUE,
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        duration REAL NOT NULL,
        title TEXT NOT NULL,
        singer TEXT NOT NULL,
        palo TEXT NOT NULL,
        added TEXT NOT NULL,
        lyrics INTEGER REFERENCES lyrics (id)
    );
    CREATE INDEX recordings_identity ON recordings (sha256, size);
    CREATE TABLE lyrics (
        id INTEGER PRIMARY KEY,
        recording INTEGER NOT NULL REFERENCES recordings (id),
        document TEXT NOT NULL,
        cursor INTEGER NOT NULL DEFAULT 0,
        stored TEXT NOT NULL
    );
    CREATE INDEX lyrics_recording ON lyrics (recording);
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        lyrics INTEGER NOT NULL REFERENCES lyrics (id),
        position INTEGER,
        name TEXT NOT NULL,
        splice TEXT NOT NULL,
        made TEXT NOT NULL,
        UNIQUE (lyrics, position)
    );
    """,
    # The version that was shown when this one was stored: where one goes back to.
    "ALTER TABLE lyrics ADD COLUMN before INTEGER REFERENCES lyrics (id)",
)

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def connect(path: Path, *, check: bool = True) -> sqlite3.Connection:
    """The file's connection, for this thread only, its tables of the newest version.

    `check`: read all of it first, to be sure that it is whole.
    Raises LibraryError with `reason` "damaged", "newer" (written by a later program) or "unusable" (no
    permission, no space, ...), and the system's words in `detail`.
    """
    connection: sqlite3.Connection | None = None
    try:
        # Transactions are begun by hand: the module's own begin only before some statements.
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        # FULL: with a write-ahead log NORMAL survives a killed program, but may lose the last commits when
        # the power fails. The wait for the disk is the writing thread's.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if check:
            _check(connection, path)
        _migrate(connection, path)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise library_error(path, error) from error
    except LibraryError:
        if connection is not None:
            connection.close()
        raise
    return connection


def library_error(path: Path, error: sqlite3.Error) -> LibraryError:
    """SQLite's error as the program's."""
    # Extended codes carry the primary one in their low byte.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    reason = "damaged" if code in _DAMAGED else "unusable"
    return LibraryError(path=str(path), reason=reason, detail=str(error))


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise LibraryError(path=str(path), reason="damaged", detail=str(found))


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise LibraryError(path=str(path), reason="newer", detail=str(version))
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another window may have been first.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            for statement in script.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
