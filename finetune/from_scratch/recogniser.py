"""Trains a small Whisper on synthetic cante, from random weights.

Three stages, each a number of steps: the encoder alone on 10 s windows, with the letter that sounds at each
frame as target (a linear head that is dropped afterwards); encoder and decoder together on 10 s windows at
random places of the 30 s; and on whole 30 s windows. Some heads of the decoder's cross attention are guided
to the span in which a piece is sung. A window without voice has the no-speech token as its first target; half
of the windows are written with Whisper's timestamps.
"""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from transformers import WhisperConfig, WhisperForConditionalGeneration

from finetune.from_scratch import training
from finetune.from_scratch.alphabet import VOCABULARY
from finetune.from_scratch.mel import LogMel
from finetune.from_scratch.pieces import Pieces
from finetune.from_scratch.tokenizer import (
    END_OF_TEXT,
    FIRST_TIMESTAMP,
    NO_SPEECH,
    NO_TIMESTAMPS,
    SPANISH,
    START_OF_PREVIOUS,
    START_OF_TRANSCRIPT,
    TRANSCRIBE,
    VOCABULARY_SIZE,
    build_tokenizer,
)
from finetune.from_scratch.windows import Mixing, Pool, Window, draw, sounding_letters

POSITIONS = 1500
FRAMES_A_SECOND = 50
_IGNORED = -100


@dataclass(frozen=True)
class Stage:
    """A part of the training: windows of `seconds`, `steps` of `batch` windows, the rate's `peak`."""

    name: str
    seconds: float
    steps: int
    batch: int
    peak: float
    decoder: bool


@dataclass(frozen=True)
class Recipe:
    """Sizes, stages and weights of the losses."""

    width: int = 192
    heads: int = 3
    encoder_layers: int = 6
    decoder_layers: int = 3
    stages: tuple[Stage, ...] = (
        Stage("encoder", 10.0, 1500, 16, 1.5e-3, decoder=False),
        Stage("both", 10.0, 1500, 16, 1.0e-3, decoder=True),
        Stage("whole", 30.0, 600, 8, 5e-4, decoder=True),
    )
    letter_weight: float = 0.3
    guidance_weight: float = 0.15
    merge_dropout: float = 0.05
    input_noise: float = 0.1
    timestamps: float = 0.5
    seed: int = 1


@dataclass(frozen=True)
class Example:
    """One window ready for the model; token arrays are in the small vocabulary.

    `spans` (t, 2) are seconds of what each target token is heard in, NaN where it is not heard anywhere.
    """

    samples: npt.NDArray[np.float32]
    letters: npt.NDArray[np.int64]
    offset: int
    inputs: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    spans: npt.NDArray[np.float32]
    text: str


def written(
    window: Window, pieces: Pieces, offset: float, timestamps: bool, rng: np.random.Generator, dropout: float
) -> tuple[list[int], list[tuple[float, float]]]:
    """Standard ids of the window's text after the prompt, with the span in seconds each is sung in."""
    tokens: list[int] = []
    spans: list[tuple[float, float]] = []

    def stamp(seconds: float) -> None:
        tokens.append(FIRST_TIMESTAMP + min(1500, round((seconds + offset) * 50)))
        spans.append((seconds - 0.1, seconds + 0.1))

    for line in window.lines:
        if timestamps:
            stamp(line.start)
        for word, first in zip(line.text.split(), line.first_letters, strict=True):
            at = int(first)
            for piece in pieces.spell(word, rng, dropout):
                last = max(at, at + piece.letters - 1)
                tokens.append(piece.token)
                spans.append((float(line.onsets[at]), float(line.offsets[last])))
                at += piece.letters
                at = min(at, len(line.onsets) - 1)
        if timestamps:
            stamp(line.end)
    return tokens, spans


@dataclass(frozen=True)
class Maker:
    """Makes example `n` of a stage. Deterministic."""

    pool: Pool
    pieces: Pieces
    stage: Stage
    recipe: Recipe
    mixing: Mixing
    random_place: bool

    def __call__(self, number: int) -> Example:
        """Example `number`."""
        key = self.recipe.seed * 10 + self.recipe.stages.index(self.stage)
        window = draw(self.pool.lines, key, number, self.mixing)
        rng = np.random.default_rng([key, number, 5])
        spare = POSITIONS - round(self.stage.seconds * FRAMES_A_SECOND)
        offset = int(rng.integers(spare + 1)) if self.random_place and rng.random() < 0.5 else 0
        stamped = bool(rng.random() < self.recipe.timestamps)
        return example(window, self.pieces, offset, stamped, rng, self.recipe)


def example(
    window: Window, pieces: Pieces, offset: int, stamped: bool, rng: np.random.Generator, recipe: Recipe
) -> Example:
    """The window with its tokens; it stands at `offset` frames of the 30 s."""
    tokens, spans = written(
        window, pieces, offset / FRAMES_A_SECOND, stamped, rng, recipe.merge_dropout
    )
    prompt = [START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, *([] if stamped else [NO_TIMESTAMPS])]
    ids = [*prompt, *tokens, END_OF_TEXT][:440]
    small = np.array([pieces.small[token] for token in ids], np.int64)
    targets = small[1:].copy()
    targets[1 : len(prompt) - 1] = _IGNORED
    targets[0] = pieces.small[SPANISH if window.lines else NO_SPEECH]
    inputs = small[:-1].copy()
    if recipe.input_noise:
        changed = rng.random(len(inputs)) < recipe.input_noise
        changed[: len(prompt)] = False
        inputs[changed] = rng.choice(small, int(changed.sum()))
    heard = np.full((len(targets), 2), np.nan, np.float32)
    fitting = spans[: len(targets) - len(prompt) + 1]
    heard[len(prompt) - 1 : len(prompt) - 1 + len(fitting)] = np.array(fitting, np.float32).reshape(-1, 2)
    text = " ".join(line.text for line in window.lines)
    return Example(window.samples, sounding_letters(window), offset, inputs, targets, heard, text)


@dataclass(frozen=True)
class Batch:
    """Examples padded to one shape."""

    samples: torch.Tensor
    letters: torch.Tensor
    offsets: list[int]
    inputs: torch.Tensor
    targets: torch.Tensor
    guide: torch.Tensor
    texts: list[str]


def collate(examples: list[Example]) -> Batch:
    """Pads tokens at the right; `guide` (batch, t, frames) is 1 where a token is heard, 0 elsewhere."""
    longest = max(len(item.inputs) for item in examples)
    frames = len(examples[0].letters)
    inputs = torch.zeros(len(examples), longest, dtype=torch.long)
    targets = torch.full((len(examples), longest), _IGNORED)
    guide = torch.zeros(len(examples), longest, frames)
    centres = (np.arange(frames) + 0.5) / FRAMES_A_SECOND
    for row, item in enumerate(examples):
        count = len(item.inputs)
        inputs[row, :count] = torch.from_numpy(item.inputs)
        targets[row, :count] = torch.from_numpy(item.targets)
        start, end = item.spans[:, :1] - 0.06, item.spans[:, 1:] + 0.06
        guide[row, :count] = torch.from_numpy(((centres >= start) & (centres <= end)).astype(np.float32))
    return Batch(
        torch.from_numpy(np.stack([item.samples for item in examples])),
        torch.from_numpy(np.stack([item.letters for item in examples])),
        [item.offset for item in examples],
        inputs,
        targets,
        guide,
        [item.text for item in examples],
    )


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

    def __init__(self, recipe: Recipe, pieces: Pieces) -> None:
        super().__init__()
        self.recipe = recipe
        self.pieces = pieces
        self.whisper = WhisperForConditionalGeneration(configuration(recipe, pieces.size))
        encoder = self.whisper.model.encoder
        quick = copy.deepcopy(self.whisper.config)
        quick._attn_implementation = "sdpa"
        for layer in encoder.layers:
            layer.self_attn.config = quick
        self.letters = nn.Linear(recipe.width, len(VOCABULARY))
        self.mel = LogMel()

    def encode(self, samples: torch.Tensor, offsets: list[int]) -> torch.Tensor:
        """Encoder states (batch, frames, width) of windows that stand at `offsets` frames of the 30 s."""
        encoder = self.whisper.model.encoder
        hidden = nn.functional.gelu(encoder.conv1(self.mel(samples)))
        hidden = nn.functional.gelu(encoder.conv2(hidden)).transpose(1, 2)
        places = torch.stack([torch.arange(hidden.shape[1]) + offset for offset in offsets])
        hidden = hidden + encoder.embed_positions.weight[places]
        for layer in encoder.layers:
            hidden = layer(hidden, None, None)[0]
        states: torch.Tensor = encoder.layer_norm(hidden)
        return states

    def forward(self, batch: Batch, decoder: bool) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """The weighted loss, and each part of it."""
        states = self.encode(batch.samples, batch.offsets)
        scores = self.letters(states).float()
        letters = nn.functional.cross_entropy(scores.transpose(1, 2), batch.letters)
        parts = {"letters": letters.detach()}
        with torch.no_grad():
            sung = batch.letters > 0
            parts["frames"] = (scores.argmax(-1) == batch.letters)[sung].float().mean() if sung.any() else letters
        if not decoder:
            return letters, parts
        output = self.whisper.model.decoder(
            input_ids=batch.inputs, encoder_hidden_states=states, output_attentions=True, use_cache=False
        )
        logits = self.whisper.proj_out(output.last_hidden_state).float()
        text = nn.functional.cross_entropy(logits.transpose(1, 2), batch.targets, ignore_index=_IGNORED)
        heard = batch.guide.sum(-1) > 0
        # Half of the heads of each layer look where the piece is sung; the others stay free.
        looking = torch.stack([layer[:, :2].float() for layer in output.cross_attentions], 1)
        inside = (looking * batch.guide[:, None, None]).sum(-1).clamp(min=1e-4)
        guided = -inside.log().mean(dim=(1, 2))[heard].mean() if heard.any() else torch.zeros(())
        parts |= {"text": text.detach(), "guided": guided.detach()}
        weights = self.recipe
        return text + weights.letter_weight * letters + weights.guidance_weight * guided, parts

    @torch.no_grad()
    def read(self, samples: torch.Tensor, limit: int = 200) -> list[str]:
        """The text of windows (batch, n) by greedy decoding without timestamps."""
        states = self.encode(samples, [0] * len(samples))
        prompt = [START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, NO_TIMESTAMPS]
        ids = torch.tensor([[self.pieces.small[token] for token in prompt]] * len(samples))
        past: Any = None
        fed = ids
        ended = torch.zeros(len(samples), dtype=torch.bool)
        end = self.pieces.small[END_OF_TEXT]
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
        return [self.pieces.read([self.pieces.standard[row] for row in line]) for line in ids.tolist()]


def word_errors(references: list[str], hypotheses: list[str]) -> float:
    """Words wrong, missing or too many, over the words of the references (which hold at least one)."""
    kept = [(a, b) for a, b in zip(references, hypotheses, strict=True) if a]
    return float(jiwer.wer([a for a, _ in kept], [b for _, b in kept]))


def validate(trainee: Trainee, pool: Pool, seconds: float, level: float, count: int = 16) -> tuple[float, str]:
    """WER on `count` windows of a part at `level` dB (infinite: without a band), and one text read."""
    mixing = Mixing(seconds=seconds, voiceless=0.0, padded=0.0)
    windows = [draw(pool.lines, 999, number, mixing, snr_db=level) for number in range(count)]
    texts = [" ".join(line.text for line in window.lines) for window in windows]
    read: list[str] = []
    for first in range(0, count, 8):
        sound = torch.from_numpy(np.stack([window.samples for window in windows[first : first + 8]]))
        with torch.autocast("cpu", torch.bfloat16):
            read.extend(trainee.read(sound))
    return word_errors(texts, read), f"{texts[0]} -> {read[0]}"


def train(recipe: Recipe, pool_folder: Path, out: Path, *, workers: int = 1, last_stage: int | None = None) -> Trainee:
    """Trains through the stages; goes on from the checkpoint in `out` where there is one."""
    pieces = Pieces()
    torch.manual_seed(recipe.seed)
    trainee = Trainee(recipe, pieces)
    state = training.load_checkpoint(out / "checkpoint.pt")
    stage_number, step = 0, 0
    if state is not None:
        trainee.load_state_dict(state["model"])
        stage_number, step = state["stage"], state["step"]
    (out / "recipe.json").parent.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1), "utf-8")
    validation = Pool(pool_folder, "validation")
    for number, stage in enumerate(recipe.stages[: last_stage]):
        if number < stage_number:
            continue
        pool = Pool(pool_folder, "train")
        optimiser = torch.optim.AdamW(trainee.parameters(), lr=stage.peak, betas=(0.9, 0.98), weight_decay=0.01)
        if state is not None and state["stage"] == number and step:
            optimiser.load_state_dict(state["optimiser"])
        else:
            step = 0
        _train_stage(trainee, optimiser, Maker(
            pool, pieces, stage, recipe, replace(Mixing(), seconds=stage.seconds), stage.seconds < 30
        ), step, number, validation, out, workers)
        step = 0
        training.save_checkpoint(
            out / "checkpoint.pt", {"model": trainee.state_dict(), "optimiser": {}, "stage": number + 1, "step": 0}
        )
    return trainee


def _train_stage(
    trainee: Trainee,
    optimiser: torch.optim.Optimizer,
    maker: Maker,
    first: int,
    number: int,
    validation: Pool,
    out: Path,
    workers: int,
) -> None:
    stage = maker.stage
    log = training.Log(out / "log.jsonl", stage.steps)
    sums: dict[str, float] = {}
    for step, examples in enumerate(training.batches(maker, first, stage.steps, stage.batch, workers), first):
        pace = training.rate(step, stage.steps, stage.peak, max(20, stage.steps // 20))
        for group in optimiser.param_groups:
            group["lr"] = pace
        with torch.autocast("cpu", torch.bfloat16):
            loss, parts = trainee(collate(examples), stage.decoder)
        loss.backward()
        nn.utils.clip_grad_norm_(trainee.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        for name, value in parts.items():
            sums[name] = sums.get(name, 0.0) + float(value)
        if (step + 1) % 20 == 0:
            log.add(step + 1, stage=stage.name, rate=pace, **{name: total / 20 for name, total in sums.items()})
            sums.clear()
        if (step + 1) % 100 == 0 or step + 1 == stage.steps:
            training.save_checkpoint(
                out / "checkpoint.pt",
                {
                    "model": trainee.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "stage": number,
                    "step": step + 1,
                },
            )
            if stage.decoder:
                clean, told = validate(trainee, validation, stage.seconds, float("inf"))
                loud, _ = validate(trainee, validation, stage.seconds, 10.0)
                log.add(step + 1, stage=stage.name, wer_clean=clean, wer_10db=loud, read=told)


def export(trainee: Trainee, folder: Path) -> None:
    """Saves the Whisper in Hugging Face's format: fp16, the standard vocabulary and special tokens.

    Rows that training did not use are moved where no state points: they are never written.
    """
    pieces, small = trainee.pieces, trainee.whisper
    full = WhisperForConditionalGeneration(configuration(trainee.recipe, VOCABULARY_SIZE))
    weights = {name: value for name, value in small.state_dict().items() if "embed_tokens" not in name}
    weights = {name: value for name, value in weights.items() if not name.startswith("proj_out")}
    trained = small.model.decoder.embed_tokens.weight.detach()
    rows = trained.mean(0).repeat(VOCABULARY_SIZE, 1)
    bias = small.model.decoder.layer_norm.bias.detach()
    rows = rows - bias / bias.norm().clamp(min=1e-6) * 20
    rows[torch.tensor(pieces.standard)] = trained
    weights["model.decoder.embed_tokens.weight"] = rows
    weights["proj_out.weight"] = rows
    full.load_state_dict(weights)
    settings = full.config
    settings.bos_token_id = settings.eos_token_id = settings.pad_token_id = END_OF_TEXT
    settings.decoder_start_token_id = START_OF_TRANSCRIPT
    full.generation_config._from_model_config = False
    folder.mkdir(parents=True, exist_ok=True)
    full.half().save_pretrained(folder)
    build_tokenizer(folder)


def read_recipe(folder: Path) -> Recipe:
    """The recipe that a training folder was made with."""
    told = json.loads((folder / "recipe.json").read_text("utf-8"))
    told["stages"] = tuple(Stage(**stage) for stage in told["stages"])
    return Recipe(**told)


make_maker = partial(Maker)
_ = START_OF_PREVIOUS
