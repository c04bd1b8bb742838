"""espeak-ng: a spoken line and the exact onset of each of its phonemes.

The program `espeak-ng` cannot tell where a phoneme begins; its library can (phoneme events). Where the system
can fork, a small server speaks every line from the same fresh state (see espeak_native); elsewhere the
library is called within this process, and the timbre of a line varies a little with what came before; its
phoneme times never do.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch import espeak_native
from finetune.from_scratch.espeak_native import FLAT_F0_HZ, Events, Native, NativeError
from flamenco_desktop.errors import FlamencoError

__all__ = ["FLAT_F0_HZ", "Phoneme", "SpeechLibraryMissingError", "Spoken", "UnknownVoiceError", "speak"]


class SpeechLibraryMissingError(FlamencoError):
    """espeak-ng's shared library cannot be used; `package` names what to install, `reason` says why."""

    code = "speech_library_missing"

    def __str__(self) -> str:
        return (
            f"espeak-ng's shared library is missing ({self.parameters.get('reason', '')}): "
            f"install the package {self.parameters.get('package', '')} (Debian, Ubuntu) "
            "or espeak-ng (elsewhere)."
        )


class UnknownVoiceError(FlamencoError):
    """espeak-ng has no voice called `voice`."""

    code = "unknown_voice"

    def __str__(self) -> str:
        return f"espeak-ng has no voice called {self.parameters.get('voice', '')}."


@dataclass(frozen=True)
class Phoneme:
    """One spoken sound: IPA letters, seconds, and the character position of its word in the text."""

    ipa: str
    start: float
    end: float
    position: int


@dataclass(frozen=True)
class Spoken:
    """A spoken line: `samples` (n,) float32 mono at `rate` Hz and its phonemes in order."""

    samples: NDArray[np.float32]
    rate: int
    phonemes: tuple[Phoneme, ...]


class _Server:
    """The forking server as a child process; ends with this process."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", str(Path(espeak_native.__file__))]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._owner = os.getpid()
        atexit.register(self.close)

    def speak(self, text: str, voice: str, rate: int) -> tuple[bytes, Events, int]:
        sender, receiver = self._process.stdin, self._process.stdout
        assert sender is not None and receiver is not None
        try:
            sender.write(json.dumps({"text": text, "voice": voice, "rate": rate}).encode() + b"\n")
            sender.flush()
        except BrokenPipeError:
            # It has ended: what it said last is still to be read.
            pass
        line = receiver.readline()
        if not line:
            raise NativeError(espeak_native.MISSING, "its process ended")
        head = json.loads(line)
        if "error" in head:
            raise NativeError(head["error"], head["reason"])
        events = [(sample, position, ipa) for sample, position, ipa in head["events"]]
        return receiver.read(head["bytes"]), events, head["rate"]

    def close(self) -> None:
        # A forked worker inherits this object but not the right to end the server.
        if os.getpid() != self._owner or self._process.stdin is None or self._process.stdout is None:
            return
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class _Within:
    """The library within this process."""

    def __init__(self) -> None:
        self._native = Native()

    def speak(self, text: str, voice: str, rate: int) -> tuple[bytes, Events, int]:
        samples, events = self._native.speak(text, voice, rate)
        return samples, events, self._native.rate


_LOCK = threading.Lock()


@lru_cache(maxsize=2)
def _speaker(_process: int) -> _Server | _Within:
    return _Server() if hasattr(os, "fork") else _Within()


def speak(text: str, voice: str, *, rate: int = 150) -> Spoken:
    """Speak `text` on one note (FLAT_F0_HZ) and say where each phoneme begins and ends.

    `voice` is a name such as `es+m3`, `rate` in words a minute (80-450). A plosive's start is its burst.
    Marks without sound are joined to the phoneme before them; the last phoneme ends where the closing pause
    begins. The same request gives the same samples. Raises SpeechLibraryMissingError and UnknownVoiceError.
    """
    with _LOCK:
        try:
            data, events, sample_rate = _speaker(os.getpid()).speak(text, voice, rate)
        except NativeError as error:
            if error.kind == espeak_native.NO_VOICE:
                raise UnknownVoiceError(voice=voice) from None
            _speaker.cache_clear()
            raise SpeechLibraryMissingError(package="libespeak-ng1", reason=error.reason) from None
    samples = np.frombuffer(data, np.int16).astype(np.float32) / np.float32(32768)
    return Spoken(samples, sample_rate, _phonemes(events, len(text), sample_rate, len(samples) / sample_rate))


def _phonemes(events: Events, length: int, rate: int, total: float) -> tuple[Phoneme, ...]:
    sounding: list[tuple[float, int, str]] = []
    end = total
    for number, (sample, position, ipa) in enumerate(events):
        cleaned = "".join(sign for sign in ipa if sign.isalpha() and sign not in "ːˈˌ")
        if cleaned:
            sounding.append((sample / rate, max(0, min(position, length - 1)), cleaned))
            end = total
        elif end == total and sounding and (position >= length - 1 or number + 1 == len(events)):
            end = sample / rate
    phonemes = []
    for index, (start, position, ipa) in enumerate(sounding):
        after = sounding[index + 1][0] if index + 1 < len(sounding) else max(end, start + 0.02)
        phonemes.append(Phoneme(ipa, start, after, position))
    return tuple(phonemes)
