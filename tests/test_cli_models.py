"""`flamenco-desktop models` as the shell sees it: real processes, a hub on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flamenco_desktop import cli, wire
from flamenco_desktop.models import places, store
from tests.models.hub_server import Hub, serving
from tests.models.shapes import make_whisper

NAME = "someone/whisper-cante"


@pytest.fixture
def hub(own: Path, tmp_path: Path) -> Iterator[Hub]:
    with serving() as hub:
        hub.add(NAME, make_whisper(tmp_path / "made"))
        assert cli.main(["models", "sources", "--mirror", hub.url]) == 0
        yield hub


def test_fetched_verified_listed_and_deleted(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "fetch", NAME]) == 0
    assert cli.main(["models", "verify", NAME]) == 0
    assert "6 files are as they were published" in capsys.readouterr().out
    assert cli.main(["models"]) == 0
    listed = capsys.readouterr().out
    assert listed.index(NAME) < listed.index("Worth fetching") < listed.index("whisper-large-v3-turbo")
    assert "for non-commercial use only" in listed
    assert cli.main(["models", "--json"]) == 0
    assert NAME in [model["name"] for model in json.loads(capsys.readouterr().out)]
    assert cli.main(["models", "delete", NAME]) == 0
    assert cli.main(["models", "delete", NAME]) == 1
    assert not places.home_of(NAME).exists()


def test_installed_damaged_and_said(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make_whisper(tmp_path / "made")
    assert cli.main(["models", "install", str(made), "--name", "mine"]) == 0
    weights = store.recogniser("mine").folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    assert cli.main(["models", "verify"]) == 1
    said = capsys.readouterr()
    assert "The file model.safetensors of the model mine is not what its publisher made" in said.err
    assert "whisper-cante-demo" in said.out
    (tmp_path / "no.zip").write_bytes(b"no archive")
    assert cli.main(["models", "install", str(tmp_path / "no.zip")]) == 1
    assert capsys.readouterr().err.count("\n") <= 2


def test_events_are_the_workers_protocol(hub: Hub) -> None:
    def told(*arguments: str) -> list[wire.Message]:
        command = [sys.executable, "-m", "flamenco_desktop", "models", *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        return [wire.decode(line) for line in done.stdout.splitlines()]

    events = told("fetch", "--events", NAME)
    assert isinstance(events[-1], wire.Done)
    assert all(isinstance(event, wire.Progress) for event in events[:-1])
    (failed,) = told("fetch", "--events", "nonsense")
    assert isinstance(failed, wire.Failed)
    assert failed.code == "model_missing"


@pytest.mark.parametrize(
    "arguments",
    [["fetch"], ["install"], ["sources", "--mirror", "ftp://x"], ["sources", "--folder", "here"], ["dance"]],
)
def test_wrong_use(own: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["models", *arguments])
    assert caught.value.code == 2


def test_looking_loads_nothing_heavy(own: Path) -> None:
    code = (
        "import sys; from flamenco_desktop import cli; cli.main(['models']);"
        "heavy = {'torch', 'transformers', 'huggingface_hub', 'numpy', 'PySide6'} & set(sys.modules);"
        "print('heavy:', sorted(heavy))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "heavy: []"
