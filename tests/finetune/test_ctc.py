"""The aligner learns onsets; before and after are measured by the program's own alignment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.batches import Plan
from finetune.clips import clips
from finetune.events import Events
from finetune.spec import TrainingSpec
from tests.finetune import made

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> TrainingSpec:
    from tests import tiny_models

    folder = tmp_path_factory.mktemp("aligner")
    tiny_models.make_aligner(folder / "base")
    made.dataset(folder / "data", recordings=4, windows=1, seconds=6.0)
    return TrainingSpec(
        str(folder / "data"), str(folder / "run"), kind="aligner", base=str(folder / "base"), method="all",
        rate=3e-3, batch=2, most_steps=12, epochs=100, rehearsal=(), held_out=0.2, device="cpu",
    )  # fmt: skip


def test_targets_are_letters_at_their_onsets(asked: TrainingSpec) -> None:
    from finetune import ctc, dataset, network

    net = ctc.CtcNetwork(asked, network.base(asked), 60.0)
    data = dataset.read(Path(asked.dataset))
    clip = clips(data, data.items, ctc.LONGEST)[0]
    target = net.targets(clip, len(clip.audio()))
    word = clip.item.window.parts[0].words[0]
    at = (word.start - clip.item.window.start) * ctc.RATE / net.frame
    share = target[int(at) : int(at) + 2, net.alphabet["l"]].sum()
    assert word.text == "la" and share == pytest.approx(1.0, abs=0.01)
    end = (word.end - clip.item.window.start) * ctc.RATE / net.frame
    assert target[int(end) : int(end) + 2, net.alphabet["|"]].sum() > 0.4
    assert target[0, net.blank] == pytest.approx(ctc.BLANK_WEIGHT)


def test_the_loss_falls(asked: TrainingSpec, tmp_path: Path) -> None:
    from finetune import ctc, dataset, events, network
    from finetune.training import Training

    spec = replace(asked, out=str(tmp_path))
    net = ctc.CtcNetwork(spec, network.base(spec), 60.0)
    data = dataset.read(Path(spec.dataset))
    own = clips(data, [item for item in data.items if item.text], ctc.LONGEST)
    plan = Plan(spec, len(own), 0)
    job = Training(
        spec,
        net,
        plan,
        ctc.Maker(spec, plan, net, own, ()),
        lambda: ctc.judge(net, own[:1]),
        Events(tmp_path),
    )
    outcome = job.run()
    losses = [row["loss"] for row in events.curve(tmp_path)]
    assert outcome.steps == 12 and np.mean(losses[-3:]) < 0.8 * np.mean(losses[:3])


@pytest.mark.model
@pytest.mark.timeout(1200)
def test_from_the_spec_to_an_aligner_that_the_program_loads(
    asked: TrainingSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from finetune import run

    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    result = run.run(replace(asked, out=str(tmp_path / "run"), most_steps=2), Events(None))
    onset = result["scores"]["onset error, mean (s)"]
    assert 0 <= onset["after"] <= 1 and 0 <= onset["before"] <= 1
    assert result["scores"]["words tested"] > 0 and result["verdict"].startswith("On held-out lines")
    assert (tmp_path / "run" / "model" / "vocab.json").is_file()
