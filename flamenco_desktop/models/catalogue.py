"""The models that the program carries or recommends: `resources/models/catalogue.json`.

`size` is that of the weights in bytes. `weights` pins them: file name and SHA-256 as their publishers give
them; `revision` is the commit that they belong to. Models without pins are checked by what the server says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from flamenco_desktop.models.whisper import Shape

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
EMBEDDED = RESOURCES / "models"
MANY = "*"
"""Stands in `languages` for the 99 of Whisper."""


class ModelKind(StrEnum):
    """What a model does."""

    RECOGNISER = "recogniser"
    ALIGNER = "aligner"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue. `hub` is its Hugging Face id, `url` the address of a single file instead.

    `commercial` False means a licence for non-commercial use: offered, never chosen by the program.
    """

    name: str
    kind: ModelKind
    title: str
    licence: str
    size: int = 0
    hub: str = ""
    revision: str = ""
    url: str = ""
    weights: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    demonstration: bool = False
    recommended: bool = False
    commercial: bool = True
    timestamps: bool = True
    shape: Shape | None = None

    @property
    def embedded(self) -> bool:
        """Whether the program carries it."""
        return not self.hub and not self.url


@cache
def catalogue() -> tuple[Entry, ...]:
    """The recommended models, on this machine or not, in the catalogue's order."""
    content = json.loads((EMBEDDED / "catalogue.json").read_text(encoding="utf-8"))
    return tuple(_entry(entry) for entry in content["models"])


def find(name: str, kind: ModelKind | None = None) -> Entry | None:
    """The entry called `name`, by its own name or its Hugging Face id."""
    for entry in catalogue():
        if name and name in (entry.name, entry.hub) and kind in (None, entry.kind):
            return entry
    return None


def _entry(given: dict[str, object]) -> Entry:
    values = dict(given)
    shape = values.pop("shape", None)
    languages = values.pop("languages", ())
    return Entry(
        **{
            **values,
            "kind": ModelKind(str(given["kind"])),
            "languages": tuple(languages) if isinstance(languages, list) else (),
            "shape": Shape(**shape) if isinstance(shape, dict) else None,
        }  # type: ignore[arg-type]
    )
