"""The aligner's fine-tuning from its windows to its verdict: errors of onset and offset before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import ctc
from finetune.batches import Plan
from finetune.clips import Clip
from finetune.ctc import LONGEST
from finetune.events import Events
from finetune.faults import DatasetError
from finetune.network import Base
from finetune.run import MODEL, Parts, finish, name_of, train
from finetune.spec import TrainingSpec
from finetune.training import Training
from flamenco_desktop.models import store

__all__ = ["LONGEST", "run"]

_JUDGED = 40
_LOST = 0.01
_FAR = 1.0
"""Seconds: a word that is lost is lost, however far away it was put."""


def run(
    spec: TrainingSpec, found: Base, parts: Parts, told: Events, *, only_estimate: bool
) -> dict[str, Any]:
    """Train on lines whose words have times, and compare on others. Raises as `run.run` does."""
    train_clips, validation, test = (_timed(own) for own in (parts.train, parts.validation, parts.test))
    if not (train_clips and validation and test):
        raise DatasetError(
            path=spec.dataset, reason="nothing_held_out", detail="few lines have times for all their words"
        )
    practised = _timed((*parts.other.practised, *parts.other.guarded))
    rehearsed = _timed(parts.other.tested)
    network = ctc.CtcNetwork(spec, found, sum(clip.item.window.seconds for clip in train_clips))
    plan = Plan(spec, len(train_clips), len(practised))
    training = Training(
        spec,
        network,
        plan,
        ctc.Maker(spec, plan, network, train_clips, practised),
        lambda: ctc.judge(network, validation[:_JUDGED]),
        told,
    )
    outcome = train(spec, training, min(_JUDGED, len(validation)), told, only_estimate)
    if isinstance(outcome, dict):
        return outcome
    made = Path(spec.out) / MODEL
    told.tell("stage", stage="saving", fraction=0.0)
    ctc.save(network.merged(training.best()), found, made)
    after = replace(store.aligner(str(made)), name=name_of(spec, found))
    result = compare(found.model.folder, made, test, rehearsed, spec.seed, told)
    result |= {"steps": outcome.steps, "best_step": outcome.step, "ended": outcome.ended}
    return finish(spec, found, parts, after, result, told)


def compare(
    before: Path, after: Path, test: Sequence[Clip], rehearsed: Sequence[Clip], seed: int, told: Events
) -> dict[str, Any]:
    """Both aligners on the same lines: errors in seconds, and whether the new one is offered."""
    found: list[tuple[NDArray[np.float64], ...]] = []
    for place, folder in enumerate((before, after)):

        def progress(fraction: float, start: float = place / 2) -> None:
            told.tell("stage", stage="testing", fraction=round(start + fraction / 2, 3))

        found.append(
            tuple(
                np.minimum(np.array(ctc.times(folder, own, progress), np.float64).reshape(-1, 2), _FAR)
                for own in (test, rehearsed)
            )
        )
    (old, old_other), (new, new_other) = found
    low, high = _interval(old[:, 0], new[:, 0], seed)
    scores: dict[str, Any] = {}
    for name, column in (("onset error, mean (s)", 0), ("offset error, mean (s)", 1)):
        scores[name] = {"before": _mean(old[:, column]), "after": _mean(new[:, column])}
    for name, column in (("onset error, median (s)", 0), ("offset error, median (s)", 1)):
        scores[name] = {"before": _median(old[:, column]), "after": _median(new[:, column])}
    if len(old_other):
        scores["onset error on other singing, mean (s)"] = {
            "before": _mean(old_other[:, 0]), "after": _mean(new_other[:, 0])
        }  # fmt: skip
    scores["words tested"] = len(old)
    forgot = len(old_other) > 0 and _mean(new_other[:, 0]) > _mean(old_other[:, 0]) + _LOST
    better = high < 0
    mean = scores["onset error, mean (s)"]
    change = (
        f"words begin {mean['after'] * 1000:.0f} ms from where they should, "
        f"before {mean['before'] * 1000:.0f} ms"
    )
    sure = f"(the change lies between {low * 1000:+.0f} and {high * 1000:+.0f} ms)"
    sentences = [
        f"On held-out lines {change}: better beyond chance {sure}."
        if better
        else f"On held-out lines {change}: that is no sure improvement. What would help: more lines with "
        "corrected times."
    ]
    if forgot:
        sentences.append("On other singing it is worse than before. What would help: more rehearsal.")
    told.tell("test", scores=scores, change={"low": low, "high": high})
    offered = better and not forgot
    told.tell("verdict", offered=offered, sentences=sentences, reasons=[])
    return {"offered": offered, "verdict": " ".join(sentences), "scores": scores}


def _interval(old: NDArray[np.float64], new: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Where the mean change of the onset error lies with 95 % certainty (paired bootstrap over words)."""
    if not len(old):
        return 0.0, 0.0
    rng = np.random.default_rng([seed, 4])
    drawn = (new - old)[rng.integers(0, len(old), (2000, len(old)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _timed(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """Windows all of whose words have heard times; those without singing teach to stay silent."""
    return tuple(clip for clip in clips if all(part.exact for part in clip.item.window.parts))


def _mean(errors: NDArray[np.float64]) -> float:
    return float(errors.mean()) if len(errors) else 0.0


def _median(errors: NDArray[np.float64]) -> float:
    return float(np.median(errors)) if len(errors) else 0.0
