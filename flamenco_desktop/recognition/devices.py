"""On what to compute: CUDA, MPS or the CPU, with the reason in words.

Looking for devices takes milliseconds and imports nothing heavy; `tested` tries the chosen one with torch.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass, replace
from typing import Any

from flamenco_desktop.errors import DeviceMissingError

KINDS = ("cuda", "mps", "cpu")

_WEIGHTS = 4_000_000_000
_A_WINDOW = 500_000_000
# How far from the CPU's result, as a share of its size: TF32 and half precision round at 2**-11.
_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Device:
    """A device to compute on.

    `reason` says why it is not usable, or for the CPU why nothing faster is. `memory` is in bytes, 0 where it
    is not known. `half` says that the self-test found half precision right on it.
    """

    kind: str
    name: str = ""
    usable: bool = True
    reason: str = ""
    memory: int = 0
    half: bool = False

    @property
    def words(self) -> str:
        """For people: "CUDA: NVIDIA H200", "CPU: no NVIDIA driver"."""
        said = self.reason or self.name
        return f"{self.kind.upper()}: {said}" if said else self.kind.upper()

    @property
    def precision(self) -> str:
        """CTranslate2's compute type: half precision on CUDA, 8-bit integers on the CPU, where they can."""
        import ctranslate2

        if self.kind == "mps":
            return "float32"
        wanted = ("float16", "bfloat16", "int8") if self.kind == "cuda" else ("int8", "int16")
        try:
            able = ctranslate2.get_supported_compute_types(self.kind)
        except (RuntimeError, ValueError):
            return "default"
        return next((kind for kind in wanted if kind in able), "float32")

    @property
    def threads(self) -> int:
        """Threads worth using on the CPU; more than eight do not help Whisper's small matrices."""
        affinity = getattr(os, "sched_getaffinity", None)
        cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
        return max(1, min(8, cores))

    @property
    def batch(self) -> int:
        """Windows worth computing at once. A large Whisper with a beam of 5 takes some 0.4 GB for each."""
        if self.kind == "cpu":
            return 1
        if self.kind == "mps":
            return 4
        return max(1, min(16, (self.memory - _WEIGHTS) // _A_WINDOW)) if self.memory else 8


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
    reason = _self_test(device.kind, half=False)
    if not reason:
        return replace(device, half=not _self_test(device.kind, half=True))
    if fall_back:
        return Device("cpu", name=platform.machine(), reason=f"{device.kind.upper()} failed: {reason}")
    raise DeviceMissingError(device=device.kind, reason=reason)


def _self_test(kind: str, *, half: bool) -> str:
    """Why `kind` does not compute what a Whisper computes as the CPU does it, or nothing."""
    import torch

    generator = torch.Generator().manual_seed(1)

    def some(*shape: int) -> Any:
        return torch.randn(*shape, generator=generator) / shape[-1] ** 0.5

    given = [some(1, 80, 200), some(128, 80, 3), some(128, 128), some(128, 128), some(128, 128)]

    def computed(device: str, dtype: torch.dtype) -> Any:
        sound, convolution, *projections = (item.to(device, dtype) for item in given)
        heard = torch.nn.functional.gelu(torch.nn.functional.conv1d(sound, convolution, padding=1))
        states = torch.nn.functional.layer_norm(heard.transpose(1, 2), (128,))
        parts = [(states @ one).reshape(1, -1, 4, 32).transpose(1, 2) for one in projections]
        attended = torch.nn.functional.scaled_dot_product_attention(*parts)
        return attended.transpose(1, 2).flatten(2).float().cpu()

    try:
        there = computed(kind, torch.float16 if half else torch.float32)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0]
    here = computed("cpu", torch.float32)
    off = float((there - here).abs().max() / here.abs().max())
    return "" if off < _TOLERANCE else "it computes wrongly"


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
    text, memory = ctypes.create_string_buffer(128), ctypes.c_size_t(0)
    if driver.cuDeviceGet(ctypes.byref(handle), 0) == 0:
        driver.cuDeviceGetName(text, len(text), handle)
        driver.cuDeviceTotalMem_v2(ctypes.byref(memory), handle)
    return Device("cuda", name=text.value.decode(errors="replace"), memory=memory.value)


def _mps() -> Device:
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Device("mps", name="Apple GPU")
    return Device("mps", usable=False, reason="no Apple GPU")
