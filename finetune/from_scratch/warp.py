"""From spoken to sung time: how long each phoneme is held, and which spoken frame sounds at each sung one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.melody import FRAME_S
from finetune.from_scratch.singer import Singer

VOWEL_SOUNDS = frozenset("aɑɐeɛiɪoɔuʊ")
GLIDES = frozenset("jwɪʊ")
VOICELESS = frozenset("pktfθsʃxhçc")
_HELD_CONSONANTS = frozenset("lmnɲŋsθfxrʎʝβðɣ")


@dataclass(frozen=True)
class Sound:
    """A phoneme as spoken: seconds, the index of its word, and whether it is the nucleus of a syllable.

    `closure` is the silence after it, where the mouth is shut before a plosive's burst.
    """

    ipa: str
    start: float
    end: float
    word: int
    nucleus: bool
    closure: float = 0.0


@dataclass(frozen=True)
class SungSound:
    """A phoneme as sung: its spoken self and its sung seconds; `pause` is the silence after it."""

    spoken: Sound
    start: float
    end: float
    pause: float


def hold(
    sounds: Sequence[Sound], singer: Singer, rng: np.random.Generator, *, melisma: float, lead: float
) -> list[SungSound]:
    """Give each sound its sung length.

    Syllables last 160-420 ms; up to two melismas of 0.35-3.2 s a line (`melisma` scales how many and how
    long; with 0 there are none, with 2 they last up to 6.4 s), and the last vowel is held. Now and then there
    is a breath between words.
    """
    nuclei = [index for index, sound in enumerate(sounds) if sound.nucleus]
    held = _held(nuclei, rng, melisma)
    breaths = _breaths(sounds, rng)
    tempo = singer.rate * float(np.exp(rng.normal(0.0, 0.1)))
    sung: list[SungSound] = []
    at = lead
    for index, sound in enumerate(sounds):
        length = sound.end - sound.start
        if sound.nucleus:
            usual = float(rng.uniform(0.16, 0.42)) / tempo
            target = max(0.07, usual - _consonants(sounds, index))
            target = max(target, held.get(index, 0.0))
        elif sound.ipa[:1] in GLIDES:
            target = length * float(rng.uniform(0.9, 1.5))
        elif sound.ipa[:1] in _HELD_CONSONANTS:
            target = length * float(rng.uniform(0.85, 1.4))
        else:
            target = length
        # Whole frames, so that sung times and vocoder frames never drift apart.
        target = max(2, round(target / FRAME_S)) * FRAME_S
        closure = round(sound.closure * float(rng.uniform(0.8, 1.3)) / FRAME_S) * FRAME_S
        pause = closure + breaths.get(index, 0.0)
        sung.append(SungSound(sound, at, at + target, pause))
        at += target + pause
    return sung


def _consonants(sounds: Sequence[Sound], nucleus: int) -> float:
    taken = 0.0
    for index in range(nucleus - 1, -1, -1):
        if sounds[index].nucleus:
            break
        taken += sounds[index].end - sounds[index].start
    return min(taken, 0.2)


def _held(nuclei: Sequence[int], rng: np.random.Generator, melisma: float) -> dict[int, float]:
    held: dict[int, float] = {}
    if not nuclei or melisma <= 0:
        return held
    for chosen in rng.choice(nuclei, size=min(len(nuclei), int(rng.integers(0, 3))), replace=False):
        held[int(chosen)] = float(0.35 + rng.beta(1.2, 3.5) * 2.85) * melisma
    if rng.random() < 0.85:
        held[nuclei[-1]] = max(held.get(nuclei[-1], 0.0), float(0.3 + rng.beta(1.3, 3.0) * 2.0) * melisma)
    return {index: min(length, 3.2 * max(1.0, melisma)) for index, length in held.items()}


def _breaths(sounds: Sequence[Sound], rng: np.random.Generator) -> dict[int, float]:
    ends = [index for index in range(len(sounds) - 1) if sounds[index].word != sounds[index + 1].word]
    if len(ends) < 3 or rng.random() > 0.3:
        return {}
    chosen = ends[int(rng.integers(1, len(ends) - 1))]
    return {chosen: round(float(rng.uniform(0.18, 0.6)) / FRAME_S) * FRAME_S}


def sources(sung: Sequence[SungSound], frames: int) -> NDArray[np.float64]:
    """The spoken second that sounds at each sung frame, (frames,); NaN where nothing is sung.

    A held vowel keeps its way in and out at speaking speed and stretches its middle, where the vocal tract
    stands still.
    """
    times = np.full(frames, np.nan)
    for one in sung:
        first, after = round(one.start / FRAME_S), round(one.end / FRAME_S)
        count = after - first
        spoken = one.spoken
        length = spoken.end - spoken.start
        inner = (np.arange(count) + 0.5) * FRAME_S
        sung_length = count * FRAME_S
        edge = min(0.045, 0.35 * length)
        if spoken.nucleus and sung_length > length > 0.02:
            given = np.interp(
                inner, [0.0, edge, sung_length - edge, sung_length], [0.0, edge, length - edge, length]
            )
        else:
            given = inner * (length / sung_length)
        times[first:after] = spoken.start + given
    return times
