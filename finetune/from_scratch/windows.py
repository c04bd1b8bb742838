"""Windows for training, put together on the fly: lines from the pool, pauses, a band, a room.

Window `n` depends on the seed and on `n` alone, so an interrupted training goes on with the same windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from finetune.from_scratch.alphabet import INDEX
from finetune.from_scratch.band import accompaniment, room
from finetune.from_scratch.faults import CorpusMissingError
from finetune.from_scratch.pool import RATE, PooledLine, read_shard

FRAME = 320
"""Samples of one frame of both models' output: 20 ms."""
_STEM_SECONDS = 45.0
_JOINED = 0.0025  # seconds: half a frame of the voice's own times
_FAINT = 0.25
_PALOS = ("tangos", "solea", "buleria", "alegria", "seguiriya", "fandango", "petenera")


@dataclass(frozen=True)
class Placed:
    """A line in a window: `letters` (m,) indices of the alphabet with `onsets` and `offsets` (m,) in seconds.

    `first_letters` (w,) says with which letter each word begins, `word_ends` (w,) when it ends.
    """

    text: str
    letters: npt.NDArray[np.int64]
    onsets: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]
    first_letters: npt.NDArray[np.int64]
    word_ends: npt.NDArray[np.float64]

    @property
    def start(self) -> float:
        """Onset of the line in seconds."""
        return float(self.onsets[0])

    @property
    def end(self) -> float:
        """Offset of the line in seconds."""
        return float(self.word_ends[-1])


@dataclass(frozen=True)
class Window:
    """`samples` float32 (n,) at 16 kHz, `sounding` the seconds before the padding, and what is sung."""

    samples: npt.NDArray[np.float32]
    sounding: float
    lines: tuple[Placed, ...]


@dataclass(frozen=True)
class Mixing:
    """How windows are made.

    `seconds` long; the voice `quietest` to `loudest` dB over the band; `alone`, `voiceless` and `padded` are
    the shares of windows without a band, without a voice, and with silence at their end. Each line is played
    slower or faster, and so lower or higher, by at most `stretch` (in natural logarithms). A room sounds on
    for at most `longest_room` seconds (to -60 dB); in the share `one_room` the band is in it too.
    """

    seconds: float = 10.0
    quietest: float = -3.0
    loudest: float = 22.0
    alone: float = 0.25
    voiceless: float = 0.05
    padded: float = 0.15
    stretch: float = 0.08
    longest_room: float = 1.0
    one_room: float = 0.0


class Pool:
    """All shards of a part in a folder; the sound stays on disk until it is drawn.

    Raises CorpusMissingError where there is none, CorpusVersionError, BrokenCorpusError.
    """

    def __init__(self, folder: Path, part: str) -> None:
        self.lines: list[PooledLine] = []
        for index in sorted(folder.glob(f"{part}-*.json")):
            self.lines.extend(read_shard(index))
        if not self.lines:
            raise CorpusMissingError(part=part, path=str(folder))

    def __len__(self) -> int:
        return len(self.lines)


def place(line: PooledLine, start: float, stretch: float) -> Placed:
    """The line with its first sample at `start` seconds, `stretch` times as long as it was sung."""
    symbols: list[int] = []
    onsets: list[float] = []
    offsets: list[float] = []
    first: list[int] = []
    ends: list[float] = []
    for word in line.words:
        first.append(len(symbols))
        ends.append(word.end)
        for letter in word.letters:
            symbols.append(INDEX[letter.char.lower()])
            onsets.append(letter.start)
            offsets.append(letter.end)
    return Placed(
        text=line.text,
        letters=np.array(symbols, np.int64),
        onsets=start + stretch * np.array(onsets),
        offsets=start + stretch * np.array(offsets),
        first_letters=np.array(first, np.int64),
        word_ends=start + stretch * np.array(ends),
    )


@lru_cache(maxsize=256)
def _stem(number: int) -> npt.NDArray[np.float32]:
    rng = np.random.default_rng([77, number])
    return accompaniment(
        _STEM_SECONDS,
        rng,
        palo=_PALOS[int(rng.integers(len(_PALOS)))],
        palmas=bool(rng.random() < 0.7),
        guitar=bool(rng.random() < 0.9),
        cajon=bool(rng.random() < 0.3),
        jaleos=bool(rng.random() < 0.3),
    ).astype(np.float32)


def _band(count: int, rng: np.random.Generator, stems: int) -> npt.NDArray[np.float32]:
    stem = _stem(int(rng.integers(stems)))
    start = int(rng.integers(len(stem) - min(count, len(stem)) + 1))
    return np.resize(stem[start:], count) if len(stem) - start < count else stem[start : start + count]


def _stretched(samples: npt.NDArray[np.int16], stretch: float) -> npt.NDArray[np.float32]:
    sound = samples.astype(np.float32) / 32768
    at = np.arange(int(len(sound) * stretch)) / stretch
    return np.interp(at, np.arange(len(sound)), sound).astype(np.float32)


def _voices(
    pool: Sequence[PooledLine],
    rng: np.random.Generator,
    limit: float,
    voice: npt.NDArray[np.float32],
    most: float,
) -> list[Placed]:
    """Sings lines into `voice` until `limit` seconds are full; no line is cut."""
    placed: list[Placed] = []
    at = float(rng.uniform(0, 1.0))
    misses = 0
    while misses < 3:
        line = pool[int(rng.integers(len(pool)))]
        stretch = float(np.exp(rng.uniform(-most, most)))
        sound = _stretched(line.samples, stretch)
        if at + len(sound) / RATE > limit:
            misses += 1
            continue
        first = round(at * RATE)
        sound = sound[: len(voice) - first]
        voice[first : first + len(sound)] += sound * float(10 ** rng.uniform(-0.3, 0.1))
        placed.append(place(line, first / RATE, stretch))
        gap = rng.exponential(0.5) if rng.random() < 0.85 else rng.uniform(1.5, 5.0)
        at += len(sound) / RATE + float(gap)
    return placed


def _tilted(samples: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Another microphone: a random slope of the spectrum of at most 4 dB an octave around 1 kHz."""
    spectrum = np.fft.rfft(samples)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(samples), 1 / RATE), 60.0) / 1000)
    spectrum *= 10 ** (rng.uniform(-4, 4) * np.clip(octaves, -3, 3) / 20)
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def draw(
    pool: Sequence[PooledLine],
    seed: int,
    number: int,
    mixing: Mixing,
    *,
    snr_db: float | None = None,
    stems: int = 96,
) -> Window:
    """Window `number` of the seed. `snr_db` fixes the level of the voice over the band; infinite: alone."""
    rng = np.random.default_rng([seed, number])
    count = round(mixing.seconds * RATE)
    sounding = mixing.seconds * (1.0 if rng.random() > mixing.padded else float(rng.uniform(0.2, 1.0)))
    active = round(sounding * RATE)
    voice = np.zeros(count, np.float32)
    placed: list[Placed] = []
    if rng.random() > mixing.voiceless:
        placed = _voices(pool, rng, sounding, voice, mixing.stretch)
    inside = rng.random() < 0.7
    # Not drawn where it is not wanted: windows of other recipes stay what they were.
    together = inside and mixing.one_room > 0 and rng.random() < mixing.one_room
    decay = float(rng.uniform(0.1, mixing.longest_room)) if inside else 0.0
    if inside and not together:
        voice = room(voice, rng, decay)[:count].astype(np.float32)
    level = float(rng.uniform(mixing.quietest, mixing.loudest)) if snr_db is None else snr_db
    alone = rng.random() < mixing.alone if snr_db is None else np.isinf(snr_db)
    loud = _loudness(voice)
    mixed = voice
    if not alone:
        band = _band(count, rng, stems)
        gain = (loud or 0.1) / max(_loudness(band), 1e-4) * 10 ** (-level / 20)
        mixed = voice + band * gain
    if together:
        mixed = room(mixed, rng, decay)[:count].astype(np.float32)
    mixed = _tilted(mixed, rng)
    mixed[active:] = 0
    hiss = 10 ** rng.uniform(-5, -2.6)
    mixed[:active] += (hiss * rng.standard_normal(active)).astype(np.float32)
    peak = float(np.abs(mixed).max()) or 1.0
    mixed *= float(10 ** rng.uniform(-1.0, -0.02)) / peak
    return Window(mixed.astype(np.float32), sounding, tuple(placed))


def _loudness(samples: npt.NDArray[np.float32]) -> float:
    """RMS over the frames that sound, those within 30 dB of the loudest."""
    frames = samples[: len(samples) // 400 * 400].reshape(-1, 400)
    power = np.mean(np.square(frames), axis=1)
    top = power.max(initial=0.0)
    return float(np.sqrt(power[power > top * 1e-3].mean())) if top > 0 else 0.0


def sounding_letters(window: Window) -> npt.NDArray[np.int64]:
    """Frame targets of the encoder, (frames,): the letter that sounds at a frame's centre, else blank."""
    frames = len(window.samples) // FRAME
    target = np.zeros(frames, np.int64)
    for line in window.lines:
        first = np.ceil(line.onsets * RATE / FRAME - 0.5).astype(int)
        last = np.ceil(line.offsets * RATE / FRAME - 0.5).astype(int)
        for letter, start, end in zip(line.letters, first, last, strict=True):
            target[max(start, 0) : max(end, start + 1)] = letter
    return target


def letters_around(window: Window) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """What a decoder needs to find its way: (frames, 4), the two symbols before and the two after the one
    that began last, with `|` at the end of each word, and (frames,), the letters that have begun so far.
    """
    frames = len(window.samples) // FRAME
    symbols: list[int] = []
    begun: list[float] = []
    for line in window.lines:
        stops = [*line.first_letters[1:].tolist(), len(line.letters)]
        for first, stop, end in zip(line.first_letters.tolist(), stops, line.word_ends, strict=True):
            symbols.extend([*line.letters[first:stop].tolist(), INDEX["|"]])
            begun.extend([*line.onsets[first:stop].tolist(), float(end)])
    # Symbols that begin together keep their order.
    times = np.maximum.accumulate(np.array([-1.0, *begun]))[1:]
    centres = (np.arange(frames) + 0.5) * FRAME / RATE
    last = np.searchsorted(times, centres, side="right") - 1
    filled = np.array([0, 0, 0, *symbols, 0, 0], np.int64)
    counts = np.cumsum([0, *(symbol != INDEX["|"] for symbol in symbols)])
    around = np.stack([filled[last + 3 + step] for step in (-2, -1, 1, 2)], axis=1)
    return around, counts[last + 1].astype(np.float32)


def letter_onsets(window: Window) -> npt.NDArray[np.float32]:
    """Frame targets of the aligner, (frames, symbols): letters at onsets, `|` at word ends, else blank.

    This is what a forced alignment scores: an emission is paid once a letter, blanks in between. An onset
    between two frames is shared by them in proportion, so that what is learnt tells times finer than frames.
    Letters that begin together stand one frame after another. Where the next word begins at once there is no
    boundary to be heard; a faint one is written all the same (`_FAINT`), for aligners that must have one.
    """
    frames = len(window.samples) // FRAME
    target = np.zeros((frames + 2, len(INDEX)), np.float32)
    for line in window.lines:
        last = -1.0
        for letter, onset in zip(line.letters, line.onsets * RATE / FRAME, strict=True):
            last = min(max(onset, last + 1), frames)
            frame = int(last)
            target[frame, letter] += frame + 1 - last
            target[frame + 1, letter] += last - frame
    free = np.maximum(0.0, 1.0 - target.sum(axis=1))
    for line in window.lines:
        follows = [*line.onsets[line.first_letters[1:]], np.inf]
        joined = np.asarray(follows) - line.word_ends < _JOINED
        for end, faint in zip(np.clip(line.word_ends * RATE / FRAME, 0, frames), joined, strict=True):
            frame = int(end)
            for at, share in ((frame, frame + 1 - end), (frame + 1, end - frame)):
                share = min(share, float(free[at])) * (_FAINT if faint else 1.0)
                target[at, INDEX["|"]] += share
                free[at] -= share
    target[:, 0] += np.maximum(0.0, 1.0 - target.sum(axis=1))
    target /= target.sum(axis=1, keepdims=True)
    return target[:frames]
