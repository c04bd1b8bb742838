"""Whole models made of nothing but the standard library: right in every file, and no use to anybody."""

from __future__ import annotations

import json
import struct
from pathlib import Path

from flamenco_desktop.models import whisper

WIDTH = 16
CONFIG = {
    "architectures": ["WhisperForConditionalGeneration"],
    "model_type": "whisper",
    "d_model": WIDTH,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "num_mel_bins": 80,
    "vocab_size": 900,
    "max_source_positions": 1500,
    "max_target_positions": 448,
}


def make_whisper(folder: Path, fill: int = 7) -> Path:
    """A Hugging Face folder that every check of form takes for a Whisper; some 100 kB of weights."""
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "model.safetensors", whisper.tensors(whisper.Shape.of(CONFIG)), fill)
    for name, content in {
        "config.json": CONFIG,
        "generation_config.json": {"no_timestamps_token_id": 363},
        "preprocessor_config.json": {"feature_size": 80},
        "tokenizer.json": {"model": {"vocab": {}}},
    }.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "README.md").write_text("Made by a test.\n", encoding="utf-8")
    (folder / "flax_model.msgpack").write_bytes(b"of no use here")
    return folder


def make_aligner(folder: Path) -> Path:
    """The same for a CTC model."""
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "model.safetensors", {"lm_head.weight": (35, 16)}, 3)
    (folder / "config.json").write_text(json.dumps({"architectures": ["Wav2Vec2ForCTC"]}))
    (folder / "preprocessor_config.json").write_text("{}")
    (folder / "vocab.json").write_text("{}")
    return folder


def write_safetensors(path: Path, tensors: dict[str, tuple[int, ...]], fill: int) -> None:
    """A safetensors file: the header's length, the header in JSON, the bytes."""
    header, offset = {}, 0
    for name, shape in tensors.items():
        size = 2
        for dimension in shape:
            size *= dimension
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    encoded = json.dumps(header).encode()
    body = bytes((fill + index) % 251 for index in range(997)) * (offset // 997 + 1)
    path.write_bytes(struct.pack("<Q", len(encoded)) + encoded + body[:offset])
