"""Several processes that train one model together, each with a core of its own.

Two processes of one thread each keep two cores busier than one process of two threads does: each makes its
own windows and only the gradients are averaged, once a step. What is learnt from does not depend on their
number.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.multiprocessing.spawn import spawn

__all__ = ["ALONE", "Team", "together"]


@dataclass(frozen=True)
class Team:
    """This process among `size`; number 0 keeps checkpoints and the log."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process is the one that writes."""
        return self.rank == 0

    def average(self, model: nn.Module) -> None:
        """Replaces each gradient by the mean over all processes, which must have the same ones."""
        if self.size == 1:
            return
        gradients = [one.grad for one in model.parameters() if one.grad is not None]
        flat = torch.cat([one.reshape(-1) for one in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        for one, mean in zip(gradients, torch.split(flat, [one.numel() for one in gradients]), strict=True):
            one.copy_(mean.view_as(one))

    def alike(self, model: nn.Module) -> None:
        """Gives every process the weights of number 0."""
        if self.size > 1:
            for value in model.state_dict().values():
                dist.broadcast(value, 0)

    def wait(self) -> None:
        """Until every process is here."""
        if self.size > 1:
            dist.barrier()


ALONE = Team()


def together(work: Callable[..., None], size: int, *arguments: Any) -> None:
    """Runs `work(team, *arguments)` in `size` processes of one thread each, and waits for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = (Path(folder) / "meeting").as_uri()
        spawn(_member, (size, meeting, work, arguments), nprocs=size)  # type: ignore[no-untyped-call]


def _member(
    rank: int, size: int, meeting: str, work: Callable[..., None], arguments: tuple[Any, ...]
) -> None:
    torch.set_num_threads(1)
    # Values that have almost vanished would slow every product down.
    torch.set_flush_denormal(True)
    dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=size)
    try:
        work(Team(rank, size), *arguments)
    finally:
        dist.destroy_process_group()
