"""`python -m finetune` and `flamenco-desktop finetune` as processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.library import Library
from tests.finetune import made


def program(*arguments: str, module: str = "finetune") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )


def test_a_bad_spec_is_a_sentence_and_status_one(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text('{"dataset": "data", "out": "run", "epochs": -1}')
    done = program("finetune", str(tmp_path / "spec.json"), module="flamenco_desktop")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["kind"], told["code"], told["parameters"]["field"]) == ("failed", "finetune_spec", "epochs")
    assert done.stderr == (
        "In the training spec, epochs cannot be -1: it must be a whole number from 0 to 1000.\n"
    )


def test_help_names_the_commands() -> None:
    done = program("--help")
    assert done.returncode == 0 and "SPEC.json" in done.stdout and "roll-back" in done.stdout


def test_from_a_library_to_a_dataset_for_others(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    made.add(library, tmp_path, "one", made.song(made.VERSES), 60.0)
    library.close()
    done = program("dataset", str(tmp_path / "library.sqlite"), "-o", str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    *findings, about = [told for told in map(json.loads, done.stdout.splitlines()) if told["kind"] != "stage"]
    assert list(about["numbers"].values()) == [1]
    assert [finding["code"] for finding in findings] == ["too_few"]
    assert about["lines"] == 12 and about["singers"].keys() == {"Ana"}
    done = program("export", str(tmp_path / "data"), "-o", str(tmp_path / "bare"), "--no-audio")
    assert done.returncode == 0 and not list((tmp_path / "bare").rglob("*.flac"))


def test_an_empty_library_is_a_sentence(tmp_path: Path) -> None:
    Library(tmp_path / "library.sqlite").close()
    done = program("dataset", str(tmp_path / "library.sqlite"), "-o", str(tmp_path / "data"))
    assert done.returncode == 1 and done.stderr.startswith("No line is checked yet")
    told = json.loads(done.stdout)
    assert (told["code"], told["parameters"]["reason"]) == ("finetune_dataset", "nothing_checked")
    done = program("dataset", str(tmp_path / "none.sqlite"), "-o", str(tmp_path / "data"))
    assert done.returncode == 1 and "none.sqlite" in done.stderr


def test_wishes_reach_a_training(tmp_path: Path) -> None:
    assert program("control", str(tmp_path), "pause").returncode == 0
    assert (tmp_path / "control").read_text() == "pause"
    assert program("control", str(tmp_path), "go-on").returncode == 0
    assert not (tmp_path / "control").exists()


@pytest.mark.model
@pytest.mark.timeout(900)
def test_a_training_tells_its_events_in_json_lines(tmp_path: Path) -> None:
    from tests import tiny_models

    tiny_models.make_recogniser(tmp_path / "base")
    made.dataset(tmp_path / "data", recordings=4, windows=1, seconds=4.0)
    asked = {"dataset": "data", "out": "run", "base": str(tmp_path / "base"), "rehearsal": [], "batch": 2}
    (tmp_path / "spec.json").write_text(json.dumps(asked))
    done = program(str(tmp_path / "spec.json"), "--estimate")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    (estimate,) = [event for event in told if event["kind"] == "estimate"]
    assert estimate["seconds"] > 0 and estimate["steps"] > 0 and estimate["device"] in ("cpu", "cuda", "mps")
