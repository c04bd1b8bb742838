"""Trains a small CTC aligner for WhisperX on synthetic cante, from random weights.

A Wav2Vec2ForCTC whose first convolution begins as a filter bank on the mel scale (each frequency in four
phases, so that the rectified sum is its magnitude). It learns frame by frame just what WhisperX's trellis
scores: a letter at its onset, `|` where a word truly ends, blank elsewhere.
"""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from torch import nn
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from finetune.from_scratch import training
from finetune.from_scratch.alphabet import BLANK, BOUNDARY, VOCABULARY
from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.muon import Pair
from finetune.from_scratch.pool import RATE
from finetune.from_scratch.team import ALONE, Team, together
from finetune.from_scratch.windows import Mixing, Pool, draw, letter_onsets
from flamenco_desktop.errors import WriteFailedError

Example = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
_KERNELS = (400, 2, 2)
_STRIDES = (80, 2, 2)


@dataclass(frozen=True)
class Recipe:
    """Sizes, steps and weights; the voice is `quietest` to `loudest` dB over the band.

    In the share `voiceless` of the windows the band plays alone: the aligner also tells where nobody sings.
    """

    width: int = 192
    heads: int = 4
    layers: int = 5
    seconds: float = 8.0
    steps: int = 6000
    batch: int = 12
    peak: float = 5e-3
    blank_weight: float = 0.35
    quietest: float = -4.0
    loudest: float = 16.0
    voiceless: float = 0.12
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
    windowed = waves * np.hanning(kernel) / 10
    return np.asarray(windowed.reshape(channels, 1, kernel), np.float32)


def build(recipe: Recipe) -> Wav2Vec2ForCTC:
    """The untrained model."""
    model = Wav2Vec2ForCTC(configuration(recipe))
    first = model.wav2vec2.feature_extractor.conv_layers[0].conv
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(filter_bank(320, _KERNELS[0])))
    _keep_positions_exact(model)
    return model


def _keep_positions_exact(model: Wav2Vec2ForCTC) -> None:
    """Compute the positional convolution in float32 whatever the autocast.

    oneDNN of torch 2.8 gets grouped convolutions with long kernels wrong in bfloat16 on some CPUs: the loss
    falls all the same, and in float32 such a model knows nothing.
    """
    positions = model.wav2vec2.encoder.pos_conv_embed
    forward = positions.forward

    def exact(hidden: torch.Tensor) -> torch.Tensor:
        with torch.autocast(hidden.device.type, enabled=False):
            found: torch.Tensor = forward(hidden.float())
            return found

    positions.forward = exact


@dataclass(frozen=True)
class Maker:
    """Makes (samples, frame targets) number n. Deterministic."""

    pool: Pool
    recipe: Recipe
    mixing: Mixing

    def __call__(self, number: int) -> Example:
        """Example `number`."""
        window = draw(self.pool.lines, self.recipe.seed, number, self.mixing)
        return window.samples, letter_onsets(window)


def train(
    recipe: Recipe,
    pool_folder: Path,
    out: Path,
    *,
    workers: int = 1,
    device: str = "auto",
    team: Team = ALONE,
) -> Wav2Vec2ForCTC:
    """Trains; goes on from the checkpoint in `out` where there is one.

    `workers` processes make the windows. Raises BrokenCheckpointError, CorpusMissingError,
    CorpusVersionError, BrokenCorpusError, WriteFailedError.
    """
    path = out / "checkpoint.pt"
    torch.manual_seed(recipe.seed)
    model = build(recipe).to(training.choose_device(device))
    optimiser = Pair(model, recipe.peak)
    # More of the loud bands than the recogniser hears: where a word begins can be told even there.
    mixing = replace(
        Mixing(),
        seconds=recipe.seconds,
        quietest=recipe.quietest,
        loudest=recipe.loudest,
        alone=0.2,
        voiceless=recipe.voiceless,
        longest_room=1.5,
        one_room=0.5,
    )
    maker = Maker(Pool(pool_folder, "train"), recipe, mixing)
    judge = Maker(Pool(pool_folder, "validation"), replace(recipe, seed=998), mixing)
    held_out = [[judge(number) for number in range(first, first + 12)] for first in (0, 12)]
    state = training.load_checkpoint(path)
    begun = 0
    if state is not None:
        with training.fitting(path):
            model.load_state_dict(state["model"])
            optimiser.load_state_dict(state["optimiser"])
            begun = state["step"]
    if team.leads:
        training.write_json(out / "recipe.json", asdict(recipe))
    team.alike(model)
    weights = torch.ones(len(VOCABULARY), device=model.device)
    weights[0] = recipe.blank_weight
    log = training.Log(out / "log.jsonl", recipe.steps)
    means = training.Means()
    model.train()
    batches = training.batches(maker, begun, recipe.steps, recipe.batch, workers, team)
    for step, items in enumerate(batches, begun):
        pace = training.set_rate(optimiser, step, recipe.steps, recipe.peak)
        loss = loss_of(model, items, weights)
        loss.backward()  # type: ignore[no-untyped-call]
        team.average(model)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if not team.leads:
            continue
        means.add({"loss": loss.detach()})
        last = step + 1 == recipe.steps
        if (step + 1) % training.NOTED == 0 or last:
            log.add(step + 1, rate=pace, **means.take())
        if (step + 1) % training.KEPT == 0 or last:
            training.save_checkpoint(
                path, {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}
            )
            with torch.no_grad():
                losses = [float(loss_of(model, batch, weights)) for batch in held_out]
            log.add(step + 1, validation=sum(losses) / len(losses))
    return model


def train_together(processes: int, recipe: Recipe, pool_folder: Path, out: Path) -> Wav2Vec2ForCTC:
    """As `train`, on the CPU by `processes` processes of one thread each, which share the windows of a step.

    Raises what `train` raises, and ValueError unless `processes` divides the batch.
    """
    if recipe.batch % processes:
        raise ValueError(f"{processes} processes cannot share batches of {recipe.batch}")
    together(_train_member, processes, recipe, pool_folder, out)
    return train(recipe, pool_folder, out, device="cpu")


def _train_member(team: Team, recipe: Recipe, pool_folder: Path, out: Path) -> None:
    train(recipe, pool_folder, out, workers=0, device="cpu", team=team)


def loss_of(model: Wav2Vec2ForCTC, items: list[Example], weights: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the frames with their targets' shares, each symbol with its weight."""
    samples = torch.from_numpy(np.stack([sound for sound, _ in items])).to(model.device)
    with torch.autocast(model.device.type, torch.bfloat16):
        scores = model(samples).logits
    frames = scores.shape[1]
    targets = torch.from_numpy(np.stack([target[:frames] for _, target in items])).to(model.device)
    weighed = targets * weights
    loss: torch.Tensor = -(weighed * scores.float().log_softmax(-1)).sum() / weighed.sum()
    return loss


def read_recipe(folder: Path) -> Recipe:
    """The recipe that a training folder was made with. Raises BrokenCheckpointError."""
    path = folder / "recipe.json"
    try:
        return Recipe(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BrokenCheckpointError(path=str(path), reason=str(error)) from error


def export(model: Wav2Vec2ForCTC, folder: Path) -> None:
    """Saves the aligner as a folder for `whisperx.load_align_model`: fp16, vocabulary, feature settings.

    Raises WriteFailedError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy.deepcopy(model).half().save_pretrained(folder)
        # safetensors writes for the owner alone.
        (folder / "model.safetensors").chmod(0o644)
    except (OSError, SafetensorError) as error:
        raise WriteFailedError(path=str(folder), reason=str(error)) from error
    training.write_json(folder / "vocab.json", {symbol: number for number, symbol in enumerate(VOCABULARY)})
    training.write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "Wav2Vec2CTCTokenizer",
            "pad_token": BLANK,
            "word_delimiter_token": BOUNDARY,
            "unk_token": BLANK,
            "bos_token": None,
            "eos_token": None,
            "do_lower_case": True,
        },
    )
    training.write_json(
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
