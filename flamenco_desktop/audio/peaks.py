"""The outline of a recording: the lowest and highest sample of every hundredth of a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio import kept
from flamenco_desktop.audio.resample import to_mono
from flamenco_desktop.audio.source import check_file, open_source
from flamenco_desktop.errors import CancelledError, FlamencoError, NotSoundError

RATE = 100
_BLOCK_SECONDS = 10
_COARSER = 4
_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """`low` and `high` (n,) float32 of bucket i, which covers [i / rate, (i + 1) / rate) seconds, mono."""

    rate: float
    low: NDArray[np.float32]
    high: NDArray[np.float32]

    def coarser(self) -> Peaks:
        """The next level of the pyramid: a quarter as many buckets a second."""
        edges = np.arange(0, len(self.low), _COARSER)
        return Peaks(
            self.rate / _COARSER,
            np.minimum.reduceat(self.low, edges) if len(edges) else self.low,
            np.maximum.reduceat(self.high, edges) if len(edges) else self.high,
        )

    def pyramid(self) -> tuple[Peaks, ...]:
        """This level and all coarser ones, down to some hundred buckets."""
        levels = [self]
        while len(levels[-1].low) > 512:
            levels.append(levels[-1].coarser())
        return tuple(levels)


def level_for(pyramid: tuple[Peaks, ...], rate: float) -> Peaks:
    """The coarsest level with at least `rate` buckets a second, else the finest."""
    fitting = [level for level in pyramid if level.rate >= rate]
    return fitting[-1] if fitting else pyramid[0]


def compute(
    path: Path | str,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Peaks:
    """Read `path` once, block by block. Raises what `decode.inspect` raises, and CancelledError."""
    path = Path(path)
    source = open_source(path)
    lows: list[NDArray[np.float32]] = []
    highs: list[NDArray[np.float32]] = []
    # Whole seconds a block: the edges of the buckets are the same in every one.
    edges = -(-np.arange(RATE * _BLOCK_SECONDS) * source.rate // RATE)
    try:
        done = 0
        while True:
            if cancelled is not None and cancelled():
                raise CancelledError()
            block = to_mono(source.read(_BLOCK_SECONDS * source.rate))[:, 0]
            if not len(block):
                break
            inside = edges[edges < len(block)]
            lows.append(np.minimum.reduceat(block, inside))
            highs.append(np.maximum.reduceat(block, inside))
            done += len(block)
            if progress is not None:
                progress(min(1.0, done / max(source.frames, 1)))
    finally:
        source.close()
    if not lows:
        raise NotSoundError(path=str(path), reason="nothing in it can be decoded")
    return Peaks(float(RATE), np.concatenate(lows), np.concatenate(highs))


def cached(
    path: Path | str,
    folder: Path | str,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Peaks:
    """The peaks kept in `folder` for this very file (path, size, time of change), else computed and kept.

    Raises what `compute` raises; WriteFailedError when they cannot be kept.
    """
    path, folder = Path(path), Path(folder)
    check_file(path)
    place = folder / f"{kept.key(path, _VERSION)}.npy"
    found = _read(place)
    if found is not None:
        return found
    peaks = compute(path, cancelled, progress)
    _write(place, peaks)
    return peaks


class PeaksJob:
    """`cached` in a thread of its own. `on_done(peaks)` or `on_failed(error)` come from that thread.

    After `cancel` neither comes.
    """

    def __init__(
        self,
        path: Path | str,
        folder: Path | str,
        on_done: Callable[[Peaks], None],
        on_failed: Callable[[FlamencoError], None],
        on_progress: Callable[[float], None] | None = None,
    ) -> None:
        self._path, self._folder = Path(path), Path(folder)
        self._on_done, self._on_failed, self._on_progress = on_done, on_failed, on_progress
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="peaks", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Give up at the next block."""
        self._cancelled.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            peaks = cached(self._path, self._folder, self._cancelled.is_set, self._on_progress)
        except CancelledError:
            return
        except FlamencoError as error:
            if not self._cancelled.is_set():
                self._on_failed(error)
            return
        if not self._cancelled.is_set():
            self._on_done(peaks)


def _read(path: Path) -> Peaks | None:
    try:
        table = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if table.dtype != np.float32 or table.ndim != 2 or table.shape[0] != 2 or not table.shape[1]:
        return None
    return Peaks(float(RATE), table[0], table[1])


def _write(path: Path, peaks: Peaks) -> None:
    table = np.stack([peaks.low, peaks.high])
    kept.write(path, lambda stream: np.save(stream, table, allow_pickle=False))
