"""Where words begin and end to a few milliseconds, looked at closely where an aligner has put them.

An aligner hears in frames of 20 ms, and the end of a held vowel fades into the room and the band. A boundary
correction model (as Stolcke and others, "Highly accurate phonetic segmentation using boundary correction
models and system fusion", ICASSP 2014, only with a network for the classifier) looks at a picture of the
sound around each edge and says where within it the edge is, in steps of 5 ms. It knows the singing that it
was trained on, so it lies beside an aligner's weights; where there is none, the words stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.lyrics.model import Word

if TYPE_CHECKING:
    import torch

FILE = "edges.safetensors"
_RATE = 16_000
# No further than that, and only where so much of the chance is within two places.
_FURTHEST = 0.04
_SURE = 0.2
_NEAR = 2
_SHORTEST = 0.02
_TOGETHER = 0.001
_AT_ONCE = 64
# Columns beyond a picture that its outermost windows reach into.
_MARGIN = 10


class Edge(IntEnum):
    """An end before a rest, a beginning after one, or one word's end that is the next one's beginning."""

    END = 0
    BEGINNING = 1
    JOINT = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """An edge to look at: its time in seconds, its kind, and the indices of the words on both sides."""

    time: float
    kind: Edge
    before: int | None
    after: int | None


class Edges:
    """The correction model of an aligner."""

    def __init__(self, path: Path) -> None:
        """Load it. Raises ModelBrokenError."""
        from safetensors import SafetensorError, safe_open

        from flamenco_desktop.recognition import edge_network

        self._heard: Any = edge_network
        try:
            with safe_open(path, framework="pt") as content:
                shape = edge_network.Shape.of(content.metadata() or {})
                weights = {name: content.get_tensor(name).float() for name in content.keys()}  # noqa: SIM118
            self._network = edge_network.EdgeNetwork(shape)
            self._network.load_state_dict(weights)
        except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
            raise ModelBrokenError(model=path.name, reason=str(error).splitlines()[0]) from error
        self._network.eval()

    def correct(self, words: Sequence[Word], samples: NDArray[np.float32]) -> tuple[Word, ...]:
        """The words with their edges where they are heard; order and estimated words stay as they are.

        Times are those of mono `samples` (n,) at 16 kHz.
        """
        asked = edges_of(words)
        if not asked or not len(samples):
            return tuple(words)
        return moved(words, asked, self.times(samples, [(one.time, one.kind) for one in asked]))

    def times(self, samples: NDArray[np.float32], asked: Sequence[tuple[float, Edge]]) -> list[float | None]:
        """When each edge is, in seconds; None where it is not heard near the time that is `asked` for."""
        import torch

        heard = self._heard
        column, step = heard.HOP / _RATE, heard.STEP / _RATE
        columns = [round(time / column) for time, _ in asked]
        found: list[float | None] = []
        with torch.inference_mode():
            pictures = self._pictures(samples, columns)
            for first in range(0, len(asked), _AT_ONCE):
                some = range(first, min(len(asked), first + _AT_ONCE))
                kinds = torch.tensor([int(asked[n][1]) for n in some])
                chances = self._network(torch.stack([pictures[n] for n in some]), kinds).softmax(-1)
                places, sure = centres(chances)
                for number, place, chance in zip(some, places.tolist(), sure.tolist(), strict=True):
                    time = columns[number] * column + (place - heard.MIDDLE) * step
                    near = abs(time - asked[number][0]) <= _FURTHEST
                    found.append(time if near and chance >= _SURE else None)
        return found

    def _pictures(self, samples: NDArray[np.float32], columns: Sequence[int]) -> list[torch.Tensor]:
        """What is around each of `columns`; only the sound near them is looked at."""
        heard = self._heard
        margin = heard.COLUMNS + _MARGIN
        found: list[torch.Tensor] = []
        for run in _near_each_other(columns, 2 * margin):
            # It begins with a whole column.
            low = max(0, min(run) - margin)
            whole = heard.picture(samples[low * heard.HOP : (max(run) + margin) * heard.HOP])
            found += [heard.around(whole, place - low) for place in run]
        return found


def _near_each_other(columns: Sequence[int], apart: int) -> list[Sequence[int]]:
    """The columns, in their order, in runs whose steps are less than `apart`."""
    breaks = [n for n in range(1, len(columns)) if abs(columns[n] - columns[n - 1]) >= apart]
    return [columns[a:b] for a, b in pairwise([0, *breaks, len(columns)])]


def load(folder: Path) -> Edges | None:
    """The correction model beside an aligner's weights in `folder`, where there is one.

    Raises ModelBrokenError.
    """
    path = folder / FILE
    return Edges(path) if path.is_file() else None


def centres(chances: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Of `chances` (n, places) the centre of gravity around the highest one, and how much lies around it."""
    import torch

    at = torch.arange(chances.shape[1])
    near = (at - chances.argmax(-1, keepdim=True)).abs() <= _NEAR
    weights = torch.where(near, chances, 0.0)
    mass = weights.sum(-1)
    return (weights * at).sum(-1) / mass.clamp(min=1e-9), mass


def edges_of(words: Sequence[Word]) -> list[Asked]:
    """The edges of all words that have times of their own, in order; joined words share one."""
    found: list[Asked] = []
    for index, word in enumerate(words):
        if word.estimated:
            continue
        before = words[index - 1] if index else None
        if before is None or before.estimated or word.start - before.end > _TOGETHER:
            found.append(Asked(word.start, Edge.BEGINNING, None, index))
        after = words[index + 1] if index + 1 < len(words) else None
        if after is None or after.estimated or after.start - word.end > _TOGETHER:
            found.append(Asked(word.end, Edge.END, index, None))
        else:
            found.append(Asked(word.end, Edge.JOINT, index, index + 1))
    return found


def moved(words: Sequence[Word], asked: Sequence[Asked], times: Sequence[float | None]) -> tuple[Word, ...]:
    """The words with those edges moved whose time is told, as far as their neighbours leave room."""
    starts, ends = [word.start for word in words], [word.end for word in words]
    for edge, time in zip(asked, times, strict=True):
        if time is None:
            continue
        low, high = 0.0, np.inf
        if edge.before is not None:
            low = starts[edge.before] + _SHORTEST
        elif edge.after is not None and edge.after:
            low = ends[edge.after - 1]
        if edge.after is not None:
            high = ends[edge.after] - _SHORTEST
        elif edge.before is not None and edge.before + 1 < len(words):
            high = starts[edge.before + 1]
        if not low <= time <= high:
            continue
        if edge.before is not None:
            ends[edge.before] = time
        if edge.after is not None:
            starts[edge.after] = time
    return tuple(_reaching(word, start, end) for word, start, end in zip(words, starts, ends, strict=True))


def _reaching(word: Word, start: float, end: float) -> Word:
    """The word from `start` to `end`: its first and last letter with it, none of them beyond."""
    if (start, end) == (word.start, word.end):
        return word
    letters = [
        replace(one, start=min(max(one.start, start), end), end=min(max(one.end, start), end))
        for one in word.letters
    ]
    if letters:
        letters[0] = replace(letters[0], start=start)
        letters[-1] = replace(letters[-1], end=end)
    return replace(word, start=start, end=end, letters=tuple(letters))
