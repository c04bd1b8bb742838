"""Where the pictures, translations and bundled recordings lie."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = RESOURCES / "icons"
TRANSLATIONS = RESOURCES / "translations"
RECORDINGS = RESOURCES / "recordings"


def bundled_recordings() -> tuple[Path, ...]:
    """The recordings that come with the program, in order of name; empty where none was installed."""
    return tuple(sorted(RECORDINGS.glob("*.flac"))) if RECORDINGS.is_dir() else ()
