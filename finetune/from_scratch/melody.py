"""The melody of a tercio: a walk in the Phrygian mode, with melismas, portamento and vibrato."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from finetune.from_scratch.singer import Singer

FRAME_S = 0.005
# Semitones over the tonic of the Phrygian mode with both thirds (the Andalusian cadence ends on a major one).
_SCALE = np.array([-5, -4, -2, 0, 1, 3, 4, 5, 7, 8, 10, 12], float)
_TONIC = 3


@dataclass(frozen=True)
class Note:
    """A sung note: seconds from the line's start, and semitones over the tonic."""

    start: float
    end: float
    semitones: float


def walk(nuclei: Sequence[tuple[float, float]], singer: Singer, rng: np.random.Generator) -> list[Note]:
    """One note for each short syllable nucleus (start, end in seconds), several for a held one.

    Melisma notes last 90-380 ms. The walk starts around the third or fifth and falls to the tonic, or its
    upper neighbour, at the end of the tercio.
    """
    notes: list[Note] = []
    degree = _TONIC + int(rng.integers(1, 6))
    for index, (start, end) in enumerate(nuclei):
        last = index + 1 >= len(nuclei)
        degree = _step(degree, rng, drift=-0.15 if index * 2 > len(nuclei) else 0.1)
        pieces = _pieces(end - start, singer, rng)
        at = start
        for number, piece in enumerate(pieces):
            if number or last:
                degree = _homeward(degree, rng) if last else _step(degree, rng, drift=0.0)
            notes.append(Note(at, at + piece, float(_SCALE[degree])))
            at += piece
    return notes


def _step(degree: int, rng: np.random.Generator, drift: float) -> int:
    move = int(np.clip(np.rint(rng.normal(drift, 1.2)), -3, 3))
    moved = degree + move
    if not 0 <= moved < len(_SCALE):
        moved = degree - move
    return int(np.clip(moved, 0, len(_SCALE) - 1))


def _homeward(degree: int, rng: np.random.Generator) -> int:
    away = degree - _TONIC
    if away == 0:
        return degree + int(rng.choice([0, 1, 2]))
    return degree - int(np.sign(away)) * min(abs(away), int(rng.integers(1, 3)))


def _pieces(length: float, singer: Singer, rng: np.random.Generator) -> list[float]:
    if length < 0.45:
        return [length]
    pieces: list[float] = []
    left = length
    held = bool(rng.random() < 0.35)
    while left > 0.25 and not (held and left < 0.6 * length and rng.random() < 0.4):
        piece = float(rng.uniform(0.09, 0.38)) / max(0.5, singer.ornament)
        pieces.append(min(piece, left))
        left -= pieces[-1]
    if left > 0.12 or not pieces:
        pieces.append(left)
    else:
        pieces[-1] += max(0.0, left)
    if held and rng.random() < 0.5:
        pieces.reverse()
    return pieces


def contour(
    notes: Sequence[Note], frames: int, singer: Singer, rng: np.random.Generator
) -> NDArray[np.float64]:
    """F0 in Hz for each 5 ms frame, (frames,), all voiced; between the notes the pitch glides on."""
    semitones = np.zeros(frames)
    age = np.zeros(frames)
    depth = np.zeros(frames)
    bounds = [round(note.start / FRAME_S) for note in notes] + [frames]
    bounds[0] = 0
    for note, first, after in zip(notes, bounds, bounds[1:], strict=False):
        first, after = min(first, frames), min(after, frames)
        semitones[first:after] = note.semitones
        age[first:after] = np.arange(after - first) * FRAME_S
        depth[first:after] = min(1.0, max(0.0, (note.end - note.start - 0.15) / 0.3))
    scoops = -1.5 * np.exp(-age / 0.05) * rng.uniform(0.0, 1.0)
    smooth = max(1, round(singer.portamento_s / FRAME_S))
    kernel = np.hanning(smooth + 2)
    padded = np.pad(semitones + scoops, (len(kernel), len(kernel)), mode="edge")
    glide = np.convolve(padded, kernel / kernel.sum(), mode="same")[len(kernel) : -len(kernel)]
    rise = np.clip((age - 0.12) / 0.25, 0.0, 1.0) * depth
    wander = lfilter([0.02], [1.0, -0.98], rng.normal(0.0, 1.0, frames))
    phase = 2 * np.pi * np.cumsum(singer.vibrato_hz * (1 + 0.06 * wander)) * FRAME_S + rng.uniform(0, 6.28)
    vibrato = rise * singer.vibrato_cents / 100 * np.sin(phase)
    jitter = 0.6 * wander + rng.normal(0.0, 0.03, frames)
    tonic = singer.pitch * 2 ** (-4 / 12)
    return np.asarray(np.clip(tonic * 2 ** ((glide + vibrato + jitter * 0.5) / 12), 60.0, 900.0))
