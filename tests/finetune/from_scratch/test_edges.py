"""The training of what corrects edges, in small."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.from_scratch import edges, training
from finetune.from_scratch.alphabet import INDEX
from finetune.from_scratch.edges import Recipe
from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.windows import Placed, Pool
from flamenco_desktop.recognition.edge_network import (
    COLUMNS,
    MIDDLE,
    PLACES,
    EdgeNetwork,
    Shape,
    bands,
    picture,
)
from flamenco_desktop.recognition.edges import Edge, Edges

SMALL = Recipe(seconds=4.0, steps=30, batch=2)
TINY = Shape(channels=16, dilations=(1, 2))


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "Shape", lambda: TINY)


def test_every_word_has_its_edges() -> None:
    letters = np.array([INDEX[letter] for letter in "nodaay"], np.int64)
    onsets = np.array([0.5, 0.6, 1.0, 1.1, 1.5, 1.6])
    line = Placed("no da ay", letters, onsets, onsets + 0.1, np.array([0, 2, 4]), np.array([0.9, 1.5, 2.0]))
    assert list(edges.edges_of(line)) == [
        (0.5, Edge.BEGINNING),
        (0.9, Edge.END),
        (1.0, Edge.BEGINNING),
        (1.5, Edge.JOINT),
        (2.0, Edge.END),
    ]


def test_a_window_shows_its_edges_near_the_middle(pool_folder: Path) -> None:
    maker = edges.Maker(Pool(pool_folder, "train"), SMALL)
    shown = edges.together([maker(number) for number in range(4)])
    assert shown.pictures.shape == (len(shown.places), COLUMNS, bands())
    assert len(shown.places) == len(shown.kinds) > 8
    assert np.abs(shown.places - MIDDLE).max() <= 0.12 / 0.005 + 1.01
    np.testing.assert_array_equal(maker(2).pictures, maker(2).pictures)


@pytest.mark.usefixtures("tiny")
def test_the_loss_falls_and_what_is_saved_says_the_same(pool_folder: Path, tmp_path: Path) -> None:
    network = edges.train(SMALL, pool_folder, tmp_path, workers=0).eval()
    rows = training.read_log(tmp_path / "log.jsonl")
    assert [row["step"] for row in rows if "validation" in row] == [30]
    assert rows[-1]["validation"] < np.log(PLACES)
    edges.export(network, tmp_path / "edges.safetensors")
    loaded = Edges(tmp_path / "edges.safetensors")._network
    pictures, kinds = torch.randn(3, COLUMNS, bands()), torch.tensor([0, 1, 2])
    with torch.inference_mode():
        torch.testing.assert_close(loaded(pictures, kinds), network(pictures, kinds), atol=0.02, rtol=0.05)


@pytest.mark.usefixtures("tiny")
def test_going_on_is_the_same_as_not_stopping(
    pool_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "KEPT", 2)
    short = replace(SMALL, steps=4)
    whole = edges.train(short, pool_folder, tmp_path / "whole", workers=0)

    pace = training.set_rate

    def stopping(optimiser: training.Paced, step: int, steps: int, peak: float) -> float:
        if step == 3:
            raise KeyboardInterrupt
        return pace(optimiser, step, steps, peak)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(training, "set_rate", stopping)
        edges.train(short, pool_folder, tmp_path / "parts", workers=0)
    parts = edges.train(short, pool_folder, tmp_path / "parts", workers=0)
    torch.testing.assert_close(dict(parts.named_parameters()), dict(whole.named_parameters()))
    with pytest.raises(BrokenCheckpointError, match="another recipe"):
        monkeypatch.setattr(edges, "Shape", Shape)
        edges.train(short, pool_folder, tmp_path / "parts", workers=0)


def test_a_click_is_where_its_place_says() -> None:
    """Of both halves of each column the short windows show it first where it is."""
    sound = np.zeros(16_000, np.float32)
    sound[[4_000, 8_080, 12_160]] = 1.0
    whole = picture(sound)
    assert whole.shape == (101, bands())
    short = whole[:, :80].reshape(-1, 40).sum(1)
    assert [int(short[near : near + 20].argmax()) + near for near in (40, 90, 140)] == [50, 101, 152]


def test_without_its_norms_the_network_says_the_same() -> None:
    torch.manual_seed(1)
    network = EdgeNetwork(TINY, normed=True)
    for _ in range(3):
        network(4 * torch.randn(8, COLUMNS, bands()), torch.zeros(8, dtype=torch.long))
    pictures, kinds = torch.randn(3, COLUMNS, bands()), torch.tensor([0, 1, 2])
    with torch.inference_mode():
        said = network.eval()(pictures, kinds)
        torch.testing.assert_close(network.fused()(pictures, kinds), said, atol=1e-4, rtol=1e-3)
    assert said.shape == (3, PLACES)
