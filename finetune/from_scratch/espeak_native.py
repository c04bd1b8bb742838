"""The C interface of espeak-ng's library, and a server that speaks each line from the same fresh state.

The library keeps state from line to line (the parity of its glottal cycles, echoes, a noise generator), so
the same line sounds slightly different the second time. Run as a program, this file loads the library once
and answers every request from a fork of itself: then a line depends on nothing but its request. Only the
standard library is used here, so that the server is small and starts at once.

A request is a line of JSON {"text", "voice", "rate"}; the answer a line of JSON {"rate", "bytes", "events"}
or {"error", "reason"}, then 16-bit samples. The C interface is described in espeak-ng's speak_lib.h and
espeak_ng.h.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import sys
from typing import Any

FLAT_F0_HZ = 130
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_PHONEME_EVENTS_IPA = 0x0001 | 0x0002
_DONT_EXIT = 0x8000
_EVENT_LIST_TERMINATED = 0
_EVENT_PHONEME = 7
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_PARAMETER_RATE = 1

MISSING = "missing"
NO_VOICE = "no_voice"


class NativeError(Exception):
    """The library is `MISSING` or has `NO_VOICE` of this name: the kind, and the reason in its own words."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(kind, reason)
        self.kind = kind
        self.reason = reason


class _Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
Events = list[tuple[int, int, str]]


class Native:
    """The loaded library. Not for two threads at once; raises NativeError."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._events: Events = []
        self._library = _load()
        self.rate = int(
            self._library.espeak_Initialize(
                _AUDIO_OUTPUT_SYNCHRONOUS, 0, None, _PHONEME_EVENTS_IPA | _DONT_EXIT
            )
        )
        if self.rate <= 0:
            raise NativeError(MISSING, "its data files are not there")
        # Without this F0 flutters with a phase that outlives the line, and phoneme times with it.
        self._library.espeak_ng_SetConstF0(FLAT_F0_HZ)
        # Kept as an attribute: the library calls it long after this method has returned.
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if count > 0:
            self._blocks.append(ctypes.string_at(samples, 2 * count))
        index = 0
        while events[index].type != _EVENT_LIST_TERMINATED:
            event = events[index]
            if event.type == _EVENT_PHONEME:
                ipa = event.id.string.decode("utf-8", "ignore")
                self._events.append((event.sample, event.text_position - 1, ipa))
            index += 1
        return 0

    def speak(self, text: str, voice: str, rate: int) -> tuple[bytes, Events]:
        """16-bit samples and phoneme events: (sample, character position of the word, IPA)."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise NativeError(NO_VOICE, voice)
        self._library.espeak_SetParameter(_PARAMETER_RATE, rate, 0)
        self._blocks, self._events = [], []
        data = text.encode("utf-8")
        self._library.espeak_Synth(data, len(data) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
        return b"".join(self._blocks), self._events


def _load() -> ctypes.CDLL:
    names = ["libespeak-ng.so.1", "libespeak-ng.dylib", "libespeak-ng.1.dylib", "libespeak-ng.dll"]
    reason = "not found"
    for name in names:
        try:
            library = ctypes.CDLL(name)
        except OSError as error:
            reason = str(error)
            continue
        if not hasattr(library, "espeak_ng_SetConstF0"):
            raise NativeError(MISSING, "this espeak-ng is too old")
        return library
    raise NativeError(MISSING, reason)


def _answer(native: Native, line: bytes) -> bytes:
    request = json.loads(line)
    try:
        samples, events = native.speak(request["text"], request["voice"], request["rate"])
    except NativeError as error:
        return json.dumps({"error": error.kind, "reason": error.reason}).encode() + b"\n"
    head = {"rate": native.rate, "bytes": len(samples), "events": events}
    return json.dumps(head).encode() + b"\n" + samples


def serve() -> int:
    """Answer requests from standard input until it ends; each from a fork of the fresh library."""
    out = sys.stdout.buffer
    try:
        native = Native()
    except NativeError as error:
        out.write(json.dumps({"error": error.kind, "reason": error.reason}).encode() + b"\n")
        out.flush()
        return 1
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            out.write(_answer(native, line))
            out.flush()
            os._exit(0)
        os.waitpid(child, 0)
    return 0


if __name__ == "__main__":
    sys.exit(serve())
