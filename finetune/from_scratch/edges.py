"""Trains the boundary correction model (`flamenco_desktop.recognition.edges`) on synthetic cante.

It is shown edges of words where an aligner might have put them, some milliseconds beside the truth and now
and then some tens, and learns at which place in the picture they are. An edge between two places is shared by
them in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import nn

from finetune.from_scratch import training
from finetune.from_scratch.windows import Mixing, Placed, Pool, draw
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.recognition.edge_network import (
    COLUMNS,
    HOP,
    MIDDLE,
    PLACES,
    RATE,
    STEP,
    EdgeNetwork,
    Shape,
    around,
)
from flamenco_desktop.recognition.edge_network import picture as picture_of
from flamenco_desktop.recognition.edges import Edge, centres

_JOINED = 0.0025
_COLUMN, _STEP = HOP / RATE, STEP / RATE
# How far beside the truth aligners put edges: most of them by little, some by much.
_LITTLE, _MUCH, _OFTEN, _MOST = 0.012, 0.045, 0.6, 0.12


@dataclass(frozen=True)
class Recipe:
    """Steps of `batch` windows; the voice is `quietest` to `loudest` dB over the band."""

    seconds: float = 8.0
    steps: int = 5000
    batch: int = 8
    peak: float = 2e-3
    quietest: float = -2.0
    loudest: float = 22.0
    alone: float = 0.15
    seed: int = 6

    @property
    def mixing(self) -> Mixing:
        """How its windows are made."""
        return Mixing(
            seconds=self.seconds,
            quietest=self.quietest,
            loudest=self.loudest,
            alone=self.alone,
            voiceless=0.0,
            padded=0.0,
            longest_room=1.5,
            one_room=0.5,
        )


@dataclass(frozen=True)
class Shown:
    """Edges of a window: `pictures` (n, columns, bands), `places` (n,), and `kinds` (n,)."""

    pictures: npt.NDArray[np.float32]
    places: npt.NDArray[np.float32]
    kinds: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Maker:
    """Makes the edges of window number n. Deterministic."""

    pool: Pool
    recipe: Recipe

    def __call__(self, number: int) -> Shown:
        """The edges of window `number`."""
        window = draw(self.pool.lines, self.recipe.seed, number, self.recipe.mixing)
        rng = np.random.default_rng([self.recipe.seed, number, 1])
        whole = picture_of(window.samples)
        edges = [edge for line in window.lines for edge in edges_of(line)]
        aside = [rng.normal(0, _LITTLE if rng.random() < _OFTEN else _MUCH) for _ in edges]
        asked = [time + float(np.clip(by, -_MOST, _MOST)) for (time, _), by in zip(edges, aside, strict=True)]
        columns = [round(time / _COLUMN) for time in asked]
        pictures = [around(whole, column).numpy() for column in columns]
        places = [
            (time - at * _COLUMN) / _STEP + MIDDLE for (time, _), at in zip(edges, columns, strict=True)
        ]
        return Shown(
            np.array(pictures, np.float32).reshape(-1, COLUMNS, whole.shape[1]),
            np.array(places, np.float32),
            np.array([int(kind) for _, kind in edges], np.int64),
        )


def edges_of(line: Placed) -> Iterator[tuple[float, Edge]]:
    """The edges of a line's words: times in seconds, and kinds."""
    starts = line.onsets[line.first_letters].tolist()
    ends = line.word_ends.tolist()
    yield starts[0], Edge.BEGINNING
    for end, start in zip(ends[:-1], starts[1:], strict=True):
        if start - end < _JOINED:
            yield start, Edge.JOINT
        else:
            yield end, Edge.END
            yield start, Edge.BEGINNING
    yield ends[-1], Edge.END


def train(recipe: Recipe, pool_folder: Path, out: Path, *, workers: int = 1) -> EdgeNetwork:
    """Trains on the CPU; goes on from the checkpoint in `out` where there is one.

    `workers` processes make the windows. Raises BrokenCheckpointError, CorpusMissingError,
    CorpusVersionError, BrokenCorpusError, WriteFailedError.
    """
    path = out / "checkpoint.pt"
    torch.manual_seed(recipe.seed)
    network = EdgeNetwork(Shape(), normed=True)
    optimiser = torch.optim.AdamW(network.parameters(), recipe.peak, betas=(0.9, 0.98), fused=True)
    maker = Maker(Pool(pool_folder, "train"), recipe)
    judge = Maker(Pool(pool_folder, "validation"), replace(recipe, seed=998))
    held_out = together([judge(number) for number in range(48)])
    state = training.load_checkpoint(path)
    begun = 0
    if state is not None:
        with training.fitting(path):
            network.load_state_dict(state["network"])
            optimiser.load_state_dict(state["optimiser"])
            begun = state["step"]
    training.write_json(out / "recipe.json", asdict(recipe))
    log = training.Log(out / "log.jsonl", recipe.steps)
    means = training.Means()
    for step, items in enumerate(training.batches(maker, begun, recipe.steps, recipe.batch, workers), begun):
        pace = training.set_rate(optimiser, step, recipe.steps, recipe.peak)
        shown = together(items)
        if len(shown.kinds):
            loss = loss_of(network, shown)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            means.add({"loss": loss.detach()})
        last = step + 1 == recipe.steps
        if (step + 1) % training.NOTED == 0 or last:
            log.add(step + 1, rate=pace, **means.take())
        if (step + 1) % training.KEPT == 0 or last:
            training.save_checkpoint(
                path, {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}
            )
            log.add(step + 1, **errors(network, held_out))
    return network


def together(items: Sequence[Shown]) -> Shown:
    """The edges of several windows."""
    return Shown(
        np.concatenate([one.pictures for one in items]),
        np.concatenate([one.places for one in items]),
        np.concatenate([one.kinds for one in items]),
    )


def loss_of(network: EdgeNetwork, shown: Shown) -> torch.Tensor:
    """Cross entropy of the places with the edges' shares."""
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(torch.from_numpy(shown.pictures), torch.from_numpy(shown.kinds))
    logarithms = scores.float().log_softmax(-1)
    places = torch.from_numpy(shown.places).clamp(0, PLACES - 1.001)[:, None]
    first = places.floor().long()
    later = places - first
    loss: torch.Tensor = -(
        (1 - later) * logarithms.gather(1, first) + later * logarithms.gather(1, first + 1)
    ).mean()
    return loss


def errors(network: EdgeNetwork, shown: Shown) -> dict[str, float]:
    """The median error of each kind of edge in milliseconds, and the loss."""
    network.eval()
    with torch.inference_mode():
        found = [
            centres(network(torch.from_numpy(pictures), torch.from_numpy(kinds)).softmax(-1))[0].numpy()
            for pictures, kinds in zip(
                np.array_split(shown.pictures, 8), np.array_split(shown.kinds, 8), strict=True
            )
        ]
        loss = float(loss_of(network, shown))
    network.train()
    wrong = 1000 * _STEP * np.abs(np.concatenate(found) - shown.places)
    return {"validation": loss} | {
        f"{kind.name.lower()}_ms": float(np.median(wrong[shown.kinds == kind]))
        for kind in Edge
        if (shown.kinds == kind).any()
    }


def export(network: EdgeNetwork, path: Path) -> None:
    """Saves the network in half precision, its shape in the file's metadata. Raises WriteFailedError."""
    fused = network.eval().fused()
    weights = {name: value.detach().half().contiguous() for name, value in fused.state_dict().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(weights, path, network.shape.metadata())
        path.chmod(0o644)
    except (OSError, SafetensorError) as error:
        raise WriteFailedError(path=str(path), reason=str(error)) from error
