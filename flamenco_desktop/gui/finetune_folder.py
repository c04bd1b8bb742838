"""A training on the disk, as docs/fine-tuning.md describes it, with what the window keeps beside it.

`data/` the dataset, `run/` the run's own folder, `asked.json` the spec once it was really begun,
`estimate.json` the one that was only measured, `errors.log` what the process said on standard error.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.gui.finetune_spec import TrainingSpec
from flamenco_desktop.gui.finetune_story import Event

PAUSE, STOP = "pause", "stop"
_SAME = 2.0


@dataclass(frozen=True, slots=True)
class Training:
    """The training in `folder`."""

    folder: Path

    @property
    def data(self) -> Path:
        """The dataset."""
        return self.folder / "data"

    @property
    def run(self) -> Path:
        """Where the process writes."""
        return self.folder / "run"

    @property
    def asked(self) -> Path:
        """The spec of a training that was begun."""
        return self.folder / "asked.json"

    @property
    def measured(self) -> Path:
        """The spec of one that is only measured."""
        return self.folder / "estimate.json"

    @property
    def log(self) -> Path:
        """What the process says besides its events."""
        return self.folder / "errors.log"

    def begun(self) -> bool:
        """Whether it was begun, and not only measured."""
        return self.asked.is_file()

    def write(self, path: Path, spec: TrainingSpec) -> Path:
        """Keep the spec at `path`, one of ours. Raises WriteFailedError."""
        with _writing(path):
            path.write_text(spec.to_json(self.data.name, self.run.name), encoding="utf-8")
        return path

    def spec(self) -> TrainingSpec | None:
        """What it was asked to do."""
        try:
            return TrainingSpec.from_json(self.asked.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError):
            return None

    def wish(self, what: str) -> None:
        """Ask the process to pause or stop, or, with nothing, to go on. Raises WriteFailedError."""
        path = self.run / "control"
        with _writing(path):
            if what:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(what, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """What other processes told here belongs to no training: its diary begins with the next one."""
        with suppress(OSError):
            (self.run / "events.jsonl").unlink(missing_ok=True)

    def process(self) -> int:
        """The process that trains here now, 0 for none; one that died without a word counts as none."""
        try:
            told = json.loads((self.run / "process.json").read_text(encoding="utf-8"))
            number, started = int(told["pid"]), float(told["started"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0
        return number if alive(number, started) else 0

    def last_words(self) -> str:
        """The last sentence on standard error."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")

    def sound(self, window: str, start: float | None = None) -> tuple[Path, float] | None:
        """The file that holds the window called `window`, and the second at which it begins there."""
        for row in _rows(self.data / "metadata.jsonl"):
            source = row["recording"]
            key = f"{source['sha256'][:12]}-{source['size']}"
            name, _, place = window.rpartition("-")
            if key != name or "file_name" not in row:
                continue
            begins = int(place) / 100 if start is None else start
            if row["start"] - 0.02 <= begins < row["end"]:
                return self.data / row["file_name"], max(0.0, begins - row["start"])
        return None

    def remove(self) -> None:
        """Delete it with all that is in it. Raises WriteFailedError."""
        with _writing(self.folder):
            shutil.rmtree(self.folder, ignore_errors=False)


class Diary:
    """Reads what a run tells, piece by piece; a line that is still being written waits for its end."""

    def __init__(self, training: Training) -> None:
        self._path = training.run / "events.jsonl"
        self._place = 0

    def news(self) -> list[Event]:
        """The events since the last time."""
        try:
            with self._path.open("rb") as stream:
                if os.fstat(stream.fileno()).st_size < self._place:
                    self._place = 0
                stream.seek(self._place)
                piece = stream.read()
        except OSError:
            return []
        whole = piece[: piece.rfind(b"\n") + 1]
        self._place += len(whole)
        return events(whole)


def events(text: bytes) -> list[Event]:
    """The events of whole lines; what is none is passed over."""
    found: list[Event] = []
    for line in text.splitlines():
        with suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict) and "kind" in event:
                found.append(event)
    return found


def alive(number: int, started: float | None = None) -> bool:
    """Whether the process `number` (begun at `started`, seconds since 1970) runs."""
    import psutil

    try:
        found = psutil.Process(number)
        same = started is None or abs(found.create_time() - started) < _SAME
        return bool(same and found.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def new(home: Path) -> Training:
    """An empty training in `home`. Raises WriteFailedError."""
    numbers = [int(path.name) for path in _folders(home)]
    folder = home / str(max(numbers, default=0) + 1)
    with _writing(folder):
        folder.mkdir(parents=True)
    return Training(folder)


def latest(home: Path) -> Training | None:
    """The newest training in `home` that was begun, None without one."""
    found = sorted(_folders(home), key=lambda path: int(path.name))
    return next((Training(path) for path in reversed(found) if Training(path).begun()), None)


def sweep(home: Path) -> None:
    """Remove what was prepared and never begun."""
    for path in _folders(home):
        if not Training(path).begun():
            shutil.rmtree(path, ignore_errors=True)


def _folders(home: Path) -> list[Path]:
    try:
        return [path for path in home.iterdir() if path.name.isdecimal() and path.is_dir()]
    except OSError:
        return []


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system refuses is a WriteFailedError about `path`."""
    try:
        yield
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
