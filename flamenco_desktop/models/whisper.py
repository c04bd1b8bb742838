"""The shape of a Whisper: what weights it has, how large it is, and how much there is to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FRAMES = 1500
"""Positions that the encoder hears in a window of 30 s."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers that tell one Whisper from another, by the names of its paper."""

    width: int
    encoder_layers: int
    decoder_layers: int
    mel_bins: int = 80
    vocabulary: int = 51865
    text_positions: int = 448
    encoder_inner: int = 0
    decoder_inner: int = 0

    def __post_init__(self) -> None:
        """A feed-forward layer is four times as wide as the rest unless it says otherwise."""
        for name in ("encoder_inner", "decoder_inner"):
            if not getattr(self, name):
                object.__setattr__(self, name, 4 * self.width)

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Shape:
        """The shape that a Hugging Face `config.json` tells. Raises KeyError, TypeError, ValueError."""
        return cls(
            width=int(config["d_model"]),
            encoder_layers=int(config["encoder_layers"]),
            decoder_layers=int(config["decoder_layers"]),
            mel_bins=int(config.get("num_mel_bins", 80)),
            vocabulary=int(config["vocab_size"]),
            text_positions=int(config.get("max_target_positions", 448)),
            encoder_inner=int(config.get("encoder_ffn_dim", 0)),
            decoder_inner=int(config.get("decoder_ffn_dim", 0)),
        )

    @property
    def encoder_work(self) -> float:
        """Multiplications in the encoder for a window of 30 s: matrices, attention, convolutions."""
        layer = 12 * self.width**2 * FRAMES + 2 * self.width * FRAMES**2
        convolutions = 3 * self.mel_bins * self.width * 2 * FRAMES + 3 * self.width**2 * FRAMES
        return float(self.encoder_layers * layer + convolutions)

    @property
    def decoder_weights(self) -> float:
        """Weights read for every token: the layers, less what is prepared once, and the vocabulary."""
        return float(self.decoder_layers * 14 * self.width**2 + self.vocabulary * self.width)

    @property
    def cross_work(self) -> float:
        """Multiplications that prepare a window for the decoder: keys and values of every layer."""
        return float(self.decoder_layers * 2 * self.width**2 * FRAMES)

    @property
    def weights(self) -> float:
        """How many weights there are, near enough."""
        layers = 12 * self.encoder_layers + 16 * self.decoder_layers
        ends = self.vocabulary + FRAMES + self.text_positions + 3 * (self.mel_bins + self.width)
        return float(layers * self.width**2 + ends * self.width)


def tensors(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The weights that must be there, by Hugging Face's names, and their shapes; biases are left out."""
    width = shape.width
    found: dict[str, tuple[int, ...]] = {
        "model.encoder.conv1.weight": (width, shape.mel_bins, 3),
        "model.encoder.conv2.weight": (width, width, 3),
        "model.encoder.layer_norm.weight": (width,),
        "model.decoder.embed_tokens.weight": (shape.vocabulary, width),
        "model.decoder.embed_positions.weight": (shape.text_positions, width),
        "model.decoder.layer_norm.weight": (width,),
    }
    for part, layers, inner, attentions in (
        ("encoder", shape.encoder_layers, shape.encoder_inner, ("self_attn",)),
        ("decoder", shape.decoder_layers, shape.decoder_inner, ("self_attn", "encoder_attn")),
    ):
        for index in range(layers):
            layer = f"model.{part}.layers.{index}."
            for attention in attentions:
                for matrix in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    found[f"{layer}{attention}.{matrix}.weight"] = (width, width)
                found[f"{layer}{attention}_layer_norm.weight"] = (width,)
            found[f"{layer}final_layer_norm.weight"] = (width,)
            found[f"{layer}fc1.weight"] = (inner, width)
            found[f"{layer}fc2.weight"] = (width, inner)
    return found
