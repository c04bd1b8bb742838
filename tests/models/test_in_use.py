"""What is in use, and what was before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flamenco_desktop.errors import ModelInUseError, ModelKeptError, ModelMissingError
from flamenco_desktop.models import in_use, inventory, lineage, manifest, places, store
from flamenco_desktop.models.catalogue import ModelKind
from tests.models.shapes import make_whisper

LISTENS = ModelKind.RECOGNISER
LINEAGE = {
    "title": "Small, fine-tuned",
    "base": {"name": "whisper-small", "title": "Whisper small", "fingerprint": "ab"},
    "dataset": {"fingerprint": "c0ffee", "windows": 50, "seconds": 1210.0},
    "seconds": 1200.0,
    "singers": ["Ana de la Silla"],
    "scores": {
        "WER": {"before": 0.42, "after": 0.2},
        "words invented": {"before": 3, "after": 0},
        "words tested": 312,
        "change of WER": {"low": -0.3, "high": -0.1},
    },
    "created": "2026-11-20T18:30:00+00:00",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    for name in ("ana", "ana-2"):
        make_whisper(tmp_path / "models" / name)
    return tmp_path / "models"


def test_nobody_has_chosen_yet(home: Path) -> None:
    assert in_use.name(LISTENS) is None and in_use.before(LISTENS) is None
    with pytest.raises(ModelMissingError):
        in_use.roll_back(LISTENS)
    assert not (home / in_use.NAME).exists()


def test_the_model_before_comes_back() -> None:
    for name in ("ana", "ana", "ana-2"):
        in_use.use(name, LISTENS)
    assert (in_use.name(LISTENS), in_use.before(LISTENS)) == ("ana-2", "ana")
    assert in_use.roll_back(LISTENS) == in_use.name(LISTENS) == "ana"
    assert in_use.roll_back(LISTENS) == in_use.name(LISTENS) == ""
    assert in_use.before(LISTENS) is None
    with pytest.raises(ModelMissingError):
        in_use.roll_back(LISTENS)


def test_the_embedded_one_is_the_programs_own_choice_by_either_name() -> None:
    in_use.use(store.EMBEDDED_RECOGNISER, LISTENS)
    assert in_use.name(LISTENS) == "" and in_use.before(LISTENS) is None
    in_use.use("ana", LISTENS)
    in_use.use(store.EMBEDDED_RECOGNISER, LISTENS)
    assert (in_use.name(LISTENS), in_use.before(LISTENS)) == ("", "ana")


def test_one_kind_does_not_touch_the_other() -> None:
    in_use.use("ana", LISTENS)
    in_use.use("placing", ModelKind.ALIGNER)
    assert in_use.name(LISTENS) == "ana" and in_use.name(ModelKind.ALIGNER) == "placing"


def test_nobody_goes_back_to_what_has_gone(home: Path) -> None:
    for name in ("ana", "never-there", "ana-2"):
        in_use.use(name, LISTENS)
    assert in_use.before(LISTENS) == "ana"
    inventory.delete("ana")
    assert in_use.before(LISTENS) == ""
    assert in_use.roll_back(LISTENS) == "" and in_use.name(LISTENS) == ""


def test_the_one_in_use_is_not_deleted(home: Path) -> None:
    in_use.use("ana", LISTENS)
    with pytest.raises(ModelInUseError):
        inventory.delete("ana")
    assert (home / "ana").is_dir()
    in_use.roll_back(LISTENS)
    assert inventory.delete("ana") > 0
    assert not (home / "ana").exists()


@pytest.mark.parametrize("written", ["[3", "[]", "7", '{"recogniser": 3}', '{"recogniser": []}'])
def test_a_history_that_is_none(home: Path, written: str) -> None:
    (home / in_use.NAME).write_text(written)
    assert in_use.name(LISTENS) is None
    in_use.use("ana", LISTENS)
    assert in_use.name(LISTENS) == "ana"


def test_renamed_its_name_and_its_checksums_stay(home: Path) -> None:
    manifest.write(home / "ana", manifest.Manifest("ana", "recogniser", "Small, fine-tuned", licence="MIT"))
    inventory.rename("ana", "  Ana,\nlive ")
    inventory.rename("ana-2", "Without a manifest")
    assert [store.recogniser(name).title for name in ("ana", "ana-2")] == ["Ana, live", "Without a manifest"]
    about = manifest.read(home / "ana")
    assert about is not None and (about.name, about.licence) == ("ana", "MIT")
    assert inventory.verify("ana") == len(about.files) > 0
    with pytest.raises(ModelKeptError):
        inventory.rename(store.EMBEDDED_RECOGNISER, "Mine")
    with pytest.raises(ModelMissingError):
        inventory.rename("nobody", "Mine")
    assert not list(places.own_folder().glob("**/*.partial"))


def test_where_a_model_comes_from(home: Path) -> None:
    (home / "ana" / lineage.NAME).write_text(json.dumps(LINEAGE), encoding="utf-8")
    found = inventory.item("ana", LISTENS).lineage
    assert found is not None and found.created is not None
    assert (found.base, found.data, found.seconds) == ("Whisper small", "c0ffee", 1200.0)
    assert found.created.year == 2026 and found.singers == ("Ana de la Silla",)
    assert found.scores == {"wer": (0.42, 0.2), "invented": (3.0, 0.0)}
    assert inventory.item("ana-2", LISTENS).lineage is None


@pytest.mark.parametrize("written", ["[3", "[]", '{"base": 3, "scores": [1], "singers": 4, "created": 5}'])
def test_a_lineage_that_says_little(home: Path, written: str) -> None:
    (home / "ana" / lineage.NAME).write_text(written)
    found = lineage.read(home / "ana")
    assert found is None or (found.base, found.created, found.scores) == ("", None, {})
