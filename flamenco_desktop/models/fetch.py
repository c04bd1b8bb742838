"""Fetching a model: which files, how far, and on from where it stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from flamenco_desktop.errors import ChecksumError, ModelBrokenError, ModelMissingError
from flamenco_desktop.models import arrival, catalogue, folders, hub, inventory, sources, store, transfer
from flamenco_desktop.models.arrival import PLAN, Converter, Patient, Watcher
from flamenco_desktop.models.catalogue import Entry, ModelKind
from flamenco_desktop.models.manifest import Manifest
from flamenco_desktop.models.sources import Sources
from flamenco_desktop.models.transfer import Remote, Transfer


def fetch(
    name: str,
    convert: Converter,
    watcher: Watcher | None = None,
    given: Sources | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Fetch the model called `name` (of the catalogue, or a Hugging Face id) and return its folder.

    Broken off, by the listener or the network, it goes on from there the next time. Raises ModelMissingError,
    ModelBrokenError, FetchFailedError, ChecksumError, DiskFullError, WriteFailedError, CancelledError.
    """
    watcher = watcher or Patient()
    entry = catalogue.find(name)
    if entry is None:
        if not hub.is_id(name):
            raise ModelMissingError(model=name, reason="neither in the catalogue nor a Hugging Face name")
        entry = Entry(name, ModelKind.RECOGNISER, name, "", hub=name)
    elif entry.embedded:
        raise ModelMissingError(model=name, reason="it comes with the program")
    here = _here_already(entry, watcher)
    if here is not None:
        return here
    with arrival.growing(entry.name) as folder:
        return _fetch(entry, folder, convert, watcher, given or sources.load(), pause)


def _here_already(entry: Entry, watcher: Watcher) -> Path | None:
    """The folder of a model that is here and as it was published, byte for byte; a damaged one is not."""
    try:
        kind = inventory.kind_of(entry.name)
        folder = store.where(entry.name, kind)
        inventory.verify(
            entry.name, lambda fraction: watcher.progress("checking", fraction, None), watcher.cancelled
        )
    except (ModelMissingError, ModelBrokenError, ChecksumError):
        return None
    return folder


def _fetch(
    entry: Entry,
    folder: Path,
    convert: Converter,
    watcher: Watcher,
    given: Sources,
    pause: Callable[[float], None],
) -> Path:
    meter = _Meter(watcher)
    way = Transfer(entry.name, transfer.opener(given), meter.arrived, watcher.cancelled, pause)
    revision, remotes = _plan(entry, folder, given, way)
    there = {remote.name: _here(folder, remote) for remote in remotes}
    total = sum(remote.size for remote in remotes)
    arrival.need_room(folder, total - sum(there.values()))
    meter.begin(total, sum(there.values()))
    known: dict[str, str] = {}
    for remote in remotes:
        if remote.size and (folder / remote.name).is_file():
            continue
        digest = way.fetch(remote, folder)
        if digest:
            known[remote.name] = digest
    about = Manifest(
        name=entry.name,
        kind=entry.kind.value,
        title=entry.title,
        hub=entry.hub,
        revision=revision,
        source=entry.url or given.hub,
        licence=entry.licence,
    )
    watcher.progress("checking", 0.0, None)
    home = arrival.publish(_converted(folder, entry, convert, watcher), _of_its_kind(folder, about), known)
    watcher.progress("checking", 1.0, 0.0)
    return home


def _plan(entry: Entry, folder: Path, given: Sources, way: Transfer) -> tuple[str, tuple[Remote, ...]]:
    """The commit and the files; those of an earlier try, where there was one, from the hub named now."""
    kept = folder / PLAN
    try:
        content = json.loads(kept.read_text(encoding="utf-8"))
        if content["hub"] == given.hub:
            return str(content["revision"]), tuple(Remote(**remote) for remote in content["files"])
    except (OSError, ValueError, TypeError, KeyError):
        pass
    if entry.url:
        name = entry.url.rsplit("/", 1)[-1]
        revision = ""
        remotes: tuple[Remote, ...] = (Remote(name, entry.url, sha256=entry.weights.get(name, "")),)
    else:
        revision, remotes = hub.files(entry, given.hub, way)
    plan = {"hub": given.hub, "revision": revision, "files": [asdict(remote) for remote in remotes]}
    try:
        kept.write_text(json.dumps(plan), encoding="utf-8")
    except OSError as error:
        raise transfer.disk_error(kept, error) from error
    return revision, remotes


def _here(folder: Path, remote: Remote) -> int:
    for path in (folder / remote.name, folder / f"{remote.name}.part"):
        if path.is_file():
            return path.stat().st_size
    return 0


def _converted(folder: Path, entry: Entry, convert: Converter, watcher: Watcher) -> Path:
    """The folder without pickles in it."""
    pickled = [path for pattern in ("*.pt", "pytorch_model*") for path in folder.glob(pattern)]
    if not pickled:
        return folder
    watcher.progress("converting", 0.0, None)
    single = next((path for path in pickled if path.suffix == ".pt"), None)
    convert(single or folder, folder)
    for path in pickled:
        path.unlink(missing_ok=True)
    watcher.progress("converting", 1.0, 0.0)
    return folder


def _of_its_kind(folder: Path, about: Manifest) -> Manifest:
    """What came under a Hugging Face id may be a recogniser or an aligner: its settings tell."""
    if catalogue.find(about.name) is not None:
        return about
    kind = folders.kind_of(folder)
    if kind is None:
        raise ModelBrokenError(model=about.name, reason="neither a Whisper nor a CTC model for alignment")
    return Manifest(**{**asdict(about), "kind": kind})


class _Meter:
    """Bytes into progress, with the time left from the speed of the last seconds."""

    _EVERY = 0.2

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._total = 0
        self._done = 0
        self._speed = 0.0
        self._last = (time.monotonic(), 0)

    def begin(self, total: int, there: int) -> None:
        """From here on `total` bytes are wanted, `there` of which are here already."""
        self._total, self._done = total, there
        self._last = (time.monotonic(), there)
        self._tell()

    def arrived(self, count: int) -> None:
        """So many bytes more, or less when a file is begun anew."""
        self._done += count
        now = time.monotonic()
        begun, done = self._last
        if now - begun < self._EVERY:
            return
        speed = max(0.0, (self._done - done) / (now - begun))
        self._speed = speed if not self._speed else 0.8 * self._speed + 0.2 * speed
        self._last = (now, self._done)
        self._tell()

    def _tell(self) -> None:
        left = max(0, self._total - self._done)
        seconds = left / self._speed if self._speed > 0 else None
        self._watcher.progress("fetching", min(1.0, self._done / max(1, self._total)), seconds)
