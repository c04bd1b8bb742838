"""Checkpoints that are whole or not there: after a kill or a power cut the last whole one is on the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from finetune.from_scratch import training
from flamenco_desktop.errors import DiskFullError, WriteFailedError

MEGABYTE = 1_000_000


def save(path: Path, state: dict[str, Any]) -> None:
    """Write the state and wait until the disk has it. Raises WriteFailedError; what was there then stays."""
    # Those of a process that was killed while it wrote.
    for left in path.parent.glob(f"{path.stem}.*.partial"):
        left.unlink(missing_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as stream:
            torch.save(state, stream)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    except (OSError, RuntimeError) as error:  # torch says RuntimeError where the disk is full
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise WriteFailedError(path=str(path), reason=reason) from error


def load(path: Path) -> dict[str, Any] | None:
    """The state at `path`, None if there is none. Raises BrokenCheckpointError."""
    return training.load_checkpoint(path)


fitting = training.fitting


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where a folder can be opened (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def need_space(folder: Path, needed: int) -> None:
    """Raises DiskFullError where the disk of `folder` has fewer than `needed` bytes left."""
    from flamenco_desktop.models import places

    free = places.free(folder)
    if free < needed:
        raise DiskFullError(path=str(folder), free=free // MEGABYTE, needed=-(-needed // MEGABYTE))


def random_states() -> dict[str, Any]:
    """Of torch on the CPU, and on CUDA where it is used; numpy's are drawn anew from seed and step."""
    states: dict[str, Any] = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state_all()
    return states


def restore_random(states: dict[str, Any]) -> None:
    """Put back what `random_states` gave."""
    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(states["cuda"])
