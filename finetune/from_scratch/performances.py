"""Songs and lines of a part by number: what is sung, by whom, over what; everything follows from the seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.band import accompaniment
from finetune.from_scratch.grammar import perform_copla
from finetune.from_scratch.mix import mix
from finetune.from_scratch.pool import PARTS, RATE
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform
from finetune.from_scratch.verses import PALOS, Copla, load_coplas

SHORTEST, LONGEST = 120.0, 240.0
_TERCIO_S, _PAUSE_S = 5.6, 6.5


def coplas_of(part: str, unseen: bool | None = None) -> tuple[Copla, ...]:
    """The coplas of a part; `unseen` keeps those with (or without) words that training never hears."""
    return tuple(
        copla
        for copla in load_coplas()
        if copla.split == part and (unseen is None or copla.unseen_words == unseen)
    )


def singer_of(part: str, rng: np.random.Generator) -> Singer:
    """A singer for a part: training's family for training, the family kept for tests otherwise."""
    return Singer.draw(rng) if part == "train" else Singer.held_out(int(rng.integers(1000)))


def song(seed: int, number: int, part: str, snr_db: float | None, unseen: bool | None = None) -> Song:
    """Song `number` of a part: two to four minutes, coplas of one palo first, then of others.

    `snr_db` is the level of the voice over the band, None a voice alone; the text and the singer do not
    depend on it. Raises SpeechLibraryMissingError.
    """
    rng = np.random.default_rng([seed, number, PARTS.index(part), 1])
    palo = PALOS[int(rng.integers(len(PALOS)))]
    singer = singer_of(part, rng)
    lines = _text(coplas_of(part, unseen), palo, singer, rng)
    return perform(
        lines, singer, palo, rng, snr_db=snr_db, title=_title(lines, palo), held_out=part != "train"
    )


def _text(coplas: Sequence[Copla], palo: str, singer: Singer, rng: np.random.Generator) -> list[str]:
    """Lines for two to four minutes, an empty one between coplas; a copla comes again only after all."""
    target = rng.uniform(SHORTEST + 25.0, LONGEST - 45.0)
    tercio = _TERCIO_S / singer.rate**0.5
    lines: list[str] = []
    length = _PAUSE_S
    while True:
        shuffled = [coplas[int(index)] for index in rng.permutation(len(coplas))]
        for copla in sorted(shuffled, key=lambda one: one.palo != palo):
            sung = perform_copla(copla, rng)
            lines += [*([""] if lines else []), *sung]
            length += tercio * len(sung) + _PAUSE_S
            if length >= target:
                return lines


def _title(lines: Sequence[str], palo: str) -> str:
    return f"{lines[0].capitalize()} ({palo})"


def line(seed: int, number: int, part: str, snr_db: float | None) -> Song:
    """Line `number` of a part, alone or over a band: a song of one line, some seconds long."""
    rng = np.random.default_rng([seed, number, PARTS.index(part), 2])
    coplas = coplas_of(part)
    copla = coplas[int(rng.integers(len(coplas)))]
    text = copla.lines[int(rng.integers(len(copla.lines)))]
    alone = perform(
        [text], singer_of(part, rng), copla.palo, rng, snr_db=None, title=text, held_out=part != "train"
    )
    if snr_db is None:
        return alone
    return replace(alone, samples=over_band(alone, snr_db, rng, held_out=part != "train"))


def over_band(alone: Song, snr_db: float, rng: np.random.Generator, *, held_out: bool) -> NDArray[np.float32]:
    """The samples of a song sung alone, with a band of its palo `snr_db` quieter than the voice."""
    return mix(alone.samples, band_alone(len(alone.samples) / RATE, alone.palo, rng, held_out), snr_db, rng)


def band_alone(seconds: float, palo: str, rng: np.random.Generator, held_out: bool) -> NDArray[np.float32]:
    """A band without a voice: (n,) float32 at 16 kHz."""
    return accompaniment(
        seconds,
        rng,
        palo=palo,
        palmas=bool(rng.random() < 0.8),
        guitar=True,
        cajon=bool(rng.random() < 0.3),
        jaleos=bool(rng.random() < 0.4),
        held_out=held_out,
    )
