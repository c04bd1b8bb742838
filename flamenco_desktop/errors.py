"""The one tree of errors.

An error carries a code and parameters, never a sentence: `gui` and `cli` put it into words (each in the
listener's language) and add what to do. `wire` sends errors between processes by code and parameters.
"""

from __future__ import annotations

from typing import ClassVar


class FlamencoError(Exception):
    """Something that a listener can be told in one sentence.

    `parameters` holds plain strings and numbers (a path, a name, a reason) for the sentence.
    """

    code: ClassVar[str] = "unknown"

    def __init__(self, **parameters: str | float | int) -> None:
        super().__init__(self.code, parameters)
        self.parameters: dict[str, str | float | int] = dict(parameters)

    def __str__(self) -> str:
        listed = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.code}({listed})"


class FileMissingError(FlamencoError):
    """There is no file at `path`."""

    code = "file_missing"


class NotAFileError(FlamencoError):
    """`path` is a folder or a device, not a file."""

    code = "not_a_file"


class NotSoundError(FlamencoError):
    """`path` holds no sound that can be read; `reason` is the reader's own word for it."""

    code = "not_sound"


class EmptySoundError(FlamencoError):
    """`path` is a sound file without a single frame."""

    code = "empty_sound"


class NoOutputDeviceError(FlamencoError):
    """There is no device to play on; `reason` says what the sound system answered."""

    code = "no_output_device"


class DeviceGoneError(FlamencoError):
    """The output `device` was unplugged while it played; `other` is where playing can go on."""

    code = "device_gone"


class BrokenOffError(FlamencoError):
    """The sound of `path` ends after `seconds`, long before the end that the file announces."""

    code = "broken_off"


class NotLyricsError(FlamencoError):
    """`path` cannot be read as lyrics in `format`; `reason` and, where known, `line` say where."""

    code = "not_lyrics"


class UnknownFormatError(FlamencoError):
    """No lyrics format is called `format`; `known` lists those there are."""

    code = "unknown_format"


class InvalidEditError(FlamencoError):
    """A correction that would break a rule of the lyrics; `reason` is a short code of the rule."""

    code = "invalid_edit"


class ModelMissingError(FlamencoError):
    """`model` is neither on this machine nor to be fetched; `reason` says why."""

    code = "model_missing"


class ModelBrokenError(FlamencoError):
    """The folder of `model` lacks something or cannot be loaded; `reason` says what."""

    code = "model_broken"


class DeviceMissingError(FlamencoError):
    """The computing device `device` was asked for and is not usable; `reason` says why."""

    code = "device_missing"


class MemoryShortError(FlamencoError):
    """Not even the CPU has memory enough for `model`."""

    code = "memory_short"


class ModelKeptError(FlamencoError):
    """`model` is not the program's to delete or to rename; `reason` says why."""

    code = "model_kept"


class ModelInUseError(FlamencoError):
    """`model` was to be deleted and is the one in use."""

    code = "model_in_use"


class FetchFailedError(FlamencoError):
    """`model` could not be fetched from `source` (an address or a path); `reason` says why."""

    code = "fetch_failed"


class ChecksumError(FlamencoError):
    """`file` of `model` is not what its publisher made: its checksum is another."""

    code = "checksum"


class DiskFullError(FlamencoError):
    """`path` is on a disk with `free` MB left where `needed` MB are wanted."""

    code = "disk_full"


class ArchiveError(FlamencoError):
    """The archive `path` cannot be unpacked; `reason` says why."""

    code = "archive"


class WorkerDiedError(FlamencoError):
    """The worker process ended by itself with `status` during a job."""

    code = "worker_died"


class JobFailedError(FlamencoError):
    """A job failed in a way that nobody foresaw; `reason` is the exception's own text."""

    code = "job_failed"


class CancelledError(FlamencoError):
    """The listener cancelled."""

    code = "cancelled"


class WriteFailedError(FlamencoError):
    """`path` could not be written; `reason` is the system's word."""

    code = "write_failed"


class PictureFailedError(FlamencoError):
    """The process that draws a picture of the voice ended without one; `reason` says how."""

    code = "picture_failed"


class LibraryError(FlamencoError):
    """The library's database at `path` cannot be used; `reason` says why."""

    code = "library"


def _tree(base: type[FlamencoError]) -> dict[str, type[FlamencoError]]:
    found = {base.code: base}
    for child in base.__subclasses__():
        found |= _tree(child)
    return found


def from_code(code: str, parameters: dict[str, str | float | int]) -> FlamencoError:
    """The error called `code`, as sent over the wire; an unknown code becomes a JobFailedError."""
    kind = _tree(FlamencoError).get(code)
    if kind is None:
        return JobFailedError(reason=code)
    return kind(**parameters)
