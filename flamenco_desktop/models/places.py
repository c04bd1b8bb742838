"""The folders that models lie in, and how to remove what lies there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import platformdirs

from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.models import sources

_PROGRAM = "flamenco-desktop"


def own_folder() -> Path:
    """Where models are kept: FLAMENCO_DESKTOP_MODELS, else the listener's choice, else our own folder."""
    named = os.environ.get("FLAMENCO_DESKTOP_MODELS") or sources.load().folder
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path(_PROGRAM, appauthor=False) / "models"


def home_of(name: str) -> Path:
    """The folder of the model called `name` (a name, or a Hugging Face id)."""
    return own_folder() / slug(name)


def incoming(name: str) -> Path:
    """Where a model grows while it is fetched: on the disk of its place, so that it moves in one step."""
    return own_folder() / ".incoming" / slug(name)


def slug(name: str) -> str:
    """A folder's name for a model's: "owner/name" becomes "owner--name"."""
    clean = "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in name.replace("/", "--"))
    return clean.strip(".-") or "model"


def name_of(folder: Path) -> str:
    """The name that `slug` made a folder's name from, where it was a Hugging Face id."""
    return folder.name.replace("--", "/", 1)


def converted_folder() -> Path:
    """Converted forms of models: a cache that can be thrown away."""
    return Path(platformdirs.user_cache_dir(_PROGRAM, appauthor=False)) / "ctranslate2"


def hub_cache() -> Path:
    """Where Hugging Face's library keeps what other programs fetched, by its own rules."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    caches = os.environ.get("XDG_CACHE_HOME")
    base = Path(caches) if caches else Path.home() / ".cache"
    return base / "huggingface" / "hub"


def size_of(folder: Path) -> int:
    """Bytes on the disk in `folder`; files that several names lead to count once."""
    seen: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        try:
            told = path.stat()
        except OSError:
            continue
        if path.is_file():
            seen[(told.st_dev, told.st_ino) if told.st_ino else (0, hash(path))] = told.st_size
    return sum(seen.values())


def free(folder: Path) -> int:
    """Bytes free on the disk of `folder`, which need not exist yet."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def remove(folder: Path) -> int:
    """Delete `folder` with all that is in it; how many bytes that freed. Raises WriteFailedError."""
    freed = size_of(folder)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error
    return freed
