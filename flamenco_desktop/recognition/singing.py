"""How a recording sounds: level and voicing, where it is not plain silence, and where it is quietest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

RATE = 16000
HOP = 0.01

_FRAME = 640
_FFT = 1024
_BAND = (150.0, 3800.0)
_PITCH = (70.0, 700.0)
# Frames at once: so few stay in the processor's cache.
_BLOCK = 500

_SILENCE_BELOW_LOUD = 42.0
_ABSOLUTE_SILENCE = -65.0
_SHORTEST_SILENCE = 0.6
_PADDING = 0.25
_LONGEST_JOINED_SILENCE = 2.0


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` in seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Activity:
    """How a recording sounds, frame by frame of `HOP` seconds.

    `level` (n,) in dB full scale within the voice's band; `voicing` (n,) in [0, 1], the height of the
    autocorrelation's peak at the lags of sung pitches (Boersma 1993). `loud` is the level in dB that earlier
    pieces of the same recording had: what is silence depends on it. `samples` is the sound itself, for who
    looks closer.
    """

    level: NDArray[np.float32]
    voicing: NDArray[np.float32]
    loud: float = -200.0
    samples: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)

    def frames(self, start: float, end: float) -> slice:
        """The frames between two times, at least one where there are any."""
        first = min(max(0, round(start / HOP)), max(0, len(self.level) - 1))
        return slice(first, min(len(self.level), max(first + 1, round(end / HOP))))


def listen(samples: NDArray[np.float32], loud: float = -200.0) -> Activity:
    """Level and voicing of mono `samples` (n,) at 16 kHz; `loud` as in `Activity`."""
    import torch

    hop = round(HOP * RATE)
    count = -(-len(samples) // hop)
    level = np.empty(count, np.float32)
    voicing = np.empty(count, np.float32)
    window = torch.from_numpy(np.hanning(_FRAME).astype(np.float32))
    frequencies = np.fft.rfftfreq(_FFT, 1 / RATE)
    lowest, highest = np.flatnonzero((frequencies >= _BAND[0]) & (frequencies <= _BAND[1]))[[0, -1]]
    band = slice(int(lowest), int(highest) + 1)
    lags = slice(int(RATE / _PITCH[1]), int(RATE / _PITCH[0]) + 1)
    bias = torch.fft.irfft(torch.fft.rfft(window, _FFT).abs().square(), _FFT)
    whole = 0.5 * _FFT * float(window.square().sum())
    with torch.inference_mode():
        for first in range(0, count, _BLOCK):
            last = min(count, first + _BLOCK)
            frames = torch.from_numpy(_frames(samples, first, last, hop)) * window
            heard = torch.fft.rfft(frames, _FFT)[:, band]
            power = torch.zeros(last - first, _FFT // 2 + 1)
            power[:, band] = heard.real.square() + heard.imag.square()
            level[first:last] = (10 * torch.log10(power.sum(1) / whole + 1e-10)).numpy()
            correlation = torch.fft.irfft(power, _FFT)
            ratio = correlation[:, lags] / (correlation[:, :1] + 1e-9) / (bias[lags] / bias[0])
            voicing[first:last] = ratio.amax(1).clamp(0.0, 1.0).numpy()
    return Activity(level, voicing, loud, samples)


def windows(activity: Activity, longest: float = 30.0) -> tuple[Span, ...]:
    """Spans of at most `longest` seconds that hold all but plain silence, in order, none overlapping."""
    spans: list[Span] = []
    for stretch in stretches(activity):
        pieces = cut(activity, stretch, longest)
        for piece in pieces:
            near = spans and piece.start - spans[-1].end <= _LONGEST_JOINED_SILENCE
            if near and len(pieces) == 1 and piece.end - spans[-1].start <= longest:
                spans[-1] = Span(spans[-1].start, piece.end)
            else:
                spans.append(piece)
    return tuple(spans)


def voiced_seconds(activity: Activity, span: Span) -> float:
    """How long something with a pitch sounds in `span`: an upper bound of the time in which anybody sings."""
    frames = activity.frames(span.start, span.end)
    loud = activity.level[frames] > threshold(activity)
    return float(np.count_nonzero(loud & (activity.voicing[frames] > 0.4))) * HOP


def _frames(samples: NDArray[np.float32], first: int, last: int, hop: int) -> NDArray[np.float32]:
    """Frames centred on the middle of their hops, zeros beyond both ends: (last - first, _FRAME)."""
    start = first * hop + hop // 2 - _FRAME // 2
    length = (last - first - 1) * hop + _FRAME
    piece = np.zeros(length, np.float32)
    inside = samples[max(0, start) : max(0, start + length)]
    offset = max(0, -start)
    piece[offset : offset + len(inside)] = inside
    view = np.lib.stride_tricks.sliding_window_view(piece, _FRAME)[::hop]
    # A copy, for torch does not take what cannot be written to.
    return view.copy()


def loudness(activity: Activity) -> float:
    """The level in dB of the loud places, of earlier pieces of the recording too."""
    return max(activity.loud, float(np.percentile(activity.level, 95)) if len(activity.level) else -200.0)


def threshold(activity: Activity) -> float:
    """The level in dB below which is plain silence."""
    return max(loudness(activity) - _SILENCE_BELOW_LOUD, _ABSOLUTE_SILENCE)


def stretches(activity: Activity) -> list[Span]:
    """Runs of frames above silence; shorter silences belong to them, and some padding on both sides."""
    if not len(activity.level):
        return []
    sounding = np.flatnonzero(activity.level > threshold(activity))
    if not len(sounding):
        return []
    breaks = np.flatnonzero(np.diff(sounding) * HOP > _SHORTEST_SILENCE)
    starts = sounding[np.concatenate(([0], breaks + 1))] * HOP - _PADDING
    ends = (sounding[np.concatenate((breaks, [len(sounding) - 1]))] + 1) * HOP + _PADDING
    total = len(activity.level) * HOP
    return [Span(max(0.0, float(a)), min(total, float(b))) for a, b in zip(starts, ends, strict=True)]


def cut(
    activity: Activity, stretch: Span, longest: float, avoid: NDArray[np.float32] | None = None
) -> list[Span]:
    """The stretch in pieces of at most `longest` seconds, cut where it is quietest.

    `avoid` (n,) in dB for each frame makes places louder than they are: there are letters there.
    """
    pieces: list[Span] = []
    start = stretch.start
    while stretch.end - start > longest:
        place = _quietest(activity, start + longest / 2, start + longest, avoid)
        pieces.append(Span(start, place))
        start = place
    pieces.append(Span(start, stretch.end))
    return pieces


def _quietest(activity: Activity, first: float, last: float, avoid: NDArray[np.float32] | None) -> float:
    """The middle of the quietest 0.3 s; of equals the later, for fewer windows."""
    frames = activity.frames(first, last)
    width = min(round(0.3 / HOP), frames.stop - frames.start)
    loudness = activity.level[frames] + 6.0 * activity.voicing[frames]
    if avoid is not None:
        loudness = loudness + avoid[frames]
    smooth = np.convolve(loudness, np.ones(width) / width, mode="valid")
    later = np.arange(len(smooth)) * HOP * 0.2
    return float((frames.start + int(np.argmin(smooth - later)) + width / 2) * HOP)
