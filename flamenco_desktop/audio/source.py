"""A sound file as a stream of samples, by libsndfile where it can read it, by FFmpeg (PyAV) otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import EmptySoundError, FileMissingError, NotAFileError, NotSoundError

Samples: TypeAlias = NDArray[np.float32]

# What libsndfile answers for a length that it could not find out.
_UNKNOWN_LENGTH = 2**53
# libsndfile's Vorbis gives wrong samples for a block or so after some seeks (overlap without its first half).
_VORBIS_PREROLL = 8192
# libsndfile takes anything so called for MPEG, and its decoder then complains on stderr by itself.
_BY_NAME_ALONE = (".mp3", ".mp2", ".mp1")


class Source(Protocol):
    """A recording that is read forward and can be put anywhere.

    `frames` is the length that the file announces; what can really be read may be less (a truncated file)
    or, where the file only estimates (not `exact`), a little more. `name` is what a listener calls it.
    """

    name: str
    rate: int
    channels: int
    frames: int
    exact: bool

    def read(self, n: int) -> Samples:
        """The next `n` frames as (n, channels); fewer only at the end, (0, channels) after it.

        Samples that are no numbers come as silence.
        """

    def seek(self, frame: int) -> None:
        """The next read starts at `frame`."""

    def close(self) -> None:
        """Let go of the file."""


def clean(samples: Samples) -> Samples:
    """`samples` with NaN and infinities replaced by silence; the same array where there are none."""
    if np.isfinite(samples).all():
        return samples
    return np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)


def check_file(path: Path) -> None:
    """Raise FileMissingError, NotAFileError or, for a file of zero bytes, EmptySoundError."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileMissingError(path=str(path)) from error
    if not path.is_file():
        raise NotAFileError(path=str(path))
    if status.st_size == 0:
        raise EmptySoundError(path=str(path))


class SoundFileSource:
    """What libsndfile reads: WAV, AIFF, FLAC, MP3, Ogg Vorbis, Opus, W64, CAF…"""

    def __init__(self, path: Path) -> None:
        import soundfile

        self._failure = soundfile.LibsndfileError
        try:
            self._file: Any = soundfile.SoundFile(path)
        except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: `.raw` wants a rate
            raise NotSoundError(path=str(path), reason=_reason(error)) from error
        self.path = path
        self.name = str(path)
        # mpg123 guesses the length of an MP3 without a note of it from its first frames.
        self.exact = self._file.format != "MPEG"
        self.rate = int(self._file.samplerate)
        self.channels = int(self._file.channels)
        self.frames = int(self._file.frames)
        self._preroll = _VORBIS_PREROLL if self._file.subtype == "VORBIS" else 0
        self._at = 0
        self._successor: Source | None = None
        if self.frames > _UNKNOWN_LENGTH or self.rate <= 0:
            self._file.close()
            raise NotSoundError(path=str(path), reason="unknown length")

    def read(self, n: int) -> Samples:
        """See Source. Where libsndfile gives up (a FLAC that breaks off), FFmpeg reads what there is."""
        if self._successor is not None:
            return self._successor.read(n)
        try:
            block: Samples = self._file.read(n, dtype="float32", always_2d=True)
        except self._failure:
            return self._succeed().read(n)
        self._at += len(block)
        return clean(block)

    def seek(self, frame: int) -> None:
        """See Source."""
        self._at = min(max(frame, 0), self.frames)
        if self._successor is not None:
            self._successor.seek(self._at)
            return
        before = min(self._at, self._preroll)
        try:
            self._file.seek(self._at - before)
            if before:
                self._file.read(before, dtype="float32")
        except self._failure:
            self._succeed()

    def close(self) -> None:
        """See Source."""
        self._file.close()
        if self._successor is not None:
            self._successor.close()

    def _succeed(self) -> Source:
        try:
            self._successor = _container(self.path)
        except (NotSoundError, EmptySoundError):
            self._successor = _Silence(self.rate, self.channels)
        self._successor.seek(self._at)
        return self._successor

    def tags(self) -> dict[str, str]:
        """The file's own words about itself."""
        words: dict[str, str] = self._file.copy_metadata()
        return words


class _Silence:
    """What is left of a file that nobody can read any more: nothing."""

    name = ""
    frames = 0
    exact = True

    def __init__(self, rate: int, channels: int) -> None:
        self.rate, self.channels = rate, channels

    def read(self, n: int) -> Samples:
        return np.zeros((0, self.channels), np.float32)

    def seek(self, frame: int) -> None:
        pass

    def close(self) -> None:
        pass


def open_source(path: Path) -> Source:
    """`path` as a stream. Raises FileMissingError, NotAFileError, EmptySoundError or NotSoundError."""
    check_file(path)
    if path.suffix.lower() in _BY_NAME_ALONE:
        _container(path).close()
    empty = False
    try:
        simple = SoundFileSource(path)
    except NotSoundError:
        pass
    else:
        if simple.frames:
            return simple
        simple.close()
        empty = True
    try:
        return _container(path)
    except NotSoundError as error:
        if empty:
            raise EmptySoundError(path=str(path)) from error
        raise


def _container(path: Path) -> Source:
    # PyAV takes longer to import than most files to open, and most do not need it.
    from flamenco_desktop.audio.container import ContainerSource

    return ContainerSource(path)


def _reason(error: Exception) -> str:
    return str(getattr(error, "error_string", "") or error)
