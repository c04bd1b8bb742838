"""What FFmpeg reads and libsndfile does not: M4A and AAC, WMA, the sound of MP4, MKV and WebM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import av
import numpy as np

from flamenco_desktop.audio.source import Samples, clean
from flamenco_desktop.errors import EmptySoundError, NotSoundError

# Overlapped codecs need what comes before: AAC two frames, Opus 80 ms; some demuxers land late as well.
_PREROLLS = (0.2, 1.5, 10.0)
# Streams without a head: FFmpeg guesses their length from the size of the file.
_WITHOUT_LENGTH = frozenset({"aac", "ac3", "eac3", "mp3", "mpegts", "dts", "loas"})
# Time stamps of some containers are whole milliseconds; only more than this is a real hole.
_HOLE = 0.05
_STAMP_ERROR = 0.002


class ContainerSource:
    """The first sound track of a container, decoded by PyAV.

    Frame 0 is the first frame that the decoder gives out (its delay trimmed). Where the time stamps leave a
    hole it is filled with silence, so that reading on and seeking agree.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self._container: Any = None
        self._file: Any = None
        self._decoded: Iterator[Any] = iter(())
        self._pending: list[Samples] = []
        self._index: int | None = 0  # of the next frame from the decoder; None right after a seek
        self._resampler: Any = None
        self.frames = 2**62
        self._open()
        first = next(self._decoded, None)
        if first is None:
            reason = self._failure
            self.close()
            if reason:
                raise NotSoundError(path=str(path), reason=reason)
            raise EmptySoundError(path=str(path))
        # The first frame knows the true rate: the header of HE-AAC names half of it.
        self.rate = int(first.sample_rate)
        self.channels = int(first.layout.nb_channels)
        self._layout = first.layout.name
        self._origin = _stamp(first) or 0.0
        self.frames = self._announced()
        self.exact = _format(self._container) not in _WITHOUT_LENGTH
        self._accept(first)
        second = next(self._decoded, None)
        if second is not None:
            self._origin = self._refined(second)
            self._accept(second)

    def read(self, n: int) -> Samples:
        """See Source. Packets that cannot be decoded are left out; their time is filled with silence."""
        parts: list[Samples] = []
        missing = n
        while missing > 0:
            if not self._pending and not self._decode_more():
                break
            block = self._pending.pop(0)
            if len(block) > missing:
                self._pending.insert(0, block[missing:])
                block = block[:missing]
            parts.append(block)
            missing -= len(block)
        return np.concatenate(parts) if parts else np.zeros((0, self.channels), np.float32)

    def seek(self, frame: int) -> None:
        """See Source. Exact to the frame where time stamps are, else to their millisecond."""
        frame = max(frame, 0)
        for preroll in _PREROLLS:
            if frame <= preroll * self.rate:
                break
            if self._land(frame / self.rate - preroll) and self._skip_to(frame):
                return
        self._rewind()
        self._skip_to(frame)

    def close(self) -> None:
        """See Source."""
        self._decoded = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def tags(self) -> dict[str, str]:
        """The container's and the track's own words about themselves, keys in lower case."""
        merged = {**self._stream.metadata, **self._container.metadata}
        return {str(key).lower(): str(value) for key, value in merged.items()}

    def _open(self) -> None:
        self._failure = ""
        try:
            if self._file is None:
                self._file = self.path.open("rb")
            self._file.seek(0)
            # Without the white list a text file that looks like a playlist would reach for the network.
            self._container = av.open(
                self._file, options={"protocol_whitelist": "file"}, metadata_errors="replace"
            )
            streams = self._container.streams.audio
            if not streams:
                raise NotSoundError(path=str(self.path), reason="no sound track")
            self._stream = streams[0]
            self._decoded = self._decode()
        except NotSoundError:
            self.close()
            raise
        except (av.FFmpegError, OSError, ValueError) as error:
            self.close()
            raise NotSoundError(path=str(self.path), reason=_reason(error)) from error

    def _decode(self) -> Iterator[Any]:
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()
                except av.FFmpegError as error:
                    self._failure = _reason(error)
        except (av.FFmpegError, OSError) as error:
            self._failure = _reason(error)

    def _decode_more(self) -> bool:
        frame = next(self._decoded, None)
        if frame is None:
            return False
        self._accept(frame)
        return True

    def _accept(self, frame: Any) -> None:
        block = self._samples(frame)
        stamp = _stamp(frame)
        index = self._index
        if stamp is not None:
            stamped = round((stamp - self._origin) * self.rate)
            if index is None:
                index = stamped
            elif _HOLE * self.rate < stamped - index and stamped < self.frames:
                self._pending.append(np.zeros((stamped - index, self.channels), np.float32))
                index = stamped
        index = index or 0
        self._index = index + len(block)
        if len(block):
            self._pending.append(block)

    def _samples(self, frame: Any) -> Samples:
        if frame.sample_rate != self.rate or frame.layout.nb_channels != self.channels:
            if self._resampler is None:
                self._resampler = av.AudioResampler(format="fltp", layout=self._layout, rate=self.rate)
            parts = [_to_float(part, self.channels) for part in self._resampler.resample(frame)]
            return np.concatenate(parts) if parts else np.zeros((0, self.channels), np.float32)
        return _to_float(frame, self.channels)

    def _announced(self) -> int:
        if self._stream.duration is not None and self._stream.time_base is not None:
            return max(1, round(float(self._stream.duration * self._stream.time_base) * self.rate))
        if self._container.duration is not None:
            return max(1, int(self._container.duration * self.rate // 1_000_000))
        return 1

    def _refined(self, second: Any) -> float:
        """The zero of the time stamps by the second frame: the first one's is off where a delay is trimmed
        but stamps are whole milliseconds."""
        stamp = _stamp(second)
        if stamp is None or self._index is None:
            return self._origin
        by_second = stamp - self._index / self.rate
        return by_second if abs(by_second - self._origin) < _STAMP_ERROR else self._origin

    def _land(self, seconds: float) -> bool:
        self._pending.clear()
        self._index = None
        if self._container is None:
            return False
        try:
            ticks = int((seconds + self._origin) / float(self._stream.time_base))
            self._container.seek(ticks, stream=self._stream, backward=True)
        except (av.FFmpegError, OSError):
            return False
        self._decoded = self._decode()
        return True

    def _rewind(self) -> None:
        """Begin anew, in the file that is open: another one may have its name by now, or none."""
        self._decoded = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None
        # What cannot be opened any more is silent from here on.
        with suppress(NotSoundError):
            self._open()
        self._pending.clear()
        self._index = 0
        self._resampler = None

    def _skip_to(self, frame: int) -> bool:
        """Drop what lies before `frame`; False when the decoder has landed behind it."""
        while True:
            before = self._index
            if not self._decode_more():
                return before is not None
            held = sum(len(block) for block in self._pending)
            start = (self._index or 0) - held
            if start > frame:
                return False
            if start + held > frame:
                self.read(frame - start)
                return True
            self._pending.clear()


def _format(container: Any) -> str:
    return str(container.format.name)


def _stamp(frame: Any) -> float | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * frame.time_base)


def _to_float(frame: Any, channels: int) -> Samples:
    """A decoded frame as (n, channels) float32 in [-1, 1], whatever its sample format."""
    raw = frame.to_ndarray()
    block: Any = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if block.dtype == np.uint8:
        return np.asarray((block.astype(np.float32) - 128.0) / 128.0, np.float32)
    if np.issubdtype(block.dtype, np.integer):
        return np.asarray(block.astype(np.float32) / -float(np.iinfo(block.dtype).min), np.float32)
    return clean(np.ascontiguousarray(block, dtype=np.float32))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
