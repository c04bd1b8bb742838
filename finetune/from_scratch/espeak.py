"""espeak-ng through its shared library: a spoken line and the exact onset of each of its phonemes.

The program `espeak-ng` cannot tell where a phoneme begins; the library can (phoneme events, see
speak_lib.h). The library holds one voice and one set of parameters for the whole process, so calls are
kept one after another by a lock.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import FlamencoError

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_PHONEME_EVENTS_IPA = 0x0001 | 0x0002
_INITIALIZE_DONT_EXIT = 0x8000
_EVENT_LIST_TERMINATED = 0
_EVENT_PHONEME = 7
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_PARAMETER_RATE = 1
_PARAMETER_PITCH = 3
_PARAMETER_RANGE = 4


class SpeechLibraryMissingError(FlamencoError):
    """espeak-ng's shared library cannot be loaded; `package` names what to install."""

    code = "speech_library_missing"

    def __str__(self) -> str:
        return (
            f"espeak-ng's shared library is missing ({self.parameters.get('reason', '')}): "
            f"install the package {self.parameters.get('package', 'libespeak-ng1')} (Debian, Ubuntu) "
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


class _Library:
    """The loaded library; collects what its callback brings during one synchronous synthesis."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, int, str]] = []
        self._library = _load()
        self.rate = int(
            self._library.espeak_Initialize(
                _AUDIO_OUTPUT_SYNCHRONOUS, 0, None, _INITIALIZE_PHONEME_EVENTS_IPA | _INITIALIZE_DONT_EXIT
            )
        )
        if self.rate <= 0:
            raise SpeechLibraryMissingError(package="espeak-ng-data", reason="its data files are not there")
        # Kept as an attribute: the library calls it long after this method has returned.
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if count > 0:
            self._blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _EVENT_LIST_TERMINATED:
            event = events[index]
            if event.type == _EVENT_PHONEME:
                ipa = event.id.string.decode("utf-8", "ignore")
                self._events.append((event.sample, event.text_position - 1, ipa))
            index += 1
        return 0

    def synthesize(
        self, text: str, voice: str, rate: int, pitch: int
    ) -> tuple[NDArray[np.int16], list[tuple[int, int, str]]]:
        with self._lock:
            if voice != self._voice:
                if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                    raise UnknownVoiceError(voice=voice)
                self._voice = voice
            for parameter, value in (
                (_PARAMETER_RATE, rate),
                (_PARAMETER_PITCH, pitch),
                (_PARAMETER_RANGE, 0),
            ):
                self._library.espeak_SetParameter(parameter, value, 0)
            self._blocks, self._events = [], []
            data = text.encode("utf-8")
            self._library.espeak_Synth(
                data, len(data) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
            )
            samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
            return samples, self._events


def _load() -> ctypes.CDLL:
    names = ["libespeak-ng.so.1", "libespeak-ng.dylib", "libespeak-ng.1.dylib", "libespeak-ng.dll"]
    found = ctypes.util.find_library("espeak-ng")
    reason = "not found"
    for name in [*names, *([found] if found else [])]:
        try:
            return ctypes.CDLL(name)
        except OSError as error:
            reason = str(error)
    raise SpeechLibraryMissingError(package="libespeak-ng1", reason=reason)


@lru_cache(maxsize=1)
def _library() -> _Library:
    return _Library()


def speak(text: str, voice: str, *, rate: int = 150, pitch: int = 75) -> Spoken:
    """Speak `text` on one note and say where each phoneme begins and ends.

    `voice` is a name such as `es+m3`; `rate` in words a minute (80-450); `pitch` is espeak-ng's 0-99, the
    pitch range is set to nothing so that F0 stays flat. A plosive's start is its burst. Marks without
    sound are joined to the phoneme before them; the last phoneme ends where the closing pause begins.
    Raises SpeechLibraryMissingError and UnknownVoiceError.
    """
    library = _library()
    raw, events = library.synthesize(text, voice, rate, pitch)
    samples = (raw.astype(np.float32) / 32768.0).astype(np.float32)
    total = len(samples) / library.rate
    length = len(text)
    sounding: list[tuple[float, int, str]] = []
    end = total
    for sample, position, ipa in events:
        cleaned = "".join(sign for sign in ipa if sign.isalpha() and sign not in "ːˈˌ")
        if cleaned:
            sounding.append((sample / library.rate, max(0, min(position, length - 1)), cleaned))
            end = total
        elif end == total and sounding and (position >= length - 1 or (sample, position, ipa) == events[-1]):
            end = sample / library.rate
    phonemes = []
    for index, (start, position, ipa) in enumerate(sounding):
        after = sounding[index + 1][0] if index + 1 < len(sounding) else max(end, start + 0.02)
        phonemes.append(Phoneme(ipa, start, after, position))
    return Spoken(samples, library.rate, tuple(phonemes))
