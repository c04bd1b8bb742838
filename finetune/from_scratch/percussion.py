"""What is struck and called beside the guitar: palmas, cajón, the anvil of the martinete, jaleos."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample

from finetune.from_scratch.compas import Compas
from finetune.from_scratch.espeak import speak

RATE = 16_000
_SHOUTS = ("¡arsa!", "¡eso es!", "¡toma!", "¡ele!", "¡vámonos!", "¡eh!", "¡ozú!", "¡bien!")


def _add(out: NDArray[np.float32], at: float, sound: NDArray[np.float32], level: float) -> None:
    first = round(at * RATE)
    if 0 <= first < len(out):
        count = min(len(sound), len(out) - first)
        out[first : first + count] += np.float32(level) * sound[:count]


def _noise_burst(
    low: float, high: float, decay_s: float, rng: np.random.Generator, length_s: float = 0.12
) -> NDArray[np.float32]:
    count = round(length_s * RATE)
    numerator, denominator = butter(2, [low, high], btype="band", fs=RATE)
    shape = np.exp(-np.arange(count) / (decay_s * RATE))
    sound = lfilter(numerator, denominator, rng.normal(0, 1, count)) * shape
    return np.asarray(sound / np.abs(sound).max(), np.float32)


@lru_cache(maxsize=8)
def _claps(family: int) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Palmas sordas (cupped) and claras (sharp) of one group of people."""
    rng = np.random.default_rng([3, family])
    muffled = [_noise_burst(500, rng.uniform(1200, 1900), rng.uniform(0.012, 0.022), rng) for _ in range(10)]
    clear = [_noise_burst(1100, rng.uniform(3800, 6500), rng.uniform(0.007, 0.016), rng) for _ in range(10)]
    return muffled, clear


@lru_cache(maxsize=1)
def _cajon() -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Low strokes in the middle of the plate, and slaps at its edge."""
    rng = np.random.default_rng(4)
    time = np.arange(round(0.25 * RATE)) / RATE
    low = []
    for _ in range(6):
        hertz = rng.uniform(60, 95)
        body = np.sin(2 * np.pi * hertz * (time + 0.012 * (1 - np.exp(-time / 0.02)))) * np.exp(-time / 0.06)
        knock = np.pad(_noise_burst(200, 900, 0.006, rng), (0, len(time) - round(0.12 * RATE)))
        low.append(np.asarray(body + 0.3 * knock, np.float32))
    return low, [_noise_burst(900, 5500, rng.uniform(0.02, 0.04), rng) for _ in range(6)]


@lru_cache(maxsize=1)
def _anvils() -> list[NDArray[np.float32]]:
    rng = np.random.default_rng(5)
    time = np.arange(round(0.8 * RATE)) / RATE
    anvils = []
    for _ in range(4):
        base = rng.uniform(900, 1400)
        ring = np.zeros(len(time))
        for partial in (1.0, 1.83, 2.76, 3.41, 4.9):
            decay = np.exp(-time * rng.uniform(8, 22))
            ring += np.sin(2 * np.pi * base * partial * time) * decay / partial**0.5
        anvils.append(np.asarray(ring / np.abs(ring).max(), np.float32))
    return anvils


@lru_cache(maxsize=1)
def _shouts() -> list[NDArray[np.float32]]:
    """Jaleos: short cries, spoken high and overdriven, and a breathy hey without a word."""
    rng = np.random.default_rng(6)
    shouts = []
    for number, text in enumerate(_SHOUTS * 2):
        voice = ("es+m1", "es+f2", "es+Andy", "es+boris", "es+aunty")[number % 5]
        spoken = speak(text, voice, rate=190)
        count = round(len(spoken.samples) / spoken.rate * RATE / rng.uniform(1.1, 1.7))
        wave = resample(spoken.samples, count)
        wave = np.tanh(4.0 * wave / max(1e-6, float(np.abs(wave).max())))
        shouts.append(np.asarray(wave / np.abs(wave).max(), np.float32))
    shouts += [_noise_burst(400, 2500, 0.06, rng, 0.3) for _ in range(4)]
    return shouts


def palmas(
    out: NDArray[np.float32],
    cycle: Compas,
    tempo: float,
    offset_s: float,
    rng: np.random.Generator,
    *,
    family: int = 0,
) -> None:
    """Add palmas to `out` in place: two to four pairs of hands, contratiempo now and then."""
    muffled, clear = _claps(family)
    kind = muffled if rng.random() < 0.4 else clear
    people = int(rng.integers(2, 5))
    hands = [(int(rng.integers(len(kind))), float(rng.normal(0, 0.007))) for _ in range(people)]
    every = rng.random() < 0.6
    against = rng.random() < 0.4
    pulse = 60.0 / tempo
    count = int((len(out) / RATE + offset_s) / pulse) + 1
    for number in range(count):
        place = number % cycle.pulses
        at = number * pulse - offset_s
        accented = place in cycle.accents
        if not accented and not (every and place in cycle.claps):
            continue
        level = (0.5 if accented else 0.25) * float(rng.uniform(0.75, 1.1))
        for hand, lag in hands:
            _add(out, at + lag + float(rng.normal(0, 0.004)), kind[hand], level)
        if against and rng.random() < 0.8:
            _add(out, at + pulse / 2 + hands[0][1], kind[hands[0][0]], 0.6 * level)


def cajon(
    out: NDArray[np.float32], cycle: Compas, tempo: float, offset_s: float, rng: np.random.Generator
) -> None:
    """Add a cajón to `out` in place: low on the first pulse and between, slaps on the accents."""
    low, slaps = _cajon()
    pulse = 60.0 / tempo
    for number in range(int((len(out) / RATE + offset_s) / pulse) + 1):
        place = number % cycle.pulses
        at = number * pulse - offset_s + float(rng.normal(0, 0.004))
        if place == 0 or (place not in cycle.accents and rng.random() < 0.35):
            _add(out, at, low[int(rng.integers(len(low)))], 0.7)
        if place in cycle.accents:
            _add(out, at, slaps[int(rng.integers(len(slaps)))], float(rng.uniform(0.2, 0.45)))
        if rng.random() < 0.2:
            _add(out, at + pulse / 2, slaps[int(rng.integers(len(slaps)))], 0.15)


def anvil(
    out: NDArray[np.float32], cycle: Compas, tempo: float, offset_s: float, rng: np.random.Generator
) -> None:
    """Add the blacksmith's anvil to `out` in place, on the accents of the cycle."""
    anvils = _anvils()
    chosen = anvils[int(rng.integers(len(anvils)))]
    pulse = 60.0 / tempo
    for number in range(int((len(out) / RATE + offset_s) / pulse) + 1):
        if number % cycle.pulses in cycle.accents:
            at = number * pulse - offset_s + float(rng.normal(0, 0.015))
            _add(out, at, chosen, float(rng.uniform(0.3, 0.6)))


def jaleos(out: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Add cries to `out` in place, one every four to twelve seconds."""
    shouts = _shouts()
    at = float(rng.uniform(0.3, 6.0))
    while at < len(out) / RATE:
        _add(out, at, shouts[int(rng.integers(len(shouts)))], float(rng.uniform(0.1, 0.35)))
        at += float(rng.uniform(4.0, 12.0))
