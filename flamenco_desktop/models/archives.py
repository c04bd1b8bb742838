"""Archives of models: unpacked file by file, each name checked, nothing outside the folder, no links."""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from flamenco_desktop.errors import ArchiveError, CancelledError, DiskFullError
from flamenco_desktop.models import places
from flamenco_desktop.models.transfer import disk_error

_BLOCK = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    ValueError,
)


def is_archive(path: Path) -> bool:
    """Whether `path` is a zip or tar file; a checkpoint of torch is a zip too, and no archive."""
    try:
        if zipfile.is_zipfile(path):
            return not is_checkpoint(path)
        return tarfile.is_tarfile(path)
    except OSError:
        return False


def is_checkpoint(path: Path) -> bool:
    """Whether `path` is what `torch.save` writes: a zip with `data.pkl` in its one folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(PurePosixPath(name).name == "data.pkl" for name in archive.namelist())
    except (OSError, *_DAMAGED):
        return False


def unpack(
    path: Path,
    folder: Path,
    wanted: Callable[[str], bool],
    progress: Callable[[float], None] = lambda fraction: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Unpack those files of `path` into `folder` whose name (without folders) is `wanted`.

    Raises ArchiveError where it is damaged, holds links or names that lead outside; DiskFullError,
    WriteFailedError, CancelledError.
    """
    try:
        with zipfile.ZipFile(path) if zipfile.is_zipfile(path) else tarfile.open(path) as archive:
            _unpack(archive, folder, wanted, progress, cancelled)
    except _DAMAGED as error:
        raise ArchiveError(path=str(path), reason=_words(error)) from error
    except OSError as error:
        raise ArchiveError(path=str(path), reason=error.strerror or str(error)) from error


_Member = tuple[PurePosixPath, int, Callable[[], IO[bytes]]]


def _unpack(
    archive: zipfile.ZipFile | tarfile.TarFile,
    folder: Path,
    wanted: Callable[[str], bool],
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    members = list(_of_zip(archive) if isinstance(archive, zipfile.ZipFile) else _of_tar(archive))
    if not members:
        raise ValueError("there is nothing in it")
    total = sum(size for _, size, _ in members)
    needed = sum(size for name, size, _ in members if wanted(name.name))
    room = places.free(folder)
    if needed > room:
        raise DiskFullError(path=str(folder), free=room // 1_000_000, needed=-(-needed // 1_000_000))
    done = 0
    for name, size, open_it in members:
        if wanted(name.name):
            _copy(open_it, folder.joinpath(*name.parts), size, cancelled)
        done += size
        progress(done / max(1, total))


def _of_zip(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for item in archive.infolist():
        kind = stat.S_IFMT(item.external_attr >> 16)
        if item.is_dir():
            continue
        if kind not in (0, stat.S_IFREG):
            raise ValueError(f"it holds a link: {item.filename}")
        yield _checked(item.filename), item.file_size, lambda item=item: archive.open(item)  # type: ignore[misc]


def _of_tar(archive: tarfile.TarFile) -> Iterator[_Member]:
    for item in archive:
        if item.isdir():
            continue
        if not item.isreg():
            raise ValueError(f"it holds a link or a device: {item.name}")

        def open_it(item: tarfile.TarInfo = item) -> IO[bytes]:
            stream = archive.extractfile(item)
            if stream is None:
                raise ValueError(f"{item.name} cannot be read")
            return stream

        yield _checked(item.name), item.size, open_it
    # A tar ends with blocks of zeros; tarfile does not mind when they, and files before them, are missing.
    stream = archive.fileobj
    if stream is None or stream.seek(archive.offset) != archive.offset or any(stream.read(512) or b"x"):
        raise EOFError("it is cut short")


def _checked(name: str) -> PurePosixPath:
    """The name as a path that stays inside, on every system. Raises ValueError."""
    path = PurePosixPath(name.replace("\\", "/"))
    windows = PureWindowsPath(name)
    if path.is_absolute() or windows.drive or windows.root or ".." in path.parts or not path.name:
        raise ValueError(f"it holds a name that leads outside: {name}")
    if any(sign in name for sign in "\0:"):
        raise ValueError(f"it holds a name that no system takes: {name!r}")
    return path


def _copy(open_it: Callable[[], IO[bytes]], target: Path, size: int, cancelled: Callable[[], bool]) -> None:
    left = size
    with open_it() as source:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                while block := _read(source):
                    if cancelled():
                        raise CancelledError()
                    left -= len(block)
                    if left < 0:
                        raise ValueError("a file in it is longer than it says")
                    stream.write(block)
        except OSError as error:
            raise disk_error(target, error, size) from error
    if left:
        raise EOFError("it is cut short")


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(_BLOCK)
    except OSError as error:
        # gzip and bz2 call damage an error of the system.
        raise EOFError(str(error)) from error


def _words(error: Exception) -> str:
    if isinstance(error, EOFError | zlib.error | lzma.LZMAError | zipfile.BadZipFile | tarfile.TarError):
        return "it is damaged or cut short"
    return str(error).strip().splitlines()[0] if str(error).strip() else "it is damaged"
