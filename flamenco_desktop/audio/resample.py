"""Another sample rate and fewer channels, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np

from flamenco_desktop.audio.source import Samples

_LAYOUTS = {1: "mono", 2: "stereo"}
_MINUS_3_DB = float(np.sqrt(0.5))


class Resampler:
    """Streams (n, channels) blocks, one or two channels, from one rate to another by FFmpeg's swresample.

    The filter's delay is compensated: frame i of the output lies at i / rate seconds of the input, and the
    whole output, flushed, is round(frames * rate / source_rate) frames long.
    """

    def __init__(self, source_rate: int, rate: int, channels: int = 1) -> None:
        self.source_rate = source_rate
        self.rate = rate
        self.channels = channels
        self._taken = 0
        self._given = 0
        self._engine: Any = None

    def push(self, block: Samples) -> Samples:
        """What comes out for `block`; a few frames stay inside until more, or `flush`, comes."""
        if self.source_rate == self.rate or not len(block):
            return block
        import av

        if self._engine is None:
            self._engine = av.AudioResampler(format="fltp", layout=_LAYOUTS[self.channels], rate=self.rate)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block.T), format="fltp", layout=_LAYOUTS[self.channels]
        )
        frame.sample_rate = self.source_rate
        self._taken += len(block)
        return self._count(self._engine.resample(frame))

    def flush(self) -> Samples:
        """The rest, after the last block."""
        nothing = np.zeros((0, self.channels), np.float32)
        if self._engine is None:
            return nothing
        given = self._given
        rest = self._count(self._engine.resample(None))
        wanted = round(self._taken * self.rate / self.source_rate) - given
        self._engine = None
        if len(rest) >= wanted:
            return rest[: max(wanted, 0)]
        return np.concatenate([rest, np.zeros((wanted - len(rest), self.channels), np.float32)])

    def _count(self, frames: list[Any]) -> Samples:
        parts = [frame.to_ndarray().T for frame in frames]
        if not parts:
            return np.zeros((0, self.channels), np.float32)
        out: Samples = np.concatenate(parts)
        self._given += len(out)
        return out


def to_mono(block: Samples) -> Samples:
    """(n, channels) to (n, 1), the channels' mean."""
    if block.shape[1] == 1:
        return block
    return np.asarray(block.mean(axis=1, dtype=np.float32, keepdims=True), np.float32)


def to_stereo(block: Samples) -> Samples:
    """(n, channels) to (n, 2): centre and surround at -3 dB, scaled so that nothing can clip.

    Channels are taken in the order of WAVE files: left, right, centre, low, then pairs of surround.
    """
    channels = block.shape[1]
    if channels == 2:
        return block
    if channels == 1:
        return np.repeat(block, 2, axis=1)
    return block @ _stereo_matrix(channels)


def _stereo_matrix(channels: int) -> Samples:
    matrix = np.zeros((channels, 2), np.float32)
    matrix[0, 0] = matrix[1, 1] = 1.0
    if channels != 4:  # four channels are two pairs
        matrix[2] = _MINUS_3_DB
    for channel in range(2 if channels == 4 else 4, channels):
        matrix[channel, channel % 2] = _MINUS_3_DB
    scaled: Samples = matrix / np.float32(matrix.sum(axis=0).max())
    return scaled
