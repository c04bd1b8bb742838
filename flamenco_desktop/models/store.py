"""Which recogniser and which aligner a name, a folder or a Hugging Face id means.

Nothing here loads a model or asks the network: a name is looked up in the catalogue, then as a folder, then
among the models that were fetched or installed, then in Hugging Face's cache on this machine.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import ModelBrokenError, ModelMissingError
from flamenco_desktop.models import folders, manifest, places
from flamenco_desktop.models.catalogue import EMBEDDED, RESOURCES, Entry, ModelKind, catalogue
from flamenco_desktop.models.folders import Form

__all__ = [
    "EMBEDDED",
    "EMBEDDED_ALIGNER",
    "EMBEDDED_RECOGNISER",
    "LONGEST_WINDOW",
    "RESOURCES",
    "Entry",
    "Model",
    "ModelKind",
    "aligner",
    "catalogue",
    "installed",
    "recogniser",
    "where",
]

EMBEDDED_RECOGNISER = "whisper-cante-demo"
EMBEDDED_ALIGNER = "aligner-cante-demo"
LONGEST_WINDOW = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model on this machine.

    `size` is in bytes. `demonstration` marks the small ones the program carries. Of a recogniser `timestamps`
    says whether it gives times of its own, `prompted` whether it understands being told words beforehand,
    `window` how many seconds it hears best at once (30 at most). `form` is how the folder is laid out.
    """

    name: str
    folder: Path
    kind: ModelKind
    title: str
    size: int
    demonstration: bool = False
    licence: str = ""
    timestamps: bool = True
    prompted: bool = True
    window: float = LONGEST_WINDOW
    form: Form = Form.TRANSFORMERS


def recogniser(name: str = "") -> Model:
    """The recogniser called `name`; the embedded one for an empty name.

    Raises ModelMissingError when it is not on this machine, ModelBrokenError when it is not whole.
    """
    return _find(name or EMBEDDED_RECOGNISER, ModelKind.RECOGNISER)


def aligner(name: str = "") -> Model:
    """The aligner called `name`; the embedded one for an empty name. Raises as `recogniser` does."""
    return _find(name or EMBEDDED_ALIGNER, ModelKind.ALIGNER)


def installed() -> tuple[Model, ...]:
    """Every whole model on this machine: the catalogue's first, then other fetched and installed ones, then
    others of Hugging Face's cache."""
    found: list[Model] = []
    for name, kind in names():
        try:
            found.append(_find(name, kind))
        except (ModelMissingError, ModelBrokenError):
            continue
    return tuple(found)


def names() -> tuple[tuple[str, ModelKind], ...]:
    """What lies on this machine, whole or not, and what the catalogue knows: each name once a kind."""
    found = [(entry.name, entry.kind) for entry in catalogue()]
    known = {entry.name for entry in catalogue()} | {entry.hub for entry in catalogue()}
    home = places.own_folder()
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        about = manifest.read(folder)
        kind = about.kind if about else folders.kind_of(folder)
        name = about.name if about else places.name_of(folder)
        if name not in known and kind in tuple(ModelKind):
            found.append((name, ModelKind(kind)))
            known.add(name)
    for name in _cached_names():
        folder_there = _cached_folder(name)
        kind = folders.kind_of(folder_there) if folder_there else None
        if name not in known and kind is not None:
            found.append((name, ModelKind(kind)))
    return tuple(found)


def where(name: str, kind: ModelKind) -> Path:
    """The folder that `name` means, whole or not. Raises ModelMissingError, ModelBrokenError for a file."""
    return _folder(name, kind)[0]


def _find(name: str, kind: ModelKind) -> Model:
    folder, entry = _folder(name, kind)
    return _checked(entry, folder)


def _folder(name: str, kind: ModelKind) -> tuple[Path, Entry]:
    for entry in catalogue():
        if entry.kind is kind and name in (entry.name, entry.hub):
            own = EMBEDDED / entry.name if entry.embedded else places.home_of(entry.name)
            folder = own if own.is_dir() else _cached_folder(entry.hub)
            if folder is None:
                raise ModelMissingError(model=name, reason="not on this machine")
            return folder, entry
    title = name if not Path(name).is_absolute() else Path(name).name
    other = Entry(name, kind, title, "")
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder, other
    if folder.exists():
        raise ModelBrokenError(model=name, reason="a file, not a model's folder")
    home = places.home_of(name)
    if home.is_dir() and not Path(name).is_absolute():
        about = manifest.read(home)
        return home, Entry(
            name, kind, (about.title if about else "") or title, about.licence if about else ""
        )
    cached = _cached_folder(name)
    if cached is None:
        raise ModelMissingError(model=name, reason="not on this machine")
    return cached, other


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
        prompted=bool(own.get("flamenco_prompt", not entry.demonstration)),
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


def _cached_folder(name: str) -> Path | None:
    """The newest snapshot of the Hugging Face model `name` in the cache."""
    if not name or Path(name).is_absolute():
        return None
    home = places.hub_cache() / ("models--" + name.replace("/", "--"))
    reference = home / "refs" / "main"
    try:
        snapshot = home / "snapshots" / reference.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return snapshot if snapshot.is_dir() else None


def _cached_names() -> tuple[str, ...]:
    cache_folder = places.hub_cache()
    if not cache_folder.is_dir():
        return ()
    found = sorted(folder.name for folder in cache_folder.glob("models--*") if folder.is_dir())
    return tuple(name.removeprefix("models--").replace("--", "/") for name in found)
