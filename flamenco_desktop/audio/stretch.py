"""Another speed with the pitch kept."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from flamenco_desktop.audio.source import Samples

SLOWEST = 0.5
FASTEST = 1.5


class Stretcher:
    """Streams stereo blocks (n, 2) at `speed` by FFmpeg's `atempo` (waveform similarity overlap-add).

    Frame k of the output sounds like frame k * speed of the input, within half of atempo's window (some
    20 ms) and without drift. At speed 1 the samples pass untouched.
    """

    def __init__(self, rate: int, speed: float) -> None:
        self.rate = rate
        self.speed = speed
        self._graph: Any = None
        self._pushed = 0

    def push(self, block: Samples) -> Samples:
        """What comes out for `block`: after the first window about n / speed frames."""
        if self.speed == 1.0 or not len(block):
            return block
        import av

        if self._graph is None:
            self._graph = self._build()
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo"
        )
        frame.sample_rate = self.rate
        frame.pts = self._pushed
        frame.time_base = Fraction(1, self.rate)
        self._pushed += len(block)
        self._graph.push(frame)
        return self._pull()

    def flush(self) -> Samples:
        """The rest, after the last block."""
        if self._graph is None:
            return np.zeros((0, 2), np.float32)
        self._graph.push(None)
        rest = self._pull()
        self._graph = None
        return rest

    def _build(self) -> Any:
        import av

        graph = av.filter.Graph()
        entry = graph.add_abuffer(
            sample_rate=self.rate, format="flt", layout="stereo", time_base=Fraction(1, self.rate)
        )
        tempo = graph.add("atempo", f"{self.speed:.6f}")
        sink = graph.add("abuffersink")
        entry.link_to(tempo)
        tempo.link_to(sink)
        graph.configure()
        return graph

    def _pull(self) -> Samples:
        import av

        parts: list[Samples] = []
        while True:
            try:
                parts.append(self._graph.pull().to_ndarray().reshape(-1, 2))
            except (av.BlockingIOError, av.EOFError):
                break
        return np.concatenate(parts) if parts else np.zeros((0, 2), np.float32)
