"""Checkpoints in other clothes: OpenAI's .pt, torchaudio's bundle, pickled folders; nothing in them runs."""

from __future__ import annotations

import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flamenco_desktop.errors import FlamencoError, ModelBrokenError
from flamenco_desktop.models import archives, store
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.install import install
from flamenco_desktop.recognition import names
from flamenco_desktop.recognition.importing import convert
from tests import tiny_models
from tests.tiny_models import TinyModels

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def _weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return dict(load_file(folder / "model.safetensors"))


def _openai(source: Path, target: Path, **changed: int) -> Path:
    """What OpenAI's own `torch.save` of a Whisper looks like, from a Hugging Face folder."""
    import torch

    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    weights = {names.to_openai(key): value for key, value in _weights(source).items()}
    weights.pop("", None)
    torch.save({"dims": {**names.dimensions(config), **changed}, "model_state_dict": weights}, target)
    return target


def test_openais_own_file_becomes_the_same_model(own: Path, tiny: TinyModels, tmp_path: Path) -> None:
    path = _openai(tiny.recogniser, tmp_path / "tiny.pt")
    assert archives.is_checkpoint(path) and not archives.is_archive(path)
    folder = install(path, convert)
    model = store.recogniser("tiny")
    assert (model.folder, model.form) == (folder, Form.TRANSFORMERS)
    assert not list(folder.glob("*.pt"))
    before, after = _weights(tiny.recogniser), _weights(folder)
    assert before.keys() - {"proj_out.weight"} == after.keys()
    assert all((before[key] == after[key]).all() for key in after)
    assert (folder / "tokenizer.json").read_bytes() == (tiny.recogniser / "tokenizer.json").read_bytes()


def test_the_converted_file_loads_and_computes_the_same(own: Path, tiny: TinyModels, tmp_path: Path) -> None:
    import torch
    from transformers import WhisperForConditionalGeneration

    folder = install(_openai(tiny.recogniser, tmp_path / "tiny.pt"), convert)
    sound = torch.randn(1, 80, 3000, generator=torch.Generator().manual_seed(1))
    tokens = torch.tensor([[50258, 50262, 50359, 50363]])
    found = []
    for source in (tiny.recogniser, folder):
        model = WhisperForConditionalGeneration.from_pretrained(source, dtype=torch.float32).eval()
        with torch.inference_mode():
            found.append(model(sound, decoder_input_ids=tokens).logits)
    assert torch.equal(*found)


def test_a_vocabulary_of_large_v3(own: Path, tmp_path: Path) -> None:
    source = tiny_models.make_recogniser(tmp_path / "v3", mel_bins=128, vocabulary=51866)
    folder = install(_openai(source, tmp_path / "large.pt"), convert)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.token_to_id("<|yue|>") == 50358
    assert tokenizer.token_to_id("<|notimestamps|>") == 50364
    settings = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
    assert settings["feature_size"] == 128


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"n_vocab": 51864}, "English"), ({"n_text_state": 65}, "dimensions"), ({"n_mels": 0}, "dimensions")],
)
def test_what_openais_file_may_lack(
    own: Path, tiny: TinyModels, tmp_path: Path, changed: dict[str, int], word: str
) -> None:
    with pytest.raises(ModelBrokenError) as caught:
        install(_openai(tiny.recogniser, tmp_path / "bad.pt", **changed), convert)
    assert word in str(caught.value.parameters["reason"])
    assert not (own / "bad").exists()


def test_weights_of_another_size_are_refused(own: Path, tiny: TinyModels, tmp_path: Path) -> None:
    with pytest.raises(ModelBrokenError) as caught:
        install(_openai(tiny.recogniser, tmp_path / "bad.pt", n_audio_layer=2), convert)
    assert "lacks" in str(caught.value.parameters["reason"])


class Harm:
    """What a pickle may do to those who load it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.system, (f"touch {self._path}",)


def test_nothing_in_a_checkpoint_runs(own: Path, tmp_path: Path) -> None:
    import torch

    torch.save({"dims": {}, "model_state_dict": Harm(tmp_path / "harm")}, tmp_path / "bad.pt")
    with pytest.raises(ModelBrokenError) as caught:
        install(tmp_path / "bad.pt", convert)
    assert "more than weights" in str(caught.value.parameters["reason"])
    assert not (tmp_path / "harm").exists()
    (tmp_path / "folder").mkdir()
    with (tmp_path / "folder" / "pytorch_model.bin").open("wb") as stream:
        pickle.dump(Harm(tmp_path / "harm"), stream)
    (tmp_path / "folder" / "config.json").write_text('{"model_type": "whisper"}')
    with pytest.raises(ModelBrokenError):
        install(tmp_path / "folder", convert)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("share", [0.1, 0.6, 0.999])
def test_a_cut_checkpoint_is_one_sentence(own: Path, tiny: TinyModels, tmp_path: Path, share: float) -> None:
    path = _openai(tiny.recogniser, tmp_path / "cut.pt")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(FlamencoError) as caught:
        install(path, convert)
    assert caught.value.code in ("archive", "model_broken")


def test_a_checkpoint_of_something_else(own: Path, tmp_path: Path) -> None:
    import torch

    torch.save({"weights": torch.zeros(3)}, tmp_path / "other.pt")
    with pytest.raises(ModelBrokenError) as caught:
        install(tmp_path / "other.pt", convert)
    assert "neither" in str(caught.value.parameters["reason"])
    with zipfile.ZipFile(tmp_path / "forged.pt", "w") as archive:
        archive.writestr("x/data.pkl", b"not a pickle")
    with pytest.raises(ModelBrokenError):
        install(tmp_path / "forged.pt", convert)


@pytest.mark.parametrize("sharded", [False, True])
def test_a_folder_from_before_safetensors(own: Path, tiny: TinyModels, tmp_path: Path, sharded: bool) -> None:
    import shutil

    import torch

    folder = Path(shutil.copytree(tiny.recogniser, tmp_path / "old"))
    weights = _weights(folder)
    (folder / "model.safetensors").unlink()
    weights["proj_out.weight"] = weights["model.decoder.embed_tokens.weight"]
    if sharded:
        keys = sorted(weights)
        shards = {f"pytorch_model-0000{n}-of-00002.bin": keys[n - 1 :: 2] for n in (1, 2)}
        for name, part in shards.items():
            torch.save({key: weights[key] for key in part}, folder / name)
        index = {"weight_map": {key: name for name, part in shards.items() for key in part}}
        (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    else:
        torch.save(weights, folder / "pytorch_model.bin")
    made = install(folder, convert)
    assert store.recogniser("old").folder == made
    assert not list(made.glob("*.bin"))
    assert (made / "tokenizer.json").is_file()


def test_torchaudios_names_lead_back_to_the_same_network(own: Path, tmp_path: Path) -> None:
    import torch
    from torchaudio.models.wav2vec2.utils import import_huggingface_model
    from torchaudio.pipelines import VOXPOPULI_ASR_BASE_10K_ES
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    letters = VOXPOPULI_ASR_BASE_10K_ES.get_labels()
    torch.manual_seed(3)
    original = Wav2Vec2ForCTC(
        Wav2Vec2Config(
            vocab_size=len(letters),
            hidden_size=64,
            num_hidden_layers=2,
            num_attention_heads=1,
            intermediate_size=96,
            conv_dim=(32,) * 7,
            num_conv_pos_embeddings=16,
            num_conv_pos_embedding_groups=2,
        )
    ).eval()
    path = tmp_path / "wav2vec2_voxpopuli_base_10k_asr_es.pt"
    torch.save(import_huggingface_model(original).state_dict(), path)
    folder = install(path, convert, name="wav2vec2-voxpopuli-es")
    model = store.aligner("wav2vec2-voxpopuli-es")
    assert model.licence == "CC-BY-NC-4.0"
    again = Wav2Vec2ForCTC.from_pretrained(folder).eval()
    sound = torch.randn(1, 8000, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        assert torch.allclose(original(sound).logits, again(sound).logits, atol=1e-5)
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    assert vocabulary["<pad>"] == 0 and vocabulary["|"] == letters.index("|")


# --- MLX --------------------------------------------------------------------------------------------------


def test_names_go_both_ways(tiny: TinyModels) -> None:
    keys = [key for key in _weights(tiny.recogniser) if not key.startswith("proj_out")]
    assert [names.to_hub(names.to_openai(key)) for key in keys] == keys
    assert names.to_openai("model.decoder.layers.3.encoder_attn.k_proj.weight") == (
        "decoder.blocks.3.cross_attn.key.weight"
    )
    assert names.to_openai("model.encoder.layer_norm.bias") == "encoder.ln_post.bias"


def test_the_form_for_mlx(tiny: TinyModels, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    from flamenco_desktop.recognition import mlx_backend

    mlx_backend.convert(tiny.recogniser, tmp_path)
    made = load_file(tmp_path / "weights.safetensors")
    original = {key: value.float().numpy() for key, value in _weights(tiny.recogniser).items()}
    convolution = original["model.encoder.conv1.weight"].astype(np.float16)
    assert np.array_equal(made["encoder.conv1.weight"], convolution.swapaxes(1, 2))
    assert "encoder.positional_embedding" not in made
    assert {"decoder.positional_embedding", "decoder.blocks.0.mlp1.weight", "encoder.ln_post.bias"} <= set(
        made
    )
    dims = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert (dims["n_vocab"], dims["n_audio_state"], dims["n_text_layer"]) == (51865, 64, 1)
