"""A recording as the models hear it, 16 kHz mono, read forward piece by piece: two hours need no more memory
than two minutes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.resample import Resampler, to_mono
from flamenco_desktop.audio.source import open_source
from flamenco_desktop.errors import CancelledError, NotSoundError

RATE = 16000
_BLOCK_SECONDS = 4.0


class Sound:
    """The recording at `path` between `start` and `end` seconds (None: its end), to be used with `with`.

    `start` and `end` are afterwards those that the file can have, as far as it announces its length. Raises
    FileMissingError, NotAFileError, EmptySoundError, NotSoundError.
    """

    def __init__(self, path: Path | str, start: float = 0.0, end: float | None = None) -> None:
        self._path = Path(path)
        self._source = open_source(self._path)
        length = self._source.frames / self._source.rate
        self.start = min(max(0.0, start), length)
        self.end = length if end is None or end >= length else max(end, self.start)
        # The announced length may be an estimate: without a wish for an end, all there is is read.
        last = math.inf if end is None or end >= length else self.end
        self._left = (last - self.start) * self._source.rate
        self._resampler = Resampler(self._source.rate, RATE)
        self._ready: list[NDArray[np.float32]] = []
        self._over = False
        self._sounded = False
        if self.start > 0.0:
            self._source.seek(round(self.start * self._source.rate))

    def __enter__(self) -> Sound:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._source.close()

    def read(self, seconds: float, cancelled: Callable[[], bool] = lambda: False) -> NDArray[np.float32]:
        """The next `seconds` as (n,) float32; fewer only at the end, none after it.

        Raises CancelledError, and NotSoundError where not one frame can be decoded.
        """
        wanted = round(seconds * RATE)
        while not self._over and sum(map(len, self._ready)) < wanted:
            if cancelled():
                raise CancelledError()
            self._push()
        whole = np.concatenate(self._ready) if self._ready else np.zeros(0, np.float32)
        self._ready = [whole[wanted:]] if len(whole) > wanted else []
        return np.asarray(whole[:wanted], np.float32)

    def _push(self) -> None:
        block = self._source.read(round(min(_BLOCK_SECONDS * self._source.rate, max(0.0, self._left))))
        if len(block):
            self._sounded = True
            self._left -= len(block)
            self._ready.append(self._resampler.push(to_mono(block))[:, 0])
            return
        self._over = True
        if not self._sounded and self.start == 0.0 and self._left > 0.0:
            raise NotSoundError(path=str(self._path), reason="nothing in it can be decoded")
        self._ready.append(self._resampler.flush()[:, 0])
