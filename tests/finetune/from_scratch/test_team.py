"""Several processes learn what one would learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from finetune.from_scratch import recogniser, training
from finetune.from_scratch.recogniser import Recipe, Stage
from finetune.from_scratch.team import ALONE, Team

STEPS = 3
SMALL = Recipe(
    kept=1.0,
    width=24,
    heads=2,
    encoder_layers=1,
    decoder_layers=1,
    stages=(Stage("encoder", 3.0, STEPS, 4, 1e-3, decoder=False),),
)


def _same(number: int) -> int:
    return number


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_windows_of_a_step_are_shared_out(size: int) -> None:
    shares = [list(training.batches(_same, 2, 4, 8, 0, Team(rank, size))) for rank in range(size)]
    for step in range(2):
        seen = sorted(number for share in shares for number in share[step])
        assert seen == list(range(16 + 8 * step, 24 + 8 * step))


def test_one_alone_leaves_its_gradients_as_they_are() -> None:
    layer = torch.nn.Linear(2, 2)
    layer(torch.ones(1, 2)).sum().backward()
    assert layer.weight.grad is not None
    before = layer.weight.grad.clone()
    ALONE.average(layer)
    assert torch.equal(layer.weight.grad, before)


@pytest.mark.model
def test_two_processes_end_where_one_does(pool_folder: Path, tmp_path: Path) -> None:
    one = recogniser.train(SMALL, pool_folder, tmp_path / "one", workers=0, device="cpu")
    two = recogniser.train_together(2, SMALL, pool_folder, tmp_path / "two", None)
    # In bfloat16 the order of a sum shows, and first steps are as long whatever the gradient.
    moved = torch.cat([value.flatten() for value in one.parameters()])
    other = torch.cat([value.flatten() for value in two.parameters()])
    start = torch.cat([value.flatten() for value in _untrained().parameters()])
    assert torch.nn.functional.cosine_similarity(moved - start, other - start, dim=0) > 0.8


def _untrained() -> torch.nn.Module:
    from finetune.from_scratch.spelling import Spelling
    from finetune.from_scratch.trainee import Trainee

    torch.manual_seed(SMALL.seed)
    return Trainee(SMALL, Spelling())


def test_a_batch_that_cannot_be_shared_is_refused(pool_folder: Path, tmp_path: Path) -> None:
    odd = replace(SMALL, stages=(replace(SMALL.stages[0], batch=3),))
    with pytest.raises(ValueError, match="cannot share"):
        recogniser.train_together(2, odd, pool_folder, tmp_path, None)
