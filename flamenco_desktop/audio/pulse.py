"""The sound server's own outputs (PulseAudio, or PipeWire in its place), asked through libpulse.

PortAudio sees such a server as one device called "default". Which loudspeakers and headphones are behind it,
which of them is the default, and when one comes or goes, only the server knows. Structures and numbers are
those of <pulse/introspect.h>, <pulse/def.h> and <pulse/subscribe.h>, unchanged since PulseAudio 0.9.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_READY, _FAILED, _TERMINATED = 4, 5, 6
_NO_AUTOSPAWN = 1
_SINKS_AND_SERVER = 0x0001 | 0x0080
_PATIENCE = 2.0
_NEXT_TRY = 2.0
# What a server puts in the place of the last device that went away: it swallows everything.
_NOWHERE = "auto_null"
# libpulse and PipeWire's own ALSA plug-in: where streams of a new connection go.
_ROUTES = ("PULSE_SINK", "PIPEWIRE_NODE")

_routing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sink:
    """One output: its name for programs, its title for people."""

    name: str
    title: str
    default: bool


class _SinkInfo(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("index", ctypes.c_uint32),
        ("description", ctypes.c_char_p),
    )


class _ServerInfo(ctypes.Structure):
    _fields_ = (
        ("user_name", ctypes.c_char_p),
        ("host_name", ctypes.c_char_p),
        ("server_version", ctypes.c_char_p),
        ("server_name", ctypes.c_char_p),
        ("format", ctypes.c_int),
        ("rate", ctypes.c_uint32),
        ("channels", ctypes.c_uint8),
        ("default_sink_name", ctypes.c_char_p),
    )


_OnSink = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_SinkInfo), ctypes.c_int, ctypes.c_void_p)
_OnServer = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_ServerInfo), ctypes.c_void_p)
_OnEvent = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "pa_mainloop_new": (ctypes.c_void_p, []),
    "pa_mainloop_free": (None, [ctypes.c_void_p]),
    "pa_mainloop_get_api": (ctypes.c_void_p, [ctypes.c_void_p]),
    "pa_mainloop_prepare": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_int]),
    "pa_mainloop_poll": (ctypes.c_int, [ctypes.c_void_p]),
    "pa_mainloop_dispatch": (ctypes.c_int, [ctypes.c_void_p]),
    "pa_mainloop_wakeup": (None, [ctypes.c_void_p]),
    "pa_context_new": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]),
    "pa_context_connect": (
        ctypes.c_int,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p],
    ),
    "pa_context_get_state": (ctypes.c_int, [ctypes.c_void_p]),
    "pa_context_disconnect": (None, [ctypes.c_void_p]),
    "pa_context_unref": (None, [ctypes.c_void_p]),
    "pa_context_get_server_info": (ctypes.c_void_p, [ctypes.c_void_p, _OnServer, ctypes.c_void_p]),
    "pa_context_get_sink_info_list": (ctypes.c_void_p, [ctypes.c_void_p, _OnSink, ctypes.c_void_p]),
    "pa_context_set_subscribe_callback": (None, [ctypes.c_void_p, _OnEvent, ctypes.c_void_p]),
    "pa_context_subscribe": (
        ctypes.c_void_p,
        [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p],
    ),
    "pa_operation_unref": (None, [ctypes.c_void_p]),
}


@lru_cache(maxsize=1)
def _library() -> Any:
    """libpulse, or None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(ctypes.util.find_library("pulse") or "libpulse.so.0")
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library


class _Session:
    """A connection to the server, used by one thread; only `wake` may come from another.

    Making one raises OSError where no server answers.
    """

    def __init__(self) -> None:
        self._lib = _library()
        if self._lib is None:
            raise OSError("no libpulse")
        self._loop = self._lib.pa_mainloop_new()
        self._context = self._lib.pa_context_new(self._lib.pa_mainloop_get_api(self._loop), b"Flamenco")
        self.stirred = False
        # Kept as long as the server may call them.
        self._on_event = _OnEvent(self._note_event)
        self._server: str | None = None
        self._listing: list[tuple[str, str]] = []
        self._listed = False
        self._on_server = _OnServer(self._note_server)
        self._on_sink = _OnSink(self._note_sink)
        connected = self._lib.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None)
        if connected < 0 or not self._run_until(lambda: self._state() == _READY, _PATIENCE):
            self.close()
            raise OSError("no sound server answers")

    def sinks(self) -> tuple[Sink, ...]:
        """The outputs there are now. Raises OSError when the server has gone."""
        self._server, self._listed, self._listing = None, False, []
        for operation in (
            self._lib.pa_context_get_server_info(self._context, self._on_server, None),
            self._lib.pa_context_get_sink_info_list(self._context, self._on_sink, None),
        ):
            if operation:
                self._lib.pa_operation_unref(operation)
        if not self._run_until(lambda: self._server is not None and self._listed, _PATIENCE):
            raise OSError("the sound server does not answer")
        return tuple(
            Sink(name, title or name, name == self._server)
            for name, title in self._listing
            if name != _NOWHERE
        )

    def subscribe(self) -> None:
        """Have `stirred` set whenever an output or the default changes."""
        self._lib.pa_context_set_subscribe_callback(self._context, self._on_event, None)
        operation = self._lib.pa_context_subscribe(self._context, _SINKS_AND_SERVER, None, None)
        if operation:
            self._lib.pa_operation_unref(operation)

    def wait(self) -> None:
        """Until something happens. Raises OSError when the server has gone."""
        if not self._turn(-1):
            raise OSError("the sound server has gone")

    def wake(self) -> None:
        """End `wait`."""
        self._lib.pa_mainloop_wakeup(self._loop)

    def close(self) -> None:
        """Let go of the server."""
        self._lib.pa_context_disconnect(self._context)
        self._lib.pa_context_unref(self._context)
        self._lib.pa_mainloop_free(self._loop)

    def _state(self) -> int:
        return int(self._lib.pa_context_get_state(self._context))

    def _run_until(self, done: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not done():
            left = end - time.monotonic()
            if left <= 0 or not self._turn(max(1, int(left * 1e6))):
                return False
        return True

    def _turn(self, microseconds: int) -> bool:
        lib, loop = self._lib, self._loop
        whole = (
            lib.pa_mainloop_prepare(loop, microseconds) >= 0
            and lib.pa_mainloop_poll(loop) >= 0
            and lib.pa_mainloop_dispatch(loop) >= 0
        )
        return bool(whole and self._state() not in (_FAILED, _TERMINATED))

    def _note_event(self, _context: int, _kind: int, _index: int, _data: int) -> None:
        self.stirred = True

    def _note_server(self, _context: int, info: Any, _data: int) -> None:
        self._server = _text(info.contents.default_sink_name) if info else ""

    def _note_sink(self, _context: int, info: Any, end: int, _data: int) -> None:
        if end:
            self._listed = True
        elif info:
            self._listing.append((_text(info.contents.name), _text(info.contents.description)))


def _text(value: bytes | None) -> str:
    return value.decode("utf-8", "replace") if value else ""


def sinks() -> tuple[Sink, ...] | None:
    """The server's outputs, perhaps none; None where there is no such server."""
    try:
        session = _Session()
    except OSError:
        return None
    try:
        return session.sinks()
    except OSError:
        return None
    finally:
        session.close()


@contextmanager
def routed(sink: str | None) -> Iterator[None]:
    """Streams opened in the block go to the output `sink`; to the default one for None."""
    with _routing:
        if sink is None:
            yield
            return
        before = {name: os.environ.get(name) for name in _ROUTES}
        os.environ.update(dict.fromkeys(_ROUTES, sink))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


class SinkWatch:
    """Calls `on_change(sinks)` from a thread of its own: at once, and whenever an output or the default
    changes; `sinks` is None while no server answers."""

    def __init__(self, on_change: Callable[[tuple[Sink, ...] | None], None]) -> None:
        self._on_change = on_change
        self._lock = threading.Lock()
        self._session: _Session | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outputs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; nothing is called any more."""
        self._stopping.set()
        with self._lock:
            if self._session is not None:
                self._session.wake()
        if self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        lacking = False
        while not self._stopping.is_set():
            try:
                session = _Session()
            except OSError:
                if not lacking:
                    self._on_change(None)
                lacking = True
            else:
                lacking = False
                self._serve(session)
            self._stopping.wait(_NEXT_TRY if lacking else 0.0)

    def _serve(self, session: _Session) -> None:
        with self._lock:
            self._session = session
        known: tuple[Sink, ...] | None = None
        try:
            session.subscribe()
            session.stirred = True
            while not self._stopping.is_set():
                if session.stirred:
                    session.stirred = False
                    found = session.sinks()
                    if found != known and not self._stopping.is_set():
                        self._on_change(found)
                    known = found
                else:
                    session.wait()
        except OSError:
            pass  # the server has gone: try again
        finally:
            with self._lock:
                self._session = None
            session.close()
