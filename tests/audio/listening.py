"""What the null sink has played against what the player said meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.player import Player
from tests.sound_server import RATE, Capture

_WINDOW = 2048
_EVERY = 0.004


@dataclass(frozen=True)
class Moment:
    """At `time` (monotonic) the player said `shown`; the device played second `heard` of the recording."""

    time: float
    shown: float
    heard: float

    @property
    def error(self) -> float:
        return self.shown - self.heard


class Observer:
    """Asks the player for its position over and over, as a view that paints does."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.said: list[tuple[float, float]] = []

    def watch(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            before = time.monotonic()
            shown = self.player.position()
            self.said.append(((before + time.monotonic()) / 2, shown))
            time.sleep(_EVERY)


class Listener:
    """Finds a piece of what was played in the recording (n,), by correlation."""

    def __init__(self, recording: NDArray[np.float32]) -> None:
        self._recording = recording
        self._size = 1 << (len(recording) + _WINDOW).bit_length()
        self._spectrum = np.fft.rfft(recording, self._size)

    def second_of(self, piece: NDArray[np.float32], alike: float) -> float | None:
        """Where in the recording `piece` is; None when it is silence or nothing there is as much alike."""
        energy = float(np.linalg.norm(piece))
        if energy < 1e-3:
            return None
        found = np.fft.irfft(self._spectrum * np.conj(np.fft.rfft(piece, self._size)), self._size)
        at = int(np.argmax(found[: len(self._recording)]))
        there = float(np.linalg.norm(self._recording[at : at + len(piece)]))
        return at / RATE if there and found[at] / (energy * there) > alike else None

    def compare(
        self, observer: Observer, capture: Capture, alike: float = 0.9, most: int = 100
    ) -> list[Moment]:
        """Moments at which something of the recording was heard, evenly picked."""
        samples = capture.samples[:, 0]
        moments = []
        for asked, shown in observer.said[:: max(1, len(observer.said) // most)]:
            at = round((asked - capture.started(near=asked)) * RATE)
            piece = samples[at : at + _WINDOW]
            heard = self.second_of(piece, alike) if at >= 0 and len(piece) == _WINDOW else None
            if heard is not None:
                moments.append(Moment(asked, shown, heard))
        return moments


def errors(moments: list[Moment]) -> NDArray[np.float64]:
    """Shown less heard, in milliseconds."""
    return np.array([1000 * moment.error for moment in moments])


def report(name: str, moments: list[Moment]) -> NDArray[np.float64]:
    """The errors, said in one line for who reads the figures (pytest -s)."""
    found = errors(moments)
    worst = np.abs(found).max() if len(found) else float("nan")
    middle, deviation = np.median(found), found.std()
    print(f"{name}: n={len(found)} median {middle:.2f} ms, deviation {deviation:.2f}, worst {worst:.1f}")
    return found
