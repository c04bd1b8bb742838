"""A flamenco guitar: plucked strings after Karplus and Strong (1983), rasgueado, arpeggio and falseta."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from finetune.from_scratch.compas import Chord, Compas

RATE = 16_000
_LOWEST = 40  # MIDI: the low E string
_HIGHEST = 83
_NOTE_S = 1.6
_COLOURS = 3
# Six-string voicings as semitones over the chord's root, low to high.
_VOICINGS = {"major": (0, 7, 12, 16, 19, 24), "minor": (0, 7, 12, 15, 19, 24), "seventh": (0, 7, 10, 16, 19, 24)}
_PHRYGIAN = (0, 1, 3, 4, 5, 7, 8, 10)


@lru_cache(maxsize=1)
def _bank() -> NDArray[np.float32]:
    """Every note in every colour, (colours, notes, samples); made once, the same everywhere."""
    rng = np.random.default_rng(1983)
    count = round(_NOTE_S * RATE)
    bank = np.zeros((_COLOURS, _HIGHEST - _LOWEST + 1, count), np.float32)
    release = np.ones(count)
    release[-1600:] = np.linspace(1, 0, 1600)
    for colour in range(_COLOURS):
        for note in range(bank.shape[1]):
            hertz = 440.0 * 2 ** ((note + _LOWEST - 69) / 12)
            bank[colour, note] = _pluck(hertz, count, (0.25, 0.5, 0.75)[colour], rng) * release
    return bank


def _pluck(hertz: float, count: int, brightness: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """One string: filtered noise in a delay line with a two-point average and a fractional delay."""
    delay = RATE / hertz - 0.5
    whole = int(delay)
    part = delay - whole
    decay = 0.5 ** (1.0 / (hertz * 0.35 * (1 + 60.0 / hertz)))
    taps = decay * np.convolve([0.5, 0.5], [1 - part, part])
    denominator = np.zeros(whole + 3)
    denominator[0] = 1.0
    denominator[whole : whole + 3] -= taps
    excitation = np.zeros(count)
    burst = rng.uniform(-1, 1, whole)
    excitation[:whole] = lfilter([brightness], [1.0, brightness - 1.0], burst)
    # Plucked near the bridge: a comb that takes out the harmonics with a node there.
    comb = max(1, round(whole * 0.13))
    excitation[comb:] -= 0.8 * excitation[:-comb].copy()
    string = lfilter([1.0], denominator, excitation)
    return np.asarray(string / max(1e-9, float(np.abs(string[: 4 * whole]).max())))


def _place(out: NDArray[np.float32], at: float, note: int, level: float, rng: np.random.Generator) -> None:
    bank = _bank()
    first = round(at * RATE)
    index = note - _LOWEST
    while index >= bank.shape[1]:
        index -= 12
    if not 0 <= first < len(out) or index < 0:
        return
    sound = bank[int(rng.integers(_COLOURS)), index]
    count = min(len(sound), len(out) - first)
    out[first : first + count] += np.float32(level) * sound[:count]


def play(
    duration_s: float, cycle: Compas, tempo: float, offset_s: float, rng: np.random.Generator, *, falseta: bool = False
) -> NDArray[np.float32]:
    """A guitar in the cycle's harmony, (n,) float32 at 16 kHz; cycles of rasgueado, arpeggio and falseta.

    `tempo` in pulses a minute; the first cycle begins `offset_s` before the sound does. With `falseta`
    melody prevails, as between coplas.
    """
    out = np.zeros(round(duration_s * RATE), np.float32)
    pulse = 60.0 / tempo
    capo = int(rng.integers(0, 6))
    manners = ("falseta", "falseta", "arpeggio") if falseta else ("rasgueado", "arpeggio", "rasgueado", "falseta")
    start = -offset_s
    while start < duration_s:
        manner = manners[int(rng.integers(len(manners)))]
        _cycle(out, start, pulse, cycle, manner, _LOWEST + capo, rng)
        start += cycle.pulses * pulse
    return out


def _cycle(
    out: NDArray[np.float32], start: float, pulse: float, cycle: Compas, manner: str, tonic: int,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    chord = cycle.chords[0][1]
    changes = dict(cycle.chords)
    line = int(rng.integers(7, 14))
    for number in range(cycle.pulses):
        chord = changes.get(number, chord)
        at = start + number * pulse + float(rng.normal(0, 0.006))
        accented = number in cycle.accents
        if manner == "rasgueado":
            _rasgueado(out, at, pulse, chord, tonic, rng, accented=accented)
        elif manner == "arpeggio":
            _arpeggio(out, at, pulse, chord, tonic, rng, accented=accented)
        else:
            line = _falseta(out, at, pulse, chord, tonic, line, rng, accented=accented)


def _strings(chord: Chord, tonic: int) -> list[int]:
    return [tonic + chord[0] + step for step in _VOICINGS[chord[1]]]


def _rasgueado(
    out: NDArray[np.float32], at: float, pulse: float, chord: Chord, tonic: int, rng: np.random.Generator, *,
    accented: bool,
) -> None:  # fmt: skip
    strings = _strings(chord, tonic)
    strokes: Sequence[float]
    if accented and rng.random() < 0.25:
        strokes = np.arange(5) / 5 * pulse * 0.8
    elif accented:
        strokes = (0.0,) if rng.random() < 0.5 else (0.0, pulse / 2)
    else:
        strokes = (0.0,) if rng.random() < 0.4 else ()
    for number, offset in enumerate(strokes):
        down = number % 2 == 0
        order = strings if down else strings[:1:-1]
        spacing = float(rng.uniform(0.004, 0.014))
        level = (0.5 if accented else 0.25) * float(rng.uniform(0.7, 1.1)) * (1.0 if number == 0 else 0.7)
        for place, note in enumerate(order):
            _place(out, at + float(offset) + place * spacing, note, level, rng)


def _arpeggio(
    out: NDArray[np.float32], at: float, pulse: float, chord: Chord, tonic: int, rng: np.random.Generator, *,
    accented: bool,
) -> None:  # fmt: skip
    strings = _strings(chord, tonic)
    parts = 2 if pulse < 0.4 else int(rng.choice([3, 4]))
    if accented:
        _place(out, at, strings[0], 0.8, rng)
    for number in range(parts):
        if number or not accented:
            note = strings[int(rng.integers(2, len(strings)))]
            _place(out, at + pulse * number / parts, note, float(rng.uniform(0.25, 0.55)), rng)


def _falseta(
    out: NDArray[np.float32], at: float, pulse: float, chord: Chord, tonic: int, line: int,
    rng: np.random.Generator, *, accented: bool,
) -> int:  # fmt: skip
    if accented:
        _place(out, at, _strings(chord, tonic)[0], 0.7, rng)
    parts = int(rng.choice([1, 2, 2])) if pulse < 0.35 else int(rng.choice([2, 3, 4]))
    for number in range(parts):
        line = int(np.clip(line + rng.choice([-2, -1, -1, 1, 1, 2]), 5, 20))
        octave, degree = divmod(line, len(_PHRYGIAN))
        note = tonic + 12 * (octave + 1) + _PHRYGIAN[degree]
        _place(out, at + pulse * number / parts, note, float(rng.uniform(0.4, 0.8)), rng)
    return line
