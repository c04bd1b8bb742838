"""Of what was learnt so much is kept as leaves other singing as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finetune import blending
from finetune.batches import Windows, stacked
from finetune.blending import SHARES, Blend
from finetune.reading import surprise
from tests.finetune import small

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


def chosen(losses: dict[float, float]) -> tuple[Blend, list[float]]:
    """What is chosen where the model of a share has that loss, and the shares that were tried."""
    tried: list[float] = []
    return blending.choose(losses.__getitem__, lambda blend: tried.append(blend.share)), tried


def test_what_forgets_nothing_is_kept_whole() -> None:
    assert chosen({0.0: 0.2, 1.0: 0.204}) == (Blend(1.0, 0.204), [1.0])


def test_the_way_is_gone_back_until_nothing_is_forgotten() -> None:
    found = chosen({0.0: 0.2, 1.0: 0.3, 0.9: 0.206, 0.8: 0.19})
    assert found == (Blend(0.8, 0.19), [1.0, 0.9, 0.8])


def test_where_all_forget_the_least_is_taken() -> None:
    blend, tried = chosen({0.0: 0.2, **{share: 0.3 + abs(share - 0.6) for share in SHARES}})
    assert (blend.share, tried) == (0.6, list(SHARES))


@pytest.mark.parametrize("method", ["lora", "all"])
def test_a_share_lies_between_the_base_and_what_was_learnt(method: str, tmp_path: Path) -> None:
    asked = replace(small.prepared(tmp_path), method=method, precision="float32", rate=1e-2)
    job = small.training(asked, tmp_path / "run")
    network, batch = job.network, job.make(0)

    def loss(share: float) -> float:
        network.load(network.blended(learnt, share))
        with torch.no_grad():
            return float(network.loss(batch) / batch.said)

    with torch.no_grad():
        base = float(network.loss(batch) / batch.said)
    for _ in range(3):
        job._set_rate(1)
        job._step(batch)
    learnt = network.weights()
    with torch.no_grad():
        after = float(network.loss(batch) / batch.said)
    assert loss(0.0) == pytest.approx(base, rel=1e-5)
    assert loss(1.0) == pytest.approx(after, rel=1e-5)
    assert loss(0.5) != pytest.approx(base, rel=1e-3)


def test_a_wrong_token_counts_once_however_sure_the_model_was(tmp_path: Path) -> None:
    job = small.training(replace(small.prepared(tmp_path), precision="float32"), tmp_path / "run")
    windows = job.make._own
    sung = Windows(tuple(item for item in windows.items if item.text)[:1], windows.mels)
    asked = stacked([(sung.mels(0), job.network.labels.label(sung.items[0]))], job.network.labels.end)
    with torch.no_grad():
        losses = job.network.losses(asked)
    assert (losses > 1.0).any(), "a network that knows nothing is surprised"
    assert surprise(job.network, sung) == pytest.approx(float(losses.clamp(max=1.0).mean()), rel=1e-5)
