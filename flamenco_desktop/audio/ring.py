"""The samples between the feeder and the sound card's callback."""

from __future__ import annotations

import numpy as np

from flamenco_desktop.audio.source import Samples


class Ring:
    """A ring of stereo frames for one writer and one reader, without a lock.

    `read` and `written` count frames since the beginning and only the reader moves `read`; the writer may
    take back (`cut`) what the reader cannot have touched yet. `capacity` is a power of two.
    """

    def __init__(self, capacity: int = 1 << 16) -> None:
        self._frames: Samples = np.zeros((capacity, 2), np.float32)
        self.capacity = capacity
        self.read = 0
        self.written = 0
        self.largest_read = 0

    @property
    def room(self) -> int:
        """Frames that can be written now."""
        return self.capacity - (self.written - self.read)

    def read_into(self, out: Samples) -> int:
        """Copy what there is into `out` (n, 2), silence the rest, return the number of frames copied."""
        wanted = len(out)
        start = self.read
        n = min(wanted, self.written - start)
        at = start % self.capacity
        first = min(n, self.capacity - at)
        out[:first] = self._frames[at : at + first]
        out[first:n] = self._frames[: n - first]
        out[n:] = 0.0
        self.largest_read = max(self.largest_read, wanted)
        self.read = start + n
        return n

    def write(self, block: Samples) -> int:
        """Append as much of `block` (n, 2) as fits and return how much that is."""
        n = min(len(block), self.room)
        self._put(self.written, block[:n])
        self.written += n
        return n

    def cut(self, lead: int, blocks: int = 2) -> tuple[int, Samples]:
        """Take back all but some `lead` frames, or so many of the reader's `blocks`, beyond the reader.

        Returns the index where writing goes on, and the frames (k, 2) that had followed there.
        """
        before = self.written
        while True:
            at = min(before, self.read + max(lead, blocks * self.largest_read))
            self.written = at
            # The reader may have gone on meanwhile; a read under way ends at most one block further.
            if at == before or self.read + self.largest_read <= at:
                break
            lead *= 2
        follows = self._get(at, before - at)
        return at, follows

    def _put(self, index: int, block: Samples) -> None:
        at = index % self.capacity
        first = min(len(block), self.capacity - at)
        self._frames[at : at + first] = block[:first]
        self._frames[: len(block) - first] = block[first:]

    def _get(self, index: int, n: int) -> Samples:
        wanted = np.arange(index, index + n) % self.capacity
        return self._frames[wanted]
