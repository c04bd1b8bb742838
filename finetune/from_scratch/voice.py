"""A sung line: espeak-ng speaks it, WORLD takes it apart, and it is put together again as cante.

The spoken line has one flat, known F0 and exact phoneme times, so no pitch analysis is needed: spectral
envelopes (CheapTrick) are taken at that F0, read along a warped time, shifted in their formants, and
synthesised with a new F0 (WORLD, Morise et al. 2016). Letter and word times follow from the same warp.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample_poly

from finetune.from_scratch import pronunciation
from finetune.from_scratch.espeak import FLAT_F0_HZ, Spoken, speak
from finetune.from_scratch.melody import FRAME_S, contour, walk
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.warp import GLIDES, VOICELESS, VOWEL_SOUNDS, Sound, SungSound, hold, sources
from finetune.from_scratch.world import world

__all__ = ["RATE", "Singer", "SungLine", "TimedLetter", "TimedWord", "sing_line"]

RATE = 16_000
_HOP = round(RATE * FRAME_S)
_FFT = 512
_FFT_FLOOR_HZ = 3.0 * RATE / (_FFT - 3.0)


@dataclass(frozen=True)
class TimedLetter:
    """A letter of the normal spelling and when it is sung, in seconds."""

    char: str
    start: float
    end: float


@dataclass(frozen=True)
class TimedWord:
    """A word of the normal spelling (without punctuation) and when it is sung, in seconds."""

    text: str
    start: float
    end: float
    letters: tuple[TimedLetter, ...]


@dataclass(frozen=True)
class SungLine:
    """A sung line: `samples` (n,) float32 mono at 16 kHz, its words' times, and its F0.

    `f0` is in Hz, (m,), one for every 5 ms, 0 where unvoiced.
    """

    samples: NDArray[np.float32]
    words: tuple[TimedWord, ...]
    text: str
    f0: NDArray[np.float32]


def sing_line(text: str, singer: Singer, rng: np.random.Generator, *, melisma: float = 1.0) -> SungLine:
    """Sing `text` with 0.05-0.3 s of silence before and after; peak 0.5-0.95.

    `melisma` scales how many syllables are held and how long; 0 sings plainly. A text without a letter gives
    a ValueError; SpeechLibraryMissingError and VocoderMissingError when espeak-ng or pyworld is not
    installed.
    """
    words = pronunciation.words_of(text)
    if not words:
        raise ValueError(f"nothing to sing in {text!r}")
    respelled = [singer.says(word.lower(), rng) for word in words]
    said = " ".join("".join(one.char for one in word) for word in respelled)
    spoken = speak(said, singer.voice, rate=round(145 * singer.rate**0.5))
    sounds = _sounds(spoken, respelled)
    sung = hold(sounds, singer, rng, melisma=melisma, lead=_silence(rng))
    end = sung[-1].end
    frames = round((end + _silence(rng)) / FRAME_S)
    notes = walk([(one.start, one.end) for one in sung if one.spoken.nucleus] or [(0.0, end)], singer, rng)
    pitch = contour(notes, frames, singer, rng)
    samples, f0 = _synthesize(spoken, sung, pitch, singer, rng)
    samples = samples * np.float32(rng.uniform(0.5, 0.95) / max(1e-6, float(np.abs(samples).max())))
    return SungLine(samples, _timed_words(words, respelled, sung), text, f0)


def _silence(rng: np.random.Generator) -> float:
    return round(float(rng.uniform(0.05, 0.3)) / FRAME_S) * FRAME_S


def _sounds(spoken: Spoken, respelled: Sequence[Sequence[pronunciation.Letter]]) -> list[Sound]:
    """The phonemes with their words; double vowels are taken apart, closures set off."""
    ends = _audible_ends(spoken)
    begins = np.cumsum([0] + [len(word) + 1 for word in respelled])
    sounds: list[Sound] = []
    for phoneme, audible in zip(spoken.phonemes, ends, strict=True):
        word = int(np.searchsorted(begins, phoneme.position, side="right")) - 1
        vowels = [sign for sign in phoneme.ipa if sign in VOWEL_SOUNDS]
        pieces = vowels if len(vowels) == len(phoneme.ipa) > 1 else [phoneme.ipa]
        width = (audible - phoneme.start) / len(pieces)
        for number, piece in enumerate(pieces):
            start = phoneme.start + number * width
            nucleus = piece[:1] in VOWEL_SOUNDS and piece[:1] not in GLIDES
            closure = phoneme.end - audible if number + 1 == len(pieces) else 0.0
            sounds.append(Sound(piece, start, start + width, min(word, len(respelled) - 1), nucleus, closure))
    return sounds


def _audible_ends(spoken: Spoken) -> list[float]:
    """Where each phoneme ends to the ear: its end, less the silence before the next burst."""
    hop = round(spoken.rate * 0.0025)
    threshold = 0.003 * float(np.abs(spoken.samples).max())
    ends: list[float] = []
    for phoneme in spoken.phonemes:
        first, after = round(phoneme.start * spoken.rate), round(phoneme.end * spoken.rate)
        loud = np.flatnonzero(np.abs(spoken.samples[first:after]) > threshold)
        heard = (first + int(loud[-1]) + hop) / spoken.rate if len(loud) else phoneme.end
        audible = min(phoneme.end, max(heard, phoneme.start + 0.01))
        ends.append(audible if phoneme.end - audible > 0.008 else phoneme.end)
    return ends


def _timed_words(
    words: Sequence[str], respelled: Sequence[Sequence[pronunciation.Letter]], sung: Sequence[SungSound]
) -> tuple[TimedWord, ...]:
    letters = [(one.char, index) for index, word in enumerate(respelled) for one in word]
    found = pronunciation.align(letters, [(one.spoken.ipa, one.spoken.word) for one in sung])
    onsets: list[list[float | None]] = [[None] * len(word) for word in words]
    firsts: list[int | None] = [None] * len(words)
    position = 0
    for index, spelled in enumerate(respelled):
        for one in spelled:
            sound = found[position]
            if sound is not None:
                onsets[index][one.source] = sung[sound].start
                firsts[index] = sound if firsts[index] is None else firsts[index]
            position += 1
    timed: list[TimedWord] = []
    for index, word in enumerate(words):
        first = firsts[index]
        start = sung[first].start if first is not None else (timed[-1].end if timed else sung[0].start)
        after = next((one for one in firsts[index + 1 :] if one is not None), None)
        end = sung[-1].end if after is None else sung[after - 1].end if after else start
        end = max(end, start + FRAME_S)
        times = pronunciation.spread(onsets[index], start, end)
        spans = zip(word, times, [*times[1:], end], strict=True)
        timed.append(TimedWord(word, start, end, tuple(TimedLetter(*span) for span in spans)))
    return tuple(timed)


def _to_16k(spoken: Spoken) -> NDArray[np.float64]:
    return np.ascontiguousarray(resample_poly(spoken.samples.astype(np.float64), 320, 441))


def _synthesize(
    spoken: Spoken,
    sung: Sequence[SungSound],
    pitch: NDArray[np.float64],
    singer: Singer,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    wave = _to_16k(spoken)
    analysed = len(wave) // _HOP + 1
    at = np.arange(analysed) * FRAME_S
    voiced = np.zeros(analysed, bool)
    for one in sung:
        if one.spoken.ipa[:1] not in VOICELESS:
            voiced[(at >= one.spoken.start) & (at < one.spoken.end)] = True
    envelope = world().cheaptrick(
        wave, np.where(voiced, float(FLAT_F0_HZ), 0.0), at, RATE, f0_floor=_FFT_FLOOR_HZ + 0.1, fft_size=_FFT
    )
    envelope = _shaped(envelope, singer)
    frames = len(pitch)
    times = sources(sung, frames)
    silent = np.isnan(times)
    index = np.clip(np.where(silent, 0.0, times) / FRAME_S, 0, analysed - 1.001)
    low = index.astype(np.intp)
    part = (index - low)[:, None]
    spectrum = np.exp((1 - part) * envelope[low] + part * envelope[low + 1])
    sounding = voiced[np.rint(index).astype(np.intp)] & ~silent
    spectrum *= (_loudness(sung, frames, rng) ** 2)[:, None]
    spectrum[silent] = 1e-12
    f0 = np.where(sounding, pitch, 0.0)
    samples = world().synthesize(f0, spectrum, _aperiodicity(sung, sounding, singer), RATE, FRAME_S * 1000)
    samples *= _gate(sung, len(samples))
    samples += _breath(sung, len(samples), rng) * float(np.abs(samples).max())
    return samples.astype(np.float32), f0.astype(np.float32)


def _shaped(envelope: NDArray[np.float64], singer: Singer) -> NDArray[np.float64]:
    """The logarithm of the envelope, formants shifted and tilted as the singer has it."""
    logarithm = np.log(np.maximum(envelope, 1e-14))
    bins = envelope.shape[1]
    wanted = np.clip(np.arange(bins) / 2**singer.formant_shift, 0, bins - 1.001)
    low = wanted.astype(np.intp)
    part = wanted - low
    shifted = (1 - part) * logarithm[:, low] + part * logarithm[:, low + 1]
    octaves = np.log2(np.maximum(np.arange(bins) * RATE / _FFT, 250.0) / 1000.0)
    return np.asarray(shifted + singer.brightness * octaves * (np.log(10) / 10))


def _loudness(sung: Sequence[SungSound], frames: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Slow dynamics of the line, and swells within held vowels."""
    knots = rng.normal(0.0, 2.0, max(2, frames // 120))
    decibels = np.interp(np.arange(frames), np.linspace(0, frames, len(knots)), knots)
    for one in sung:
        length = one.end - one.start
        if one.spoken.nucleus and length > 0.4:
            first, after = round(one.start / FRAME_S), round(one.end / FRAME_S)
            arc = np.sin(np.linspace(0, np.pi, after - first)) * rng.uniform(-1.0, 4.0)
            fall = np.linspace(0, 1, after - first) ** 3 * rng.uniform(0.0, 6.0)
            decibels[first:after] += arc - fall
    return np.asarray(10 ** (decibels / 20))


def _aperiodicity(
    sung: Sequence[SungSound], sounding: NDArray[np.bool_], singer: Singer
) -> NDArray[np.float64]:
    """How much of each band is noise, from the kind of sound; voiceless frames are noise altogether."""
    bins = _FFT // 2 + 1
    hertz = np.arange(bins) * RATE / _FFT
    rise = 1 / (1 + np.exp(-(hertz - (5200 - 3800 * singer.breathiness)) / 900))
    vowel = np.clip(0.02 + (0.25 + 0.6 * singer.breathiness) * rise, 0.0, 0.95)
    buzz = np.clip(vowel + 0.15 + 0.3 * rise, 0.0, 0.95)
    noise = np.ones((len(sounding), bins))
    noise[sounding] = vowel
    for one in sung:
        if one.spoken.ipa[:1] in "βðɣʝzʒ":
            first, after = round(one.start / FRAME_S), round(one.end / FRAME_S)
            noise[first:after][sounding[first:after]] = buzz
    return noise


def _gate(sung: Sequence[SungSound], count: int) -> NDArray[np.float64]:
    """Silence outside what is sung; the voice dies away just before its offset."""
    gate = np.zeros(count)
    first = 0
    for index, one in enumerate(sung):
        if one.pause == 0 and index + 1 < len(sung):
            continue
        start, end = round(sung[first].start * RATE), min(count, round(one.end * RATE))
        gate[start:end] = 1.0
        # A closure is quick, and a burst must stay sharp; before a pause the voice dies more slowly.
        closing = 0.01 if 0 < one.pause < 0.12 else 0.045
        rise, fall = min(24, end - start), min(round(closing * RATE), end - start)
        gate[start : start + rise] *= np.linspace(0.1, 1, rise)
        gate[end - fall : end] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 0.7
        first = index + 1
    return gate


def _breath(sung: Sequence[SungSound], count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Breaths drawn in the pauses between words, relative to a peak of 1."""
    breath = np.zeros(count)
    for one in sung:
        length = round((one.pause - 0.06) * RATE)
        if one.pause <= 0.15 or length <= 0:
            continue
        noise = breath_noise(length, rng)
        start = round((one.end + 0.03) * RATE)
        breath[start : start + length] += noise[: max(0, count - start)]
    return breath


def breath_noise(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A drawn breath of `count` samples at 16 kHz, peak about 0.03."""
    low, high = rng.uniform(500, 900), rng.uniform(2600, 5000)
    numerator, denominator = butter(2, [low, high], btype="band", fs=RATE)
    shape = np.sin(np.linspace(0, np.pi, count)) ** 1.5
    coloured = lfilter(numerator, denominator, rng.normal(0.0, 1.0, count)) * shape
    return np.asarray(coloured * (rng.uniform(0.012, 0.04) / max(1e-9, float(np.abs(coloured).max()))))
