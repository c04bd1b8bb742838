"""The aligner's training in small: a few steps, the loss falls, WhisperX loads what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from finetune.from_scratch import aligner, training
from finetune.from_scratch.aligner import Recipe
from finetune.from_scratch.alphabet import INDEX
from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.team import Team
from finetune.from_scratch.windows import Mixing, Pool

SMALL = Recipe(width=64, heads=2, layers=1, seconds=3.0, steps=60, batch=4, peak=3e-3)


@pytest.fixture(scope="module")
def trained(pool_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the log, the checkpoint and the model of a small training."""
    out = tmp_path_factory.mktemp("aligner")
    aligner.export(aligner.train(SMALL, pool_folder, out, workers=0, device="cpu"), out / "model")
    return out


def test_the_loss_falls(trained: Path) -> None:
    rows = training.read_log(trained / "log.jsonl")
    losses = [row["loss"] for row in rows if "loss" in row]
    assert len(losses) == 3 and losses[-1] < 0.9 * losses[0]
    assert [row["step"] for row in rows if "validation" in row] == [60]


def test_going_on_is_the_same_as_not_stopping(
    pool_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(SMALL, steps=5, width=32, seconds=2.0)
    whole = aligner.train(short, pool_folder, tmp_path / "whole", workers=0, device="cpu")
    monkeypatch.setattr(training, "KEPT", 2)
    batches = training.batches

    def interrupted(make: Any, first: int, last: int, size: int, workers: int, team: Team) -> Iterator[Any]:
        yield from batches(make, first, 3, size, workers, team)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(training, "batches", interrupted)
        aligner.train(short, pool_folder, tmp_path / "parts", workers=0, device="cpu")
    state = training.load_checkpoint(tmp_path / "parts" / "checkpoint.pt")
    assert state is not None and state["step"] == 2
    parts = aligner.train(short, pool_folder, tmp_path / "parts", workers=0, device="cpu")
    torch.testing.assert_close(dict(parts.named_parameters()), dict(whole.named_parameters()))
    assert aligner.read_recipe(tmp_path / "parts") == short


def test_a_checkpoint_of_another_recipe_is_one_sentence(trained: Path, pool_folder: Path) -> None:
    with pytest.raises(BrokenCheckpointError, match="another recipe"):
        aligner.train(replace(SMALL, width=32), pool_folder, trained, workers=0, device="cpu")


def test_exporting_leaves_the_model_as_it_was(tmp_path: Path) -> None:
    model = aligner.build(replace(SMALL, width=32))
    aligner.export(model, tmp_path)
    assert model.lm_head.weight.dtype == torch.float32
    assert (tmp_path / "model.safetensors").stat().st_mode & 0o044


def test_the_first_convolution_hears_pitches_where_they_are() -> None:
    bank = aligner.filter_bank(320, 480)
    assert bank.shape == (320, 1, 480)
    tone = np.sin(2 * np.pi * 1000 * np.arange(480) / 16_000)
    heard = np.abs(bank[:, 0] @ tone).reshape(80, 4).max(axis=1)
    mels = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), 80)
    assert abs(700 * (10 ** (mels[int(heard.argmax())] / 2595) - 1) - 1000) < 60


def test_training_computes_what_the_saved_model_will(pool_folder: Path) -> None:
    """Training's bfloat16 must not differ from float32 in more than its precision."""
    torch.manual_seed(4)
    model = aligner.build(Recipe(layers=2)).eval()
    maker = aligner.Maker(Pool(pool_folder, "train"), Recipe(seconds=4.0), Mixing(seconds=4.0))
    samples = torch.from_numpy(maker(1)[0])[None]
    with torch.no_grad():
        exact = model(samples).logits
        with torch.autocast("cpu", torch.bfloat16):
            quick = model(samples).logits.float()
    assert float((exact - quick).abs().mean() / exact.abs().mean()) < 0.1


@pytest.mark.parametrize("seconds", [0.5, 3.0, 8.0])
def test_frames_are_twenty_milliseconds(seconds: float) -> None:
    model = aligner.build(replace(SMALL, width=32))
    samples = torch.zeros(1, round(seconds * 16_000))
    assert model(samples).logits.shape[1:] == (round(seconds * 50) - 1, len(INDEX))


@pytest.mark.model
def test_whisperx_aligns_with_it(trained: Path) -> None:
    from flamenco_desktop.models import store
    from flamenco_desktop.recognition import devices
    from flamenco_desktop.recognition.aligner import Aligner
    from flamenco_desktop.recognition.singing import Span

    heard = Aligner(store.aligner(str(trained / "model")), devices.choose("cpu"))
    sound = np.random.default_rng(3).normal(0, 0.1, 64_000).astype(np.float32)
    words = heard.align(sound, Span(0.5, 3.5), ["ay", "mi", "corazón"])
    assert [word.text for word in words] == ["ay", "mi", "corazón"]
    assert all(0.4 <= word.start < word.end <= 3.6 for word in words)
