"""What comes with the app: the folder of resources and the recordings in it."""

from __future__ import annotations

from pathlib import Path

from flamenco_desktop.errors import FileMissingError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_SOUND = {".flac", ".wav", ".ogg", ".opus", ".mp3", ".m4a"}


def recordings() -> tuple[Path, ...]:
    """The bundled recordings in the order of their names."""
    folder = RESOURCES / "recordings"
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SOUND))


def recording() -> Path:
    """The recording that the app starts on when none is given. Raises FileMissingError."""
    found = recordings()
    if not found:
        raise FileMissingError(path=str(RESOURCES / "recordings"))
    return found[0]
