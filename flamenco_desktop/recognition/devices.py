"""On what to compute: CUDA, MPS or the CPU, with the reason in words.

Looking for devices takes milliseconds and imports nothing heavy; `tested` tries the chosen one with torch.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass, replace

from flamenco_desktop.errors import DeviceMissingError

KINDS = ("cuda", "mps", "cpu")


@dataclass(frozen=True, slots=True)
class Device:
    """A device to compute on. `reason` says why it is not usable, or for the CPU why nothing faster is."""

    kind: str
    name: str = ""
    usable: bool = True
    reason: str = ""

    @property
    def words(self) -> str:
        """For people: "CUDA: NVIDIA H200", "CPU: no NVIDIA driver"."""
        said = self.reason or self.name
        return f"{self.kind.upper()}: {said}" if said else self.kind.upper()

    @property
    def precision(self) -> str:
        """CTranslate2's compute type: half precision on CUDA, 8-bit integers on the CPU."""
        return {"cuda": "float16", "mps": "float32", "cpu": "int8"}[self.kind]

    @property
    def threads(self) -> int:
        """Threads worth using on the CPU; more than eight do not help Whisper's small matrices."""
        affinity = getattr(os, "sched_getaffinity", None)
        cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
        return max(1, min(8, cores))


def found() -> tuple[Device, ...]:
    """Every kind of device in order of preference, usable or not; the CPU always is."""
    cuda, mps = _cuda(), _mps()
    why = ""
    if not cuda.usable and not mps.usable:
        why = mps.reason if sys.platform == "darwin" else cuda.reason
    return cuda, mps, Device("cpu", name=platform.machine(), reason=why)


def choose(name: str = "auto") -> Device:
    """The best usable device, or the one called `name`. Raises DeviceMissingError."""
    devices = {device.kind: device for device in found()}
    if name == "auto":
        return next(device for device in devices.values() if device.usable)
    if name not in devices:
        raise DeviceMissingError(device=name, reason="not one of auto, cuda, mps, cpu")
    device = devices[name]
    if not device.usable:
        raise DeviceMissingError(device=name, reason=device.reason)
    return replace(device, reason="as asked") if name == "cpu" else device


def tested(device: Device, *, fall_back: bool) -> Device:
    """The device after a short computation on it that is compared with the CPU's.

    Where it fails: the CPU with the reason if `fall_back`, else DeviceMissingError. Imports torch unless the
    device is the CPU.
    """
    if device.kind == "cpu":
        return device
    reason = _self_test(device.kind)
    if not reason:
        return device
    if fall_back:
        return Device("cpu", name=platform.machine(), reason=f"{device.kind.upper()} failed: {reason}")
    raise DeviceMissingError(device=device.kind, reason=reason)


def _self_test(kind: str) -> str:
    """Why `kind` does not compute rightly, or nothing."""
    import torch

    try:
        generator = torch.Generator().manual_seed(1)
        first = torch.randn(128, 128, generator=generator)
        second = torch.randn(128, 128, generator=generator)
        there = (first.to(kind) @ second.to(kind)).cpu()
    except (RuntimeError, AssertionError) as error:
        return str(error).splitlines()[0]
    return "" if torch.allclose(there, first @ second, atol=0.1, rtol=0.05) else "it computes wrongly"


def _cuda() -> Device:
    """The first NVIDIA GPU, asked of the driver itself."""
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        driver = ctypes.CDLL(library)
    except OSError:
        return Device("cuda", usable=False, reason="no NVIDIA driver")
    count, handle = ctypes.c_int(0), ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return Device("cuda", usable=False, reason="the NVIDIA driver does not answer")
    if count.value == 0:
        return Device("cuda", usable=False, reason="no NVIDIA GPU")
    text = ctypes.create_string_buffer(128)
    if driver.cuDeviceGet(ctypes.byref(handle), 0) == 0:
        driver.cuDeviceGetName(text, len(text), handle)
    return Device("cuda", name=text.value.decode(errors="replace"))


def _mps() -> Device:
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Device("mps", name="Apple GPU")
    return Device("mps", usable=False, reason="no Apple GPU")
