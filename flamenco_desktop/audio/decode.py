"""A sound file into samples, and what can be said of it without reading it all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.resample import Resampler, to_mono
from flamenco_desktop.audio.source import SoundFileSource, open_source
from flamenco_desktop.errors import CancelledError, EmptySoundError, NotSoundError

_BLOCK_SECONDS = 4.0
# Their comments libsndfile reads as well as PyAV, which takes longer to import than the file to open.
_COMMENTED = frozenset({".flac", ".ogg", ".oga"})


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file: duration in seconds, rate in Hz; title and artist as its tags name them, else empty."""

    path: Path
    duration: float
    rate: int
    channels: int
    title: str = ""
    artist: str = ""


def inspect(path: Path | str) -> Recording:
    """What the file says of itself, checked by decoding its beginning.

    Raises FileMissingError, NotAFileError, EmptySoundError, NotSoundError.
    """
    path = Path(path)
    source = open_source(path)
    try:
        if not len(source.read(1)):
            raise NotSoundError(path=str(path), reason="nothing in it can be decoded")
        duration = source.frames / source.rate
        rate, channels = source.rate, source.channels
    finally:
        source.close()
    tags = _tags(path)
    return Recording(path, duration, rate, channels, tags.get("title", ""), tags.get("artist", ""))


def load(
    path: Path | str,
    rate: int = 16000,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> NDArray[np.float32]:
    """The whole recording, mono, (n,) float32 at `rate` Hz; read block by block.

    `progress` gets fractions in [0, 1]. Raises what `inspect` raises, and CancelledError.
    """
    path = Path(path)
    source = open_source(path)
    try:
        resampler = Resampler(source.rate, rate)
        block_frames = max(1, int(_BLOCK_SECONDS * source.rate))
        whole = _Growing(round(source.frames * rate / source.rate))
        done = 0
        while True:
            if cancelled is not None and cancelled():
                raise CancelledError()
            block = source.read(block_frames)
            if not len(block):
                break
            done += len(block)
            whole.append(resampler.push(to_mono(block))[:, 0])
            if progress is not None:
                progress(min(1.0, done / max(source.frames, 1)))
        if not done:
            raise NotSoundError(path=str(path), reason="nothing in it can be decoded")
        whole.append(resampler.flush()[:, 0])
        if progress is not None:
            progress(1.0)
        return whole.result()
    finally:
        source.close()


class _Growing:
    """One array filled from the front: a list of blocks would need twice the memory at the end."""

    def __init__(self, guess: int) -> None:
        self._array = np.zeros(min(max(guess, 1), 2**31), np.float32)
        self._used = 0

    def append(self, block: NDArray[np.float32]) -> None:
        end = self._used + len(block)
        if end > len(self._array):
            larger = np.zeros(end + len(self._array) // 4, np.float32)
            larger[: self._used] = self._array[: self._used]
            self._array = larger
        self._array[self._used : end] = block
        self._used = end

    def result(self) -> NDArray[np.float32]:
        return self._array[: self._used]


def _tags(path: Path) -> dict[str, str]:
    if path.suffix.lower() in _COMMENTED:
        with suppress(NotSoundError):
            return _plain_tags(path)
    from flamenco_desktop.audio.container import ContainerSource

    try:
        container = ContainerSource(path)
    except (NotSoundError, EmptySoundError):
        return _plain_tags(path)
    try:
        return container.tags()
    finally:
        container.close()


def _plain_tags(path: Path) -> dict[str, str]:
    source = SoundFileSource(path)
    try:
        return source.tags()
    finally:
        source.close()
