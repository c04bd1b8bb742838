"""Claps to tap along with, and how late they are heard by the taps of a listener."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from flamenco_desktop.audio.source import Samples

RATE = 48000
PERIOD = 0.8
"""Seconds between claps, the first one after as many: slow enough to tell long delays apart."""
WARMING_UP = 2
"""The first taps tell little: one finds into the beat."""
ENOUGH = 10
"""Taps that count."""

_EARLIEST = -0.2
_UNEVEN = 0.06
_LENGTH = 600.0
_CLAP = 0.06


@dataclass(frozen=True, slots=True)
class Tapped:
    """By how many seconds the taps come after the claps, and how far half of them are from that."""

    delay: float
    spread: float

    @property
    def even(self) -> bool:
        """Whether they tell anything."""
        return self.spread <= _UNEVEN


def tapped(taps: Sequence[float]) -> Tapped | None:
    """What the seconds `taps`, on the clock of the claps, tell; None for less than ENOUGH after warming up.

    The delay is in [-0.2, 0.6) s. The median of the differences, taken around their mean on the circle of one
    period, so that a tap forgotten or doubled does no harm.
    """
    counted = taps[WARMING_UP:]
    if len(counted) < ENOUGH:
        return None
    angles = [2 * math.pi * tap / PERIOD for tap in counted]
    middle = math.atan2(sum(map(math.sin, angles)), sum(map(math.cos, angles))) * PERIOD / (2 * math.pi)
    around = [_nearest(tap - middle) for tap in counted]
    delay = middle + median(around)
    spread = median(abs(one - median(around)) for one in around)
    return Tapped((delay - _EARLIEST) % PERIOD + _EARLIEST, spread)


def since_clap(seconds: float) -> float:
    """Seconds since the last clap, at a second of the claps."""
    return seconds % PERIOD if seconds >= PERIOD else math.inf


def _nearest(difference: float) -> float:
    return (difference + PERIOD / 2) % PERIOD - PERIOD / 2


class Claps:
    """Ten minutes of claps, one every PERIOD seconds, as a Source: a clap begins in the frame of its time."""

    name = "claps"
    rate = RATE
    channels = 1
    frames = int(_LENGTH * RATE)
    exact = True

    def __init__(self) -> None:
        self._at = 0
        period = round(PERIOD * RATE)
        self._period: Samples = np.zeros((period, 1), np.float32)
        self._period[: int(_CLAP * RATE), 0] = _clap()

    def read(self, n: int) -> Samples:
        """See Source."""
        n = max(0, min(n, self.frames - self._at))
        at = np.arange(self._at, self._at + n)
        self._at += n
        block = self._period[at % len(self._period)]
        block[at < len(self._period)] = 0.0
        return block

    def seek(self, frame: int) -> None:
        """See Source."""
        self._at = min(max(frame, 0), self.frames)

    def close(self) -> None:
        """See Source."""


def _clap() -> Samples:
    """A palma: a burst of noise around 1.2 kHz that is gone within some hundredths of a second."""
    n = int(_CLAP * RATE)
    time = np.arange(n) / RATE
    noise = np.random.default_rng(12).standard_normal(n)
    spectrum = np.fft.rfft(noise)
    frequency = np.fft.rfftfreq(n, 1 / RATE)
    spectrum *= np.exp(-0.5 * (np.log2(np.maximum(frequency, 1.0) / 1200.0) / 0.9) ** 2)
    burst = np.fft.irfft(spectrum, n) * np.exp(-time / 0.009)
    return np.asarray(0.7 * burst / np.abs(burst).max(), np.float32)
