"""The melody of the voice: its fundamental frequency a hundred times a second, by pYIN.

Mauch and Dixon, pYIN: a fundamental frequency estimator using probabilistic threshold distributions, ICASSP
2014, and de Cheveigné and Kawahara, YIN, JASA 2002, as librosa has them. One voice at a time: where a guitar
plays alone, it is the guitar that is followed. librosa takes seconds and a hundred megabytes to load: never
in the window's process.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio import kept
from flamenco_desktop.audio.resample import Resampler, to_mono
from flamenco_desktop.audio.source import open_source
from flamenco_desktop.errors import CancelledError, NotSoundError

RATE = 100.0
LOWEST_HZ, HIGHEST_HZ = 70.0, 1000.0
"""Below the lowest note of a bass voice, above the highest of a woman's or child's cante."""
_SAMPLE_RATE, _HOP = 16_000, 160
_WINDOW = 1024
# Semitones. pYIN says which note it is; a grid finer than this would cost several times as much, so the small
# swings of a vibrato are taken from YIN's own interpolated period, where it means the same note.
_RESOLUTION, _NEAR = 0.2, 0.35
_CHUNK_SECONDS, _OVERLAP_SECONDS = 20, 1
_VERSION = 2


@dataclass(frozen=True, slots=True, eq=False)
class Melody:
    """`hz` (n,) float32, frame i at i / `RATE` seconds, 0 where no note is heard."""

    hz: NDArray[np.float32]


def compute(
    path: Path | str,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Melody:
    """Follow the voice in `path`, chunk by chunk. Raises what `decode.inspect` raises, and CancelledError."""
    parts: list[NDArray[np.float32]] = []
    for chunk, lead, share in _chunks(Path(path)):
        if cancelled is not None and cancelled():
            raise CancelledError()
        found = _follow(chunk)
        frames = -(-(len(chunk) - lead * _SAMPLE_RATE) // _HOP)
        own = min(frames, int(_CHUNK_SECONDS * RATE)) if share < 1.0 else frames
        first = round(lead * RATE)
        parts.append(found[first : first + own])
        if progress is not None:
            progress(share)
    if not parts:
        raise NotSoundError(path=str(path), reason="nothing in it can be decoded")
    return Melody(np.concatenate(parts))


def _chunks(path: Path) -> Iterator[tuple[NDArray[np.float32], int, float]]:
    """Samples of a chunk with a second of company on both sides, the seconds before it, the share done."""
    source = open_source(path)
    resampler = Resampler(source.rate, _SAMPLE_RATE)
    size, around = _CHUNK_SECONDS * _SAMPLE_RATE, _OVERLAP_SECONDS * _SAMPLE_RATE
    held: NDArray[np.float32] = np.zeros(0, np.float32)
    lead, done, ended = 0, 0, False
    try:
        while True:
            while not ended and len(held) < lead * _SAMPLE_RATE + size + around:
                block = source.read(4 * source.rate)
                ended = not len(block)
                done += len(block)
                fresh = resampler.flush() if ended else resampler.push(to_mono(block))
                held = np.concatenate([held, np.nan_to_num(fresh[:, 0])])
            if ended:
                if len(held) > lead * _SAMPLE_RATE:
                    yield held, lead, 1.0
                return
            here = lead * _SAMPLE_RATE + size
            yield held[: here + around], lead, min(0.99, done / max(source.frames, 1))
            held, lead = held[here - around :], _OVERLAP_SECONDS
    finally:
        source.close()


def _follow(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    import librosa

    if len(samples) < _WINDOW:
        samples = np.pad(samples, (0, _WINDOW - len(samples)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # silence has no period, and the library says so
        hz, voiced, _ = librosa.pyin(
            samples,
            fmin=LOWEST_HZ,
            fmax=HIGHEST_HZ,
            sr=_SAMPLE_RATE,
            frame_length=_WINDOW,
            hop_length=_HOP,
            resolution=_RESOLUTION,
        )
        finer = librosa.yin(
            samples, fmin=LOWEST_HZ, fmax=HIGHEST_HZ, sr=_SAMPLE_RATE, frame_length=_WINDOW, hop_length=_HOP
        )
        near = np.abs(np.log2(finer / hz)) < _NEAR / 12.0
    return np.where(voiced, np.where(near, finer, np.nan_to_num(hz)), 0.0).astype(np.float32)


def place(path: Path, folder: Path) -> Path:
    """Where the melody of this very file is kept."""
    return folder / f"{kept.key(path, _VERSION)}.melody.npy"


def read(path: Path, folder: Path) -> Melody | None:
    """What `keep` kept for this very file; None where there is none."""
    try:
        table = np.load(place(path, folder), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return Melody(table) if table.dtype == np.float32 and table.ndim == 1 and len(table) else None


def keep(path: Path, folder: Path, made: Melody) -> None:
    """Keep what was computed of `path`. Raises WriteFailedError."""
    kept.write(place(path, folder), lambda stream: np.save(stream, made.hz, allow_pickle=False))
