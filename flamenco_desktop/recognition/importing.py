"""Checkpoints that are pickled, into Hugging Face's layout: read with weights_only, so that nothing runs.

OpenAI's own .pt files, torchaudio's wav2vec 2.0 bundles, and Hugging Face folders from before safetensors.
"""

from __future__ import annotations

import json
import pickle
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models import tokenizer
from flamenco_desktop.models.hub import NEEDED, SETTINGS
from flamenco_desktop.models.transfer import disk_error
from flamenco_desktop.recognition import names
from flamenco_desktop.recognition.torchaudio_names import wav2vec2

_END_OF_TEXT = 50257


def convert(source: Path, target: Path) -> None:
    """Write the model in `source`, a checkpoint or a folder with pickled weights, into the folder `target`.

    Raises ModelBrokenError where it is unsafe, damaged or no such model; DiskFullError, WriteFailedError.
    """
    name = source.name
    try:
        if source.is_dir():
            _folder(name, source, target)
            return
        content = _loaded(name, source)
        if isinstance(content, Mapping) and "dims" in content and "model_state_dict" in content:
            _openai(name, content, target)
        elif isinstance(content, Mapping) and "aux.weight" in content:
            _torchaudio(name, content, target)
        else:
            raise ModelBrokenError(model=name, reason="neither OpenAI's Whisper nor torchaudio's aligner")
    except OSError as error:
        raise disk_error(target, error) from error


def _loaded(name: str, path: Path) -> Any:
    import torch

    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        # What weights_only refuses: anything but tensors and plain values.
        raise ModelBrokenError(model=name, reason="it is damaged, or more than weights is in it") from error
    except (RuntimeError, ValueError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise ModelBrokenError(model=name, reason="it is damaged or cut short") from error


def _save(name: str, weights: Mapping[str, Any], target: Path) -> None:
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    own = {key: value.detach().clone().contiguous() for key, value in weights.items()}
    try:
        save_file(own, target / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        if "os error 28" in str(error) or "No space" in str(error):
            raise disk_error(target, OSError(28, "No space left on device")) from error
        raise ModelBrokenError(model=name, reason=str(error).splitlines()[0]) from error


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


# --- Whisper as OpenAI keeps it ---------------------------------------------------------------------------


def _openai(name: str, content: Mapping[str, Any], target: Path) -> None:
    try:
        settings = names.configuration(content["dims"])
        weights = {names.to_hub(key): value for key, value in content["model_state_dict"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelBrokenError(model=name, reason="its dimensions cannot be read") from error
    if settings["vocab_size"] not in tokenizer.SIZES:
        raise ModelBrokenError(model=name, reason="it knows English only, or has a vocabulary of its own")
    inner = weights.get("model.encoder.layers.0.fc1.weight")
    wide = int(inner.shape[0]) if inner is not None else 4 * settings["d_model"]
    _write(
        target / "config.json",
        {
            "architectures": ["WhisperForConditionalGeneration"],
            "model_type": "whisper",
            **settings,
            "num_hidden_layers": settings["encoder_layers"],
            "encoder_ffn_dim": wide,
            "decoder_ffn_dim": wide,
            "activation_function": "gelu",
            "is_encoder_decoder": True,
            "bos_token_id": _END_OF_TEXT,
            "eos_token_id": _END_OF_TEXT,
            "pad_token_id": _END_OF_TEXT,
            "decoder_start_token_id": tokenizer.START_OF_TRANSCRIPT,
            "dtype": str(next(iter(weights.values())).dtype).removeprefix("torch."),
        },
    )
    tokenizer.build(target, settings["vocab_size"], settings["num_mel_bins"])
    _save(name, weights, target)


# --- wav2vec 2.0 as torchaudio keeps it -------------------------------------------------------------------


def _torchaudio(name: str, content: Mapping[str, Any], target: Path) -> None:
    letters = _letters(name)
    try:
        settings, weights = wav2vec2(content)
    except (KeyError, ValueError, AttributeError) as error:
        raise ModelBrokenError(model=name, reason="not a wav2vec 2.0 that this program knows") from error
    if settings["vocab_size"] != len(letters):
        raise ModelBrokenError(model=name, reason="its letters are not those of torchaudio's Spanish bundle")
    _write(target / "config.json", settings)
    _write(target / "vocab.json", {letter: index for index, letter in enumerate(letters)})
    _write(
        target / "tokenizer_config.json",
        {
            "tokenizer_class": "Wav2Vec2CTCTokenizer",
            "pad_token": letters[0],
            "unk_token": letters[0],
            "bos_token": None,
            "eos_token": None,
            "word_delimiter_token": "|",
        },
    )
    _write(
        target / "preprocessor_config.json",
        {
            "feature_extractor_type": "Wav2Vec2FeatureExtractor",
            "feature_size": 1,
            "sampling_rate": 16000,
            "padding_value": 0.0,
            "do_normalize": False,
            "return_attention_mask": False,
        },
    )
    _save(name, weights, target)


def _letters(name: str) -> list[str]:
    """The bundle's letters, asked of torchaudio; its blank becomes the `<pad>` of Hugging Face's layout."""
    from torchaudio.pipelines import VOXPOPULI_ASR_BASE_10K_ES

    if not re.search(r"voxpopuli.*es", name):
        raise ModelBrokenError(model=name, reason="of torchaudio's aligners only the Spanish one is known")
    return ["<pad>", *(str(letter) for letter in VOXPOPULI_ASR_BASE_10K_ES.get_labels()[1:])]


# --- Hugging Face's layout from before safetensors --------------------------------------------------------


def _folder(name: str, source: Path, target: Path) -> None:
    index = source / "pytorch_model.bin.index.json"
    parts = [source / "pytorch_model.bin"]
    if index.is_file():
        try:
            listed = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
            parts = [source / part for part in sorted({str(item) for item in listed})]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ModelBrokenError(model=name, reason=f"{index.name} cannot be read") from error
        if any(part.parent != source for part in parts):
            raise ModelBrokenError(model=name, reason=f"{index.name} names files elsewhere")
    weights: dict[str, Any] = {}
    for part in parts:
        if not part.is_file():
            raise ModelBrokenError(model=name, reason=f"no {part.name}")
        content = _loaded(part.name, part)
        if not isinstance(content, Mapping):
            raise ModelBrokenError(model=name, reason=f"{part.name} holds no weights")
        weights |= content
    # Whisper's output matrix is its embedding's; safetensors keeps nothing twice.
    weights.pop("proj_out.weight", None)
    if any(not hasattr(value, "shape") for value in weights.values()):
        raise ModelBrokenError(model=name, reason="more than weights is in it")
    _save(name, weights, target)
    for item in (*NEEDED, *SETTINGS):
        if source != target and (source / item).is_file():
            shutil.copyfile(source / item, target / item)
