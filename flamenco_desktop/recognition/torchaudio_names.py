"""torchaudio's wav2vec 2.0 weights under Hugging Face's names.

The way back of `torchaudio.models.wav2vec2.utils.import_huggingface_model`, for models of the "base" kind:
group normalisation after the first convolution, layer normalisation after each block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PARTS = (
    ("feature_extractor.conv_layers.", "wav2vec2.feature_extractor.conv_layers."),
    ("encoder.feature_projection.", "wav2vec2.feature_projection."),
    ("encoder.transformer.pos_conv_embed.conv.", "wav2vec2.encoder.pos_conv_embed.conv."),
    ("encoder.transformer.layer_norm.", "wav2vec2.encoder.layer_norm."),
    ("encoder.transformer.layers.", "wav2vec2.encoder.layers."),
    ("aux.", "lm_head."),
)
_STRIDES = {7: (5, 2, 2, 2, 2, 2, 2)}
_WIDTH_OF_A_HEAD = 64


def wav2vec2(weights: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Hugging Face's settings and weights. Raises KeyError or ValueError for another architecture."""
    renamed = {}
    for key, value in weights.items():
        for theirs, ours in _PARTS:
            if key.startswith(theirs):
                renamed[ours + key[len(theirs) :]] = value
                break
        else:
            raise ValueError(key)
    return _settings(renamed), renamed


def _settings(weights: Mapping[str, Any]) -> dict[str, Any]:
    convolutions: list[Any] = []
    while (key := f"wav2vec2.feature_extractor.conv_layers.{len(convolutions)}.conv.weight") in weights:
        convolutions.append(weights[key].shape)
    strides = _STRIDES[len(convolutions)]
    if "wav2vec2.feature_extractor.conv_layers.1.layer_norm.weight" in weights:
        raise ValueError("layer normalisation between the convolutions")
    layer = re.compile(r"wav2vec2\.encoder\.layers\.(\d+)\.")
    layers = 1 + max(int(found[1]) for key in weights if (found := layer.match(key)))
    vocabulary, width = weights["lm_head.weight"].shape
    positions = weights.get("wav2vec2.encoder.pos_conv_embed.conv.weight_v")
    if positions is None:
        positions = weights["wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1"]
    return {
        "architectures": ["Wav2Vec2ForCTC"],
        "model_type": "wav2vec2",
        "vocab_size": int(vocabulary),
        "hidden_size": int(width),
        "num_hidden_layers": layers,
        "num_attention_heads": max(1, int(width) // _WIDTH_OF_A_HEAD),
        "intermediate_size": int(
            weights["wav2vec2.encoder.layers.0.feed_forward.intermediate_dense.weight"].shape[0]
        ),
        "conv_dim": [int(shape[0]) for shape in convolutions],
        "conv_kernel": [int(shape[2]) for shape in convolutions],
        "conv_stride": list(strides),
        "conv_bias": "wav2vec2.feature_extractor.conv_layers.0.conv.bias" in weights,
        "num_feat_extract_layers": len(convolutions),
        "num_conv_pos_embeddings": int(positions.shape[2]),
        "num_conv_pos_embedding_groups": int(positions.shape[0] // positions.shape[1]),
        "feat_extract_norm": "group",
        "do_stable_layer_norm": False,
        "apply_spec_augment": False,
        "pad_token_id": 0,
        "final_dropout": 0.0,
    }
