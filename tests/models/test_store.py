"""What a name means, and every way in which a folder can be no whole model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.errors import ModelBrokenError, ModelMissingError
from flamenco_desktop.models import folders, store
from flamenco_desktop.models.folders import Form
from tests.tiny_models import TinyModels

pytestmark = pytest.mark.model


@pytest.fixture
def recogniser(tiny: TinyModels, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny.recogniser, tmp_path / "recogniser"))


@pytest.fixture
def aligner(tiny: TinyModels, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny.aligner, tmp_path / "aligner"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def _reason(folder: Path, kind: str = "recogniser") -> str:
    with pytest.raises(ModelBrokenError) as caught:
        getattr(store, kind)(str(folder))
    assert caught.value.parameters["model"] == str(folder)
    return str(caught.value.parameters["reason"])


def test_a_folder_is_a_model(recogniser: Path, aligner: Path) -> None:
    found = store.recogniser(str(recogniser))
    assert found.folder == recogniser
    assert found.form is Form.TRANSFORMERS
    assert found.size == (recogniser / "model.safetensors").stat().st_size
    assert found.timestamps
    assert store.aligner(str(aligner)).kind is store.ModelKind.ALIGNER


def test_a_model_may_say_that_it_has_no_timestamps_and_takes_no_prompt(recogniser: Path) -> None:
    assert store.recogniser(str(recogniser)).prompted and not store.recogniser().prompted
    settings = recogniser / "generation_config.json"
    content = json.loads(settings.read_text(encoding="utf-8"))
    said = {"flamenco_timestamps": False, "flamenco_prompt": False}
    settings.write_text(json.dumps({**content, **said}), encoding="utf-8")
    found = store.recogniser(str(recogniser))
    assert not found.timestamps and not found.prompted


def test_a_hugging_face_id_is_found_in_the_cache_without_a_network(recogniser: Path, hub: Path) -> None:
    home = hub / "models--someone--whisper-cante"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("abc123")
    shutil.copytree(recogniser, home / "snapshots" / "abc123")
    found = store.recogniser("someone/whisper-cante")
    assert found.folder == home / "snapshots" / "abc123"
    assert "someone/whisper-cante" in [model.name for model in store.installed()]


@pytest.mark.parametrize("name", ["nobody/nothing", "whisper-large-v3-turbo", "/no/such/folder"])
def test_what_is_not_here_is_missing(name: str, hub: Path) -> None:
    with pytest.raises(ModelMissingError) as caught:
        store.recogniser(name)
    assert caught.value.parameters == {"model": name, "reason": "not on this machine"}


def test_no_weights(recogniser: Path) -> None:
    (recogniser / "model.safetensors").unlink()
    assert _reason(recogniser) == "no weights (model.safetensors)"


@pytest.mark.parametrize("kept", [0, 4, 100, 5000, -1])
def test_weights_cut_short(recogniser: Path, kept: int) -> None:
    weights = recogniser / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:kept])
    assert _reason(recogniser) in (
        "model.safetensors is cut short",
        "model.safetensors is no safetensors file",
    )


def test_pickled_weights_are_refused(recogniser: Path) -> None:
    (recogniser / "model.safetensors").rename(recogniser / "pytorch_model.bin")
    assert "pickled" in _reason(recogniser)


@pytest.mark.parametrize("file", ["config.json", "preprocessor_config.json"])
def test_a_file_is_missing(recogniser: Path, aligner: Path, file: str) -> None:
    (recogniser / file).unlink()
    (aligner / file).unlink()
    assert _reason(recogniser) == f"no {file}"
    assert _reason(aligner, "aligner") == f"no {file}"


def test_no_tokenizer(recogniser: Path, aligner: Path) -> None:
    (recogniser / "tokenizer.json").unlink()
    assert store.recogniser(str(recogniser)).form is Form.TRANSFORMERS
    (recogniser / "merges.txt").unlink()
    assert _reason(recogniser) == "no merges.txt"
    (aligner / "vocab.json").unlink()
    assert _reason(aligner, "aligner") == "no vocab.json"


def test_one_kind_is_not_the_other(recogniser: Path, aligner: Path) -> None:
    assert _reason(aligner) == "not a Whisper model"
    assert _reason(recogniser, "aligner") == "not a CTC model for alignment"


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00\xff"])
def test_unreadable_configuration(recogniser: Path, text: str) -> None:
    (recogniser / "config.json").write_text(text, encoding="latin-1")
    assert _reason(recogniser) == "config.json cannot be read"


def test_a_file_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"x")
    assert _reason(path) == "a file, not a model's folder"


def test_shards_must_all_be_there_and_stay_in_the_folder(recogniser: Path) -> None:
    (recogniser / "model.safetensors").rename(recogniser / "part-1.safetensors")
    index = recogniser / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "part-1.safetensors"}}))
    assert store.recogniser(str(recogniser)).size == (recogniser / "part-1.safetensors").stat().st_size
    index.write_text(json.dumps({"weight_map": {"a": "part-1.safetensors", "b": "part-2.safetensors"}}))
    assert _reason(recogniser) == "no part-2.safetensors"
    index.write_text(json.dumps({"weight_map": {"a": "../elsewhere.safetensors"}}))
    assert "names no weights" in _reason(recogniser)


def test_the_fingerprint_follows_the_weights(recogniser: Path) -> None:
    before = folders.fingerprint(recogniser)
    assert folders.fingerprint(recogniser) == before
    weights = recogniser / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert folders.fingerprint(recogniser) != before


def test_the_catalogue_names_the_embedded_models() -> None:
    embedded = {entry.name for entry in store.catalogue() if entry.embedded}
    assert embedded == {store.EMBEDDED_RECOGNISER, store.EMBEDDED_ALIGNER}
    assert all(entry.licence for entry in store.catalogue())


def test_looking_models_up_loads_nothing_heavy() -> None:
    code = (
        "import sys; from flamenco_desktop.models import store; store.installed();"
        "print({'torch', 'transformers', 'huggingface_hub', 'numpy'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
