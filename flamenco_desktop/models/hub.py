"""Which files of a Hugging Face model to fetch, from the hub or from a mirror that answers like it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flamenco_desktop.errors import FetchFailedError, ModelMissingError
from flamenco_desktop.models.catalogue import Entry
from flamenco_desktop.models.transfer import Remote, Transfer

_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_SHARD = re.compile(r"(model|pytorch_model)-\d{5}-of-\d{5}\.(safetensors|bin)")

NEEDED = ("config.json",)
SETTINGS = (
    "generation_config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
    "merges.txt",
    "normalizer.json",
    "added_tokens.json",
    "special_tokens_map.json",
    "vocabulary.json",
    "vocabulary.txt",
    "README.md",
    "LICENSE",
)
"""What a model may have besides its weights and `config.json`; nothing else is taken from anywhere."""


def is_id(name: str) -> bool:
    """Whether `name` looks like a Hugging Face id ("owner/name")."""
    return bool(_ID.fullmatch(name)) and ".." not in name


def weights_among(names: Iterable[str]) -> tuple[str, ...]:
    """The weights to take: safetensors, else CTranslate2's, else pickled ones (to be converted)."""
    present = set(names)
    for whole, index in (
        ("model.safetensors", "model.safetensors.index.json"),
        ("model.bin", ""),
        ("pytorch_model.bin", "pytorch_model.bin.index.json"),
    ):
        if whole in present:
            return (whole,)
        if index in present:
            stem, _, end = whole.rpartition(".")
            shards = [
                name
                for name in present
                if _SHARD.fullmatch(name) and name.startswith(stem + "-") and name.endswith(end)
            ]
            return (index, *sorted(shards))
    return ()


def files(entry: Entry, base: str, transfer: Transfer) -> tuple[str, tuple[Remote, ...]]:
    """The commit and the files of `entry` at the hub `base`.

    Raises FetchFailedError, ModelMissingError where it holds no weights that can be read, CancelledError.
    """
    try:
        told = _json(transfer, entry, f"{base}/api/models/{entry.hub}/revision/{entry.revision or 'main'}")
        revision = str(told.get("sha") or entry.revision or "main") if isinstance(told, dict) else "main"
        tree = _json(transfer, entry, f"{base}/api/models/{entry.hub}/tree/{revision}")
    except FetchFailedError as error:
        if entry.weights and error.parameters.get("reason") == "it is not there":
            # A plain mirror of files without the hub's lists: what is pinned is known anyway.
            return entry.revision, _pinned(entry, base)
        raise
    listed = {
        str(item["path"]): item for item in tree if isinstance(item, dict) and item.get("type") == "file"
    }
    weights = weights_among(listed)
    if not weights or any(name not in listed for name in NEEDED):
        raise ModelMissingError(model=entry.hub, reason="it has no weights that this program can read")
    wanted = [*weights, *NEEDED, *(name for name in SETTINGS if name in listed)]
    return revision, tuple(_remote(entry, base, revision, name, listed[name]) for name in wanted)


def _json(transfer: Transfer, entry: Entry, url: str) -> Any:
    try:
        return json.loads(transfer.text(url))
    except ValueError as error:
        place = url.split("/api/")[0]
        raise FetchFailedError(
            model=entry.hub, source=place, reason="it does not answer as a hub of models does"
        ) from error


def _remote(entry: Entry, base: str, revision: str, name: str, item: dict[str, Any]) -> Remote:
    large = item.get("lfs") if isinstance(item.get("lfs"), dict) else {}
    return Remote(
        name=name,
        url=_address(entry, base, revision, name),
        size=int((large or item).get("size") or 0),
        sha256=entry.weights.get(name) or str((large or {}).get("oid") or "").removeprefix("sha256:"),
        git_sha1="" if large else str(item.get("oid") or ""),
    )


def _pinned(entry: Entry, base: str) -> tuple[Remote, ...]:
    def remote(name: str, *, size: int = 0, sha256: str = "", optional: bool = False) -> Remote:
        url = _address(entry, base, entry.revision, name)
        return Remote(name, url, size=size, sha256=sha256, optional=optional)

    return (
        *(remote(name, size=entry.size, sha256=known) for name, known in entry.weights.items()),
        *(remote(name) for name in NEEDED),
        *(remote(name, optional=True) for name in SETTINGS),
    )


def _address(entry: Entry, base: str, revision: str, name: str) -> str:
    return f"{base}/{entry.hub}/resolve/{quote(revision, safe='')}/{quote(name)}"
