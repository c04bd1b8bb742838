"""Which windows each step sees, and how each is changed: all of it follows from the seed and the step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from finetune import features
from finetune.dataset import Item
from finetune.features import FRAMES, Mel
from finetune.labels import IGNORED, Label, Labels
from finetune.spec import TrainingSpec

_EPOCHS, _MOST_EPOCHS, _FEW_STEPS = 12, 40, 120


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows with their log-mel by number."""

    items: tuple[Item, ...]
    mels: Callable[[int], Mel]


@dataclass(frozen=True, slots=True)
class Batch:
    """Log-mel (b, bins, 3000), what the decoder is given and should say (b, t).

    The last `practised` windows are other singing, of which the base's own opinion counts too.
    """

    mels: torch.Tensor
    inputs: torch.Tensor
    targets: torch.Tensor
    practised: int = 0

    @property
    def said(self) -> int:
        """Targets in all."""
        return int((self.targets != IGNORED).sum())

    def parts(self, size: int) -> list[Batch]:
        """The batch in parts of at most `size` windows."""
        own = len(self.mels) - self.practised
        found: list[Batch] = []
        for first in range(0, len(self.mels), size):
            last = min(first + size, len(self.mels))
            part = slice(first, last)
            practised = max(0, last - max(first, own))
            found.append(Batch(self.mels[part], self.inputs[part], self.targets[part], practised))
        return found


class Plan:
    """The order of windows. `rehearsed` of each batch are rehearsal windows, the others the singer's."""

    def __init__(self, spec: TrainingSpec, own: int, rehearsal: int) -> None:
        self._seed = spec.seed
        self._own, self._rehearsal = own, rehearsal
        wanted = round(spec.batch * spec.rehearsal_share) if rehearsal else 0
        self.rehearsed = min(wanted, spec.batch - 1)
        self.fresh = max(1, min(spec.batch - self.rehearsed, own))
        self.steps_an_epoch = max(1, -(-own // self.fresh))
        self.steps = self.steps_an_epoch * (spec.epochs or _epochs(self.steps_an_epoch))
        if spec.most_steps:
            self.steps = min(self.steps, spec.most_steps)
        # Every half epoch, but not more often than each ten steps: reading costs as much as some steps.
        self.round = max(1, min(self.steps, max(self.steps_an_epoch // 2, min(10, self.steps_an_epoch))))

    def step(self, step: int) -> tuple[list[int], list[int]]:
        """Numbers of the singer's windows and of rehearsal windows; each epoch has all of the first."""
        own = self._draw(self._own, step * self.fresh, self.fresh, 10)
        return own, self._draw(self._rehearsal, step * self.rehearsed, self.rehearsed, 11)

    def epoch(self, step: int) -> float:
        """How often every window of the singer was seen before `step`."""
        return step * self.fresh / self._own

    def _draw(self, count: int, first: int, size: int, stream: int) -> list[int]:
        """`size` of an endless row of shuffled rounds through `count` windows, from place `first` on."""
        found: list[int] = []
        while len(found) < size:
            turn, place = divmod(first + len(found), count)
            order = np.random.default_rng([self._seed, stream, turn]).permutation(count)
            found += order[place : place + size - len(found)].tolist()
        return found


def _epochs(steps: int) -> int:
    """How often all windows are seen where the listener leaves it open, by the steps of one epoch.

    A few minutes of singing make few steps, which teach nothing; but seen too often they are learnt by heart.
    """
    return min(_MOST_EPOCHS, max(_EPOCHS, -(-_FEW_STEPS // steps)))


class Maker:
    """Makes the batch of a step."""

    def __init__(
        self, spec: TrainingSpec, plan: Plan, labels: Labels, own: Windows, rehearsal: Windows | None
    ) -> None:
        self._spec, self._plan, self._labels = spec, plan, labels
        self._own, self._rehearsal = own, rehearsal

    def __call__(self, step: int) -> Batch:
        """The batch of `step`."""
        own, rehearsed = self._plan.step(step)
        made = [
            self._example(self._own, number, [self._spec.seed, 20, step, place])
            for place, number in enumerate(own)
        ]
        if self._rehearsal is None:
            return stacked(made, self._labels.end)
        made += [
            self._example(self._rehearsal, number, [self._spec.seed, 21, step, place])
            for place, number in enumerate(rehearsed)
        ]
        return stacked(made, self._labels.end, practised=len(rehearsed))

    def _example(self, windows: Windows, number: int, seed: Sequence[int]) -> tuple[Mel, Label]:
        rng = np.random.default_rng(seed)
        item, mel = windows.items[number], windows.mels(number)
        timed = rng.random() < self._spec.timestamps
        told = rng.random() < self._spec.previous
        pace = 1.0
        if self._spec.augment:
            change = features.draw(rng, item.window.seconds)
            mel = features.changed(mel, item.window.seconds, change, rng)
            pace = change.pace
        slips = rng if self._spec.augment else None
        return mel, self._labels.label(item, timestamps=timed, previous=told, pace=pace, slips=slips)


def stacked(examples: Sequence[tuple[Mel, Label]], end: int, practised: int = 0) -> Batch:
    """One batch, short labels filled up with the end token that nobody asks for."""
    longest = max(len(label.inputs) for _, label in examples)
    inputs = np.full((len(examples), longest), end, np.int64)
    targets = np.full((len(examples), longest), IGNORED, np.int64)
    mels = np.empty((len(examples), len(examples[0][0]), FRAMES), np.float32)
    for row, (mel, label) in enumerate(examples):
        mels[row] = mel
        inputs[row, : len(label.inputs)] = label.inputs
        targets[row, : len(label.targets)] = label.targets
    return Batch(torch.from_numpy(mels), torch.from_numpy(inputs), torch.from_numpy(targets), practised)
