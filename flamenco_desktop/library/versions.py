"""Which lyrics of a recording there are besides those shown, and which of them are worth going back to."""

from __future__ import annotations

import sqlite3

from flamenco_desktop.library.records import Version

# SQLite reads the JSON itself: the lines of an hour need not become objects to be counted.
_VERSIONS = """
    SELECT l.id, l.stored, l.cursor, l.id = r.lyrics,
        coalesce(json_array_length(l.document, '$.lines'), 0),
        coalesce(json_extract(l.document, '$.provenance.method'), '') != ''
        OR coalesce(json_extract(l.document, '$.provenance.model'), '') != '',
        l.before, EXISTS (SELECT 1 FROM journal j WHERE j.lyrics = l.id AND j.position IS NOT NULL)
    FROM lyrics l JOIN recordings r ON r.id = l.recording WHERE l.recording = ? ORDER BY l.id
"""


def all_of(connection: sqlite3.Connection, recording: int) -> tuple[Version, ...]:
    """Every version, the oldest first."""
    return tuple(
        Version(number, stored, cursor, bool(active), lines, bool(finished))
        for number, stored, cursor, active, lines, finished, *_ in connection.execute(_VERSIONS, (recording,))
    )


def worth_more(connection: sqlite3.Connection, recording: int) -> int | None:
    """The version to go back to where the one shown broke off before the listener corrected anything in it:
    the last one shown before it that has all its lines, or corrections. None: stay.
    """
    rows = {row[0]: row for row in connection.execute(_VERSIONS, (recording,))}
    shown = next((number for number, row in rows.items() if row[3]), None)
    if shown is None:
        return None
    *_, finished, before, corrected = rows[shown]
    if finished or corrected:
        return None
    while before is not None:
        number, lines = before, rows[before][4]
        *_, finished, before, corrected = rows[number]
        if (finished and lines) or corrected:
            return int(number)
    return None
