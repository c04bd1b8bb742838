"""Where a long text lies in a long recording, roughly and in one pass.

The topology is WhisperX's (after torchaudio's tutorial on forced alignment): a letter is emitted at one frame
and then only blanks hold it. Each frame is one vectorised step over the letters. Of a very long text only as
many letters are looked at as may be sung about then, so two hours need neither hours nor gigabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError

# Letters that are looked at together: ten minutes of song. Some thousands before the likeliest one stay.
BAND = 8192
_BEHIND = BAND // 2
_CHECKED = 256


def onsets(
    emissions: NDArray[np.float32],
    tokens: Sequence[int],
    blank: int,
    cancelled: Callable[[], bool] = lambda: False,
    band: int = BAND,
) -> NDArray[np.int64] | None:
    """The frame at which each token begins, strictly increasing; None when there are too few frames.

    `emissions` (frames, vocabulary) are log probabilities. Exact for texts of up to `band` tokens. Raises
    CancelledError.
    """
    count, length = len(emissions), len(tokens)
    if length == 0:
        return np.zeros(0, np.int64)
    if count < length:
        return None
    wanted = np.asarray(tokens)
    width = min(band, length)
    low = 0
    # score[i]: the best way to have begun low + i tokens.
    score = np.full(width + 1, -np.inf, np.float64)
    score[0] = 0.0
    # One bit for each cell.
    entered = np.empty((count, (width + 7) // 8), np.uint8)
    lows = np.empty(count, np.int64)
    for frame in range(count):
        if frame % _CHECKED == 0:
            if frame % 2048 == 0 and cancelled():
                raise CancelledError()
            shift = _shift(score, low, length, width)
            if shift:
                low += shift
                score = np.concatenate([score[shift:], np.full(shift, -np.inf)])
        row = emissions[frame]
        changed = score[:-1] + row[wanted[low : low + width]]
        score += row[blank]
        moved = changed > score[1:]
        entered[frame] = np.packbits(moved)
        lows[frame] = low
        np.maximum(score[1:], changed, out=score[1:])
    if low + width < length or not np.isfinite(score[-1]):
        return None
    return _trace(entered, lows, length)


def _shift(score: NDArray[np.float64], low: int, length: int, width: int) -> int:
    """By how many tokens to go on: so that the likeliest one stays in the middle."""
    ahead = int(np.argmax(score)) - min(_BEHIND, width // 2)
    return max(0, min(ahead, length - width - low))


def _trace(entered: NDArray[np.uint8], lows: NDArray[np.int64], length: int) -> NDArray[np.int64] | None:
    """Back from the last frame: the frame at which each token was entered."""
    found = np.empty(length, np.int64)
    token = length - 1
    for frame in range(len(entered) - 1, -1, -1):
        place = token - int(lows[frame])
        if place < 0:
            return None
        if entered[frame, place >> 3] >> (7 - (place & 7)) & 1:
            found[token] = frame
            token -= 1
            if token < 0:
                return found
    return None
