from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from finetune import spec
from finetune.faults import SpecError
from finetune.spec import TrainingSpec
from flamenco_desktop.errors import FileMissingError

GOOD = TrainingSpec("data", "run")


def test_a_spec_comes_back_from_its_file(tmp_path: Path) -> None:
    told = replace(GOOD, dataset=str(tmp_path / "data"), out=str(tmp_path / "run"), rank=16, rehearsal=())
    spec.write(told, tmp_path / "spec.json")
    assert spec.read(tmp_path / "spec.json") == told


def test_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(
        '{"dataset": "data", "out": "run", "rehearsal": ["embedded", "more"]}'
    )
    read = spec.read(tmp_path / "spec.json")
    assert Path(read.dataset) == tmp_path.resolve() / "data" and Path(read.out) == tmp_path.resolve() / "run"
    assert read.rehearsal == ("embedded", str(tmp_path.resolve() / "more"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataset", " "),
        ("out", ""),
        ("kind", "singer"),
        ("base", None),
        ("method", "magic"),
        ("rank", -1),
        ("rank", 2.5),
        ("rate", float("nan")),
        ("rate", 1.0),
        ("epochs", -1),
        ("epochs", True),
        ("batch", 0),
        ("rehearsal", "embedded"),
        ("rehearsal", [3]),
        ("held_out", 0.5),
        ("timestamps", 1.5),
        ("augment", 1),
        ("device", "tpu"),
        ("precision", "int8"),
        ("seed", -1),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_its_field(field: str, value: object) -> None:
    with pytest.raises(SpecError) as error:
        spec.from_plain({**asdict(GOOD), field: value})
    said = str(error.value)
    assert said.startswith(f"In the training spec, {field} cannot be") and said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(
    "content", ["[]", '{"dataset": "a"}', '{"dataset": "a", "out": "b", "colour": 3}', "{"]
)
def test_what_is_no_spec_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "spec.json").write_text(content)
    with pytest.raises(SpecError) as error:
        spec.read(tmp_path / "spec.json")
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_a_spec_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        spec.read(tmp_path / "none.json")


def test_rank_grows_with_the_data() -> None:
    assert [GOOD.rank_for(hours * 3600) for hours in (0.5, 3, 8)] == [8, 16, 32]
    assert replace(GOOD, rank=4).rank_for(0) == 4


def test_large_models_learn_slower() -> None:
    for method in ("lora", "all"):
        asked = replace(GOOD, method=method)
        rates = [asked.rate_for(size) for size in (14_000_000, 240_000_000, 1_500_000_000)]
        assert rates == sorted(rates, reverse=True)
    assert replace(GOOD, rate=0.01).rate_for(1) == 0.01
    assert replace(GOOD, method="all").rate_for(10**9) < replace(GOOD, method="lora").rate_for(10**9)


def test_all_of_a_small_recogniser_changes_and_little_of_a_large_one() -> None:
    assert [GOOD.method_for(size) for size in (14_000_000, 240_000_000)] == ["all", "lora"]
    assert replace(GOOD, method="lora").method_for(1) == "lora"
    assert replace(GOOD, kind="aligner").method_for(1) == "lora"


def test_it_is_plain_json() -> None:
    assert json.loads(spec.to_json(GOOD))["rehearsal"] == ["embedded"]
