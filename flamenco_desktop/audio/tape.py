"""A source at the device's rate, in stereo, that can be wound back a little without seeking in the file."""

from __future__ import annotations

import numpy as np

from flamenco_desktop.audio.resample import Resampler, to_stereo
from flamenco_desktop.audio.source import Samples, Source

_BLOCK = 4096
_KEPT_SECONDS = 3.0


class Tape:
    """Frames (n, 2) of `source` at `rate` Hz; frame i lies at i / rate seconds of the recording.

    The last seconds are kept: a change of speed, a pause or a loop's short step back then costs no seek,
    which in a long MP3 can take half a second.
    """

    def __init__(self, source: Source, rate: int) -> None:
        self.rate = rate
        self.frames = round(source.frames * rate / source.rate)
        self._source = source
        self._resampler = Resampler(source.rate, rate, 2)
        self._kept: Samples = np.zeros((0, 2), np.float32)
        self._kept_from = 0
        self._at = 0
        self._dry = False

    @property
    def position(self) -> int:
        """The frame that `read` gives next."""
        return self._at

    def read(self, n: int) -> Samples:
        """The next up to `n` frames; none at the end only."""
        offset = self._at - self._kept_from
        while offset >= len(self._kept) and not self._dry:
            self._fetch()
            offset = self._at - self._kept_from
        block = self._kept[offset : offset + n]
        self._at += len(block)
        if self._dry and self._at >= self._kept_from + len(self._kept):
            # What could really be read is the true length.
            self.frames = self._at
        return block

    def seek(self, frame: int) -> None:
        """Read on from `frame`."""
        frame = min(max(0, frame), self.frames)
        if not self._kept_from <= frame <= self._kept_from + len(self._kept):
            ratio = self._source.rate / self.rate
            self._source.seek(round(frame * ratio))
            self._resampler = Resampler(self._source.rate, self.rate, 2)
            self._kept = self._kept[:0]
            self._kept_from = frame
            self._dry = False
        self._at = frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _fetch(self) -> None:
        block = self._source.read(_BLOCK)
        if len(block):
            fresh = self._resampler.push(to_stereo(block))
        else:
            fresh = self._resampler.flush()
            self._dry = True
        limit = int(_KEPT_SECONDS * self.rate)
        surplus = max(0, len(self._kept) + len(fresh) - limit)
        self._kept = np.concatenate([self._kept[surplus:], fresh])
        self._kept_from += surplus
