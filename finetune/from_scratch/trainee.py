"""The small Whisper while it is trained, and how it is saved in Hugging Face's format."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import WhisperConfig, WhisperForConditionalGeneration

from finetune.from_scratch.alphabet import BLANK, VOCABULARY
from finetune.from_scratch.examples import FRAMES_A_SECOND, IGNORED, POSITIONS, Batch, Recipe, Stage
from finetune.from_scratch.mel import LogMel
from finetune.from_scratch.spelling import Spelling
from finetune.from_scratch.tokenizer import (
    END_OF_TEXT,
    FIRST_TIMESTAMP,
    NO_TIMESTAMPS,
    SPANISH,
    START_OF_TRANSCRIPT,
    TRANSCRIBE,
    VOCABULARY_SIZE,
    build_tokenizer,
)
from flamenco_desktop.errors import WriteFailedError

_VOWELS = frozenset("aeiouáéíóúü")
_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_COUNTS = (4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
"""Periods by which the encoder is asked where a frame stands, in time and among the letters."""
_FAR, _STEEP, _DEAR = 8.0, 3.0, 4.0
"""How far states are moved, and how steeply rows that training did not use fall off there (see `export`)."""


def configuration(recipe: Recipe, vocabulary: int) -> WhisperConfig:
    """The model's shape, with the standard positions and `vocabulary` rows."""
    return WhisperConfig(
        vocab_size=vocabulary,
        d_model=recipe.width,
        encoder_layers=recipe.encoder_layers,
        decoder_layers=recipe.decoder_layers,
        encoder_attention_heads=recipe.heads,
        decoder_attention_heads=recipe.heads,
        encoder_ffn_dim=4 * recipe.width,
        decoder_ffn_dim=4 * recipe.width,
        max_source_positions=POSITIONS,
        max_target_positions=448,
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        pad_token_id=0,
        bos_token_id=0,
        eos_token_id=0,
        decoder_start_token_id=1,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        attn_implementation="eager",
    )


class Trainee(nn.Module):
    """The Whisper with the head for letters, and the three losses."""

    _weights: torch.Tensor

    def __init__(self, recipe: Recipe, spelling: Spelling) -> None:
        super().__init__()
        self.recipe = recipe
        self.spelling = spelling
        self.whisper = WhisperForConditionalGeneration(configuration(recipe, spelling.size))
        # torch's fused attention goes back slowly on a CPU; on short windows plain products are quicker.
        quick = copy.deepcopy(self.whisper.config)
        quick._attn_implementation = "sdpa"
        self._attentions = (self.whisper.config, quick)
        self.letters = nn.Linear(recipe.width, len(VOCABULARY))
        self.around = nn.Linear(recipe.width, 4 * len(VOCABULARY))
        self.places = nn.Linear(recipe.width, 2 * len(_SECONDS + _COUNTS))
        self._begin_in_order()
        self.mel = LogMel()
        # A sung vowel fills ten times the frames of a consonant, which tells more of the word.
        weights = [0.6 if symbol == BLANK or symbol in _VOWELS else 2.0 for symbol in VOCABULARY]
        self.register_buffer("_weights", torch.tensor(weights), persistent=False)

    @torch.no_grad()
    def _begin_in_order(self) -> None:
        """Neighbouring positions and neighbouring timestamps of the decoder begin alike, as the encoder's do.

        Otherwise each of the 1,501 timestamps would have to be met many times.
        """
        model = self.whisper.model
        waves = model.encoder.embed_positions.weight * self.whisper.config.init_std * 2**0.5
        places = model.decoder.embed_positions.weight
        places.copy_(waves[: len(places)])
        rows = model.decoder.embed_tokens.weight
        first = self.spelling.small[FIRST_TIMESTAMP]
        rows[first : first + POSITIONS].copy_(waves)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.letters.weight.device

    def encode(
        self, samples: torch.Tensor, offsets: list[int], masks: Sequence[tuple[slice, ...]] = ()
    ) -> torch.Tensor:
        """Encoder states (batch, frames, width) of windows that stand at `offsets` frames of the 30 s.

        `masks` are the mel channels of each that are hidden.
        """
        encoder = self.whisper.model.encoder
        features = self.mel(samples)
        for one, mask in zip(features, masks, strict=False):
            for channels in mask:
                one[channels] = one.mean()
        hidden = nn.functional.gelu(encoder.conv1(features))
        hidden = nn.functional.gelu(encoder.conv2(hidden)).transpose(1, 2)
        places = torch.stack(
            [torch.arange(hidden.shape[1], device=hidden.device) + offset for offset in offsets]
        )
        hidden = hidden + encoder.embed_positions.weight[places]
        plain, quick = self._attentions
        short = hidden.device.type == "cpu" and hidden.shape[1] <= 600
        for layer in encoder.layers:
            layer.self_attn.config = plain if short else quick
            hidden = layer(hidden, None, None)[0]
        states: torch.Tensor = encoder.layer_norm(hidden)
        return states

    def forward(self, batch: Batch, stage: Stage) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """The weighted loss, and each part of it."""
        states = self.encode(batch.samples, batch.offsets, batch.hidden)
        scores = self.letters(states).float()
        letters = nn.functional.cross_entropy(scores.transpose(1, 2), batch.letters, weight=self._weights)
        around, places = self._orientation(states, batch)
        parts = {"letters": letters.detach(), "around": around.detach(), "places": places.detach()}
        heard = letters + self.recipe.around_weight * around + self.recipe.place_weight * places
        with torch.no_grad():
            sung = batch.letters > 0
            right = (scores.argmax(-1) == batch.letters)[sung].float()
            parts["frames"] = right.mean() if sung.any() else letters.new_zeros(())
        if not stage.decoder:
            return heard, parts
        text, told = self.tell(batch, states, stage.guidance)
        return text + self.recipe.letter_weight * heard, parts | told

    def _orientation(self, states: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Losses of what the decoder finds its way by: the letters around, and the place of each frame."""
        scores = self.around(states).float().unflatten(-1, (4, len(VOCABULARY)))
        around = nn.functional.cross_entropy(scores.flatten(0, 2), batch.around.flatten())
        offsets = torch.tensor(batch.offsets, device=states.device)[:, None]
        times = (torch.arange(states.shape[1], device=states.device) + offsets) / FRAMES_A_SECOND
        angles = torch.cat(
            [
                times[..., None] / times.new_tensor(_SECONDS),
                batch.counts[..., None] / times.new_tensor(_COUNTS),
            ],
            -1,
        ) * (2 * math.pi)
        wanted = torch.cat([angles.sin(), angles.cos()], -1)
        return around, nn.functional.mse_loss(self.places(states).float(), wanted)

    def tell(
        self, batch: Batch, states: torch.Tensor, guidance: float
    ) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """The decoder's part of the loss, for encoder states (batch, frames, width)."""
        output = self.whisper.model.decoder(
            input_ids=batch.inputs, encoder_hidden_states=states, output_attentions=True, use_cache=False
        )
        logits = self.whisper.proj_out(output.last_hidden_state).float()
        text = nn.functional.cross_entropy(logits.transpose(1, 2), batch.targets, ignore_index=IGNORED)
        # Two heads of each layer are shown where to look: in the first layer at the letter just written, in
        # the others at the letter to be written, which is found from there. The other heads stay free.
        before = nn.functional.pad(batch.guide[:, :-1], (0, 0, 1, 0))
        guided = torch.stack(
            [
                _elsewhere(attention[:, :2].float(), before if layer == 0 else batch.guide)
                for layer, attention in enumerate(output.cross_attentions)
            ]
        ).mean()
        parts = {"text": text.detach(), "guided": guided.detach()}
        return text + guidance * guided, parts

    @torch.no_grad()
    def read(self, samples: torch.Tensor, limit: int = 200) -> list[str]:
        """The text of windows (batch, n) by greedy decoding without timestamps."""
        states = self.encode(samples, [0] * len(samples))
        prompt = [START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, NO_TIMESTAMPS]
        ids = torch.tensor(
            [[self.spelling.small[token] for token in prompt]] * len(samples), device=self.device
        )
        past: Any = None
        fed = ids
        ended = torch.zeros(len(samples), dtype=torch.bool, device=self.device)
        end = self.spelling.small[END_OF_TEXT]
        for _ in range(limit):
            output = self.whisper.model.decoder(
                input_ids=fed, encoder_hidden_states=states, past_key_values=past, use_cache=True
            )
            past = output.past_key_values
            fed = self.whisper.proj_out(output.last_hidden_state[:, -1:]).argmax(-1)
            fed[ended] = end
            ids = torch.cat([ids, fed], 1)
            ended |= fed[:, 0] == end
            if bool(ended.all()):
                break
        return [self.spelling.read([self.spelling.standard[row] for row in line]) for line in ids.tolist()]


def _tell(path: Path, recipe: Recipe) -> None:
    """Adds what the program should know of this model to its generation settings."""
    settings = json.loads(path.read_text("utf-8"))
    settings["flamenco_timestamps"] = recipe.asked_for_times
    settings["flamenco_window"] = recipe.window
    settings["flamenco_prompt"] = False
    path.write_text(json.dumps(settings, indent=2) + "\n", "utf-8")


def _elsewhere(attention: torch.Tensor, guide: torch.Tensor) -> torch.Tensor:
    """Divergence of two heads (batch, 2, t, frames) from an even look at the two halves of a span.

    `guide` (batch, t, frames) is 1 within the span. Even, not merely inside: a head that may rest on one
    frame rests on the onset, where the least is to be heard. In halves, so that the order is told too.
    """
    heard = guide.sum(-1) > 0
    if not heard.any():
        return attention.new_zeros(())
    inside = guide[heard]
    order = inside.cumsum(-1)
    count = order[:, -1:]
    halves = torch.stack([inside * (order <= (count / 2).ceil()), inside * (order > (count / 2).floor())])
    wanted = halves / halves.sum(-1, keepdim=True)
    looked = attention.transpose(0, 1)[:, heard]
    return (wanted * (wanted.clamp(min=1e-6).log() - looked.clamp(min=1e-6).log())).sum(-1).mean()


def _with_a_side(rows: torch.Tensor, dear: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """The rows (n, width) made alike in the direction in which they differ least, and that direction.

    What they differ by there is lost; the rows `dear` lose least of it.
    """
    middle = rows.mean(0)
    apart = rows - middle
    weighed = torch.cat([apart, _DEAR * apart[list(dear)]])
    away = torch.linalg.svd(weighed, full_matrices=False).Vh[-1]
    return middle + apart - (apart @ away)[:, None] * away, away


def export(trainee: Trainee, folder: Path) -> None:
    """Saves the Whisper in Hugging Face's format: fp16, the standard vocabulary and special tokens.

    Rows that training did not use are never written: every state is moved along one direction in which the
    trained rows are alike, and those rows point against it. Raises WriteFailedError.
    """
    spelling, small = trainee.spelling, trainee.whisper
    full = WhisperForConditionalGeneration(configuration(trainee.recipe, VOCABULARY_SIZE))
    weights = {name: value for name, value in small.state_dict().items() if "embed_tokens" not in name}
    weights = {name: value for name, value in weights.items() if not name.startswith("proj_out")}
    words = [row for token, row in spelling.small.items() if token < FIRST_TIMESTAMP]
    trained, away = _with_a_side(small.model.decoder.embed_tokens.weight.detach(), words)
    rows = (trained.mean(0) - _STEEP * away).repeat(VOCABULARY_SIZE, 1)
    rows[torch.tensor(spelling.standard)] = trained
    weights["model.decoder.layer_norm.bias"] = small.model.decoder.layer_norm.bias.detach() + _FAR * away
    weights["model.decoder.embed_tokens.weight"] = rows
    weights["proj_out.weight"] = rows
    full.load_state_dict(weights)
    settings = full.config
    settings.bos_token_id = settings.eos_token_id = settings.pad_token_id = END_OF_TEXT
    settings.decoder_start_token_id = START_OF_TRANSCRIPT
    full.generation_config._from_model_config = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        full.half().save_pretrained(folder)
        build_tokenizer(folder)
        _tell(folder / "generation_config.json", trainee.recipe)
        # safetensors writes for the owner alone.
        (folder / "model.safetensors").chmod(0o644)
    except (OSError, SafetensorError) as error:
        raise WriteFailedError(path=str(folder), reason=str(error)) from error
