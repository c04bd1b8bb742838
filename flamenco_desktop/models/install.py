"""Models from a folder, an archive or a checkpoint on this machine, for those without a network."""

from __future__ import annotations

import shutil
from pathlib import Path

from flamenco_desktop.errors import ArchiveError, CancelledError, FileMissingError, ModelBrokenError
from flamenco_desktop.models import archives, arrival, catalogue, folders, hub, manifest, places
from flamenco_desktop.models.arrival import Converter, Patient, Watcher
from flamenco_desktop.models.manifest import Manifest

_DEEP = 4


def install(path: Path, convert: Converter, name: str = "", watcher: Watcher | None = None) -> Path:
    """Install the model in `path` (a folder, a zip or tar file, OpenAI's .pt) and return its folder.

    `name` is what it will be called; a name of the catalogue puts it in that model's place (and its weights
    must then be those, unless they are converted). Raises FileMissingError, ArchiveError, ModelBrokenError,
    ChecksumError, DiskFullError, WriteFailedError, CancelledError, FetchFailedError where another process is
    at it.
    """
    watcher = watcher or Patient()
    path = path.expanduser().absolute()
    if not path.exists():
        raise FileMissingError(path=str(path))
    chosen = name or _name(path)
    with arrival.growing(f"{chosen} installing") as folder:
        # Unlike a download nothing of an earlier try is of use.
        _clear(folder)
        try:
            return _install(path, folder, chosen, convert, watcher)
        finally:
            _clear(folder)


def _install(path: Path, folder: Path, name: str, convert: Converter, watcher: Watcher) -> Path:
    source = path
    if path.is_file() and archives.is_archive(path):
        source = folder / "unpacked"
        source.mkdir()
        archives.unpack(
            path,
            source,
            wanted,
            lambda fraction: watcher.progress("unpacking", fraction, None),
            watcher.cancelled,
        )
    made = folder / "made"
    made.mkdir()
    if source.is_file():
        published = _from_checkpoint(source, made, convert, watcher)
    else:
        published = _from_folder(name, _root(path, source), made, convert, watcher)
    watcher.progress("checking", 0.0, None)
    about = _about(name, path, made)
    entry = catalogue.find(about.name)
    if entry is not None and entry.weights and published:
        manifest.verify(about.name, made, entry.weights, cancelled=watcher.cancelled)
    home = arrival.publish(made, about)
    watcher.progress("checking", 1.0, 0.0)
    return home


def wanted(name: str) -> bool:
    """Whether a file called `name` may belong to a model."""
    return (
        name in (*hub.NEEDED, *hub.SETTINGS, manifest.NAME, "main")
        or bool(hub.weights_among([name]))
        or name.endswith((".safetensors", ".index.json", ".pt"))
        or (name.startswith("pytorch_model") and name.endswith(".bin"))
    )


def _from_checkpoint(source: Path, made: Path, convert: Converter, watcher: Watcher) -> bool:
    """Whether the weights are still the published file: no."""
    if not archives.is_checkpoint(source):
        raise ArchiveError(path=str(source), reason="it is neither an archive nor a checkpoint of Whisper")
    watcher.progress("converting", 0.0, None)
    arrival.need_room(made, source.stat().st_size)
    convert(source, made)
    watcher.progress("converting", 1.0, 0.0)
    return False


def _from_folder(name: str, root: Path, made: Path, convert: Converter, watcher: Watcher) -> bool:
    """Whether the weights are still the published files: unless they were pickled."""
    names = [item.name for item in root.iterdir() if item.is_file()]
    weights = hub.weights_among(names)
    single = [item for item in names if item.endswith(".pt")]
    if not weights and len(single) == 1:
        return _from_checkpoint(root / single[0], made, convert, watcher)
    if not weights:
        raise ModelBrokenError(model=name, reason="no weights (model.safetensors)")
    files = [*weights, *(item for item in (*hub.NEEDED, *hub.SETTINGS) if item in names)]
    arrival.need_room(made, sum((root / item).stat().st_size for item in files))
    if weights[0].startswith("pytorch_model"):
        watcher.progress("converting", 0.0, None)
        convert(root, made)
        return False
    for index, item in enumerate(files):
        watcher.progress("copying", index / len(files), None)
        if watcher.cancelled():
            raise CancelledError()
        arrival.copy(root / item, made / item)
    return True


def _root(path: Path, source: Path) -> Path:
    """Where in the folder `source` the model lies: there, or in the one folder below that has a model."""
    found = [source] if _has_model(source) else []
    level = [source]
    for _ in range(_DEEP):
        if found:
            break
        level = [item for folder in level for item in sorted(folder.iterdir()) if item.is_dir()]
        found = [folder for folder in level if _has_model(folder)]
    if len(found) != 1:
        reason = "there are several models in it" if found else "there is no model in it"
        if path.is_file():
            raise ArchiveError(path=str(path), reason=reason)
        raise ModelBrokenError(model=str(path), reason=reason)
    return found[0]


def _has_model(folder: Path) -> bool:
    names = [item.name for item in folder.iterdir() if item.is_file()]
    return bool(hub.weights_among(names)) or any(name.endswith(".pt") for name in names)


def _about(name: str, path: Path, made: Path) -> Manifest:
    kind = folders.kind_of(made)
    if kind is None:
        raise ModelBrokenError(model=name, reason="neither a Whisper nor a CTC model for alignment")
    entry = catalogue.find(name)
    if entry is not None and entry.kind.value != kind:
        raise ModelBrokenError(model=name, reason=f"this is not the {entry.kind.value} of that name")
    return Manifest(
        name=entry.name if entry else name,
        kind=kind,
        title=entry.title if entry else name,
        hub=entry.hub if entry else "",
        source=str(path),
        licence=entry.licence if entry else "",
    )


def _name(path: Path) -> str:
    """What a model is called that nobody gave a name: by its manifest, by its file or folder."""
    about = manifest.read(path) if path.is_dir() else None
    if about is not None:
        return about.name
    stem = path.name
    for end in (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".pt"):
        stem = stem.removesuffix(end)
    if stem.startswith("models--"):
        return stem.removeprefix("models--").replace("--", "/", 1)
    return places.slug(stem)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
