"""Muon: steps along all directions of a matrix alike, and a state that goes on."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from finetune.from_scratch.muon import Pair, orthogonal


@pytest.mark.parametrize("shape", [(3, 16, 16), (2, 12, 48)])
def test_singular_values_come_near_one(shape: tuple[int, int, int]) -> None:
    generator = torch.Generator().manual_seed(1)
    matrices = torch.randn(shape, generator=generator)
    turned = orthogonal(matrices)
    values = torch.linalg.svdvals(turned)
    # The iteration is made to be quick: it ends somewhere around 1, not on it.
    assert values.min() > 0.4 and values.max() < 1.4
    # Its directions are the matrix's own.
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    along = torch.linalg.diagonal(left.mT @ turned @ right.mT)
    torch.testing.assert_close(along, values.new_full(along.shape, 0.9), atol=0.5, rtol=0)


class _Layered(nn.Module):
    """As a Whisper has it: layers with a wide, a tall and a square matrix, and something before them."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.Linear(6, 8)
        self.stack = nn.Module()
        self.stack.layers = nn.ModuleList([nn.Linear(8, 32), nn.Linear(32, 8), nn.Linear(8, 8)])

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        hidden = self.before(given)
        for layer in self.stack.layers:  # type: ignore[union-attr]
            hidden = torch.tanh(layer(hidden))
        return torch.as_tensor(hidden)


def _learn(model: nn.Module, optimiser: Pair, steps: int) -> list[float]:
    generator = torch.Generator().manual_seed(2)
    given = torch.randn(64, 6, generator=generator)
    wanted = torch.tanh(given @ torch.randn(6, 8, generator=generator))
    losses = []
    for _ in range(steps):
        loss = (model(given) - wanted).square().mean()
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        losses.append(float(loss.detach()))
    return losses


def test_a_small_network_learns_and_goes_on_from_a_state() -> None:
    torch.manual_seed(3)
    model = _Layered()
    optimiser = Pair(model, 0.02)
    assert {len(part.param_groups[0]["params"]) for part in optimiser.parts} == {3, 5}
    losses = _learn(model, optimiser, 60)
    assert losses[-1] < 0.3 * losses[0]

    twin = copy.deepcopy(model)
    again = Pair(twin, 0.02)
    again.load_state_dict(copy.deepcopy(optimiser.state_dict()))
    assert _learn(twin, again, 3) == _learn(model, optimiser, 3)
