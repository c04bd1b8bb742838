"""From the sound card's time to the recording's: what is heard now."""

from __future__ import annotations

import bisect
from collections import deque
from statistics import median

_WINDOW = 31
# Callbacks closer together than this part of a block fill an empty buffer before the device plays: their
# times count only until there are better ones, and not at all where no lead is told.
_BURST = 0.25
# So many callbacks in a row that disagree with the median by so many seconds: the device itself has slipped.
_SLIPPED_AFTER = 3
_SLIP = 0.01


class DeviceClock:
    """Which frame leaves the device at a time of its stream.

    Every callback says when its first frame will be heard (PortAudio's outputBufferDacTime). A running median
    over some thirty of them removes the outliers of underruns and of the first callbacks, whose lead is zero.
    `note` is for the callback, `frame_at` for any thread.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._starts: deque[float] = deque(maxlen=_WINDOW)
        self._called_at: float | None = None
        self._guess: float | None = None
        self.slips = 0  # times that the device was found elsewhere than it should be

    def note(self, frame: int, frames: int, called_at: float, heard_at: float) -> None:
        """The callback at `called_at` hands over `frames`, of which the first, number `frame`, is heard at
        `heard_at`; both in seconds of the stream's time."""
        before, self._called_at = self._called_at, called_at
        if before is None or called_at - before < _BURST * frames / self.rate:
            if heard_at > called_at:
                self._guess = heard_at - frame / self.rate
            return
        self._starts.append(heard_at - frame / self.rate)
        if len(self._starts) > _SLIPPED_AFTER:
            middle = median(self._starts)
            latest = [self._starts[-n] - middle for n in range(1, _SLIPPED_AFTER + 1)]
            if min(latest) > _SLIP or max(latest) < -_SLIP:
                self.slips += 1
                for _ in range(len(self._starts) - _SLIPPED_AFTER):
                    self._starts.popleft()

    def forget(self) -> None:
        """After an underrun: what was noted is void."""
        self._starts.clear()
        self._guess = None

    def frame_at(self, now: float) -> float | None:
        """The frame heard at stream time `now`; None while nothing is known."""
        starts = tuple(self._starts)
        start = median(starts) if starts else self._guess
        return None if start is None else (now - start) * self.rate


class Alignment:
    """Which frame of the ring a frame of the device is: they part where the ring ran dry.

    `note` is for the callback and takes no lock: it appends to a bounded queue, and only on a change.
    """

    def __init__(self) -> None:
        self._anchors: deque[tuple[int, int]] = deque(maxlen=64)
        self._shift: int | None = None

    def note(self, device_frame: int, ring_frame: int) -> None:
        """From `device_frame` on the ring's frames from `ring_frame` on are played."""
        shift = device_frame - ring_frame
        if shift != self._shift:
            self._shift = shift
            self._anchors.append((device_frame, ring_frame))

    def ring_frame(self, device_frame: float) -> float:
        """The ring's frame at `device_frame`; it stands still where the ring had run dry. 0 before all."""
        found = 0.0
        anchors = tuple(self._anchors)
        for number, (device, ring) in enumerate(anchors):
            if device > device_frame:
                break
            found = ring + (device_frame - device)
            if number + 1 < len(anchors):
                found = min(found, anchors[number + 1][1])
        return max(found, 0.0)


class Track:
    """Which second of the recording a frame of the ring is: straight pieces, each with a slope.

    The feeder adds pieces as it writes, ahead of what is heard.
    """

    def __init__(self) -> None:
        self._pieces: list[tuple[float, float, float]] = []

    def add(self, frame: float, seconds: float, slope: float) -> None:
        """From `frame` on the recording is at `seconds` and goes on by `slope` seconds a frame."""
        if self._pieces:
            start, at, known = self._pieces[-1]
            # A hundredth of a millisecond: rounding, not a jump.
            if known == slope and abs(at + (frame - start) * known - seconds) < 1e-5:
                return
        self._pieces.append((frame, seconds, slope))

    def cut(self, frame: float) -> None:
        """Forget the pieces from `frame` on."""
        del self._pieces[bisect.bisect_left(self._pieces, frame, key=_start) :]

    def forget_before(self, frame: float) -> None:
        """Forget pieces that ended before `frame`."""
        del self._pieces[: max(0, bisect.bisect_right(self._pieces, frame, key=_start) - 1)]

    def seconds_at(self, frame: float) -> float | None:
        """The recording's second at `frame`; before the first piece, that one's start. None without any."""
        pieces = self._pieces
        if not pieces:
            return None
        start, seconds, slope = pieces[max(0, bisect.bisect_right(pieces, frame, key=_start) - 1)]
        return seconds + max(frame - start, 0.0) * slope


def _start(piece: tuple[float, float, float]) -> float:
    return piece[0]
