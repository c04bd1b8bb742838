"""Plain sounds with known times: a hummed voice, silence, noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 16000


def voice(seconds: float, pitch: float = 180.0) -> NDArray[np.float32]:
    """A vowel-like tone with vibrato: harmonics that fall by 6 dB an octave."""
    times = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * (pitch * times + 0.8 * np.sin(2 * np.pi * 5.5 * times))
    tone = sum(np.sin(k * phase) / k for k in range(1, 12))
    return np.asarray(0.15 * tone, np.float32)


def hush(seconds: float, level: float = 1e-4) -> NDArray[np.float32]:
    """Room noise of the given level."""
    noise = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return np.asarray(level * noise, np.float32)


def song(parts: Sequence[tuple[float, bool]], floor: float = 1e-4) -> NDArray[np.float32]:
    """Parts of (seconds, sung?) one after the other over room noise."""
    sound = np.concatenate([voice(s) if sung else np.zeros(round(s * RATE), np.float32) for s, sung in parts])
    return np.asarray(sound + hush(len(sound) / RATE, floor)[: len(sound)], np.float32)
