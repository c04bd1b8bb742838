"""Sound files of every kind, made by the project's own tools."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

SOUNDFILE_KINDS = ("wav", "aiff", "flac", "mp3", "ogg", "opus", "w64")
CONTAINER_KINDS = {
    "m4a": "aac",
    "mp4": "aac",
    "aac": "aac",
    "wma": "wmav2",
    "webm": "libopus",
    "mkv": "libopus",
    "mka": "ac3",
}


def noise(seconds: float, rate: int, channels: int = 1, seed: int = 1) -> NDArray[np.float32]:
    """Band-limited noise (below 4 kHz, so that lossy codecs keep its shape), (n, channels), peak 0.5."""
    generator = np.random.default_rng(seed)
    n = int(seconds * rate)
    spectrum = np.fft.rfft(generator.standard_normal((n, channels)), axis=0)
    spectrum[np.fft.rfftfreq(n, 1 / rate) > 3000] = 0
    shaped = np.fft.irfft(spectrum, n, axis=0)
    return (0.5 * shaped / np.abs(shaped).max()).astype(np.float32)


def write(path: Path, samples: NDArray[np.float32], rate: int) -> Path:
    """`samples` (n, channels) into a file whose kind is its suffix."""
    kind = path.suffix[1:]
    if kind in CONTAINER_KINDS:
        return write_container(path, samples, rate, CONTAINER_KINDS[kind])
    if kind == "opus":
        soundfile.write(path, samples, rate, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, samples, rate)
    return path


def write_container(path: Path, samples: NDArray[np.float32], rate: int, codec: str, **tags: str) -> Path:
    """`samples` encoded by FFmpeg's `codec` into the container that the suffix names."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[1]]
    container_format = {"wma": "asf", "aac": "adts", "m4a": "ipod", "mka": "matroska", "mkv": "matroska"}
    kind = path.suffix[1:]
    with av.open(str(path), "w", format=container_format.get(kind, kind)) as out:
        out.metadata.update(tags)
        stream = out.add_stream(codec, rate=rate, layout=layout)
        stream.bit_rate = 192_000
        resampler = av.AudioResampler(
            format=stream.format, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size or 1024
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout=layout)
        frame.sample_rate = rate
        done = 0
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            piece.pts, piece.time_base = done, Fraction(1, rate)
            done += piece.samples
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


def delay(heard: NDArray[np.float32], original: NDArray[np.float32]) -> int:
    """By how many frames `heard` (n,) comes later than `original` (n,), from their correlation's peak."""
    size = 1 << (len(heard) + len(original)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(original, size))
    peak = int(np.argmax(np.fft.irfft(product, size)))
    return peak - size if peak > size // 2 else peak
