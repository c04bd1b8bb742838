"""One stretch of playing, from play to pause: what callback, feeder and clock share."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from flamenco_desktop.audio.clock import Alignment, DeviceClock, Track
from flamenco_desktop.audio.ring import Ring
from flamenco_desktop.audio.source import Samples
from flamenco_desktop.audio.tape import Tape


@dataclass(frozen=True, slots=True)
class Wish:
    """What the feeder shall go on with; None for `seek` where it only takes another speed or loop, and for
    `tape` where it goes on with the one it has."""

    seek: float | None
    speed: float
    loop: tuple[float, float] | None
    tape: Tape | None = None


class Take:
    """The ring and the clock of one stretch of playing that starts at `start` seconds.

    `fill` is for the callback and takes no lock; `position` for any thread; the rest for the feeder and the
    player.
    """

    def __init__(self, rate: int, start: float, speed: float, loop: tuple[float, float] | None) -> None:
        self.rate = rate
        self.ring = Ring()
        self.track = Track()
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.primed = threading.Event()
        self.stopping = False
        self.started = False  # the player's: the stream runs
        self.watched = (-1, 0.0)  # the player's: frames handed over when it last looked, and when
        self.handed = 0
        self.end: int | None = None  # the ring's frame where the recording ends, once known
        self.underruns = 0
        self.wish: Wish | None = Wish(start, speed, loop)
        self._clock = DeviceClock(rate)
        self._alignment = Alignment()
        self._hold = (start, math.inf)
        self._furthest = 0.0

    @property
    def slips(self) -> int:
        """Times that the device was found elsewhere than it should be."""
        return self._clock.slips

    def fill(self, out: Samples, called_at: float, heard_at: float, slipped: bool) -> None:
        """The callback's whole work: copy frames into `out` (n, 2) and note when they will be heard."""
        if slipped:
            self._clock.forget()
        self._clock.note(self.handed, len(out), called_at, heard_at)
        before = self.ring.read
        got = self.ring.read_into(out)
        if got:
            self._alignment.note(self.handed, before)
        if self.primed.is_set() and (slipped or (got < len(out) and self.end is None)):
            self.underruns += 1
        self.handed += len(out)

    def ask(self, wish: Wish) -> None:
        """Have the feeder go on otherwise; from now until it is heard the position is the new one."""
        with self.changed:
            if wish.seek is not None:
                self._hold = (wish.seek, math.inf)
            if self.wish is not None:
                # A seek, and another tape, that the feeder has not seen yet stay wished.
                seek = self.wish.seek if wish.seek is None else wish.seek
                wish = Wish(seek, wish.speed, wish.loop, wish.tape or self.wish.tape)
            self.wish = wish
            self.changed.notify_all()

    def taken_up(self, seconds: float, ring_frame: int) -> None:
        """The feeder writes from `seconds` on at `ring_frame`; call with the lock held."""
        if self.wish is None:
            self._hold = (seconds, ring_frame)

    def stop(self) -> None:
        """Have the feeder end."""
        with self.changed:
            self.stopping = True
            self.changed.notify_all()

    def heard(self, now: float | None) -> float | None:
        """The ring's frame that is heard at stream time `now`; None before anything is known."""
        frame = None if now is None else self._clock.frame_at(now)
        if frame is not None:
            # Never backwards, and never past what the device was given.
            self._furthest = max(self._furthest, min(frame, self.handed))
        elif not self._furthest:
            return None
        return self._alignment.ring_frame(self._furthest)

    def position(self, now: float | None, delay: float) -> float:
        """Seconds of the recording that reach the ear at `now`, `delay` seconds after leaving the device."""
        frame = self.heard(now)
        with self.lock:
            target, until = self._hold
            if frame is None:
                return target
            frame -= delay * self.rate
            if frame < until:
                return target
            seconds = self.track.seconds_at(frame)
        return target if seconds is None else seconds
