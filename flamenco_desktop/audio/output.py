"""Streams to a device, by PortAudio (sounddevice), which may be missing altogether."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flamenco_desktop.audio.pulse import routed
from flamenco_desktop.errors import NoOutputDeviceError

# Asked for, not promised. Short enough that a seek is heard at once, long enough for a busy machine: what the
# sound server's plug-in for ALSA runs short of it fills with silence by itself, and nobody is told.
LATENCY = 0.16
_USUAL_RATES = (44100, 48000)
_SERVER = "pulse:"
_SERVER_DEVICE = "pulse"

Callback = Callable[[Any, int, Any, Any], None]

# PortAudio's list of devices is one for the process, and looking again ends every stream.
_gate = threading.RLock()
_open = 0


@dataclass(frozen=True, slots=True)
class PortAudioDevice:
    """A device as PortAudio names it."""

    name: str
    default: bool


def server_key(sink: str) -> str:
    """The key, for `open_stream`, of the sound server's output `sink`."""
    return _SERVER + sink


def prepare() -> None:
    """Import and initialise PortAudio, which takes a fifth of a second, before it is needed.

    Raises NoOutputDeviceError where its library is not installed.
    """
    with _gate:
        _sounddevice()


def portaudio_devices(look_again: bool = False) -> tuple[PortAudioDevice, ...]:
    """The outputs of the system's usual sound interface.

    PortAudio lists them once; `look_again` makes it list them anew, unless a stream is open.
    """
    with _gate:
        try:
            sd = _sounddevice()
            if look_again and not _open:
                _rescan(sd)
            found: Any = sd.query_devices()
            default = sd.default.device[1]
        except NoOutputDeviceError:
            return ()
    # Windows lists every device once for each of its sound interfaces.
    usual = found[default]["hostapi"] if 0 <= default < len(found) else 0
    return tuple(
        PortAudioDevice(str(one["name"]), number == default)
        for number, one in enumerate(found)
        if one["max_output_channels"] > 0 and one["hostapi"] == usual
    )


def open_stream(device: str | int | None, rate: int, callback: Callback) -> Any:
    """A stopped stereo float32 stream, at `rate` Hz where that is a usual one, else at the device's own.

    `device` is a key, or a name or number of PortAudio's; None is the system's default. Every stream must go
    to `close_stream`. Raises NoOutputDeviceError.
    """
    global _open
    with _gate:
        sd = _sounddevice()
        try:
            stream = _opened(sd, device, rate, callback)
        except (sd.PortAudioError, ValueError) as error:
            if _open:
                raise NoOutputDeviceError(reason=_reason(error)) from error
            # One plugged in since PortAudio last looked.
            _rescan(sd)
            try:
                stream = _opened(sd, device, rate, callback)
            except (sd.PortAudioError, ValueError) as failure:
                raise NoOutputDeviceError(reason=_reason(failure)) from failure
        _open += 1
        return stream


def close_stream(stream: Any) -> None:
    """Stop it at once and let go of its device."""
    global _open
    with _gate:
        stream.close(ignore_errors=True)
        _open -= 1


def look_again() -> None:
    """Forget which devices there were, so that a new default counts; nothing happens while a stream is open.

    Raises NoOutputDeviceError.
    """
    with _gate:
        if not _open:
            _rescan(_sounddevice())


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


def _opened(sd: Any, device: str | int | None, rate: int, callback: Callback) -> Any:
    sink = None
    if isinstance(device, str) and device.startswith(_SERVER):
        sink = device.removeprefix(_SERVER)
        device = _server_device(sd)
    chosen = sd.query_devices(device, "output")
    own_rate = round(chosen["default_samplerate"])
    if rate not in _USUAL_RATES:
        rate = own_rate
    with routed(sink):
        try:
            sd.check_output_settings(device=device, channels=2, dtype="float32", samplerate=rate)
        except sd.PortAudioError:
            rate = own_rate
        return sd.OutputStream(
            samplerate=rate, device=device, channels=2, dtype="float32", latency=LATENCY, callback=callback
        )


def _server_device(sd: Any) -> int | None:
    """The device that is the sound server for certain; the default one mostly is."""
    for number, one in enumerate(sd.query_devices()):
        if one["name"] == _SERVER_DEVICE and one["max_output_channels"] > 0:
            return number
    return None


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
