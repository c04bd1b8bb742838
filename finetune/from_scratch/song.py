"""A whole performance: intro, coplas with breaths between the tercios, falsetas, ending; every time exact."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.band import accompaniment, room
from finetune.from_scratch.compas import compas
from finetune.from_scratch.mix import mix, singing
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.textgrid import Interval, textgrid
from finetune.from_scratch.voice import RATE, SungLine, TimedLetter, TimedWord, breath_noise, sing_line
from flamenco_desktop.errors import WriteFailedError

_COPLA = 4
_LOUDNESS = 0.12
_LOWEST_GUITAR_STRING = 40
SCHEMA = 1


@dataclass(frozen=True)
class SongLine:
    """A tercio as sung: its text and seconds from the song's start."""

    text: str
    start: float
    end: float
    words: tuple[TimedWord, ...]


@dataclass(frozen=True)
class Song:
    """A performance: `samples` (n,) float32 mono at 16 kHz and its lines in order."""

    samples: NDArray[np.float32]
    lines: tuple[SongLine, ...]
    title: str
    singer: str
    palo: str


def perform(
    lines: Sequence[str],
    singer: Singer,
    palo: str,
    rng: np.random.Generator,
    *,
    snr_db: float | None,
    title: str,
    held_out: bool = False,
    melisma: float = 1.0,
) -> Song:
    """Sing `lines` through, with an intro, 0.4-2.5 s between tercios, 4-9 s between coplas, and an ending.

    An empty line divides coplas; where there is none, four lines are a copla. `snr_db` is the level of the
    voice over the band where it sings; None sings without a band. The guitar is tuned to the singer.
    `held_out` takes instruments that training never hears, `melisma` scales the melismas (`warp.hold`). The
    martinete's band is an anvil. Raises ValueError without a line or for an unknown palo.
    """
    compas(palo)
    coplas = _coplas(lines)
    tuned, capo = _in_tune(singer, palo)
    plan = _plan(coplas, tuned, rng, melisma, banded=snr_db is not None)
    voice = _voice(plan, rng)
    samples = _sound(voice, palo, rng, snr_db, capo, plan.falsetas, held_out=held_out)
    sung_lines = tuple(_moved(sung, start) for start, sung in plan.pieces)
    return Song(samples, sung_lines, title, singer.name, palo)


def _coplas(lines: Sequence[str]) -> list[list[str]]:
    coplas: list[list[str]] = [[]]
    divided = any(not line.strip() for line in lines)
    for line in lines:
        if not line.strip() or (not divided and len(coplas[-1]) == _COPLA):
            coplas.append([])
        if line.strip():
            coplas[-1].append(line)
    coplas = [copla for copla in coplas if copla]
    if not coplas:
        raise ValueError("a song needs a line")
    return coplas


def _in_tune(singer: Singer, palo: str) -> tuple[Singer, int]:
    """The singer on the nearest tempered tonic, and the capo that puts the guitar's cadence on it."""
    # melody.contour puts the tonic a third under the singer's centre.
    midi = round(69 + 12 * np.log2(singer.pitch * 2 ** (-4 / 12) / 440.0))
    centre = 440.0 * 2 ** ((midi + 4 - 69) / 12)
    root = compas(palo).chords[-1][1][0]
    return replace(singer, pitch=float(centre)), (midi - root - _LOWEST_GUITAR_STRING) % 12


@dataclass(frozen=True)
class _Plan:
    """What happens when, in seconds: lines by the start of their samples, breaths and falsetas as spans."""

    pieces: tuple[tuple[float, SungLine], ...]
    breaths: tuple[tuple[float, float], ...]
    falsetas: tuple[tuple[float, float], ...]
    duration_s: float


def _plan(
    coplas: Sequence[Sequence[str]],
    singer: Singer,
    rng: np.random.Generator,
    melisma: float,
    *,
    banded: bool,
) -> _Plan:
    pieces: list[tuple[float, SungLine]] = []
    breaths: list[tuple[float, float]] = []
    falsetas: list[tuple[float, float]] = []
    at = 0.0
    for number, copla in enumerate(coplas):
        if number == 0:
            pause = float(rng.uniform(4.0, 8.0) if banded else rng.uniform(0.4, 1.2))
        else:
            pause = float(rng.uniform(4.0, 9.0) if banded else rng.uniform(1.5, 4.0))
        falsetas.append((at, at + pause))
        for text in copla:
            sung = sing_line(text, singer, rng, melisma=melisma)
            # The line brings its own silence before the first word.
            pieces.append((at + pause - sung.words[0].start, sung))
            if pieces[1:]:
                breaths.append((at, at + pause))
            at += pause + sung.words[-1].end - sung.words[0].start
            pause = float(0.4 + rng.beta(1.3, 3.0) * 2.1)
    ending = float(rng.uniform(2.0, 5.0) if banded else rng.uniform(0.5, 1.0))
    falsetas.append((at, at + 0.5 * ending))
    return _Plan(tuple(pieces), tuple(breaths), tuple(falsetas), at + ending)


def _voice(plan: _Plan, rng: np.random.Generator) -> NDArray[np.float32]:
    voice = np.zeros(round(plan.duration_s * RATE), np.float32)
    for start, sung in plan.pieces:
        loud = sung.samples[singing(sung.samples)]
        level = _LOUDNESS / float(np.sqrt(np.mean(np.square(loud, dtype=np.float64))))
        gain = np.float32(level * 10 ** (rng.normal(0.0, 1.5) / 20))
        first = round(start * RATE)
        count = min(len(sung.samples), len(voice) - first)
        voice[first : first + count] += gain * sung.samples[:count]
    for start, end in plan.breaths:
        length = min(end - start - 0.2, 0.5)
        if length > 0.12 and rng.random() < 0.7:
            first = round((end - 0.08 - length) * RATE)
            noise = breath_noise(round(length * RATE), rng)
            voice[first : first + len(noise)] += noise.astype(np.float32)
    return voice


def _sound(
    voice: NDArray[np.float32],
    palo: str,
    rng: np.random.Generator,
    snr_db: float | None,
    capo: int,
    falsetas: Sequence[tuple[float, float]],
    *,
    held_out: bool,
) -> NDArray[np.float32]:
    decay = float(rng.uniform(0.3, 1.4))
    duration = len(voice) / RATE
    if snr_db is None:
        wet = room(voice, rng, decay)
        return (wet * np.float32(0.9 / max(1e-6, float(np.abs(wet).max())))).astype(np.float32)
    band = accompaniment(
        duration, rng, palo=palo, palmas=bool(rng.random() < 0.8), guitar=True,
        cajon=bool(rng.random() < 0.3), jaleos=bool(rng.random() < 0.4), falsetas=falsetas, capo=capo,
        held_out=held_out,
    )  # fmt: skip
    band[-RATE // 2 :] *= np.linspace(1, 0, RATE // 2, dtype=np.float32)
    return mix(voice, band, snr_db, rng, room_s=decay)


def _moved(sung: SungLine, by: float) -> SongLine:
    # Samples are placed whole, so the times move by whole samples too.
    shift = round(by * RATE) / RATE
    words = tuple(
        TimedWord(
            word.text,
            word.start + shift,
            word.end + shift,
            tuple(TimedLetter(one.char, one.start + shift, one.end + shift) for one in word.letters),
        )
        for word in sung.words
    )
    return SongLine(sung.text, words[0].start, words[-1].end, words)


def truth(song: Song, *, letters: bool = True) -> dict[str, Any]:
    """The song's exact times as plain values for JSON.

    Seconds to a tenth of a millisecond; letters, if wanted, as [letter, start, end].
    """

    def word_values(word: TimedWord) -> dict[str, Any]:
        told: dict[str, Any] = {"text": word.text, "start": round(word.start, 4), "end": round(word.end, 4)}
        if letters:
            told["letters"] = [[one.char, round(one.start, 4), round(one.end, 4)] for one in word.letters]
        return told

    return {
        "schema": SCHEMA,
        "title": song.title,
        "singer": song.singer,
        "palo": song.palo,
        "language": "es",
        "lines": [
            {
                "start": round(line.start, 4),
                "end": round(line.end, 4),
                "text": line.text,
                "words": [word_values(word) for word in line.words],
            }
            for line in song.lines
        ],
    }


def write_truth(song: Song, path_json: Path) -> None:
    """Write the song's exact times as JSON (`truth`), and beside it as a TextGrid of the same name.

    Raises WriteFailedError.
    """
    words = [word for line in song.lines for word in line.words]
    letters: list[Interval] = [(one.start, one.end, one.char) for word in words for one in word.letters]
    grid = textgrid(
        len(song.samples) / RATE,
        [
            ("lines", [(line.start, line.end, line.text) for line in song.lines]),
            ("words", [(word.start, word.end, word.text) for word in words]),
            ("letters", letters),
        ],
    )
    try:
        path_json.write_text(json.dumps(truth(song), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        path_json.with_suffix(".TextGrid").write_text(grid, encoding="utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path_json), reason=str(error)) from error
