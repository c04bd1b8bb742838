"""The thread that decodes and stretches ahead of what is heard."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import numpy as np

from flamenco_desktop.audio.source import Samples
from flamenco_desktop.audio.stretch import Stretcher
from flamenco_desktop.audio.take import Take, Wish
from flamenco_desktop.audio.tape import Tape
from flamenco_desktop.errors import FlamencoError

_BLOCK = 2048
_REST = 0.02
_CROSSFADE = 240
_LEAD = 512


class Feeder(threading.Thread):
    """Fills the ring of `take` from `tape`, which it alone uses while it runs.

    A seek, another speed, loop or tape takes effect a few hundredths of a second after what the callback has
    taken: the ring is cut there and written anew, with a short crossfade, so that nothing clicks or waits.
    `resting` is called whenever there is nothing to do, some fifty times a second; `failed` when the file
    cannot be read on, after which the thread ends.
    """

    def __init__(
        self,
        tape: Tape,
        take: Take,
        resting: Callable[[Take], None],
        failed: Callable[[Take, Exception], None] | None = None,
    ) -> None:
        super().__init__(name="feeder", daemon=True)
        self._tape = tape
        self._take = take
        self._resting = resting
        self._failed = failed
        self._rate = tape.rate
        self._speed = 1.0
        self._loop: tuple[int, int] | None = None
        self._stretcher = Stretcher(self._rate, 1.0)
        self._backlog: deque[Samples] = deque()
        self._fade: Samples | None = None
        self._seam: Samples | None = None  # what would have followed the end of the loop
        self._base = 0  # the ring's frame where this stretcher's output begins
        self._given = 0  # frames that it has given
        self._fed = 0  # frames that it was fed
        self._seams: deque[tuple[int, float]] = deque()  # (frame fed, second of the recording there)
        self._finished = False

    def run(self) -> None:
        """Until the take stops."""
        try:
            self._feed()
        except (FlamencoError, OSError, ValueError, RuntimeError, MemoryError) as error:
            if self._failed is None:
                raise
            self._failed(self._take, error)

    def _feed(self) -> None:
        take = self._take
        while True:
            with take.lock:
                if take.stopping:
                    return
                wish, take.wish = take.wish, None
            if wish is not None:
                self._go_on_with(wish)
            if not self._advance():
                self._resting(take)
                with take.changed:
                    if not take.stopping and take.wish is None:
                        take.changed.wait(_REST)

    def _advance(self) -> bool:
        """One step; False when the ring is full or everything is written."""
        if self._backlog:
            written = self._write()
        elif self._finished:
            written = False
        else:
            self._produce()
            written = True
        if not written or self._take.ring.written - self._take.ring.read > self._rate // 8:
            self._take.primed.set()
        return written

    def _go_on_with(self, wish: Wish) -> None:
        take = self._take
        take.primed.clear()
        first = not take.ring.written
        with take.lock:
            # Somebody who goes somewhere wants to be there; who changes the speed wants no gap.
            cut, follows = take.ring.cut(_LEAD, 2 if wish.seek is None else 1)
            seconds = wish.seek if wish.seek is not None else take.track.seconds_at(cut) or 0.0
            take.track.cut(cut)
            take.end = None
        self._loop = self._frames_of(wish.loop)
        frame = round(seconds * self._rate)
        if self._loop is not None and frame >= self._loop[1] and wish.seek is None:
            frame = self._loop[0]
        self._speed = wish.speed
        self._stretcher = Stretcher(self._rate, wish.speed)
        self._backlog.clear()
        self._seam = None
        self._finished = False
        self._base, self._given, self._fed = cut, 0, 0
        self._tape = wish.tape or self._tape
        self._tape.seek(frame)
        self._seams = deque([(0, self._tape.position / self._rate)])
        if not (first and frame == 0):
            self._fade = np.zeros((_CROSSFADE, 2), np.float32)
            self._fade[: len(follows)] = follows[:_CROSSFADE]
        with take.lock:
            if wish.seek is not None:
                take.taken_up(seconds, cut)

    def _frames_of(self, loop: tuple[float, float] | None) -> tuple[int, int] | None:
        if loop is None:
            return None
        start, end = (round(seconds * self._rate) for seconds in loop)
        return start, max(end, start + _CROSSFADE)

    def _produce(self) -> None:
        tape, loop = self._tape, self._loop
        wanted = _BLOCK
        inside = loop is not None and tape.position < loop[1]
        if loop is not None and inside:
            wanted = min(wanted, loop[1] - tape.position)
        block = tape.read(wanted)
        if self._seam is not None and len(block):
            block, self._seam = _crossfaded(self._seam, block)
        self._fed += len(block)
        self._put(self._stretcher.push(block))
        at_end = not len(block)
        if loop is not None and inside and (at_end or tape.position >= loop[1]) and loop[0] < tape.frames:
            # The end fades into the beginning: no sample too many or too few, and no click.
            self._seam = np.zeros((_CROSSFADE, 2), np.float32)
            follows = tape.read(_CROSSFADE)
            self._seam[: len(follows)] = follows
            tape.seek(loop[0])
            self._seams.append((self._fed, tape.position / self._rate))
        elif at_end:
            self._put(self._stretcher.flush())
            self._finished = True
            if not self._backlog:
                self._mark_end()

    def _put(self, block: Samples) -> None:
        if not len(block):
            return
        if self._fade is not None:
            block, self._fade = _crossfaded(self._fade, block)
        start, self._given = self._given, self._given + len(block)
        with self._take.lock:
            while self._seams and self._seams[0][0] <= self._given * self._speed:
                fed, seconds = self._seams.popleft()
                frame = self._base + max(start, fed / self._speed)
                self._take.track.add(frame, seconds, self._speed / self._rate)
            self._take.track.forget_before(self._take.ring.read - self._rate)
        self._backlog.append(block)
        self._write()

    def _write(self) -> bool:
        """Move what fits into the ring; False when it is full."""
        moved = False
        while self._backlog:
            block = self._backlog[0]
            n = self._take.ring.write(block)
            moved = moved or n > 0
            if n < len(block):
                self._backlog[0] = block[n:]
                return moved
            self._backlog.popleft()
        if self._finished:
            self._mark_end()
        return moved

    def _mark_end(self) -> None:
        self._take.end = self._take.ring.written


def _crossfaded(old: Samples, new: Samples) -> tuple[Samples, Samples | None]:
    """`new` with its beginning mixed with `old`; what of `old` is left when `new` is the shorter one."""
    n = min(len(old), len(new))
    rising = (np.arange(_CROSSFADE - len(old), _CROSSFADE - len(old) + n, dtype=np.float32) + 1) / _CROSSFADE
    mixed = new.copy()
    mixed[:n] = new[:n] * rising[:, None] + old[:n] * (1 - rising[:, None])
    return mixed, old[n:] if n < len(old) else None
