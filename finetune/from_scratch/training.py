"""What both trainings share: the learning rate's curve, checkpoints, the log, and batches by number."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch.utils.data import DataLoader, Dataset

Item = TypeVar("Item")


class BrokenCheckpointError(ValueError):
    """A checkpoint that cannot be read."""


class _ByNumber(Dataset[Item]):
    def __init__(self, make: Callable[[int], Item], first: int, last: int) -> None:
        self.make, self.first, self.last = make, first, last

    def __len__(self) -> int:
        return self.last - self.first

    def __getitem__(self, index: int) -> Item:
        return self.make(self.first + index)


def batches(
    make: Callable[[int], Item], first_step: int, last_step: int, size: int, workers: int
) -> Iterator[list[Item]]:
    """Batches of `make(n)`, n running on from `first_step * size`; made by `workers` processes beside."""
    items = _ByNumber(make, first_step * size, last_step * size)
    loader = DataLoader(
        items,
        batch_size=size,
        collate_fn=list,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        worker_init_fn=_one_thread,
    )
    return iter(loader)


def _one_thread(_: int) -> None:
    torch.set_num_threads(1)


def rate(step: int, steps: int, peak: float, warm: int) -> float:
    """The learning rate at `step`: linear up over `warm` steps, then a cosine down to a fiftieth."""
    if step < warm:
        return peak * (step + 1) / warm
    progress = min(1.0, (step - warm) / max(1, steps - warm))
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


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
        told = "  ".join(f"{name} {v:.4g}" if isinstance(v, float) else f"{name} {v}" for name, v in figures.items())
        print(f"step {step}/{self.steps}  {told}  {left / 60:.0f} min left", file=sys.stderr, flush=True)


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Writes the state whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    torch.save(state, partial)
    partial.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The state at `path`, None if there is none. Raises BrokenCheckpointError."""
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise BrokenCheckpointError(f"{path} cannot be read: delete it to begin again ({error})") from error
    return state
