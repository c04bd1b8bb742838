"""What comes with the app: the folder of resources and the recordings in it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flamenco_desktop.errors import FileMissingError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_SOUND = {".flac", ".wav", ".ogg", ".opus", ".mp3", ".m4a"}
# By the palo with which the files' names begin: guitar and palmas before the voice alone, for that is what
# most listeners look for. Others after these, in the order of their names.
_PALOS = ("solea", "martinete")
# Descriptions made by the generator of synthetic cante name the palo as its folders do.
_SPELT = {"solea": "soleá", "buleria": "bulería", "alegria": "alegrías"}


@dataclass(frozen=True, slots=True)
class About:
    """What the description beside a recording says; empty where it says nothing."""

    title: str = ""
    singer: str = ""
    palo: str = ""


def recordings() -> tuple[Path, ...]:
    """The bundled recordings, the one that the app starts on first."""
    folder = RESOURCES / "recordings"
    if not folder.is_dir():
        return ()
    return tuple(sorted((path for path in folder.rglob("*") if path.suffix.lower() in _SOUND), key=_place))


def recording() -> Path:
    """The recording that the app starts on when none is given. Raises FileMissingError."""
    found = recordings()
    if not found:
        raise FileMissingError(path=str(RESOURCES / "recordings"))
    return found[0]


def about(path: Path) -> About:
    """What the description beside the recording at `path`, bundled or not, says of it."""
    told: object = None
    with suppress(OSError, ValueError):  # Most recordings have none.
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    known = told if isinstance(told, dict) else {}
    texts = (known.get(name) for name in ("title", "singer", "palo"))
    title, singer, palo = (text if isinstance(text, str) else "" for text in texts)
    return About(title, singer, _SPELT.get(palo, palo))


def _place(path: Path) -> tuple[int, str]:
    palo = path.name.partition("-")[0]
    return _PALOS.index(palo) if palo in _PALOS else len(_PALOS), path.name
