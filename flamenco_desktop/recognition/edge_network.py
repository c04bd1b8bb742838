"""The network that hears where words begin and end to a few milliseconds, and the picture it looks at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

RATE = 16_000
HOP = 160
"""Samples between two columns of a picture: 10 ms."""
BEFORE, AFTER = 36, 24
"""Columns of a picture before and after its middle: 360 and 240 ms."""
COLUMNS = BEFORE + 1 + AFTER
PARTS = 2
STEP = HOP // PARTS
"""Samples between two places where an edge may be: 5 ms, so many in a column."""
PLACES = COLUMNS * PARTS
MIDDLE = BEFORE * PARTS
# Two looks at the same sound: a short window for when, a long one for which partials are the voice's. FFTs of
# 2048 take three times as long as these do.
_SHORT = (256, 192)
_LONG = (1024, 800)
_MEL_BANDS = 40
_LOWEST, _HIGHEST, _AN_OCTAVE = 100.0, 4000.0, 24
_FLOOR = 1e-7
KINDS = 3
"""Ends before a rest, beginnings after one, and where a word ends as the next begins."""


@dataclass(frozen=True)
class Shape:
    """The network's size: channels, and the reach of each block in columns between two taps."""

    channels: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2, 4, 1)

    def metadata(self) -> dict[str, str]:
        """As a safetensors file keeps it."""
        told = asdict(self) | {"dilations": " ".join(map(str, self.dilations))}
        return {name: str(value) for name, value in told.items()}

    @staticmethod
    def of(metadata: dict[str, str]) -> Shape:
        """The shape that `metadata` tells. Raises KeyError, ValueError."""
        dilations = tuple(int(number) for number in metadata["dilations"].split())
        return Shape(int(metadata["channels"]), dilations)


def _triangles(edges: NDArray[np.float64], fft: int) -> NDArray[np.float32]:
    """Triangular bands (bands, bins) between neighbouring `edges` in Hz, each with sum one."""
    hertz = np.linspace(0, RATE / 2, fft // 2 + 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bands = np.maximum(0, np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
    # A band that falls between two bins is the nearer one.
    empty = bands.sum(axis=1) < 1e-6
    bands[empty, np.abs(hertz - middle[empty]).argmin(axis=1)] = 1
    return np.asarray(bands / bands.sum(axis=1, keepdims=True), np.float32)


@cache
def _banks() -> tuple[tuple[int, int, torch.Tensor], ...]:
    """FFT, window and bands (bins, bands) of both looks; bins above the highest band are left out."""
    mels = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), _MEL_BANDS + 2)
    steps = np.arange(-1, int(np.log2(_HIGHEST / _LOWEST) * _AN_OCTAVE) + 1) / _AN_OCTAVE
    edges = (700 * (10 ** (mels / 2595) - 1), _LOWEST * 2**steps)
    found: list[tuple[int, int, torch.Tensor]] = []
    for (fft, window), each in zip((_SHORT, _LONG), edges, strict=True):
        bank = _triangles(each, fft)
        used = int(np.flatnonzero(bank.any(axis=0))[-1]) + 1
        found.append((fft, window, torch.from_numpy(np.ascontiguousarray(bank[:, :used].T))))
    return tuple(found)


@cache
def bands() -> int:
    """Rows of a picture: each column has as many short windows as there are places in it, and a long one."""
    (_, _, short), (_, _, long) = _banks()
    return PARTS * short.shape[1] + long.shape[1]


def picture(samples: NDArray[np.float32]) -> torch.Tensor:
    """Logarithms of the power in mono `samples` (n,): (n // `HOP` + 1, `bands`), column k at k * 10 ms."""
    sound = torch.from_numpy(np.ascontiguousarray(samples, np.float32))
    columns = len(sound) // HOP + 1
    # As many short windows for the last column as for the others.
    longer = nn.functional.pad(sound, (0, columns * HOP - len(sound)))
    short, long = (_powers(longer, hop, *look) for hop, look in zip((STEP, HOP), _banks(), strict=True))
    each = short[: columns * PARTS].reshape(columns, -1)
    return torch.cat([each, long[:columns]], dim=1)


def _powers(sound: torch.Tensor, hop: int, fft: int, window: int, bank: torch.Tensor) -> torch.Tensor:
    """Logarithms of the power in the bands of `bank`, every `hop` samples: (columns, bands)."""
    spectrum = torch.stft(
        sound, fft, hop, window, torch.hann_window(window),
        center=True, pad_mode="constant", return_complex=True,
    )  # fmt: skip
    low = spectrum[: len(bank)].T
    # The square root within abs() takes longer than all the rest.
    power = low.real.square() + low.imag.square()
    return (power @ bank).add_(_FLOOR).log_()


def around(whole: torch.Tensor, column: int) -> torch.Tensor:
    """The part (`COLUMNS`, bands) of a picture with `column` in its middle; beyond its ends, the last one."""
    at = torch.arange(column - BEFORE, column + AFTER + 1).clamp(0, len(whole) - 1)
    return whole[at]


class _Block(nn.Module):
    def __init__(self, channels: int, dilation: int, normed: bool) -> None:
        super().__init__()
        self.around = nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.norm = nn.BatchNorm1d(channels, momentum=0.05) if normed else nn.Identity()

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Of (n, channels, columns), as much."""
        return hidden + nn.functional.relu(self.norm(self.around(hidden)))

    def fused(self) -> nn.Conv1d:
        """What it learnt, in one convolution."""
        assert isinstance(self.norm, nn.BatchNorm1d)
        return fuse_conv_bn_eval(self.around, self.norm)


class EdgeNetwork(nn.Module):
    """For each place in some pictures how likely the edge is there, by its kind.

    While it learns it is `normed`; what has been learnt of that is within its weights afterwards (`fused`).
    """

    def __init__(self, shape: Shape, *, normed: bool = False) -> None:
        super().__init__()
        self.shape = shape
        self.first = nn.Conv1d(bands(), shape.channels, 3, padding=1)
        self.places = nn.Parameter(torch.zeros(1, shape.channels, COLUMNS))
        self.blocks = nn.ModuleList(_Block(shape.channels, dilation, normed) for dilation in shape.dilations)
        self.last = nn.Conv1d(shape.channels, PARTS * KINDS, 1)

    def forward(self, pictures: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Logits (n, `PLACES`) for `pictures` (n, `COLUMNS`, bands) of edges of `kinds` (n,)."""
        # The recording's level says nothing.
        level = pictures.mean((1, 2), keepdim=True)
        hidden = self.first(((pictures - level) / 4).transpose(1, 2)) + self.places
        for block in self.blocks:
            hidden = block(hidden)
        scores: torch.Tensor = self.last(hidden).unflatten(1, (KINDS, PARTS))
        chosen = scores[torch.arange(len(kinds)), kinds]
        return chosen.transpose(1, 2).flatten(1)

    def fused(self) -> EdgeNetwork:
        """The same without norms; it must have been told that it does not learn any more (`eval`)."""
        found = EdgeNetwork(self.shape)
        found.load_state_dict(
            {name: value for name, value in self.state_dict().items() if ".norm." not in name}
        )
        for own, block in zip(self.blocks, found.blocks, strict=True):
            assert isinstance(own, _Block)
            block.around = own.fused()
        return found.eval()
