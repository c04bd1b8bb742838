"""A recogniser that survives a lack of memory: half as many windows at once, then the CPU, and it says so."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence

from flamenco_desktop.errors import MemoryShortError
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.recogniser import TEMPERATURES, Recogniser, Samples, Segment

_SIGNS = (
    "out of memory",
    "bad_alloc",
    "not enough memory",
    "can't allocate memory",
    "cannot allocate memory",
)


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether a library's error means that memory ran out: torch, CTranslate2, MLX and Python each say it
    in their own way."""
    return isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in _SIGNS)


class CarefulRecogniser(Recogniser):
    """Passes on to what `open_on` opens for a device.

    `told` is called with the CPU, and the reason in it, when the work goes on there. Raises MemoryShortError
    when the CPU's memory does not do either.
    """

    def __init__(
        self,
        open_on: Callable[[Device], Recogniser],
        name: str,
        device: Device,
        told: Callable[[Device], None],
    ) -> None:
        self._open_on = open_on
        self._name = name
        self._device = device
        self._told = told
        self._inner: Recogniser | None = None
        try:
            self._inner = open_on(device)
        except (RuntimeError, MemoryError) as error:
            if not ran_out_of_memory(error):
                raise
        if self._inner is None:
            self._inner = self._on_the_cpu()
        self.batch = self._inner.batch

    def recognise_many(
        self,
        windows: Sequence[Samples],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        """See `Recogniser`."""
        done: list[tuple[Segment, ...]] = []
        while len(done) < len(windows):
            part = windows[len(done) : len(done) + self.batch]
            found = self._try(part, language, prompt, temperatures)
            if found is not None:
                done += found
            elif len(part) > 1:
                self.batch = len(part) // 2
            else:
                # The old one is let go before the new one is loaded: both may not fit.
                self._inner = None
                self._inner = self._on_the_cpu()
                self.batch = self._inner.batch
        return tuple(done)

    def _try(
        self, windows: Sequence[Samples], language: str, prompt: str, temperatures: Sequence[float]
    ) -> tuple[tuple[Segment, ...], ...] | None:
        """What was found; None when memory ran out. Nothing of the failed attempt is kept alive."""
        if self._inner is None:
            raise MemoryShortError(model=self._name)
        try:
            return self._inner.recognise_many(windows, language, prompt, temperatures)
        except (RuntimeError, MemoryError) as error:
            if not ran_out_of_memory(error):
                raise
        return None

    def _on_the_cpu(self) -> Recogniser:
        failed = self._device.kind
        if failed == "cpu":
            raise MemoryShortError(model=self._name)
        empty_caches(failed)
        self._device = instead_of(failed)
        try:
            opened = self._open_on(self._device)
        except (RuntimeError, MemoryError) as error:
            if ran_out_of_memory(error):
                raise MemoryShortError(model=self._name) from error
            raise
        self._told(self._device)
        return opened


def instead_of(kind: str) -> Device:
    """The CPU, after the memory of a device of this kind did not do."""
    return Device("cpu", name=platform.machine(), reason=f"{kind.upper()} ran out of memory")


def empty_caches(kind: str) -> None:
    """Give back what torch keeps of the device's memory, where torch was used at all."""
    import sys

    torch = sys.modules.get("torch")
    if torch is None:
        return
    if kind == "cuda" and torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif kind == "mps" and torch.backends.mps.is_available():
        torch.mps.empty_cache()
