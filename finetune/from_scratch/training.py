"""What both trainings share: the learning rate's curve, checkpoints, the log, and batches by number."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError  # raised by torch.load; nothing is unpickled here
from typing import Any, Protocol, TypeVar

import torch
from torch.utils.data import DataLoader, Dataset

from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.team import ALONE, Team
from flamenco_desktop.errors import WriteFailedError

Item = TypeVar("Item")
NOTED, KEPT = 20, 100
"""After so many steps the figures are noted, a checkpoint is kept."""


class _ByNumber(Dataset[Item]):
    """The examples numbered in `numbers`, made when asked for."""

    def __init__(self, make: Callable[[int], Item], numbers: Sequence[int]) -> None:
        self.make, self.numbers = make, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, index: int) -> Item:
        return self.make(self.numbers[index])


def batches(
    make: Callable[[int], Item],
    first_step: int,
    last_step: int,
    size: int,
    workers: int,
    team: Team = ALONE,
) -> Iterator[list[Item]]:
    """This process's share of batches of `size` windows `make(n)`, n running on from `first_step * size`.

    Made by `workers` processes beside. A training that goes on at a step sees what it would have seen without
    a break, and so does one by more or fewer processes (whose number divides `size`).
    """
    items = _ByNumber(make, range(first_step * size + team.rank, last_step * size, team.size))
    loader = DataLoader(
        items,
        batch_size=size // team.size,
        collate_fn=list,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        worker_init_fn=_one_thread,
    )
    return iter(loader)


def _one_thread(_: int) -> None:
    torch.set_num_threads(1)


def rate(step: int, steps: int, peak: float, warm: int, end: float | None = None) -> float:
    """The learning rate at `step`: linear up over `warm` steps, then a cosine to `end` (a fiftieth)."""
    if step < warm:
        return peak * (step + 1) / warm
    end = peak / 50 if end is None else end
    progress = min(1.0, (step - warm) / max(1, steps - warm))
    return end + (peak - end) * 0.5 * (1 + math.cos(math.pi * progress))


class Paced(Protocol):
    """An optimiser, or several as one."""

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """Each with its "lr"."""
        ...


def set_rate(optimiser: Paced, step: int, steps: int, peak: float, end: float | None = None) -> float:
    """Sets and gives the learning rate at `step` of `steps`; a twentieth of them warm up."""
    pace = rate(step, steps, peak, max(20, steps // 20), end)
    for group in optimiser.param_groups:
        group["lr"] = pace
    return pace


class Means:
    """Running means of named figures."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}
        self._count = 0

    def add(self, figures: Mapping[str, torch.Tensor]) -> None:
        """Adds one value of each figure."""
        for name, value in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value)
        self._count += 1

    def take(self) -> dict[str, float]:
        """The means since the last call."""
        means = {name: total / self._count for name, total in self._sums.items()}
        self._sums, self._count = {}, 0
        return means


@dataclass
class Log:
    """Figures by step, in a JSON lines file that grows; also on stderr with the time left."""

    path: Path
    steps: int
    begun: float = field(default_factory=time.monotonic)
    first: int | None = None

    def add(self, step: int, **figures: float | str) -> None:
        """Notes the figures of a step."""
        self.first = step if self.first is None else self.first
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": step, **figures}, ensure_ascii=False) + "\n")
        spent = time.monotonic() - self.begun
        left = spent / max(1, step - self.first) * (self.steps - step) if step > self.first else math.nan
        told = "  ".join(f"{name} {_short(value)}" for name, value in figures.items())
        remaining = "" if math.isnan(left) else f"  {left / 60:.0f} min left"
        sys.stderr.write(f"step {step}/{self.steps}  {told}{remaining}\n")
        sys.stderr.flush()


def _short(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else value


def read_log(path: Path) -> list[dict[str, Any]]:
    """The figures of a log by step; of a step that was trained twice, the later. Empty without a file."""
    if not path.exists():
        return []
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        rows[row.get("stage"), row["step"], "rate" in row] = row
    return list(rows.values())


def choose_device(name: str = "auto") -> torch.device:
    """The device called `name`; "auto" is CUDA where there is one."""
    if name != "auto":
        return torch.device(name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def write_json(path: Path, content: object) -> None:
    """Writes `content` as JSON. Raises WriteFailedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Writes the state whole or not at all. Raises WriteFailedError."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, partial)
        partial.replace(path)
    except (OSError, RuntimeError) as error:  # torch says RuntimeError where the disk is full
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WriteFailedError(path=str(path), reason=_first_line(error)) from error


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The state at `path`, None if there is none. Raises BrokenCheckpointError."""
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, OSError, ValueError, KeyError, UnpicklingError) as error:
        raise BrokenCheckpointError(path=str(path), reason=_first_line(error)) from error
    return state


@contextmanager
def fitting(path: Path) -> Iterator[None]:
    """Turns what torch says when a checkpoint is of another shape into a BrokenCheckpointError."""
    try:
        yield
    except (RuntimeError, KeyError, ValueError, TypeError) as error:
        reason = f"it is of another recipe: {_first_line(error)}"
        raise BrokenCheckpointError(path=str(path), reason=reason) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(" :.")
