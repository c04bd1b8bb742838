"""What there is to play on, which of it is the system's default, and news of both."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from flamenco_desktop.audio import system_default
from flamenco_desktop.audio.output import portaudio_devices, server_key
from flamenco_desktop.audio.pulse import Sink, SinkWatch, sinks

_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """Something to play on: `key` for `Player.device` and for what is kept of it, `title` for people."""

    key: str
    title: str
    default: bool


@dataclass(frozen=True, slots=True)
class News:
    """The outputs there are. `complete`: nothing else is there; one that is missing has been unplugged.
    `reopen`: the default is another one now, and an open stream does not go there by itself."""

    devices: tuple[OutputDevice, ...]
    complete: bool
    reopen: bool = False


def outputs(look_again: bool = False) -> tuple[OutputDevice, ...]:
    """The outputs there are, perhaps none.

    `look_again`: PortAudio, where no sound server is asked, shall look again, which no open stream survives.
    """
    found = sinks()
    return _of_portaudio(look_again) if found is None else _of_server(found)


def _of_server(found: tuple[Sink, ...]) -> tuple[OutputDevice, ...]:
    return tuple(OutputDevice(server_key(sink.name), sink.title, sink.default) for sink in found)


def _of_portaudio(look_again: bool) -> tuple[OutputDevice, ...]:
    return tuple(OutputDevice(one.name, one.name, one.default) for one in portaudio_devices(look_again))


class DeviceWatch:
    """Calls `on_news(news)` from a thread of its own: soon, and whenever something changes."""

    def __init__(self, on_news: Callable[[News], None]) -> None:
        self._on_news = on_news
        self._sinks: SinkWatch | None = None
        self._poll: _DefaultPoll | None = None
        self._lock = threading.Lock()
        self._stopped = False
        self._sinks = SinkWatch(self._server_news)

    def stop(self) -> None:
        """Nothing is called any more."""
        with self._lock:
            self._stopped = True
            poll = self._poll
        if self._sinks is not None:
            self._sinks.stop()
        if poll is not None:
            poll.stop()

    def _server_news(self, found: tuple[Sink, ...] | None) -> None:
        if found is not None:
            self._tell(News(_of_server(found), complete=True))
            return
        self._tell(News(_of_portaudio(False), complete=False))
        with self._lock:
            if self._poll is None and not self._stopped and system_default.known():
                self._poll = _DefaultPoll(self._default_changed)

    def _default_changed(self) -> None:
        self._tell(News(_of_portaudio(False), complete=False, reopen=True))

    def _tell(self, news: News) -> None:
        if not self._stopped:
            self._on_news(news)


class _DefaultPoll:
    """Where the system itself has to be asked: looks every second whether the default is another one."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="default output", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join(2 * _LOOK_EVERY)

    def _run(self) -> None:
        known = system_default.identity()
        while not self._stopping.wait(_LOOK_EVERY):
            now = system_default.identity()
            if now != known and now is not None:
                self._on_change()
            known = now
