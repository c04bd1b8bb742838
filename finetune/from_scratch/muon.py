"""Muon for the weight matrices of attention and feed-forward layers, AdamW for everything else.

Muon (K. Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024) steps along the
nearest orthogonal matrix to the momentum, found by a Newton-Schulz iteration, so that no direction of a
matrix is neglected. Its steps are scaled to the size of AdamW's, so that one learning rate serves both
(J. Liu and others, "Muon is scalable for LLM training", arXiv 2502.16982).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import nn

_MOMENTUM = 0.95
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ROUNDS = 5
_LIKE_ADAMW = 0.2
"""Root mean square of a usual step of AdamW, in learning rates."""


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """Matrices (n, rows, columns) with rows <= columns, with all singular values brought near 1."""
    first, second, third = _COEFFICIENTS
    found = matrices.bfloat16()
    found = found / (found.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_ROUNDS):
        square = found @ found.mT
        found = first * found + (second * square + third * square @ square) @ found
    turned: torch.Tensor = found.to(matrices.dtype)
    return turned


class Muon(torch.optim.Optimizer):
    """Muon for two-dimensional parameters, each no matter which way round."""

    def __init__(self, matrices: list[nn.Parameter], lr: float, weight_decay: float) -> None:
        super().__init__(matrices, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step of every matrix that has a gradient; those of one shape at once."""
        for group in self.param_groups:
            alike: dict[tuple[int, int], list[nn.Parameter]] = defaultdict(list)
            for one in group["params"]:
                if one.grad is not None:
                    alike[min(one.shape), max(one.shape)].append(one)
            for (rows, columns), some in alike.items():
                steps = torch.stack([self._wide(self._moved(one)) for one in some])
                scale = group["lr"] * _LIKE_ADAMW * columns**0.5
                for one, turned in zip(some, orthogonal(steps), strict=True):
                    one.mul_(1 - group["lr"] * group["weight_decay"])
                    one.add_(turned if one.shape == (rows, columns) else turned.mT, alpha=-scale)

    def _moved(self, one: nn.Parameter) -> torch.Tensor:
        state = self.state[one]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(one)
        assert one.grad is not None
        state["momentum"].lerp_(one.grad, 1 - _MOMENTUM)
        return one.grad.lerp(state["momentum"], _MOMENTUM)  # Nesterov's look ahead

    @staticmethod
    def _wide(matrix: torch.Tensor) -> torch.Tensor:
        return matrix if matrix.shape[0] <= matrix.shape[1] else matrix.mT


class Pair:
    """The two optimisers as one: `step`, `zero_grad`, `param_groups`, `state_dict`."""

    def __init__(self, model: nn.Module, lr: float, weight_decay: float = 0.01) -> None:
        matrices = [one for name, one in model.named_parameters() if ".layers." in name and one.ndim == 2]
        chosen = {id(one) for one in matrices}
        others = [one for one in model.parameters() if id(one) not in chosen]
        self.parts: tuple[torch.optim.Optimizer, torch.optim.Optimizer] = (
            Muon(matrices, lr, weight_decay),
            torch.optim.AdamW(others, lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay, fused=True),
        )

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of both."""
        return [group for part in self.parts for group in part.param_groups]

    def step(self) -> None:
        """One step of both."""
        for part in self.parts:
            part.step()

    def zero_grad(self) -> None:
        """Forgets the gradients."""
        for part in self.parts:
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        """What `load_state_dict` takes."""
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, state: list[dict[str, Any]]) -> None:
        """Goes on from `state_dict`'s answer."""
        for part, told in zip(self.parts, state, strict=True):
            part.load_state_dict(told)
