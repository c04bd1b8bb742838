"""Trains a small Whisper on synthetic cante, from random weights.

Stages, each a number of steps: the encoder alone, with the letter that sounds at each frame as target, the
letters around it, and where the frame stands in time and among the letters (linear heads that are dropped
afterwards), so that a decoder finds its way in what it hears; encoder and decoder together on short windows;
the same with Whisper's timestamps and anywhere in the 30 s; and on whole windows of 30 s. Two heads of each
layer of the decoder's cross attention are guided to the span in which a letter is sung.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import torch
from torch import nn

from finetune.from_scratch import training
from finetune.from_scratch.examples import Maker, Recipe, Stage, collate, read_recipe
from finetune.from_scratch.muon import Pair
from finetune.from_scratch.spelling import Spelling
from finetune.from_scratch.team import ALONE, Team, together
from finetune.from_scratch.trainee import Trainee, export
from finetune.from_scratch.windows import Mixing, Pool, draw, sounding_letters

__all__ = [
    "Recipe",
    "Stage",
    "Trainee",
    "export",
    "read_recipe",
    "train",
    "train_together",
    "validate",
    "word_errors",
]

BEFORE = "before.pt"
"""The weights with which the last stage begins."""
_JUDGED = 500
"""After so many steps some held-out windows are read."""
_ENDING_EARLY = 0.5
"""Share of the whole windows with silence at their end."""
_LEVELS = (("clean", float("inf")), ("10db", 10.0))


def word_errors(references: list[str], hypotheses: list[str]) -> float:
    """Words wrong, missing or too many, over the words of the references (which hold at least one)."""
    kept = [(a, b) for a, b in zip(references, hypotheses, strict=True) if a]
    return float(jiwer.wer([a for a, _ in kept], [b for _, b in kept]))


def validate(trainee: Trainee, pool: Pool, stage: Stage, level: float, count: int = 12) -> tuple[float, str]:
    """WER on `count` windows of a part at `level` dB (infinite: without a band), and one text read."""
    mixing = Mixing(seconds=stage.seconds, voiceless=0.0, padded=0.0)
    windows = [draw(pool.lines, 999, number, mixing, snr_db=level) for number in range(count)]
    texts = [" ".join(line.text for line in window.lines) for window in windows]
    read: list[str] = []
    for first in range(0, count, 8):
        sound = torch.from_numpy(np.stack([window.samples for window in windows[first : first + 8]]))
        with torch.autocast(trainee.device.type, torch.bfloat16):
            read.extend(trainee.read(sound.to(trainee.device)))
    return word_errors(texts, read), f"{texts[0]} -> {read[0]}"


@torch.no_grad()
def hear(trainee: Trainee, pool: Pool, stage: Stage, level: float, count: int = 16) -> float:
    """Share of the sung frames of `count` windows of a part at `level` dB whose letter the encoder knows."""
    mixing = Mixing(seconds=stage.seconds, voiceless=0.0, padded=0.0)
    windows = [draw(pool.lines, 999, number, mixing, snr_db=level) for number in range(count)]
    with torch.autocast(trainee.device.type, torch.bfloat16):
        samples = torch.from_numpy(np.stack([window.samples for window in windows])).to(trainee.device)
        told = trainee.letters(trainee.encode(samples, [0] * count)).argmax(-1).cpu().numpy()
    wanted = np.stack([sounding_letters(window) for window in windows])
    return float((told == wanted)[wanted > 0].mean())


def train(
    recipe: Recipe,
    pool_folder: Path,
    out: Path,
    *,
    workers: int = 1,
    last_stage: int | None = None,
    device: str = "auto",
    team: Team = ALONE,
) -> Trainee:
    """Trains through the stages; goes on from the checkpoint in `out` where there is one.

    `workers` processes make the windows; `last_stage` ends before that stage. The weights of a finished
    training are averaged (`Recipe.kept`), those in its checkpoint are not. Raises BrokenCheckpointError,
    CorpusMissingError, CorpusVersionError, BrokenCorpusError, WriteFailedError.
    """
    path = out / "checkpoint.pt"
    torch.manual_seed(recipe.seed)
    trainee = Trainee(recipe, Spelling()).to(training.choose_device(device))
    validation = Pool(pool_folder, "validation")
    state = training.load_checkpoint(path)
    optimiser = Pair(trainee, recipe.stages[0].peak)
    stage_number, step = 0, 0
    if state is not None:
        with training.fitting(path):
            trainee.load_state_dict(state["model"])
            optimiser.load_state_dict(state["optimiser"])
            stage_number, step = state["stage"], state["step"]
    if team.leads:
        training.write_json(out / "recipe.json", asdict(recipe))
    team.alike(trainee)
    for number, stage in enumerate(recipe.stages[:last_stage]):
        if number < stage_number:
            continue
        # Read anew for every stage: the pool may have grown.
        makers = [_maker(Pool(pool_folder, "train"), trainee, stage, recipe)]
        if stage.whole_every:
            whole = replace(stage, seconds=30.0, batch=stage.whole_batch, padded=_ENDING_EARLY)
            makers.append(_maker(makers[0].pool, trainee, whole, recipe))
        if team.leads and step == 0 and number + 1 == len(recipe.stages):
            training.save_checkpoint(out / BEFORE, {"model": trainee.state_dict()})
        _train_stage(trainee, optimiser, makers, step, number, validation, out, workers, team)
        step = 0
        if team.leads:
            training.save_checkpoint(path, _state(trainee, optimiser, number + 1, 0))
        team.wait()
    if last_stage is None and team is ALONE:
        _average(trainee, out / BEFORE, recipe.kept)
    return trainee


def _average(trainee: Trainee, path: Path, kept: float) -> None:
    """Moves the weights towards those at `path`, if there are any, of which they keep the share `kept`."""
    before = training.load_checkpoint(path) if kept < 1.0 else None
    if before is None:
        return
    with training.fitting(path), torch.no_grad():
        for name, value in trainee.state_dict().items():
            if value.is_floating_point():
                value.lerp_(before["model"][name].to(value), 1.0 - kept)


def train_together(
    processes: int, recipe: Recipe, pool_folder: Path, out: Path, last_stage: int | None
) -> Trainee:
    """As `train`, on the CPU by `processes` processes of one thread each, which share the windows of a step.

    Raises what `train` raises, and ValueError unless `processes` divides the batch of every stage.
    """
    for stage in recipe.stages:
        if stage.batch % processes:
            raise ValueError(f"{processes} processes cannot share batches of {stage.batch}")
    together(_train_member, processes, recipe, pool_folder, out, last_stage)
    return train(recipe, pool_folder, out, last_stage=last_stage, device="cpu")


def _train_member(team: Team, recipe: Recipe, pool_folder: Path, out: Path, last_stage: int | None) -> None:
    train(recipe, pool_folder, out, workers=0, last_stage=last_stage, device="cpu", team=team)


def _maker(pool: Pool, trainee: Trainee, stage: Stage, recipe: Recipe) -> Maker:
    mixing = replace(
        Mixing(),
        seconds=stage.seconds,
        quietest=stage.quietest,
        padded=stage.padded,
        stretch=recipe.stretch,
    )
    placed = stage.anywhere and stage.seconds < 30
    return Maker(pool, trainee.spelling, stage, recipe, mixing, random_place=placed)


def _losses(
    trainee: Trainee, makers: Sequence[Maker], first: int, workers: int, team: Team
) -> Iterator[tuple[torch.Tensor, dict[str, torch.Tensor]]]:
    """The loss of each step from `first` on, and its parts. The second maker's windows come now and then."""
    stage = makers[0].stage
    every = stage.whole_every
    whole = (lambda step: step // every) if every else (lambda step: 0)
    batches = [
        training.batches(maker, reached(first), reached(stage.steps), maker.stage.batch, workers, team)
        for maker, reached in zip(makers, (lambda step: step - whole(step), whole), strict=False)
    ]
    for step in range(first, stage.steps):
        kind = whole(step + 1) - whole(step)
        with torch.autocast(trainee.device.type, torch.bfloat16):
            batch = collate(next(batches[kind])).to(trainee.device)
            yield trainee(batch, makers[kind].stage)


def _state(trainee: Trainee, optimiser: Pair, stage: int, step: int) -> dict[str, Any]:
    return {"model": trainee.state_dict(), "optimiser": optimiser.state_dict(), "stage": stage, "step": step}


def _train_stage(
    trainee: Trainee,
    optimiser: Pair,
    makers: Sequence[Maker],
    first: int,
    number: int,
    validation: Pool,
    out: Path,
    workers: int,
    team: Team,
) -> None:
    stage = makers[0].stage
    log = training.Log(out / "log.jsonl", stage.steps)
    means = training.Means()
    for step, (loss, parts) in enumerate(_losses(trainee, makers, first, workers, team), first):
        pace = training.set_rate(optimiser, step, stage.steps, stage.peak, stage.end)
        loss.backward()  # type: ignore[no-untyped-call]
        team.average(trainee)
        nn.utils.clip_grad_norm_(trainee.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if not team.leads:
            continue
        means.add(parts)
        last = step + 1 == stage.steps
        if (step + 1) % training.NOTED == 0 or last:
            log.add(step + 1, stage=stage.name, rate=pace, **means.take())
        if (step + 1) % training.KEPT == 0 or last:
            training.save_checkpoint(out / "checkpoint.pt", _state(trainee, optimiser, number, step + 1))
        if (step + 1) % _JUDGED and not last:
            continue
        # Teams wait for who reads: a dozen windows of each level must do.
        if not stage.decoder:
            told = {f"frames_{name}": hear(trainee, validation, stage, level) for name, level in _LEVELS}
            log.add(step + 1, stage=stage.name, **told)
        else:
            clean, read = validate(trainee, validation, stage, float("inf"))
            loud, _ = validate(trainee, validation, stage, 10.0)
            log.add(step + 1, stage=stage.name, wer_clean=clean, wer_10db=loud, read=read)
