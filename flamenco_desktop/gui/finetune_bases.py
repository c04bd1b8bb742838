"""Models that can be taught, and the one to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flamenco_desktop.models import inventory, store
from flamenco_desktop.models.catalogue import ModelKind
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.inventory import Item


@dataclass(frozen=True, slots=True)
class Base:
    """A model to begin with: its name, its title, its size on the disk in bytes; `demonstration`: a small one
    that only shows how it goes."""

    name: str
    title: str
    size: int
    demonstration: bool = False


def bases(kind: str, in_use: str) -> tuple[tuple[Base, ...], int]:
    """Those here that can be taught, and the place of the one to begin with. Reads the disk.

    A model that was taught here already has heard lines that would test it: its own base comes first, and it
    learns from all lines anew.
    """
    own = ModelKind(kind)
    usual = store.EMBEDDED_RECOGNISER if own is ModelKind.RECOGNISER else store.EMBEDDED_ALIGNER
    items = [
        item
        for item in inventory.items()
        if item.kind is own and item.model is not None and item.model.form is Form.TRANSFORMERS
    ]
    wanted = _original(items, in_use or usual)
    found = tuple(
        Base(item.name, item.title, item.size, item.entry is not None and item.entry.demonstration)
        for item in items
    )
    names = [base.name for base in found]
    for name in (wanted, usual):
        if name in names:
            return found, names.index(name)
    return found, 0


def _original(items: Sequence[Item], name: str) -> str:
    """The model that the one called `name` was taught from, as far as it is here."""
    for item in items:
        if name in (item.name, item.entry.hub if item.entry else item.name):
            if item.lineage is None:
                return item.name
            base = item.lineage.base
            return next((other.name for other in items if base in (other.name, other.title)), "")
    return ""
