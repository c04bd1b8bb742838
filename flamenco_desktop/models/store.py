"""Which recogniser and which aligner a name, a folder or a Hugging Face id means.

Nothing here loads a model or asks the network: a name is looked up in the catalogue, then as a folder, then
in Hugging Face's cache on this machine.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import ModelBrokenError, ModelMissingError
from flamenco_desktop.models import folders
from flamenco_desktop.models.folders import Form

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
EMBEDDED = RESOURCES / "models"

EMBEDDED_RECOGNISER = "whisper-cante-demo"
EMBEDDED_ALIGNER = "aligner-cante-demo"
LONGEST_WINDOW = 30.0


class ModelKind(StrEnum):
    """What a model does."""

    RECOGNISER = "recogniser"
    ALIGNER = "aligner"


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model on this machine.

    `size` is in bytes. `demonstration` marks the small ones the program carries. `timestamps` says whether a
    recogniser gives times of its own, `window` how many seconds it hears best at once (30 at most). `form` is
    how the folder is laid out.
    """

    name: str
    folder: Path
    kind: ModelKind
    title: str
    size: int
    demonstration: bool = False
    licence: str = ""
    timestamps: bool = True
    window: float = LONGEST_WINDOW
    form: Form = Form.TRANSFORMERS


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that the catalogue recommends; `hub` is its Hugging Face id, empty for an embedded one."""

    name: str
    kind: ModelKind
    title: str
    licence: str
    size: int = 0
    hub: str = ""
    demonstration: bool = False
    timestamps: bool = True


@cache
def catalogue() -> tuple[Entry, ...]:
    """The recommended models, on this machine or not, in the catalogue's order."""
    content = json.loads((EMBEDDED / "catalogue.json").read_text(encoding="utf-8"))
    return tuple(Entry(**{**entry, "kind": ModelKind(entry["kind"])}) for entry in content["models"])


def recogniser(name: str = "") -> Model:
    """The recogniser called `name`; the embedded one for an empty name.

    Raises ModelMissingError when it is not on this machine, ModelBrokenError when it is not whole.
    """
    return _find(name or EMBEDDED_RECOGNISER, ModelKind.RECOGNISER)


def aligner(name: str = "") -> Model:
    """The aligner called `name`; the embedded one for an empty name. Raises as `recogniser` does."""
    return _find(name or EMBEDDED_ALIGNER, ModelKind.ALIGNER)


def installed() -> tuple[Model, ...]:
    """Every whole model on this machine: the catalogue's first, then others of Hugging Face's cache."""
    models: list[Model] = []
    for entry in catalogue():
        found = _whole(entry.name, entry.kind)
        if found is not None:
            models.append(found)
    known = {entry.hub for entry in catalogue()}
    for name in _cached_names():
        if name in known:
            continue
        for kind in ModelKind:
            found = _whole(name, kind)
            if found is not None:
                models.append(found)
    return tuple(models)


def _whole(name: str, kind: ModelKind) -> Model | None:
    try:
        return _find(name, kind)
    except (ModelMissingError, ModelBrokenError):
        return None


def _find(name: str, kind: ModelKind) -> Model:
    for entry in catalogue():
        if entry.kind is kind and name in (entry.name, entry.hub):
            folder = _cached_folder(entry.hub) if entry.hub else EMBEDDED / entry.name
            if folder is None or not folder.is_dir():
                raise ModelMissingError(model=name, reason="not on this machine")
            return _checked(entry, folder)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if folder.exists():
            raise ModelBrokenError(model=name, reason="a file, not a model's folder")
        cached = _cached_folder(name)
        if cached is None:
            raise ModelMissingError(model=name, reason="not on this machine")
        folder = cached
    title = name if not Path(name).is_absolute() else folder.name
    return _checked(Entry(name, kind, title, ""), folder)


def _checked(entry: Entry, folder: Path) -> Model:
    form, size = folders.check(entry.name, folder, entry.kind.value)
    own = _own_words(folder)
    return Model(
        name=entry.name,
        folder=folder.absolute(),
        kind=entry.kind,
        title=entry.title,
        size=size,
        demonstration=entry.demonstration,
        licence=entry.licence,
        timestamps=bool(own.get("flamenco_timestamps", entry.timestamps)),
        window=_best_window(own.get("flamenco_window")),
        form=form,
    )


def _own_words(folder: Path) -> dict[str, Any]:
    """What a model says of itself in its generation settings, under names that begin with `flamenco_`."""
    try:
        settings = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def _best_window(told: object) -> float:
    seconds = told if isinstance(told, int | float) and not isinstance(told, bool) else LONGEST_WINDOW
    return min(LONGEST_WINDOW, max(2.0, float(seconds)))


def _hub_cache() -> Path:
    """Where Hugging Face's library keeps what was fetched, by its own rules."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    caches = os.environ.get("XDG_CACHE_HOME")
    base = Path(caches) if caches else Path.home() / ".cache"
    return base / "huggingface" / "hub"


def _cached_folder(name: str) -> Path | None:
    """The newest snapshot of the Hugging Face model `name` in the cache."""
    if not name or Path(name).is_absolute():
        return None
    home = _hub_cache() / ("models--" + name.replace("/", "--"))
    reference = home / "refs" / "main"
    try:
        snapshot = home / "snapshots" / reference.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return snapshot if snapshot.is_dir() else None


def _cached_names() -> tuple[str, ...]:
    cache_folder = _hub_cache()
    if not cache_folder.is_dir():
        return ()
    found = sorted(folder.name for folder in cache_folder.glob("models--*") if folder.is_dir())
    return tuple(name.removeprefix("models--").replace("--", "/") for name in found)
