"""A Whisper's weights have two sets of names, OpenAI's and Hugging Face's; both ways between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# OpenAI's to Hugging Face's, in the order in which they are replaced.
_PARTS = (
    ("encoder.blocks.", "encoder.layers."),
    ("decoder.blocks.", "decoder.layers."),
    (".cross_attn_ln.", ".encoder_attn_layer_norm."),
    (".attn_ln.", ".self_attn_layer_norm."),
    (".mlp_ln.", ".final_layer_norm."),
    (".cross_attn.", ".encoder_attn."),
    (".attn.", ".self_attn."),
    (".query.", ".q_proj."),
    (".key.", ".k_proj."),
    (".value.", ".v_proj."),
    ("attn.out.", "attn.out_proj."),
    (".mlp.0.", ".fc1."),
    (".mlp.2.", ".fc2."),
    ("encoder.ln_post.", "encoder.layer_norm."),
    ("decoder.ln.", "decoder.layer_norm."),
    ("decoder.token_embedding.", "decoder.embed_tokens."),
)
_POSITIONS = re.compile(r"(encoder|decoder)\.positional_embedding")
_EMBEDDED_POSITIONS = re.compile(r"(encoder|decoder)\.embed_positions\.weight")
_DIMENSIONS = {
    "n_mels": "num_mel_bins",
    "n_audio_ctx": "max_source_positions",
    "n_audio_state": "d_model",
    "n_audio_head": "encoder_attention_heads",
    "n_audio_layer": "encoder_layers",
    "n_vocab": "vocab_size",
    "n_text_ctx": "max_target_positions",
    "n_text_state": "d_model",
    "n_text_head": "decoder_attention_heads",
    "n_text_layer": "decoder_layers",
}


def to_hub(name: str) -> str:
    """Hugging Face's name of OpenAI's weight `name`."""
    name = _POSITIONS.sub(r"\1.embed_positions.weight", name)
    for ours, theirs in _PARTS:
        name = name.replace(ours, theirs)
    return f"model.{name}"


def to_openai(name: str) -> str:
    """OpenAI's name of Hugging Face's weight `name`; empty for the output matrix (the embedding's)."""
    if name.startswith("proj_out."):
        return ""
    name = _EMBEDDED_POSITIONS.sub(r"\1.positional_embedding", name.removeprefix("model."))
    for theirs, ours in reversed(_PARTS):
        name = name.replace(ours, theirs)
    return name


def dimensions(config: Mapping[str, Any]) -> dict[str, int]:
    """OpenAI's dimensions of a Hugging Face configuration. Raises KeyError."""
    return {ours: int(config[theirs]) for ours, theirs in _DIMENSIONS.items()}


def configuration(dims: Mapping[str, Any]) -> dict[str, int]:
    """Hugging Face's settings of OpenAI's dimensions. Raises KeyError, TypeError, ValueError."""
    found = {theirs: int(dims[ours]) for ours, theirs in _DIMENSIONS.items()}
    if int(dims["n_audio_state"]) != int(dims["n_text_state"]):
        raise ValueError("encoder and decoder are not equally wide")
    if any(value <= 0 for value in found.values()):
        raise ValueError("a dimension is not positive")
    return found
