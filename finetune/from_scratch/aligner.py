"""Trains a small CTC aligner for WhisperX on synthetic cante, from random weights.

A Wav2Vec2ForCTC whose first convolution begins as a filter bank on the mel scale (each frequency in four
phases, so that the rectified sum is its magnitude). It learns frame by frame just what WhisperX's trellis
scores: a letter at its onset, `|` where a word truly ends, blank elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from finetune.from_scratch import training
from finetune.from_scratch.alphabet import BLANK, VOCABULARY
from finetune.from_scratch.pool import RATE
from finetune.from_scratch.windows import Mixing, Pool, draw, letter_onsets

_KERNELS = (480, 1, 2)
_STRIDES = (160, 1, 2)


@dataclass(frozen=True)
class Recipe:
    """Sizes, steps and weights."""

    width: int = 192
    heads: int = 4
    layers: int = 5
    seconds: float = 8.0
    steps: int = 1800
    batch: int = 12
    peak: float = 1.2e-3
    blank_weight: float = 0.35
    seed: int = 2


def configuration(recipe: Recipe) -> Wav2Vec2Config:
    """The model's shape. A window of n samples gives n // 320 - 1 frames."""
    return Wav2Vec2Config(
        vocab_size=len(VOCABULARY),
        hidden_size=recipe.width,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        intermediate_size=4 * recipe.width,
        conv_dim=(320, recipe.width, recipe.width),
        conv_kernel=_KERNELS,
        conv_stride=_STRIDES,
        num_feat_extract_layers=len(_KERNELS),
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        num_conv_pos_embeddings=64,
        num_conv_pos_embedding_groups=16,
        hidden_dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        feat_proj_dropout=0.0,
        final_dropout=0.0,
        layerdrop=0.0,
        apply_spec_augment=False,
        pad_token_id=0,
        attn_implementation="sdpa",
    )


def filter_bank(channels: int, kernel: int) -> npt.NDArray[np.float32]:
    """Hann-windowed cosines (channels, 1, kernel): `channels` / 4 mel frequencies in four phases each."""
    mels = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), channels // 4)
    frequencies = 700 * (10 ** (mels / 2595) - 1)
    at = (np.arange(kernel) - kernel / 2) / RATE
    phases = np.arange(4) * np.pi / 2
    waves = np.cos(2 * np.pi * frequencies[:, None, None] * at + phases[None, :, None])
    return (waves * np.hanning(kernel)).reshape(channels, 1, kernel).astype(np.float32) / 10


def build(recipe: Recipe) -> Wav2Vec2ForCTC:
    """The untrained model."""
    model = Wav2Vec2ForCTC(configuration(recipe))
    first = model.wav2vec2.feature_extractor.conv_layers[0].conv
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(filter_bank(320, _KERNELS[0])))
    return model


@dataclass(frozen=True)
class Maker:
    """Makes (samples, frame targets) number n. Deterministic."""

    pool: Pool
    recipe: Recipe
    mixing: Mixing

    def __call__(self, number: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Example `number`."""
        window = draw(self.pool.lines, self.recipe.seed, number, self.mixing)
        return window.samples, letter_onsets(window)


def train(recipe: Recipe, pool_folder: Path, out: Path, *, workers: int = 1) -> Wav2Vec2ForCTC:
    """Trains; goes on from the checkpoint in `out` where there is one."""
    torch.manual_seed(recipe.seed)
    model = build(recipe)
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.peak, betas=(0.9, 0.98), weight_decay=0.01)
    state = training.load_checkpoint(out / "checkpoint.pt")
    step = 0
    if state is not None:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1), "utf-8")
    mixing = replace(Mixing(), seconds=recipe.seconds)
    maker = Maker(Pool(pool_folder, "train"), recipe, mixing)
    held_out = [Maker(Pool(pool_folder, "validation"), replace(recipe, seed=998), mixing)(n) for n in range(24)]
    weights = torch.ones(len(VOCABULARY))
    weights[0] = recipe.blank_weight
    log = training.Log(out / "log.jsonl", recipe.steps)
    total = 0.0
    model.train()
    for step, items in enumerate(training.batches(maker, step, recipe.steps, recipe.batch, workers), step):  # noqa: B020
        pace = training.rate(step, recipe.steps, recipe.peak, max(20, recipe.steps // 20))
        for group in optimiser.param_groups:
            group["lr"] = pace
        loss = _loss(model, items, weights)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        total += float(loss.detach())
        if (step + 1) % 20 == 0:
            log.add(step + 1, rate=pace, loss=total / 20)
            total = 0.0
        if (step + 1) % 100 == 0 or step + 1 == recipe.steps:
            training.save_checkpoint(
                out / "checkpoint.pt",
                {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1},
            )
            with torch.no_grad():
                losses = [float(_loss(model, held_out[n : n + 12], weights)) for n in (0, 12)]
            log.add(step + 1, validation=sum(losses) / 2)
    return model


def _loss(
    model: Wav2Vec2ForCTC, items: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]], weights: torch.Tensor
) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(torch.from_numpy(np.stack([sound for sound, _ in items]))).logits
    frames = scores.shape[1]
    targets = torch.from_numpy(np.stack([target[:frames] for _, target in items]))
    return nn.functional.cross_entropy(scores.float().transpose(1, 2), targets, weight=weights)


def export(model: Wav2Vec2ForCTC, folder: Path) -> None:
    """Saves the aligner as a folder for `whisperx.load_align_model`: fp16, vocabulary, feature settings."""
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    _write(folder / "vocab.json", {symbol: number for number, symbol in enumerate(VOCABULARY)})
    _write(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "Wav2Vec2CTCTokenizer",
            "pad_token": BLANK,
            "word_delimiter_token": "|",
            "unk_token": BLANK,
            "bos_token": None,
            "eos_token": None,
            "do_lower_case": True,
        },
    )
    _write(
        folder / "preprocessor_config.json",
        {
            "feature_extractor_type": "Wav2Vec2FeatureExtractor",
            "feature_size": 1,
            "sampling_rate": RATE,
            "padding_value": 0.0,
            "do_normalize": False,
            "return_attention_mask": False,
        },
    )


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
