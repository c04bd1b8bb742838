"""What a model's folder must hold, checked without loading it."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models import whisper

_SAMPLED = 64
_BLOCK = 1 << 16


class Form(StrEnum):
    """How a model's folder is laid out."""

    TRANSFORMERS = "transformers"
    CTRANSLATE2 = "ctranslate2"


def check(name: str, folder: Path, kind: str) -> tuple[Form, int]:
    """Form and size in bytes of the model in `folder`; `kind` is "recogniser" or "aligner".

    Raises ModelBrokenError(model=name, reason=...) where something is missing, cut short or unsafe to read.
    """
    if kind == "recogniser" and (folder / "model.bin").is_file() and not _has_safetensors(folder):
        _need(name, folder, "config.json")
        _need(name, folder, "tokenizer.json")
        return Form.CTRANSLATE2, (folder / "model.bin").stat().st_size
    config = _read_json(name, folder / "config.json")
    if kind == "recogniser" and config.get("model_type") != "whisper":
        raise ModelBrokenError(model=name, reason="not a Whisper model")
    if kind == "aligner" and not any(
        str(item).endswith("ForCTC") for item in config.get("architectures", ())
    ):
        raise ModelBrokenError(model=name, reason="not a CTC model for alignment")
    tensors: dict[str, tuple[int, ...]] = {}
    size = 0
    for path in _weights(name, folder):
        size += path.stat().st_size
        tensors |= _tensors(name, path)
    if kind == "recogniser":
        _check_whisper(name, config, tensors)
    _need(name, folder, "preprocessor_config.json")
    if not (folder / "tokenizer.json").is_file():
        _need(name, folder, "vocab.json")
        if kind == "recogniser":
            _need(name, folder, "merges.txt")
    return Form.TRANSFORMERS, size


def kind_of(folder: Path) -> str | None:
    """What the model in `folder` does ("recogniser", "aligner"), by its settings; None for neither."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(config, dict):
        return None
    if config.get("model_type") == "whisper":
        return "recogniser"
    if any(str(item).endswith("ForCTC") for item in config.get("architectures") or ()):
        return "aligner"
    # CTranslate2's settings of a Whisper do not name it.
    return "recogniser" if (folder / "model.bin").is_file() and "suppress_ids" in config else None


def fingerprint(folder: Path) -> str:
    """A short name for the weights in `folder`, the key of everything made from them.

    Each weight file's size, its ends and evenly spaced blocks are hashed: reading gigabytes at every start
    would cost seconds.
    """
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("model.bin"), *folder.glob("*.json")]):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as stream:
            if size <= 2 * _SAMPLED * _BLOCK:
                digest.update(stream.read())
                continue
            for index in range(_SAMPLED):
                stream.seek(index * (size - _BLOCK) // (_SAMPLED - 1))
                digest.update(stream.read(_BLOCK))
    return digest.hexdigest()[:24]


def _has_safetensors(folder: Path) -> bool:
    return any(folder.glob("*.safetensors"))


def _weights(name: str, folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        shards = _read_json(name, index).get("weight_map", {})
        parts = sorted({str(part) for part in shards.values()})
        if not parts or any(Path(part).name != part for part in parts):
            raise ModelBrokenError(model=name, reason=f"{index.name} names no weights")
        for part in parts:
            _need(name, folder, part)
        return [folder / part for part in parts]
    whole = folder / "model.safetensors"
    if whole.is_file():
        return [whole]
    if any(folder.glob("*.bin")) or any(folder.glob("*.pt")):
        raise ModelBrokenError(model=name, reason="its weights are pickled, which is not safe to load")
    raise ModelBrokenError(model=name, reason="no weights (model.safetensors)")


def _check_whisper(name: str, config: dict[str, Any], tensors: dict[str, tuple[int, ...]]) -> None:
    """Every weight must be there in its size: the libraries fill in what is missing with random numbers."""
    try:
        expected = whisper.tensors(whisper.Shape.of(config))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelBrokenError(model=name, reason="config.json says nothing of its size") from error
    for key, shape in expected.items():
        found = tensors.get(key, tensors.get(key.removeprefix("model.")))
        if found is None:
            raise ModelBrokenError(model=name, reason=f"model.safetensors lacks {key}")
        if found != shape:
            raise ModelBrokenError(model=name, reason=f"{key} has another size than config.json says")


def _tensors(name: str, path: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of what is in a safetensors file, when it is as long as its own header says."""
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= size - 8:
                raise ValueError("no header")
            header = json.loads(stream.read(length))
        header.pop("__metadata__", None)
        ends = [entry["data_offsets"][1] for entry in header.values()]
        found = {str(key): tuple(map(int, entry["shape"])) for key, entry in header.items()}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ModelBrokenError(model=name, reason=f"{path.name} is no safetensors file") from error
    if not ends or 8 + length + max(ends) != size:
        raise ModelBrokenError(model=name, reason=f"{path.name} is cut short")
    return found


def _read_json(name: str, path: Path) -> dict[str, Any]:
    _need(name, path.parent, path.name)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelBrokenError(model=name, reason=f"{path.name} cannot be read") from error
    if not isinstance(content, dict):
        raise ModelBrokenError(model=name, reason=f"{path.name} cannot be read")
    return content


def _need(name: str, folder: Path, file: str) -> None:
    if not (folder / file).is_file():
        raise ModelBrokenError(model=name, reason=f"no {file}")
