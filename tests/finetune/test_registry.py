from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune import events, registry
from finetune.events import Events
from flamenco_desktop.models import manifest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def made(folder: Path) -> Path:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "flamenco-lineage.json").write_text('{"title": "Ana", "licence": "MIT"}')
    return folder


def test_a_model_is_registered_with_its_manifest_and_never_over_another(tmp_path: Path, home: Path) -> None:
    folder = made(tmp_path / "made")
    one, two = registry.register(folder, "ana"), registry.register(folder, "ana")
    assert (one.name, two.name) == ("ana", "ana-2") and one.parent == home
    about = manifest.read(two)
    assert about is not None and (about.title, about.licence, about.kind) == ("Ana", "MIT", "recogniser")
    assert (two / "model.safetensors").read_bytes() == b"weights"
    assert {path.name for path in home.iterdir()} == {"ana", "ana-2"}


def test_events_are_kept_and_the_later_of_two_steps_counts(tmp_path: Path) -> None:
    told = Events(tmp_path)
    for step, loss in ((1, 3.0), (2, 2.0), (2, 1.5)):
        told.tell("step", step=step, loss=loss)
    with (tmp_path / events.EVENTS).open("a") as stream:
        stream.write('{"kind": "st')
    assert [(row["step"], row["loss"]) for row in events.curve(tmp_path)] == [(1, 3.0), (2, 1.5)]
    assert json.loads((tmp_path / events.EVENTS).read_text().splitlines()[0])["kind"] == "step"


def test_wishes_and_who_trains(tmp_path: Path) -> None:
    assert events.control(tmp_path) == "" and events.running(tmp_path) == 0
    events.say(tmp_path, events.PAUSE)
    assert events.control(tmp_path) == "pause"
    events.say(tmp_path, "")
    assert events.control(tmp_path) == ""
    events.enter(tmp_path)
    assert events.running(tmp_path) > 0
    events.leave(tmp_path)
    (tmp_path / events.PROCESS).write_text('{"pid": 1, "started": 5.0}')
    assert events.running(tmp_path) == 0
