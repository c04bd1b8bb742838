"""Devices to play on, by PortAudio (sounddevice), which may be missing altogether."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flamenco_desktop.errors import NoOutputDeviceError

# Asked for, not promised. Short enough for a prompt pause, long enough for a busy machine.
_LATENCY = 0.1
_USUAL_RATES = (44100, 48000)

Callback = Callable[[Any, int, Any, Any], None]


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """A device as the system names it; `name` is what `Player(device=...)` takes."""

    name: str
    channels: int
    default: bool


def outputs(rescan: bool = False) -> tuple[OutputDevice, ...]:
    """The devices there are, perhaps none; `rescan` looks again, which no open stream survives."""
    try:
        sd = _sounddevice()
        if rescan:
            _rescan(sd)
        found = sd.query_devices()
        default = sd.default.device[1]
    except NoOutputDeviceError:
        return ()
    return tuple(
        OutputDevice(str(one["name"]), int(one["max_output_channels"]), number == default)
        for number, one in enumerate(found)
        if one["max_output_channels"] > 0
    )


def open_stream(device: str | int | None, rate: int, callback: Callback) -> Any:
    """A stopped stereo float32 stream, at `rate` Hz where that is a usual one, else at the device's own.

    None is the system's default device. Raises NoOutputDeviceError.
    """
    sd = _sounddevice()
    try:
        return _open(sd, device, rate, callback)
    except (sd.PortAudioError, ValueError):
        # PortAudio lists the devices once; one plugged in since then needs another look.
        _rescan(sd)
    try:
        return _open(sd, device, rate, callback)
    except (sd.PortAudioError, ValueError) as error:
        raise NoOutputDeviceError(reason=_reason(error)) from error


def start_stream(stream: Any) -> None:
    """Start it. Raises NoOutputDeviceError where the device has gone meanwhile."""
    sd = _sounddevice()
    try:
        stream.start()
    except sd.PortAudioError as error:
        raise NoOutputDeviceError(reason=_reason(error)) from error


def stream_time(stream: Any) -> float | None:
    """The stream's own time in seconds; None where it cannot be told. Not to be mixed with other clocks."""
    sd = _sounddevice()
    try:
        return float(stream.time)
    except sd.PortAudioError:
        return None


def _open(sd: Any, device: str | int | None, rate: int, callback: Callback) -> Any:
    chosen = sd.query_devices(device, "output")
    own_rate = round(chosen["default_samplerate"])
    if rate not in _USUAL_RATES:
        rate = own_rate
    try:
        sd.check_output_settings(device=device, channels=2, dtype="float32", samplerate=rate)
    except sd.PortAudioError:
        rate = own_rate
    return sd.OutputStream(
        samplerate=rate, device=device, channels=2, dtype="float32", latency=_LATENCY, callback=callback
    )


def _rescan(sd: Any) -> None:
    try:
        sd._terminate()
        sd._initialize()
    except sd.PortAudioError as error:
        raise NoOutputDeviceError(reason=_reason(error)) from error


def _sounddevice() -> Any:
    try:
        import sounddevice
    except OSError as error:  # PortAudio's library is not installed
        raise NoOutputDeviceError(reason=str(error)) from error
    return sounddevice


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
