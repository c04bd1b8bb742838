"""The network that hears where words begin and end to a few milliseconds, and the picture it looks at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

RATE = 16_000
HOP = 80
"""Samples between two columns of a picture: 5 ms."""
BEFORE, AFTER = 72, 48
"""Columns of a picture before and after its middle: 360 and 240 ms."""
COLUMNS = BEFORE + 1 + AFTER
# Two looks at the same sound: a short window for when, a long one for which partials are the voice's.
_SHORT = (512, 192)
_LONG = (2048, 800)
_MEL_BANDS = 48
_LOWEST, _HIGHEST, _AN_OCTAVE = 100.0, 4000.0, 24
_FLOOR = 1e-7
KINDS = 3
"""Ends before a rest, beginnings after one, and where a word ends as the next begins."""


@dataclass(frozen=True)
class Shape:
    """The network's size: channels, and the reach of each block in columns between two taps."""

    channels: int = 128
    groups: int = 4
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2, 4, 1)

    def metadata(self) -> dict[str, str]:
        """As a safetensors file keeps it."""
        told = asdict(self) | {"dilations": " ".join(map(str, self.dilations))}
        return {name: str(value) for name, value in told.items()}

    @staticmethod
    def of(metadata: dict[str, str]) -> Shape:
        """The shape that `metadata` tells. Raises KeyError, ValueError."""
        dilations = tuple(int(number) for number in metadata["dilations"].split())
        return Shape(int(metadata["channels"]), int(metadata["groups"]), dilations)


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
    mels = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), _MEL_BANDS + 2)
    steps = np.arange(-1, int(np.log2(_HIGHEST / _LOWEST) * _AN_OCTAVE) + 1) / _AN_OCTAVE
    edges = (700 * (10 ** (mels / 2595) - 1), _LOWEST * 2**steps)
    return tuple(
        (fft, window, torch.from_numpy(_triangles(bands, fft)))
        for (fft, window), bands in zip((_SHORT, _LONG), edges, strict=True)
    )


@cache
def bands() -> int:
    """Rows of a picture."""
    return sum(len(bank) for _, _, bank in _banks())


def picture(samples: NDArray[np.float32]) -> torch.Tensor:
    """Logarithms of the power in mono `samples` (n,): (n // `HOP` + 1, `bands`), column k at k * 5 ms."""
    sound = torch.from_numpy(np.ascontiguousarray(samples, np.float32))
    rows: list[torch.Tensor] = []
    for fft, window, bank in _banks():
        spectrum = torch.stft(
            sound, fft, HOP, window, torch.hann_window(window),
            center=True, pad_mode="constant", return_complex=True,
        )  # fmt: skip
        # The square root within abs() takes longer than all the rest.
        power = spectrum.real.square() + spectrum.imag.square()
        rows.append(torch.log(bank @ power + _FLOOR))
    return torch.cat(rows).T.contiguous()


def around(whole: torch.Tensor, column: int) -> torch.Tensor:
    """The part (`COLUMNS`, bands) of a picture with `column` in its middle; beyond its ends, the last one."""
    at = torch.arange(column - BEFORE, column + AFTER + 1).clamp(0, len(whole) - 1)
    return whole[at]


class _Block(nn.Module):
    def __init__(self, channels: int, groups: int, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.around = nn.Conv1d(channels, channels, 5, padding=2 * dilation, dilation=dilation, groups=groups)
        self.mixed = nn.Conv1d(channels, channels, 1)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Of (n, channels, columns), as much."""
        normal = self.norm(hidden.transpose(1, 2)).transpose(1, 2)
        mixed: torch.Tensor = self.mixed(nn.functional.gelu(self.around(normal)))
        return hidden + mixed


class EdgeNetwork(nn.Module):
    """For each column of some pictures how likely the edge is there, by its kind."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.first = nn.Conv1d(bands(), shape.channels, 3, padding=1)
        self.places = nn.Parameter(torch.zeros(1, shape.channels, COLUMNS))
        self.blocks = nn.ModuleList(
            _Block(shape.channels, shape.groups, dilation) for dilation in shape.dilations
        )
        self.norm = nn.LayerNorm(shape.channels)
        self.last = nn.Linear(shape.channels, KINDS)

    def forward(self, pictures: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Logits (n, `COLUMNS`) for `pictures` (n, `COLUMNS`, bands) of edges of `kinds` (n,)."""
        # The recording's level says nothing.
        level = pictures.mean((1, 2), keepdim=True)
        hidden = self.first(((pictures - level) / 4).transpose(1, 2)) + self.places
        for block in self.blocks:
            hidden = block(hidden)
        scores: torch.Tensor = self.last(self.norm(hidden.transpose(1, 2)))
        return scores.gather(2, kinds[:, None, None].expand(-1, COLUMNS, 1))[..., 0]
