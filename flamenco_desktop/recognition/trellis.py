"""Forced alignment of a long text to a long recording in one pass.

The topology is WhisperX's (after torchaudio's tutorial on forced alignment): a letter is emitted at one frame
and then only blanks hold it. Each frame is one vectorised step over all letters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError


def onsets(
    emissions: NDArray[np.float32],
    tokens: Sequence[int],
    blank: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> NDArray[np.int64] | None:
    """The frame at which each token begins, strictly increasing; None when there are too few frames.

    `emissions` (frames, vocabulary) are log probabilities. Raises CancelledError.
    """
    count, length = len(emissions), len(tokens)
    if length == 0:
        return np.zeros(0, np.int64)
    if count < length:
        return None
    wanted = np.asarray(tokens)
    score = np.full(length + 1, -np.inf, np.float64)
    score[0] = 0.0
    # One bit for each cell: two hours with a long text stay within memory.
    entered = np.empty((count, (length + 7) // 8), np.uint8)
    for frame in range(count):
        if frame % 2048 == 0 and cancelled():
            raise CancelledError()
        row = emissions[frame]
        changed = score[:-1] + row[wanted]
        score += row[blank]
        moved = changed > score[1:]
        entered[frame] = np.packbits(moved)
        np.maximum(score[1:], changed, out=score[1:])
    return _trace(entered, length)


def _trace(entered: NDArray[np.uint8], length: int) -> NDArray[np.int64] | None:
    """Back from the last frame: the frame at which each token was entered."""
    found = np.empty(length, np.int64)
    token = length - 1
    for frame in range(len(entered) - 1, -1, -1):
        if entered[frame, token >> 3] >> (7 - (token & 7)) & 1:
            found[token] = frame
            token -= 1
            if token < 0:
                return found
    return None
