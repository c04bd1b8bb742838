"""Everything to know of the models here and of those worth fetching; verifying and deleting them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flamenco_desktop.errors import ModelBrokenError, ModelInUseError, ModelKeptError, ModelMissingError
from flamenco_desktop.models import arrival, catalogue, in_use, lineage, manifest, places, store
from flamenco_desktop.models.catalogue import EMBEDDED, Entry, ModelKind
from flamenco_desktop.models.lineage import Lineage
from flamenco_desktop.models.store import Model


class Place(StrEnum):
    """Whose folder a model lies in."""

    NOWHERE = "nowhere"
    PROGRAM = "program"
    OWN = "own"
    HUB = "hub"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Item:
    """A model of the catalogue or of this machine.

    `model` is None where it is not whole here: then `fault` says why, or it is not here at all. `arrived` is
    how many bytes of a broken-off download lie here, `size` what it takes (or will take) on the disk.
    `lineage` tells where a fine-tuned model comes from.
    """

    name: str
    kind: ModelKind
    title: str
    entry: Entry | None
    model: Model | None
    place: Place
    folder: Path | None
    size: int
    arrived: int = 0
    fault: str = ""
    lineage: Lineage | None = None


def items() -> tuple[Item, ...]:
    """The catalogue in its order, then what else is here. Reads file names and headers only."""
    return tuple(item(name, kind) for name, kind in store.names())


def item(name: str, kind: ModelKind) -> Item:
    """What is to know of one model."""
    entry = catalogue.find(name, kind)
    look = store.recogniser if kind is ModelKind.RECOGNISER else store.aligner
    model, fault = None, ""
    try:
        folder: Path | None = store.where(name, kind)
    except (ModelMissingError, ModelBrokenError):
        folder = None
    if folder is not None:
        try:
            model = look(name)
        except ModelBrokenError as error:
            fault = str(error.parameters.get("reason", ""))
    title = model.title if model else entry.title if entry else name
    size = places.size_of(folder) if folder else entry.size if entry else 0
    return Item(
        name=name,
        kind=kind,
        title=title,
        entry=entry,
        model=model,
        place=place_of(folder),
        folder=folder,
        size=size,
        arrived=arrival.arrived(name),
        fault=fault,
        lineage=lineage.read(folder) if folder else None,
    )


def place_of(folder: Path | None) -> Place:
    """Whose folder that is."""
    if folder is None:
        return Place.NOWHERE
    if folder.is_relative_to(EMBEDDED):
        return Place.PROGRAM
    if folder.is_relative_to(places.own_folder()):
        return Place.OWN
    return Place.HUB if folder.is_relative_to(places.hub_cache()) else Place.ELSEWHERE


def kind_of(name: str) -> ModelKind:
    """What the model called `name` does. Raises ModelMissingError."""
    for known, kind in store.names():
        entry = catalogue.find(known, kind)
        if name in (known, entry.hub if entry else known):
            return kind
    raise ModelMissingError(model=name, reason="not on this machine")


def verify(
    name: str,
    progress: Callable[[float], None] = lambda fraction: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Read the whole model and compare it with what is known of it; the number of files that have a checksum.

    Raises ModelMissingError, ModelBrokenError, ChecksumError, CancelledError.
    """
    kind = kind_of(name)
    folder = store.where(name, kind)
    entry = catalogue.find(name, kind)
    count = manifest.verify(name, folder, entry.weights if entry else {}, progress, cancelled)
    (store.recogniser if kind is ModelKind.RECOGNISER else store.aligner)(name)
    return count


def delete(name: str) -> int:
    """Delete what was fetched or installed of the model, and what has arrived of it; the bytes freed.

    Raises ModelMissingError, ModelInUseError, ModelKeptError for what is not the program's to delete,
    WriteFailedError.
    """
    kind = kind_of(name)
    entry = catalogue.find(name, kind)
    names = {name, entry.name, entry.hub} if entry else {name}
    if in_use.name(kind) in names:
        raise ModelInUseError(model=name)
    freed = arrival.arrived(entry.name if entry else name)
    arrival.throw_away(entry.name if entry else name)
    try:
        folder = store.where(name, kind)
    except ModelMissingError:
        if freed:
            return freed
        raise
    place = place_of(folder)
    if place is Place.PROGRAM:
        raise ModelKeptError(model=name, reason="it is a part of the program")
    if place is Place.ELSEWHERE:
        raise ModelKeptError(model=name, reason=f"it lies in a folder of your own, {folder}")
    # Hugging Face's cache keeps a model as blobs with snapshots that link to them.
    freed += places.remove(folder.parents[1] if place is Place.HUB else folder)
    for one in names - {""}:
        in_use.forget(one, kind)
    return freed


def rename(name: str, title: str) -> None:
    """Call the model `title` from now on, wherever a listener reads it; its own name and folder stay.

    Raises ModelMissingError, ModelKeptError for what is not the program's to change, WriteFailedError.
    """
    kind = kind_of(name)
    folder = store.where(name, kind)
    if place_of(folder) is not Place.OWN or catalogue.find(name, kind) is not None:
        raise ModelKeptError(model=name, reason="it has the name that its publisher gave it")
    manifest.retitle(folder, name, kind.value, " ".join(title.split()))


def converted_size() -> int:
    """Bytes of the converted forms, which are made again when they are needed."""
    folder = places.converted_folder()
    return places.size_of(folder) if folder.is_dir() else 0


def clear_converted() -> int:
    """Throw the converted forms away; the bytes freed. Raises WriteFailedError."""
    return places.remove(places.converted_folder())
