"""What the listener hears with: the outputs there are, the one he chose, and how late each of them is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import DeviceGoneError

if TYPE_CHECKING:
    from flamenco_desktop.audio.devices import DeviceWatch, News, OutputDevice

MOST_DELAY = 1.0
"""Seconds by which the words can wait for the sound, or go before it."""
# An output that goes away and the default that takes its place are told one after the other.
_SAME_EVENT = 1.0


class Outputs(QObject):
    """Follows the system: `changed` when there are other outputs or another one is heard.

    `route_changed` when sound must go somewhere else (`route`), `default_moved` when an open stream has to be
    opened anew to stay with the default; `gone`, with a DeviceGoneError, when what was heard is unplugged.
    """

    changed = Signal()
    route_changed = Signal()
    default_moved = Signal()
    gone = Signal(object)
    delay_changed = Signal(float)
    _told = Signal(object)

    def __init__(self, chosen: str, delays: Mapping[str, float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.devices: tuple[OutputDevice, ...] = ()
        self.delays = dict(delays)
        self.chosen = chosen
        """The key of what the listener chose, there or not; empty for the system's default."""
        self._watch: DeviceWatch | None = None
        self._before: tuple[OutputDevice, float] | None = None
        self._told.connect(self._hear)

    def start(self) -> None:
        """Begin to look; `changed` follows."""
        if self._watch is None:
            from flamenco_desktop.audio.devices import DeviceWatch

            self._watch = DeviceWatch(self._told.emit)

    def stop(self) -> None:
        """Look no longer."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    @property
    def current(self) -> OutputDevice | None:
        """What is heard: the chosen one if it is there, else the default; None while nobody knows."""
        there = {device.key: device for device in self.devices}
        return there.get(self.chosen) or next((one for one in self.devices if one.default), None)

    @property
    def route(self) -> str | None:
        """Where to play: the chosen output, or None for the default where it is not there or none is chosen.

        What was chosen counts as there until it is known what is.
        """
        known = not self.devices or any(device.key == self.chosen for device in self.devices)
        return self.chosen if self.chosen and known else None

    def choose(self, key: str) -> None:
        """Hear with `key` from now on; empty: with whatever is the system's default."""
        before = self.route
        self.chosen = key
        self._before = None
        if self.route != before:
            self.route_changed.emit()
        self.changed.emit()
        self.delay_changed.emit(self.delay)

    @property
    def delay(self) -> float:
        """Seconds that the current output is later than the system knows."""
        return self.delays.get(self._key(), 0.0)

    def set_delay(self, seconds: float) -> None:
        """Let the words wait for the current output, or go before it (negative)."""
        seconds = round(min(MOST_DELAY, max(-MOST_DELAY, seconds)), 3)
        self.delays[self._key()] = seconds
        if not seconds:
            del self.delays[self._key()]
        self.delay_changed.emit(seconds)

    def _key(self) -> str:
        current = self.current
        return current.key if current is not None else self.chosen

    def _hear(self, news: News) -> None:
        if self._watch is None:
            return
        old, route, delay = self.current, self.route, self.delay
        self.devices = news.devices
        if old is None and self.current is not None and "" in self.delays:
            # It was set before anybody knew for what.
            self.delays.setdefault(self.current.key, self.delays.pop(""))
        lost = self._lost(old) if news.complete else None
        new = self.current
        if old is not None and new is not None and old.key != new.key and lost is None:
            self._before = (old, time.monotonic())
        if lost is not None:
            self._before = None
            self.gone.emit(
                DeviceGoneError(device=lost.title, other=new.title)
                if new is not None
                else DeviceGoneError(device=lost.title, reason="nothing_left")
            )
        if self.route != route:
            self.route_changed.emit()
        elif news.reopen and self.route is None:
            self.default_moved.emit()
        self.changed.emit()
        if self.delay != delay:
            self.delay_changed.emit(self.delay)

    def _lost(self, old: OutputDevice | None) -> OutputDevice | None:
        """What was heard a moment ago and is not there any more."""
        there = {device.key for device in self.devices}
        if old is not None and old.key not in there:
            return old
        if self._before is not None:
            before, when = self._before
            if before.key not in there and time.monotonic() - when < _SAME_EVENT:
                return before
        return None
