"""Volume, balance and mono as one small matrix."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.source import Samples

Mix: TypeAlias = NDArray[np.float32]
"""(2, 2): row i is what input i adds to the left and to the right."""

AS_IT_IS: Mix = np.eye(2, dtype=np.float32)


def mix_of(volume: float, balance: float, mono: bool) -> Mix:
    """`volume` in [0, 1]; `balance` -1 only left, 0 both, 1 only right; `mono`: both sides the mean of both.

    `AS_IT_IS` itself where nothing is to be done.
    """
    if volume == 1.0 and balance == 0.0 and not mono:
        return AS_IT_IS
    sides = np.array((1.0 - max(balance, 0.0), 1.0 + min(balance, 0.0)), np.float32)
    spread = np.full((2, 2), 0.5, np.float32) if mono else AS_IT_IS
    return np.asarray(spread * sides * np.float32(volume), np.float32)


def mixed(frames: Samples, mix: Mix, to: Mix | None = None) -> Samples:
    """`frames` (n, 2) through `mix`, gliding `to` another one in their course."""
    out: Samples = frames[:, :1] * mix[0] + frames[:, 1:] * mix[1]
    if to is None:
        return out
    rising = np.linspace(0.0, 1.0, len(frames), dtype=np.float32)[:, None]
    return np.asarray(out + rising * (mixed(frames, to) - out), np.float32)
