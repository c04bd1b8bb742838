from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from finetune import checkpoint, events
from finetune.batches import Batch
from finetune.events import Events
from finetune.faults import AlreadyRunningError, LicenceError, SpecError, TrainingStoppedError
from finetune.spec import TrainingSpec
from finetune.training import Training
from flamenco_desktop.errors import DiskFullError, MemoryShortError, ModelBrokenError, WriteFailedError
from tests.finetune import small

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def asked(folder: Path) -> TrainingSpec:
    return small.prepared(folder)


@pytest.fixture
def job(asked: TrainingSpec, tmp_path: Path) -> Training:
    found: Training = small.training(asked, tmp_path / "run")
    return found


class Heard(Events):
    """Events that are listened to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.heard: list[dict[str, Any]] = []
        self.on: dict[str, Any] = {}

    def tell(self, kind: str, **content: Any) -> None:
        self.heard.append({"kind": kind, **content})
        super().tell(kind, **content)
        if kind in self.on:
            self.on[kind](content)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.heard if event["kind"] == kind]


def gradients(job: Training, part: int) -> tuple[float, list[Any]]:
    job.state.part = part
    loss = job._gradients(job.make(0))
    found = [weight.grad.clone() for weight in job.network.trained.values() if weight.grad is not None]
    return loss, found


@pytest.mark.parametrize(
    ("asked_for", "kind", "device", "tiles", "chosen"),
    [
        ("auto", "recogniser", "cpu", True, torch.bfloat16),
        ("auto", "recogniser", "cpu", False, None),
        ("auto", "aligner", "cpu", True, None),
        ("auto", "recogniser", "mps", True, None),
        ("float32", "recogniser", "cpu", True, None),
        ("bfloat16", "aligner", "cpu", False, torch.bfloat16),
    ],
)
def test_the_precision_is_what_the_device_computes_quickly_and_rightly(
    monkeypatch: pytest.MonkeyPatch, asked_for: str, kind: str, device: str, tiles: bool, chosen: Any
) -> None:
    from finetune import network

    monkeypatch.setattr(network, "_multiplies_tiles", lambda: tiles)
    assert network.precision_of(replace(small.SPEC, precision=asked_for, kind=kind), device) is chosen


def test_a_batch_in_parts_has_the_gradient_of_the_whole(asked: TrainingSpec, tmp_path: Path) -> None:
    job = small.training(replace(asked, precision="float32"), tmp_path / "run")
    whole, one = gradients(job, 2)
    parts, other = gradients(job, 1)
    assert whole == pytest.approx(parts, rel=1e-5) and len(one) == len(other) > 0
    for here, there in zip(one, other, strict=True):
        assert torch.allclose(here, there, rtol=1e-3, atol=1e-7)


def test_parts_of_a_batch_know_which_windows_are_practised() -> None:
    many = torch.arange(7)[:, None]
    batch = Batch(many, many, many, practised=3)
    assert [(part.mels[:, 0].tolist(), part.practised) for part in batch.parts(2)] == [
        ([0, 1], 0), ([2, 3], 0), ([4, 5], 2), ([6], 1)
    ]  # fmt: skip
    assert [part.practised for part in batch.parts(5)] == [1, 2] and batch.parts(9)[0].practised == 3


@pytest.mark.parametrize("method", ["lora", "all"])
def test_of_other_singing_the_base_is_asked_too(asked: TrainingSpec, tmp_path: Path, method: str) -> None:
    job = small.training(replace(asked, method=method, precision="float32", rate=1e-2), tmp_path / "run")
    network, own = job.network, job.make(0)
    practised = replace(own, practised=1)

    def strayed() -> float:
        with torch.no_grad():
            return float(network.loss(practised) - network.loss(own))

    assert strayed() == pytest.approx(0.0, abs=1e-3)
    job._set_rate(1)
    for _ in range(3):
        job._step(own)
    assert strayed() > 0.01
    apart = []
    for batch in (own, practised):
        job._gradients(batch)
        apart.append([weight.grad.clone() for weight in network.trained.values() if weight.grad is not None])
    assert len(apart[0]) == len(apart[1]) == len(network.trained)
    assert any(not torch.allclose(one, other) for one, other in zip(*apart, strict=True))


def test_a_model_of_short_windows_hears_no_more_in_training_and_all_afterwards(
    asked: TrainingSpec, tmp_path: Path
) -> None:
    from finetune import network

    base = shutil.copytree(asked.base, tmp_path / "base")
    settings = base / "generation_config.json"
    told = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
    settings.write_text(json.dumps({**told, "flamenco_window": 6.0}), "utf-8")
    job = small.training(replace(asked, base=str(base)), tmp_path / "run")
    assert job.network.heard(torch.zeros(2, 80, 3000)).shape == (2, 80, 672)
    assert math.isfinite(job._gradients(job.make(0)))
    merged = job.network.merged(job.network.weights())
    plain = network.Network(asked, network.base(asked), 60.0).plain
    sound = torch.rand(1, 80, 3000)
    with torch.no_grad():
        heard = [one.model.encoder(sound).last_hidden_state for one in (plain, merged)]
    assert merged.config.max_source_positions == 1500
    assert torch.allclose(heard[0], heard[1], atol=1e-5)


def test_measuring_changes_nothing(job: Training) -> None:
    before, random = job.network.weights(), torch.get_rng_state()
    measured = job.measure()
    assert measured["seconds_a_step"] > 0 and measured["memory"] > 10_000_000 and measured["disk"] > 0
    assert torch.equal(random, torch.get_rng_state())
    after = job.network.weights()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_less_memory_halves_the_batch_then_computes_twice_then_says_so(
    job: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = job.network.loss
    limit = 1

    def loss(batch: Any) -> Any:
        if len(batch.mels) > limit:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB")
        return real(batch)

    monkeypatch.setattr(job.network, "loss", loss)
    assert math.isfinite(job._gradients(job.make(0)))
    assert job.state.part == 1 and not job.network.checkpointing
    limit = 0
    with pytest.raises(MemoryShortError):
        job._gradients(job.make(0))
    assert job.network.checkpointing


def test_it_learns_and_a_second_start_goes_on_exactly(asked: TrainingSpec, tmp_path: Path) -> None:
    whole = small.training(asked, tmp_path / "whole")
    assert not whole.resume()
    outcome = whole.run()
    assert outcome.ended == "steps" and outcome.steps == 6 and 0 < outcome.step <= 6

    told = Heard(tmp_path / "broken")
    (tmp_path / "broken").mkdir()
    told.on["step"] = lambda event: event["step"] == 3 and events.say(tmp_path / "broken", events.STOP)
    first = small.training(asked, tmp_path / "broken", told)
    assert first.run().ended == "stopped"
    events.say(tmp_path / "broken", "")
    second = small.training(asked, tmp_path / "broken")
    assert second.resume() and second.state.step == 3
    second.run()
    assert small.losses(tmp_path / "whole") == small.losses(tmp_path / "broken")
    one, other = small.weights(tmp_path / "whole"), small.weights(tmp_path / "broken")
    assert all(torch.equal(one["weights"][name], other["weights"][name]) for name in one["weights"])
    rates = [row["rate"] for row in events.curve(tmp_path / "whole")]
    assert max(rates) == rates[0] and rates[-1] < 0.2 * rates[0]


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")
@pytest.mark.timeout(1200)
def test_killed_at_random_moments_it_ends_in_the_same_weights(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.finetune.small", str(tmp_path), "5"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1190)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kills"] == 5 and told["steps"] == 16
    assert told["same_weights"] and told["same_losses"]


def test_what_is_no_number_stops_with_advice_and_keeps_the_best(job: Training) -> None:
    with pytest.raises(TrainingStoppedError, match="smaller rate"):
        job._wrong(math.nan)
    job.state.best_step = 3
    assert job._wrong(math.inf) == "nan"


def test_a_loss_that_grows_stops(job: Training) -> None:
    job.state.best_step = 3
    assert {job._wrong(1.0) for _ in range(30)} == {""}
    assert "diverged" in {job._wrong(9.0) for _ in range(30)}


def test_texts_that_loop_stop(job: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    from finetune.training import Judgement

    job.state.step, job.state.first_loops = 100, 0.0
    job.judge = lambda: Judgement(0.9, 0.5, {})
    assert job._validate() == "loops"
    job.judge = lambda: Judgement(0.9, 0.1, {})
    assert job._validate() == "" and job.state.rounds_without == 1


def test_a_full_disk_leaves_the_last_checkpoint(job: Training) -> None:
    resource = pytest.importorskip("resource")
    job.keep()
    path = job.folder / "checkpoint.pt"
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(WriteFailedError):
            checkpoint.save(path, {"weights": torch.zeros(200_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert [one.name for one in job.folder.glob("*.partial")] == []


def test_space_is_asked_for_first(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError) as error:
        checkpoint.need_space(tmp_path, 10**18)
    assert error.value.parameters["needed"] == 10**12


def test_the_checkpoint_of_another_model_is_refused(asked: TrainingSpec, job: Training) -> None:
    from finetune.from_scratch.faults import BrokenCheckpointError

    job.keep()
    found = small.weights(job.folder)
    checkpoint.save(job.folder / "checkpoint.pt", {**found, "base": "another"})
    with pytest.raises(BrokenCheckpointError):
        job.resume()


def test_bases_that_cannot_be_trained(asked: TrainingSpec, tmp_path: Path) -> None:
    import shutil

    from finetune import network

    copy = tmp_path / "base"
    shutil.copytree(asked.base, copy)
    (copy / "README.md").write_text("---\nlicense: cc-by-nd-4.0\n---\n")
    with pytest.raises(LicenceError, match="does not allow"):
        network.base(replace(asked, base=str(copy)))
    (copy / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    assert network.base(replace(asked, base=str(copy))).licence == "cc-by-nc-4.0"
    (copy / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelBrokenError):
        network.base(replace(asked, base=str(copy)))


def test_a_model_that_does_not_fit_is_refused_before_it_is_loaded(
    asked: TrainingSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    import psutil

    from finetune import network

    found = network.base(asked)
    free = found.model.size * 3
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free))
    network.need_memory(found, replace(asked, method="lora"))
    with pytest.raises(MemoryShortError):
        network.need_memory(found, replace(asked, method="all"))


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    yield tmp_path / "models"


@pytest.mark.model
@pytest.mark.timeout(900)
def test_from_the_spec_to_a_model_that_the_program_reads(
    asked: TrainingSpec, tmp_path: Path, models: Path
) -> None:
    from finetune import publishing, registry, run
    from flamenco_desktop.models import store

    out = tmp_path / "run"
    out.mkdir()
    told = Heard(out)
    spec = replace(asked, out=str(out), most_steps=2, title="Tones")
    result = run.run(spec, told)
    kinds = [event["kind"] for event in told.heard]
    order = ["split", "estimate", "step", "validation", "ended", "test", "verdict", "done"]
    assert [kind for kind in dict.fromkeys(kinds) if kind in order] == order
    assert result["compared"] == {"same": result["compared"]["of"], "of": result["compared"]["of"]}
    assert result["compared"]["of"] > 0 and events.running(out) == 0

    made = store.recogniser(str(out / "model"))
    lineage = publishing.lineage_of(made.folder)
    assert lineage is not None and lineage["base"]["name"] == "base" and lineage["title"] == "Tones"
    assert set(lineage["windows"]) == {"by", "seed", "train", "validation", "test"}
    card = (made.folder / "README.md").read_text("utf-8")
    assert "| WER |" in card and str(tmp_path) not in card
    assert result["offered"] is models.exists()

    registered = registry.register(made.folder, "tones")
    assert store.recogniser("tones").folder == registered
    assert "tones" in {model.name for model in store.installed()}

    again = Heard(out)
    assert run.run(spec, again) == result
    assert [event["kind"] for event in again.heard] == ["done"]
    with pytest.raises(SpecError, match="began with another value"):
        run.run(replace(spec, batch=3), told)

    publishing.export_openai(made, tmp_path / "model.pt")
    loaded = torch.load(tmp_path / "model.pt", weights_only=True)
    assert loaded["dims"]["n_audio_state"] == 64 and loaded["dims"]["n_vocab"] == 51865
    names = set(loaded["model_state_dict"])
    assert {
        "encoder.conv1.weight", "encoder.positional_embedding", "encoder.blocks.0.attn.query.weight",
        "encoder.blocks.0.attn_ln.weight", "encoder.blocks.0.mlp.0.weight", "encoder.ln_post.bias",
        "decoder.token_embedding.weight", "decoder.blocks.0.cross_attn.out.bias",
        "decoder.blocks.0.cross_attn_ln.bias", "decoder.blocks.0.mlp_ln.weight", "decoder.ln.weight",
        "decoder.positional_embedding",
    } <= names  # fmt: skip
    assert not [name for name in names if "proj" in name or "layers" in name or "fc" in name]
    publishing.export_ctranslate2(made, tmp_path / "ct2")
    assert (tmp_path / "ct2" / "model.bin").is_file()


def test_two_trainings_in_one_folder(asked: TrainingSpec, tmp_path: Path) -> None:
    from finetune import run

    events.enter(tmp_path)
    with pytest.raises(AlreadyRunningError):
        run.run(replace(asked, out=str(tmp_path)), Events(None))
