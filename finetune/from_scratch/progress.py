"""Progress on a terminal, with the time left."""

from __future__ import annotations

import time
from collections.abc import Callable

Write = Callable[[str], object]
_OFTEN = 1.0


class Fraction:
    """Tells `stage` and how much of everything is done, in [0, 1], at most once a second."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._begun = self._told = time.monotonic()
        self._from = 0.0

    def __call__(self, stage: str, fraction: float) -> None:
        """Tell it; a fraction that falls back begins to count anew."""
        now = time.monotonic()
        if fraction < self._from:
            self._begun, self._told = now, 0.0
        self._from = fraction
        if now - self._told < _OFTEN and fraction < 1.0:
            return
        self._told = now
        left = duration((now - self._begun) * (1 - fraction) / fraction) if fraction > 0 else "?"
        self._write(f"\r{stage}: {fraction:4.0%}, {left} left    ")


class Counted:
    """Tells how many of how many things are done."""

    def __init__(self, write: Write, what: str) -> None:
        self._fraction = Fraction(write)
        self._write = write
        self._what = what

    def __call__(self, done: int, total: int) -> None:
        """Tell it, with an end of line after the last."""
        self._fraction(f"{self._what}, {done}/{total}", done / total)
        if done == total:
            self._write("\n")


def duration(seconds: float) -> str:
    """Seconds or minutes, in words."""
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
