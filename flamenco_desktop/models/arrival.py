"""How a model comes to its place: it grows in a folder of its own, is checked there, moves in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flamenco_desktop.errors import DiskFullError, FetchFailedError
from flamenco_desktop.models import folders, lock, manifest, places
from flamenco_desktop.models.manifest import Manifest
from flamenco_desktop.models.transfer import disk_error

# Beside the model itself: tokenizer files, the manifest, and some air.
_AIR = 64_000_000
PLAN = "fetching.json"
"""What is being fetched, while it is: so that it goes on with the same files after days."""


class Watcher(Protocol):
    """Who waits for a model."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """How far `stage` (fetching, unpacking, converting, checking) is, in [0, 1]."""
        ...

    def cancelled(self) -> bool:
        """Whether to stop; what has arrived is kept."""
        ...


class Patient:
    """A watcher who only wants the model."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """Nothing."""

    def cancelled(self) -> bool:
        """Never."""
        return False


Converter = Callable[[Path, Path], None]
"""Writes the model in the first path (a checkpoint, or a folder with pickled weights) into the second in
Hugging Face's layout. It needs torch, so it is given by those who may import it. Raises ModelBrokenError."""


@contextmanager
def growing(name: str) -> Iterator[Path]:
    """The folder in which the model called `name` grows; it stays when the work is broken off.

    Raises FetchFailedError where another process is at it, WriteFailedError.
    """
    folder = places.incoming(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock.held(folder.parent / f"{folder.name}.lock") as mine:
            if not mine:
                raise FetchFailedError(
                    model=name, source=str(folder.parent), reason="another window is at it already"
                )
            yield folder
    except OSError as error:
        raise disk_error(folder, error) from error


def need_room(folder: Path, size: int) -> None:
    """Raises DiskFullError where `size` bytes more will not fit."""
    room = places.free(folder)
    if size and size + _AIR > room:
        needed = -(-(size + _AIR) // 1_000_000)
        raise DiskFullError(path=str(folder), free=room // 1_000_000, needed=needed)


def publish(folder: Path, about: Manifest, known: Mapping[str, str] | None = None) -> Path:
    """Check what grew in `folder` and move it to its place; a model that lay there is replaced.

    Raises ModelBrokenError, DiskFullError, WriteFailedError.
    """
    (folder / PLAN).unlink(missing_ok=True)
    folders.check(about.name, folder, about.kind)
    home = places.home_of(about.name)
    old = home.with_name(f".old-{home.name}")
    try:
        manifest.write(folder, about, known)
        shutil.rmtree(old, ignore_errors=True)
        if home.exists():
            home.replace(old)
        folder.replace(home)
    except OSError as error:
        raise disk_error(home, error) from error
    shutil.rmtree(old, ignore_errors=True)
    return home


def throw_away(name: str) -> None:
    """Forget what has arrived of a model."""
    shutil.rmtree(places.incoming(name), ignore_errors=True)


def arrived(name: str) -> int:
    """Bytes that lie here of a model that was not fetched to its end; 0 for none."""
    folder = places.incoming(name)
    return places.size_of(folder) if folder.is_dir() else 0


def copy(source: Path, target: Path) -> None:
    """Copy one file. Raises DiskFullError, WriteFailedError."""
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise disk_error(target, error, source.stat().st_size if source.exists() else 0) from error
