"""The band: everything that sounds beside the voice, on the compás of the palo, and the room around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

from finetune.from_scratch import guitar as strings
from finetune.from_scratch import percussion
from finetune.from_scratch.compas import compas

RATE = 16_000
LEVEL = 0.1
_FAMILIES = (0, 1, 2, 3)
_HELD_OUT_FAMILIES = (100, 101)


def accompaniment(
    duration_s: float,
    rng: np.random.Generator,
    *,
    palo: str = "tangos",
    palmas: bool = True,
    guitar: bool = True,
    cajon: bool = False,
    jaleos: bool = False,
    falsetas: Sequence[tuple[float, float]] = (),
    capo: int | None = None,
    held_out: bool = False,
) -> NDArray[np.float32]:
    """A new accompaniment in the compás of `palo`: (n,) float32 mono at 16 kHz, RMS 0.1.

    Tempo, key, manner and where in the compás it begins are drawn from `rng`. The martinete has neither
    guitar nor palmas, only an anvil. Within `falsetas` (start, end in seconds) the guitar plays melody;
    `capo` is its fret (0-11). `held_out` takes guitars and hands that are never drawn otherwise. All parts
    off: silence. Raises ValueError for an unknown palo.
    """
    cycle = compas(palo)
    tempo = float(rng.uniform(*cycle.beats_per_minute))
    instrument = int(rng.choice(_HELD_OUT_FAMILIES if held_out else _FAMILIES))
    offset = float(rng.uniform(0, cycle.pulses * 60.0 / tempo))
    out = np.zeros(round(duration_s * RATE), np.float32)
    if not cycle.guitar:
        if guitar or palmas:
            percussion.anvil(out, cycle, tempo, offset, rng)
    else:
        if guitar:
            played = strings.play(
                duration_s, cycle, tempo, offset, rng, instrument=instrument, capo=capo, falsetas=falsetas
            )
            out += np.float32(rng.uniform(0.6, 1.3)) * played
        if palmas:
            percussion.palmas(out, cycle, tempo, offset, rng, family=instrument)
        if cajon:
            percussion.cajon(out, cycle, tempo, offset, rng)
    if jaleos:
        percussion.jaleos(out, rng)
    return _levelled(out)


def _levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    return samples * np.float32(LEVEL / rms) if rms > 1e-9 else samples


def room(samples: NDArray[np.float32], rng: np.random.Generator, decay_s: float) -> NDArray[np.float32]:
    """`samples` in a room whose sound falls by 60 dB in `decay_s` seconds; same length, direct sound first.

    The impulse response is noise with an exponential decay that loses its treble, after an early gap of
    5-20 ms (Moorer 1979).
    """
    count = max(1, round(min(decay_s, 3.0) * RATE))
    time = np.arange(count) / RATE
    tail = rng.normal(0.0, 1.0, count) * np.exp(-6.9 * time / max(decay_s, 1e-3))
    damping = float(rng.uniform(0.2, 0.6))
    tail = lfilter([1 - damping], [1.0, -damping], tail)
    tail[: round(float(rng.uniform(0.005, 0.02)) * RATE)] = 0.0
    energy = float(np.sqrt(np.sum(tail**2)))
    wet = float(rng.uniform(0.15, 0.6))
    response = tail * (wet / energy) if energy > 0 else tail
    response[0] += 1.0
    return np.asarray(fftconvolve(samples, response.astype(np.float32))[: len(samples)], np.float32)
