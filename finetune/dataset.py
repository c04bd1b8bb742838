"""A dataset's folder: Hugging Face's audiofolder (FLAC and metadata.jsonl) with a card.

Beside what `datasets` reads (`file_name`, `transcription`) each row tells where its sound is from: the
recording by size and checksum, never by a path of somebody's machine. Without the sound the same rows are
a text that others with the same recordings can use.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from finetune import card
from finetune.faults import DatasetError
from finetune.packing import Part, Window
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.lyrics import plain

RATE = 16000
SCHEMA = 1
ROWS, ABOUT, CARD, AUDIO = "metadata.jsonl", "dataset.json", "README.md", "audio"


@dataclass(frozen=True, slots=True)
class Source:
    """A recording by what it holds; `key` is short for both. `duration` in seconds."""

    sha256: str
    size: int
    duration: float
    title: str = ""
    singer: str = ""
    palo: str = ""

    @property
    def key(self) -> str:
        """A name for files and splits."""
        return f"{self.sha256[:12]}-{self.size}"


@dataclass(frozen=True, slots=True)
class Item:
    """A window of a dataset; times of `window` are the recording's. `file` is empty without sound.

    `previous` is what was sung just before, for a Whisper that is told it. The window begins `offset` seconds
    into the file, where it is only a piece of what the file holds.
    """

    source: Source
    window: Window
    previous: str = ""
    file: str = ""
    offset: float = 0.0

    @property
    def text(self) -> str:
        """The label."""
        return self.window.text

    @property
    def name(self) -> str:
        """One name for each window of each recording."""
        return f"{self.source.key}-{round(self.window.start * 100):07d}"

    def place(self) -> tuple[str, float]:
        """What two rows of the same sound share."""
        return self.source.key, round(self.window.start, 2)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Windows in order of recording and time."""

    folder: Path
    items: tuple[Item, ...]

    @property
    def seconds(self) -> float:
        """How long all windows are together."""
        return sum(item.window.seconds for item in self.items)

    @property
    def fingerprint(self) -> str:
        """A name for what is in it: rows, not sound, as a recording is named by its checksum."""
        digest = hashlib.sha256()
        for item in self.items:
            digest.update(f"{item.name}\t{item.window.end:.2f}\t{item.text}\n".encode())
        return digest.hexdigest()[:24]

    def audio(self, item: Item) -> NDArray[np.float32]:
        """The samples (n,) of a window at 16 kHz. Raises DatasetError."""
        path = self.folder / item.file
        if not item.file or not path.is_file():
            raise DatasetError(path=str(self.folder), reason="no_audio", detail=item.file or item.name)
        try:
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            detail = f"{item.file}: {error}"
            raise DatasetError(path=str(self.folder), reason="unreadable", detail=detail) from error
        if rate != RATE:
            from flamenco_desktop.audio import decode

            return decode.load(path, RATE)
        return np.ascontiguousarray(samples.mean(axis=1), np.float32)


def read(folder: Path) -> Dataset:
    """The dataset in `folder`, its sound not yet read. Raises DatasetError."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["schema"] > SCHEMA:
            raise DatasetError(path=str(folder), reason="newer")
        lines = (folder / ROWS).read_text(encoding="utf-8").splitlines()
        items = tuple(_item(json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise DatasetError(path=str(folder), reason="unreadable", detail=detail) from error
    for item in items:
        if item.file and (Path(item.file).is_absolute() or ".." in Path(item.file).parts):
            raise DatasetError(path=str(folder), reason="unreadable", detail=f"{item.file} leads out of it")
    return Dataset(folder, items)


class Writer:
    """Writes a dataset's folder: sound as it comes, the rows and the card at the end.

    All methods raise WriteFailedError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._items: list[Item] = []

    def add(self, item: Item, samples: NDArray[np.float32] | None = None) -> None:
        """One more window; `samples` (n,) at 16 kHz, None for a row without sound."""
        file = ""
        if samples is not None:
            file = f"{AUDIO}/{item.name}.flac"
            with _writing(self._folder / file) as path:
                path.parent.mkdir(parents=True, exist_ok=True)
                soundfile.write(path, np.clip(samples, -1.0, 1.0), RATE, "PCM_16", format="FLAC")
        self._items.append(replace(item, file=file))

    def copy(self, item: Item, source: Path) -> None:
        """One more window whose sound lies at `source`, which is copied as it is."""
        file = f"{AUDIO}/{item.name}.flac"
        with _writing(self._folder / file) as path:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, path)
        self._items.append(replace(item, file=file))

    def finish(self, title: str = "") -> Dataset:
        """Write rows and card; the dataset."""
        items = tuple(sorted(self._items, key=Item.place))
        dataset = Dataset(self._folder, items)
        about = {"schema": SCHEMA, "title": title, "fingerprint": dataset.fingerprint, "rows": len(items)}
        rows = "".join(json.dumps(_row(item), ensure_ascii=False) + "\n" for item in items)
        for name, text in (
            (ROWS, rows),
            (CARD, card.of_dataset(dataset, title)),
            (ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n"),
        ):
            with _writing(self._folder / name) as path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return read(self._folder)


def merge(datasets: Sequence[Dataset], folder: Path, title: str = "") -> Dataset:
    """All windows of `datasets` in a new folder; of two of the same sound the earlier one's.

    Windows that overlap one of an earlier dataset are left out: their sound would count twice. Raises
    WriteFailedError, DatasetError.
    """
    writer = Writer(folder)
    taken: list[Item] = []
    for dataset in datasets:
        fresh = [item for item in dataset.items if not any(_overlap(item, other) for other in taken)]
        for item in fresh:
            if item.file and (dataset.folder / item.file).is_file():
                writer.copy(item, dataset.folder / item.file)
            else:
                writer.add(item)
        taken += fresh
    return writer.finish(title)


def export(dataset: Dataset, folder: Path, *, audio: bool = True, title: str = "") -> Dataset:
    """A copy for others, without the sound if `audio` is false. Raises WriteFailedError."""
    if audio:
        return merge([dataset], folder, title)
    writer = Writer(folder)
    for item in dataset.items:
        writer.add(item)
    return writer.finish(title)


def _overlap(one: Item, other: Item) -> bool:
    return (
        one.source.key == other.source.key
        and one.window.start < other.window.end - 0.05
        and other.window.start < one.window.end - 0.05
    )


def singers(items: Iterable[Item]) -> dict[str, float]:
    """Seconds by singer, the most first."""
    return _sums((item.source.singer, item.window.seconds) for item in items)


def palos(items: Iterable[Item]) -> dict[str, float]:
    """Seconds by palo, the most first."""
    return _sums((item.source.palo, item.window.seconds) for item in items)


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, seconds in pairs:
        found[key] = found.get(key, 0.0) + seconds
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _row(item: Item) -> dict[str, Any]:
    start = item.window.start
    row: dict[str, Any] = {"file_name": item.file} if item.file else {}
    return row | {
        "transcription": item.text,
        "previous": item.previous,
        "start": round(start, 4),
        "end": round(item.window.end, 4),
        "line": item.window.line,
        "parts": [
            {"line": part.line, "words": [plain.word_to_plain(word) for word in part.words]}
            for part in item.window.parts
        ],
        "recording": asdict(item.source),
    }


def _item(row: dict[str, Any]) -> Item:
    parts = tuple(
        Part(int(part["line"]), tuple(plain.word_from_plain(word) for word in part["words"]))
        for part in row["parts"]
    )
    window = Window(float(row["start"]), float(row["end"]), parts, int(row["line"]))
    if not window.seconds > 0 or any(not part.words for part in parts):
        raise ValueError("a row without sound, or a part without words")
    return Item(
        Source(**row["recording"]), window, str(row.get("previous", "")), str(row.get("file_name", ""))
    )


class _writing:  # noqa: N801 - reads like a function
    """`with _writing(path) as path`: what the system says becomes a WriteFailedError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | soundfile.LibsndfileError):
            reason = getattr(error, "strerror", None) or str(error)
            raise WriteFailedError(path=str(self._path), reason=reason) from error


def by_recording(items: Sequence[Item]) -> Iterator[tuple[Source, list[Item]]]:
    """The items of each recording, recordings in order of their keys."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.source.key, []).append(item)
    for key in sorted(found):
        yield found[key][0].source, found[key]
