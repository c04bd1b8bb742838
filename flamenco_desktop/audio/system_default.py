"""Which output is the system's default, where PortAudio learns of it at its start only: macOS and Windows.

macOS: AudioObjectGetPropertyData of <CoreAudio/AudioHardware.h>. Windows: the message
DRVM_MAPPER_PREFERRED_GET to the wave mapper, and the device's name by waveOutGetDevCapsW, of <mmsystem.h>
and <mmddk.h>.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from typing import Any

_SYSTEM_OBJECT = 1
_WAVE_MAPPER = 0xFFFFFFFF
_PREFERRED_GET = 0x2000 + 21


class _Address(ctypes.Structure):
    _fields_ = (
        ("selector", ctypes.c_uint32),
        ("scope", ctypes.c_uint32),
        ("element", ctypes.c_uint32),
    )


class _WaveOutCaps(ctypes.Structure):
    _fields_ = (
        ("manufacturer", ctypes.c_uint16),
        ("product", ctypes.c_uint16),
        ("version", ctypes.c_uint32),
        ("name", ctypes.c_uint16 * 32),
        ("formats", ctypes.c_uint32),
        ("channels", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16),
        ("support", ctypes.c_uint32),
    )


def known() -> bool:
    """Whether this system can be asked here."""
    return sys.platform in ("darwin", "win32")


def identity() -> object | None:
    """Something that is another when the default is another; None where it cannot be told."""
    try:
        if sys.platform == "darwin":
            return _of_macos()
        if sys.platform == "win32":
            return _of_windows()
    except (OSError, AttributeError):
        pass
    return None


def _four(code: str) -> int:
    return int.from_bytes(code.encode("ascii"), "big")


def _of_macos() -> object | None:
    library: Any = ctypes.CDLL(ctypes.util.find_library("CoreAudio"))
    address = _Address(_four("dOut"), _four("glob"), 0)
    device = ctypes.c_uint32(0)
    size = ctypes.c_uint32(ctypes.sizeof(device))
    status = library.AudioObjectGetPropertyData(
        ctypes.c_uint32(_SYSTEM_OBJECT),
        ctypes.byref(address),
        ctypes.c_uint32(0),
        None,
        ctypes.byref(size),
        ctypes.byref(device),
    )
    return device.value if status == 0 and device.value else None


def _of_windows() -> object | None:
    library: Any = getattr(ctypes, "WinDLL")("winmm")  # noqa: B009
    number, flags = ctypes.c_uint32(0), ctypes.c_uint32(0)
    failed = library.waveOutMessage(
        ctypes.c_void_p(_WAVE_MAPPER),
        ctypes.c_uint32(_PREFERRED_GET),
        ctypes.byref(number),
        ctypes.byref(flags),
    )
    caps = _WaveOutCaps()
    if failed or library.waveOutGetDevCapsW(
        ctypes.c_void_p(number.value), ctypes.byref(caps), ctypes.sizeof(caps)
    ):
        return None
    return bytes(caps.name)
