from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch import training
from finetune.from_scratch.faults import BrokenCheckpointError
from flamenco_desktop.errors import WriteFailedError


@given(st.integers(30, 5000))
def test_the_rate_rises_to_its_peak_and_falls_to_a_fiftieth(steps: int) -> None:
    rates = [training.rate(step, steps, 1e-3, 20) for step in range(steps)]
    assert max(rates) == rates[19] == pytest.approx(1e-3)
    assert rates[:20] == sorted(rates[:20])
    assert rates[20:] == sorted(rates[20:], reverse=True)
    assert training.rate(steps, steps, 1e-3, 20) == pytest.approx(2e-5)


def _square(number: int) -> int:
    return number * number


@pytest.mark.parametrize("workers", [0, 1])
def test_batches_go_on_where_they_were_left(workers: int) -> None:
    whole = list(training.batches(_square, 0, 4, 3, workers))
    rest = list(training.batches(_square, 2, 4, 3, workers))
    assert whole[0] == [0, 1, 4]
    assert rest == whole[2:]


def test_a_checkpoint_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "checkpoint.pt"
    assert training.load_checkpoint(path) is None
    training.save_checkpoint(path, {"model": {"a": torch.arange(3)}, "step": 7})
    state = training.load_checkpoint(path)
    assert state is not None and state["step"] == 7 and state["model"]["a"].tolist() == [0, 1, 2]
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.pt"]


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04cut short"])
def test_a_broken_checkpoint_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(content)
    with pytest.raises(BrokenCheckpointError) as error:
        training.load_checkpoint(path)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_checkpoint_of_another_shape_is_one_sentence(tmp_path: Path) -> None:
    small, large = torch.nn.Linear(2, 2), torch.nn.Linear(3, 3)
    with pytest.raises(BrokenCheckpointError, match="another recipe"), training.fitting(tmp_path / "a.pt"):
        large.load_state_dict(small.state_dict())


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    path = tmp_path / "checkpoint.pt"
    partial = path.with_suffix(f".{training.os.getpid()}.partial")
    partial.symlink_to("/dev/full")
    with pytest.raises(WriteFailedError):
        training.save_checkpoint(path, {"model": torch.zeros(100_000)})
    assert list(tmp_path.iterdir()) == []


def test_the_log_keeps_the_later_of_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = training.Log(tmp_path / "log.jsonl", 100)
    log.add(20, stage="one", rate=0.1, loss=2.0)
    log.add(40, stage="one", rate=0.1, loss=1.5)
    log.add(40, stage="one", wer_clean=0.5)
    training.Log(tmp_path / "log.jsonl", 100).add(40, stage="one", rate=0.1, loss=1.25)
    rows = training.read_log(tmp_path / "log.jsonl")
    assert [(row["step"], row.get("loss")) for row in rows] == [(20, 2.0), (40, 1.25), (40, None)]
    assert "step 40/100" in capsys.readouterr().err
    assert training.read_log(tmp_path / "none.jsonl") == []
