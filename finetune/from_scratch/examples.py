"""What the recogniser learns from: windows as Whisper's tokens, with the span in which each is sung.

A window without voice has the no-speech token as its first target; some windows are written with Whisper's
timestamps.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.pieces import Pieces
from finetune.from_scratch.pool import PooledLine
from finetune.from_scratch.tokenizer import (
    END_OF_TEXT,
    FIRST_TIMESTAMP,
    NO_SPEECH,
    NO_TIMESTAMPS,
    SPANISH,
    START_OF_TRANSCRIPT,
    TRANSCRIBE,
)
from finetune.from_scratch.windows import Mixing, Pool, Window, draw, filled_up, sounding_letters

POSITIONS = 1500
FRAMES_A_SECOND = 50
IGNORED = -100


@dataclass(frozen=True)
class Stage:
    """A part of the training: `steps` of `batch` windows of `seconds`, the rate going from `peak` to `end`.

    `padded` is the share of windows with silence at their end, `sounding` how many seconds of a window sound
    at most (None: all), the rest being filled with silence. `verses` is the share of lines drawn from the
    training coplas word for word (None: as in the pool), and `quietest` the lowest level of the voice over
    the band in dB. The share `timestamps` of the windows is written with Whisper's times; half of a stage
    with such windows stands anywhere in the 30 s. `guidance` weighs where the decoder is shown to look. With
    `kept`, so many windows are heard by the encoder once, and the decoder alone learns from them again and
    again: some five times as quick as hearing new ones.
    """

    name: str
    seconds: float
    steps: int
    batch: int
    peak: float
    decoder: bool
    end: float = 0.0
    padded: float = 0.15
    sounding: float | None = None
    verses: float | None = None
    quietest: float = -3.0
    timestamps: float = 0.0
    guidance: float = 0.4
    kept: int = 0


@dataclass(frozen=True)
class Recipe:
    """Sizes, stages and weights of the losses."""

    width: int = 192
    heads: int = 3
    encoder_layers: int = 6
    decoder_layers: int = 3
    # A decoder that begins on long windows learns the verses by heart before it finds the voice in them.
    stages: tuple[Stage, ...] = (
        Stage("encoder", 8.0, 1900, 16, 1.5e-3, decoder=False, end=1.2e-3),
        Stage("reading", 6.0, 900, 32, 1.5e-3, decoder=True, end=1.0e-3, guidance=1.0, kept=7000),
        Stage("line", 6.0, 900, 24, 1.0e-3, decoder=True, end=1.0e-3, guidance=1.0),
        Stage("lines", 9.0, 1600, 20, 1.0e-3, decoder=True, end=5e-4, timestamps=0.3),
        Stage("whole windows", 30.0, 500, 8, 5e-4, decoder=True, end=2e-5, padded=0.6, timestamps=0.4),
    )
    letter_weight: float = 0.6
    merge_dropout: float = 0.05
    input_noise: float = 0.12
    window: float = 8.0
    seed: int = 1


def read_recipe(folder: Path) -> Recipe:
    """The recipe that a training folder was made with. Raises BrokenCheckpointError."""
    path = folder / "recipe.json"
    try:
        told = json.loads(path.read_text("utf-8"))
        told["stages"] = tuple(Stage(**stage) for stage in told["stages"])
        return Recipe(**told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenCheckpointError(path=str(path), reason=str(error)) from error


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
                at = min(at + piece.letters, len(line.onsets) - 1)
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

    @cached_property
    def lines(self) -> Sequence[PooledLine]:
        """The pool's lines, those of the coplas in the stage's share."""
        return self.pool.lines if self.stage.verses is None else self.pool.weighed(self.stage.verses)

    def __call__(self, number: int) -> Example:
        """Example `number`."""
        key = self.recipe.seed * 10 + self.recipe.stages.index(self.stage)
        window = filled_up(draw(self.lines, key, number, self.mixing), self.stage.seconds)
        rng = np.random.default_rng([key, number, 5])
        spare = POSITIONS - round(self.stage.seconds * FRAMES_A_SECOND)
        offset = int(rng.integers(spare + 1)) if self.random_place and rng.random() < 0.5 else 0
        stamped = bool(rng.random() < self.stage.timestamps)
        return example(window, self.pieces, offset, stamped, rng, self.recipe)


def example(
    window: Window, pieces: Pieces, offset: int, stamped: bool, rng: np.random.Generator, recipe: Recipe
) -> Example:
    """The window with its tokens; it stands at `offset` frames of the 30 s."""
    tokens, spans = written(window, pieces, offset / FRAMES_A_SECOND, stamped, rng, recipe.merge_dropout)
    prompt = [START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, *([] if stamped else [NO_TIMESTAMPS])]
    ids = [*prompt, *tokens, END_OF_TEXT][:440]
    small = np.array([pieces.small[token] for token in ids], np.int64)
    targets = small[1:].copy()
    targets[1 : len(prompt) - 1] = IGNORED
    targets[0] = pieces.small[SPANISH if window.lines else NO_SPEECH]
    inputs = small[:-1].copy()
    if recipe.input_noise:
        changed = rng.random(len(inputs)) < recipe.input_noise
        changed[: len(prompt)] = False
        inputs[changed] = rng.choice(small, int(changed.sum()))
    heard = np.full((len(targets), 2), np.nan, np.float32)
    fitting = spans[: len(targets) - len(prompt) + 1]
    heard[len(prompt) - 1 : len(prompt) - 1 + len(fitting)] = np.array(fitting, np.float32).reshape(-1, 2)
    return Example(window.samples, sounding_letters(window), offset, inputs, targets, heard)


@dataclass(frozen=True)
class Batch:
    """Examples padded to one shape.

    `samples` (b, n), `letters` (b, frames), `inputs` and `targets` (b, t), `guide` (b, t, frames).
    """

    samples: torch.Tensor
    letters: torch.Tensor
    offsets: list[int]
    inputs: torch.Tensor
    targets: torch.Tensor
    guide: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return Batch(
            self.samples.to(device),
            self.letters.to(device),
            self.offsets,
            self.inputs.to(device),
            self.targets.to(device),
            self.guide.to(device),
        )


def collate(examples: list[Example]) -> Batch:
    """Pads tokens at the right; `guide` (batch, t, frames) is 1 where a token is heard, 0 elsewhere."""
    longest = max(len(item.inputs) for item in examples)
    frames = len(examples[0].letters)
    inputs = torch.zeros(len(examples), longest, dtype=torch.long)
    targets = torch.full((len(examples), longest), IGNORED)
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
    )
