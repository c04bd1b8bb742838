"""A flamenco guitar: plucked strings after Karplus and Strong (1983), rasgueado, arpeggio and falseta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
_VOICINGS = {
    "major": (0, 7, 12, 16, 19, 24),
    "minor": (0, 7, 12, 15, 19, 24),
    "seventh": (0, 7, 10, 16, 19, 24),
}
_PHRYGIAN = (0, 1, 3, 4, 5, 7, 8, 10)


@lru_cache(maxsize=8)
def _bank(instrument: int) -> NDArray[np.float32]:
    """Every note of one guitar in every colour, (colours, notes, samples); made once, the same everywhere."""
    rng = np.random.default_rng([1983, instrument])
    bridge, ring = float(rng.uniform(0.08, 0.2)), float(rng.uniform(0.22, 0.5))
    colours = np.array([0.25, 0.5, 0.75]) + rng.uniform(-0.1, 0.15)
    count = round(_NOTE_S * RATE)
    bank = np.zeros((_COLOURS, _HIGHEST - _LOWEST + 1, count), np.float32)
    release = np.ones(count)
    release[-1600:] = np.linspace(1, 0, 1600)
    for colour in range(_COLOURS):
        for note in range(bank.shape[1]):
            hertz = 440.0 * 2 ** ((note + _LOWEST - 69) / 12)
            bank[colour, note] = _pluck(hertz, count, float(colours[colour]), bridge, ring, rng) * release
    return bank


def _pluck(
    hertz: float, count: int, brightness: float, bridge: float, ring: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """One string: filtered noise in a delay line with a two-point average and a fractional delay."""
    delay = RATE / hertz - 0.5
    whole = int(delay)
    part = delay - whole
    decay = 0.5 ** (1.0 / (hertz * ring * (1 + 60.0 / hertz)))
    taps = decay * np.convolve([0.5, 0.5], [1 - part, part])
    denominator = np.zeros(whole + 3)
    denominator[0] = 1.0
    denominator[whole : whole + 3] -= taps
    excitation = np.zeros(count)
    burst = rng.uniform(-1, 1, whole)
    excitation[:whole] = lfilter([brightness], [1.0, brightness - 1.0], burst)
    # Plucked near the bridge: a comb that takes out the harmonics with a node there.
    comb = max(1, round(whole * bridge))
    excitation[comb:] -= 0.8 * excitation[:-comb].copy()
    string = lfilter([1.0], denominator, excitation)
    return np.asarray(string / max(1e-9, float(np.abs(string[: 4 * whole]).max())))


@dataclass
class _Part:
    """What one guitar has played so far, and how it is tuned."""

    out: NDArray[np.float32]
    tonic: int
    bank: NDArray[np.float32]
    rng: np.random.Generator

    def pluck(self, at: float, note: int, level: float) -> None:
        """Sound the MIDI note `note` at `at` seconds; notes over the fingerboard fall by octaves."""
        first = round(at * RATE)
        index = note - _LOWEST
        while index >= self.bank.shape[1]:
            index -= 12
        if not 0 <= first < len(self.out) or index < 0:
            return
        sound = self.bank[int(self.rng.integers(_COLOURS)), index]
        count = min(len(sound), len(self.out) - first)
        self.out[first : first + count] += np.float32(level) * sound[:count]

    def strings(self, chord: Chord) -> list[int]:
        """The MIDI notes of the chord, low to high."""
        return [self.tonic + chord[0] + step for step in _VOICINGS[chord[1]]]


def play(
    duration_s: float,
    cycle: Compas,
    tempo: float,
    offset_s: float,
    rng: np.random.Generator,
    *,
    instrument: int = 0,
    capo: int | None = None,
    falsetas: Sequence[tuple[float, float]] = (),
) -> NDArray[np.float32]:
    """A guitar in the cycle's harmony, (n,) float32 at 16 kHz; cycles of rasgueado, arpeggio and falseta.

    `tempo` in pulses a minute; the first cycle begins `offset_s` before the sound does. `instrument` is one
    of any number of guitars, `capo` the fret (0-11) of the capo, drawn when None. Within `falsetas` (start,
    end in seconds) melody prevails; when there are none, it comes wherever it likes.
    """
    out = np.zeros(round(duration_s * RATE), np.float32)
    fret = int(rng.integers(0, 6)) if capo is None else capo
    part = _Part(out, _LOWEST + fret, _bank(instrument), rng)
    pulse = 60.0 / tempo
    manners = ("rasgueado", "arpeggio", "rasgueado", "arpeggio" if falsetas else "falseta")
    start = -offset_s
    while start < duration_s:
        _cycle(part, start, pulse, cycle, manners[int(rng.integers(len(manners)))], falsetas)
        start += cycle.pulses * pulse
    return out


def _cycle(
    part: _Part,
    start: float,
    pulse: float,
    cycle: Compas,
    manner: str,
    falsetas: Sequence[tuple[float, float]],
) -> None:
    changes = dict(cycle.chords)
    chord = cycle.chords[0][1]
    line = int(part.rng.integers(7, 14))
    for number in range(cycle.pulses):
        chord = changes.get(number, chord)
        at = start + number * pulse + float(part.rng.normal(0, 0.006))
        accented = number in cycle.accents
        if manner == "falseta" or any(begin <= at < end for begin, end in falsetas):
            line = _falseta(part, at, pulse, chord, line, accented=accented)
        elif manner == "rasgueado":
            _rasgueado(part, at, pulse, chord, accented=accented)
        else:
            _arpeggio(part, at, pulse, chord, accented=accented)


def _rasgueado(part: _Part, at: float, pulse: float, chord: Chord, *, accented: bool) -> None:
    rng = part.rng
    strings = part.strings(chord)
    strokes: Sequence[float]
    if accented and rng.random() < 0.25:
        strokes = [0.16 * pulse * stroke for stroke in range(5)]
    elif accented:
        strokes = (0.0,) if rng.random() < 0.5 else (0.0, pulse / 2)
    else:
        strokes = (0.0,) if rng.random() < 0.4 else ()
    for number, offset in enumerate(strokes):
        order = strings if number % 2 == 0 else strings[:1:-1]
        spacing = float(rng.uniform(0.004, 0.014))
        level = (0.5 if accented else 0.25) * float(rng.uniform(0.7, 1.1)) * (1.0 if number == 0 else 0.7)
        for place, note in enumerate(order):
            part.pluck(at + offset + place * spacing, note, level)


def _arpeggio(part: _Part, at: float, pulse: float, chord: Chord, *, accented: bool) -> None:
    strings = part.strings(chord)
    count = 2 if pulse < 0.4 else int(part.rng.choice([3, 4]))
    if accented:
        part.pluck(at, strings[0], 0.8)
    for number in range(count):
        if number or not accented:
            note = strings[int(part.rng.integers(2, len(strings)))]
            part.pluck(at + pulse * number / count, note, float(part.rng.uniform(0.25, 0.55)))


def _falseta(part: _Part, at: float, pulse: float, chord: Chord, line: int, *, accented: bool) -> int:
    """One pulse of melody from scale step `line`; the step it ended on."""
    rng = part.rng
    if accented:
        part.pluck(at, part.strings(chord)[0], 0.7)
    count = int(rng.choice([1, 2, 2])) if pulse < 0.35 else int(rng.choice([2, 3, 4]))
    for number in range(count):
        line = int(np.clip(line + rng.choice([-2, -1, -1, 1, 1, 2]), 5, 20))
        octave, degree = divmod(line, len(_PHRYGIAN))
        note = part.tonic + 12 * (octave + 1) + _PHRYGIAN[degree]
        part.pluck(at + pulse * number / count, note, float(rng.uniform(0.4, 0.8)))
    return line
