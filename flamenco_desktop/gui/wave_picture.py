"""A stretch of sound as a picture: the peaks of each column, smooth at their edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flamenco_desktop.audio.peaks import Peaks


def columns(peaks: Peaks, start: float, seconds: float, width: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lowest and highest sample of each of `width` columns of the stretch from `start`; silence outside."""
    import numpy as np

    edges = (start + np.arange(width + 1) * (seconds / width)) * peaks.rate
    count = len(peaks.low)
    if count == 0:
        return np.zeros(width, np.float32), np.zeros(width, np.float32)
    if edges[1] - edges[0] < 1.0:
        middle = (edges[:-1] + edges[1:]) / 2 - 0.5
        # Only what is in sight and one bucket beyond: an hour has 360,000.
        begin, end = max(0, int(middle[0]) - 1), min(count, int(middle[-1]) + 3)
        if begin >= end:
            return np.zeros(width, np.float32), np.zeros(width, np.float32)
        at = np.arange(begin, end)
        low = np.interp(middle, at, peaks.low[begin:end], left=0.0, right=0.0)
        high = np.interp(middle, at, peaks.high[begin:end], left=0.0, right=0.0)
        return low.astype(np.float32), high.astype(np.float32)
    first = np.clip(edges[:-1].astype(np.int64), 0, count - 1)
    low = np.minimum.reduceat(peaks.low, first)
    high = np.maximum.reduceat(peaks.high, first)
    # The last column reaches to the end of the array; cut it to its own buckets.
    beyond = int(min(count, max(first[-1] + 1, edges[-1])))
    low[-1], high[-1] = peaks.low[first[-1] : beyond].min(), peaks.high[first[-1] : beyond].max()
    outside = (edges[1:] <= 0) | (edges[:-1] >= count)
    low[outside] = high[outside] = 0.0
    return low, high


@lru_cache(maxsize=8)
def _loudest(peaks: Peaks) -> float:
    """The farthest that the sound swings; peaks are compared by identity and never change."""
    return float(max(-peaks.low.min(initial=0.0), peaks.high.max(initial=0.0), 1e-3))


def picture(peaks: Peaks, start: float, seconds: float, width: int, height: int, color: QColor) -> QImage:
    """The stretch drawn in `color` on nothing, `width` by `height` device pixels.

    Each pixel's opacity is the share of it that lies between the column's lowest and highest sample.
    """
    import numpy as np

    low, high = columns(peaks, start, seconds, width)
    loudest = _loudest(peaks)
    half = height / 2
    reach = half * 0.94 / loudest
    top = half - high * reach - 0.5
    bottom = half - low * reach + 0.5
    rows = np.arange(height, dtype=np.float32)[:, None]
    share = np.minimum(rows + 1, bottom)
    share -= np.maximum(rows, top)
    np.clip(share, 0.0, 1.0, out=share)
    share *= 255.0
    # One look into a table of 256 inks instead of a product for each part of each pixel.
    ink = np.array([color.blue(), color.green(), color.red(), 255], dtype=np.float32)
    inks = (np.arange(256, dtype=np.float32)[:, None] / 255.0 * ink).astype(np.uint8).view(np.uint32)[:, 0]
    pixels = inks[share.astype(np.uint8)]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array goes with this call
