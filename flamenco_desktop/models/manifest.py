"""What a model's folder says of itself: `flamenco-model.json`, with a checksum for each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import CancelledError, ChecksumError, ModelBrokenError, WriteFailedError

NAME = "flamenco-model.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a model came from. `files` maps names to SHA-256; `source` is an address or a path."""

    name: str
    kind: str
    title: str = ""
    hub: str = ""
    revision: str = ""
    source: str = ""
    licence: str = ""
    installed: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


def read(folder: Path) -> Manifest | None:
    """The manifest in `folder`; None where there is none, or none that can be read."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        content.pop("schema", None)
        return Manifest(**content)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write(folder: Path, about: Manifest, known: Mapping[str, str] | None = None) -> None:
    """Write the manifest, with the checksum of every file in `folder`; those in `known` are not read again.

    Raises OSError.
    """
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != NAME)
    files = {path.name: (known or {}).get(path.name) or sha256(path) for path in paths}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    content: dict[str, Any] = {"schema": 1, **asdict(about), "installed": now, "files": files}
    (folder / NAME).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def retitle(folder: Path, name: str, kind: str, title: str) -> None:
    """Give the model in `folder` another title; the rest of what its manifest says stays.

    Raises WriteFailedError.
    """
    about = replace(read(folder) or Manifest(name, kind), title=title)
    path = folder / NAME
    partial = path.with_suffix(".partial")
    try:
        partial.write_text(
            json.dumps({"schema": 1, **asdict(about)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        partial.replace(path)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error


def sha256(
    path: Path,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """The file's SHA-256; `progress` is told bytes as they are read. Raises OSError, CancelledError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if cancelled():
                raise CancelledError()
            digest.update(block)
            progress(len(block))
    return digest.hexdigest()


def git_sha1(path: Path) -> str:
    """The name that git gives the file's content: how Hugging Face names small files."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def verify(
    name: str,
    folder: Path,
    pins: Mapping[str, str],
    progress: Callable[[float], None] = lambda fraction: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """How many files of `folder` are as they were published; all that have a known checksum are read.

    Known from the manifest; without one from the catalogue's `pins` and from the names that Hugging Face's
    cache gives its files. Raises ChecksumError, ModelBrokenError, CancelledError.
    """
    about = read(folder)
    known = dict(about.files) if about else {**_cached_names(folder), **pins}
    total = sum((folder / file).stat().st_size for file in known if (folder / file).is_file()) or 1
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(min(1.0, done / total))

    for file, expected in sorted(known.items()):
        path = folder / file
        if not path.is_file():
            raise ModelBrokenError(model=name, reason=f"no {file}")
        try:
            found = sha256(path, told, cancelled) if len(expected) == 64 else git_sha1(path)
        except OSError as error:
            raise ModelBrokenError(model=name, reason=f"{file} cannot be read") from error
        if found != expected:
            raise ChecksumError(model=name, file=file)
    progress(1.0)
    return len(known)


def _cached_names(folder: Path) -> dict[str, str]:
    """Hugging Face's cache: each file is a link to a blob that is called by its checksum."""
    found: dict[str, str] = {}
    for path in folder.iterdir():
        blob = path.resolve().name if path.is_symlink() else ""
        if len(blob) in (40, 64) and all(sign in "0123456789abcdef" for sign in blob):
            found[path.name] = blob
    return found
