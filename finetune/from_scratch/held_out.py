"""The test set: held-out coplas in voices and over bands that training never hears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.performances import band_alone, coplas_of, over_band
from finetune.from_scratch.pool import RATE
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform
from finetune.from_scratch.verses import PALOS, Copla

WINDOW_S = 30.0
LEVELS: dict[str, float | None] = {"clean": None, "20 dB": 20.0, "10 dB": 10.0, "0 dB": 0.0}
_SEED = 9_090


@dataclass(frozen=True)
class Take:
    """Some lines of a test copla, sung alone in a room, at most 30 s; `unseen` if it has unseen words."""

    number: int
    song: Song
    unseen: bool


def takes(rounds: int = 2, limit: int | None = None, part: str = "test") -> Iterator[Take]:
    """Every copla of the part `rounds` times, each time by another held-out singer; at most `limit` takes.

    With a limit the coplas are taken in an order that goes through all palos.
    """
    coplas = sorted(
        enumerate(coplas_of(part)),
        key=lambda numbered: (_place(numbered[1]), numbered[1].unseen_words, PALOS.index(numbered[1].palo)),
    )
    made = 0
    for turn in range(rounds):
        for index, copla in coplas:
            for song in _sung(copla, index, turn):
                if made == limit:
                    return
                yield Take(made, song, copla.unseen_words)
                made += 1


def _place(copla: Copla) -> int:
    """Which of its palo's coplas of its part and kind it is."""
    same = coplas_of(copla.split, copla.unseen_words)
    return [one for one in same if one.palo == copla.palo].index(copla)


def _sung(copla: Copla, index: int, turn: int) -> list[Song]:
    """The copla in one window, or in as many as it needs."""
    # Coprime with the number of held-out voices, so that rounds differ in singers.
    singer = Singer.held_out(5 * index + 37 * turn + 1)
    parts = 1
    while True:
        size = -(-len(copla.lines) // parts)
        songs = [
            perform(
                copla.lines[first : first + size],
                singer,
                copla.palo,
                np.random.default_rng([_SEED, index, turn, first]),
                snr_db=None,
                title=copla.lines[first],
                held_out=True,
            )
            for first in range(0, len(copla.lines), size)
        ]
        if size == 1 or all(len(song.samples) <= WINDOW_S * RATE for song in songs):
            return songs
        parts += 1


def at_level(take: Take, snr_db: float | None, *, held_out: bool = True) -> NDArray[np.float32]:
    """The take's samples with a band `snr_db` below the voice; None: as sung, alone.

    The band is one that was held out, or one like training's.
    """
    if snr_db is None:
        return take.song.samples
    rng = np.random.default_rng([_SEED, take.number, 1])
    return over_band(take.song, snr_db, rng, held_out=held_out)


def voiceless(seconds: float) -> Iterator[NDArray[np.float32]]:
    """Windows of 30 s, `seconds` in all, in which a held-out band plays and calls, and nobody sings."""
    for number in range(round(seconds / WINDOW_S)):
        rng = np.random.default_rng([_SEED, number, 2])
        palo = PALOS[number % len(PALOS)]
        band = band_alone(WINDOW_S, palo, rng, held_out=True)
        yield (band * np.float32(0.7 / max(1e-6, float(np.abs(band).max())))).astype(np.float32)
