"""The log-mel spectrogram as Whisper sees it: 80 bands, a hundred frames a second, 8 decades of power.

Hann windows of 400 samples at 16 kHz every 160, centred; Slaney's mel scale and area norm; log10 of the power
in each band, nothing more than 8 below the loudest (Radford et al., Robust speech recognition via large-scale
weak supervision, 2022, section 2.2, and its published code). Kept as bytes on a fixed scale, so that an hour
needs 29 MB and can be looked at from the disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio import kept
from flamenco_desktop.audio.resample import Resampler, to_mono
from flamenco_desktop.audio.source import open_source
from flamenco_desktop.errors import CancelledError, NotSoundError

SAMPLE_RATE, WINDOW, HOP, BANDS = 16_000, 400, 160, 80
RATE = SAMPLE_RATE / HOP
HIGHEST_HZ = SAMPLE_RATE / 2
DECADES = 8.0
"""Whisper hears nothing that is further below the loudest."""
_STEPS = 20.0  # a decade
_FLOOR = -10.0
_COARSER = 4
_COARSEST = 512
_BLOCK_SECONDS = 10
_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Spectrogram:
    """`levels[k]` (n, 80) uint8, `RATE / 4 ** k` frames a second, each the loudest of those it stands for.

    A byte b means 10 ** (b / 20 - 10) of power; `top` is the loudest byte.
    """

    levels: tuple[NDArray[np.uint8], ...]
    top: int

    @property
    def silence(self) -> int:
        """The byte at and below which Whisper sees nothing."""
        return max(0, self.top - round(DECADES * _STEPS))

    def level_for(self, rate: float) -> tuple[NDArray[np.uint8], float]:
        """The coarsest level with at least `rate` frames a second, else the finest; and its rate."""
        found, own = self.levels[0], RATE
        for power, level in enumerate(self.levels):
            if RATE / _COARSER**power < rate:
                break
            found, own = level, RATE / _COARSER**power
        return found, own


def mel_filters(bands: int = BANDS) -> NDArray[np.float32]:
    """(bands, 201) weights of the power spectrum's bins: triangles on Slaney's mel scale, of equal area."""
    edges = mel_to_hz(np.linspace(0.0, hz_to_mel(HIGHEST_HZ), bands + 2))
    bins = np.linspace(0.0, HIGHEST_HZ, WINDOW // 2 + 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    weights = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low))
    return weights.astype(np.float32)


def hz_to_mel(hz: float) -> float:
    """Slaney's scale: linear up to 1 kHz, 15 mel there, then 27 steps for a factor of 6.4."""
    return 3.0 * hz / 200.0 if hz < 1000.0 else 15.0 + 27.0 * float(np.log(hz / 1000.0) / np.log(6.4))


def mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `hz_to_mel`."""
    return np.where(mels < 15.0, 200.0 * mels / 3.0, 1000.0 * np.exp(np.log(6.4) / 27.0 * (mels - 15.0)))


class LogMel:
    """Samples at 16 kHz, block by block, to log10 of the power in each band, (frames, 80) float32."""

    def __init__(self) -> None:
        self._filters = mel_filters().T.copy()
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._rest: NDArray[np.float32] = np.zeros(0, np.float32)
        self._begun = False

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames that `block` completes."""
        self._rest = np.concatenate([self._rest, block])
        if not self._begun:
            if len(self._rest) <= WINDOW // 2:
                return np.zeros((0, BANDS), np.float32)
            self._rest = np.concatenate([self._rest[WINDOW // 2 : 0 : -1], self._rest])
            self._begun = True
        return self._frames()

    def flush(self) -> NDArray[np.float32]:
        """The last frames: the sound mirrored at its end, the very last frame left out as Whisper does."""
        if not self._begun:
            whole = np.pad(self._rest, (0, WINDOW)) if len(self._rest) else self._rest
            self._rest = np.zeros(0, np.float32)
            return self.push(whole)[:1] if len(whole) else np.zeros((0, BANDS), np.float32)
        half = WINDOW // 2
        self._rest = np.concatenate([self._rest, self._rest[-2 : -half - 2 : -1]])
        return self._frames(last=True)

    def _frames(self, *, last: bool = False) -> NDArray[np.float32]:
        count = (len(self._rest) - WINDOW) // HOP + 1
        if count <= 0:
            return np.zeros((0, BANDS), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(self._rest, WINDOW)[: count * HOP : HOP]
        power = np.abs(np.fft.rfft(windows * self._window, axis=1)).astype(np.float32) ** 2
        self._rest = self._rest[count * HOP :]
        logarithm: NDArray[np.float32] = np.log10(np.maximum(power @ self._filters, 1e-10))
        return logarithm[:-1] if last else logarithm


def compute(
    path: Path | str,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Spectrogram:
    """Read `path` once, block by block. Raises what `decode.inspect` raises, and CancelledError."""
    source = open_source(Path(path))
    resampler, mel = Resampler(source.rate, SAMPLE_RATE), LogMel()
    parts: list[NDArray[np.uint8]] = []
    done = 0
    try:
        while True:
            if cancelled is not None and cancelled():
                raise CancelledError()
            block = source.read(_BLOCK_SECONDS * source.rate)
            if not len(block):
                break
            done += len(block)
            parts.append(_bytes(mel.push(np.nan_to_num(resampler.push(to_mono(block))[:, 0]))))
            if progress is not None:
                progress(min(1.0, done / max(source.frames, 1)))
    finally:
        source.close()
    parts.append(_bytes(mel.push(np.nan_to_num(resampler.flush()[:, 0]))))
    parts.append(_bytes(mel.flush()))
    frames = np.concatenate(parts)
    if not len(frames):
        raise NotSoundError(path=str(path), reason="nothing in it can be decoded")
    levels = [frames]
    while len(levels[-1]) > _COARSEST:
        levels.append(np.maximum.reduceat(levels[-1], np.arange(0, len(levels[-1]), _COARSER)))
    return Spectrogram(tuple(levels), int(levels[-1].max()))


def _bytes(logarithm: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.clip(np.round((logarithm - _FLOOR) * _STEPS), 0, 255).astype(np.uint8)


def place(path: Path, folder: Path) -> Path:
    """Where the spectrogram of this very file is kept."""
    return folder / f"{kept.key(path, _VERSION)}.spectrogram.npy"


def read(path: Path, folder: Path) -> Spectrogram | None:
    """What `keep` kept for this very file, left on the disk and looked at there; None where there is none."""
    where = place(path, folder)
    try:
        known: Any = json.loads(where.with_suffix(".json").read_text(encoding="utf-8"))
        table = np.load(where, mmap_mode="r", allow_pickle=False)
        lengths, top = [int(length) for length in known["levels"]], int(known["top"])
    except (OSError, ValueError, EOFError, KeyError, TypeError):
        return None
    if table.dtype != np.uint8 or table.shape != (sum(lengths), BANDS) or not lengths or min(lengths) < 1:
        return None
    bounds = [0, *np.cumsum(lengths)]
    levels = tuple(table[first:last] for first, last in pairwise(bounds))
    return Spectrogram(levels, top)


def keep(path: Path, folder: Path, made: Spectrogram) -> None:
    """Keep what was computed of `path`. Raises WriteFailedError."""
    where = place(path, folder)
    table = np.concatenate(made.levels)
    known = json.dumps({"levels": [len(level) for level in made.levels], "top": made.top})
    kept.write(where, lambda stream: np.save(stream, table, allow_pickle=False))
    kept.write(where.with_suffix(".json"), lambda stream: stream.write(known.encode()))
