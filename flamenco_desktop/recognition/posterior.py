"""When the letters of a known line begin: the times that all ways of singing it make likeliest together.

The ways are those of WhisperX's alignment (a letter is emitted at one frame, then blanks hold it), but for
two things. A word boundary may be left out, for joined words have none. And instead of the one best way,
every letter takes the place that all ways give it, by the forward-backward algorithm (Rabiner 1989); of those
places the ones are chosen that are right most often in sum and in order (maximum expected accuracy, Do et al.
2005). On sung lines over a band that is right more often than the best way alone; see docs/benchmarks.md.

Since holding costs nothing beside blank, each letter is one cumulative sum over the frames: a line takes as
many vectorised steps as it has letters, not as it has frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Frames over which a letter's chance is summed up: an onset between two frames is shared by both.
_SPREAD = 5
_REACH = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """The letters of a line in time.

    `onsets` (letters,) in frames with fractions, never falling. `sure` (letters,) in [0, 1]: how much of all
    ways agrees with the onset, to within two frames. `used` (letters,): how likely the letter is there at
    all, below 1 for optional ones only. `odds` is the logarithm of how much likelier the line is sung here
    than nothing.
    """

    onsets: NDArray[np.float64]
    sure: NDArray[np.float64]
    used: NDArray[np.float64]
    odds: float


def place(
    odds: NDArray[np.floating], optional: NDArray[np.bool_], hold: NDArray[np.floating]
) -> Placed | None:
    """Place the letters of a line; None where there are fewer frames than letters that must be there.

    `odds` (letters, frames): log probability of each letter less that of blank. `optional` (letters,) may be
    left out, never two in succession. `hold` (letters,) is the cost of holding the letter for one more frame.
    """
    letters, frames = odds.shape
    if letters == 0 or frames < letters - int(np.count_nonzero(optional)):
        return None
    chances, total = _chances(np.asarray(odds, np.float64), optional, np.asarray(hold, np.float64))
    if not np.isfinite(total):
        return None
    near = _summed(chances)
    peaks = _in_order(near)
    used = np.clip(chances.sum(axis=1), 0.0, 1.0)
    onsets = _rising(_centres(chances, peaks), ~optional | (used >= 0.5))
    sure = np.clip(near[np.arange(letters), peaks], 0.0, 1.0)
    return Placed(onsets, sure, used, total)


def _rising(onsets: NDArray[np.float64], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The onsets in order: those of letters that are there decide, what is left out stands between them."""
    rising = onsets.copy()
    rising[there] = np.maximum.accumulate(onsets[there])
    for letter in np.flatnonzero(~there):
        before = rising[letter - 1] if letter else 0.0
        after = rising[letter + 1] if letter + 1 < len(rising) else np.inf
        rising[letter] = min(max(rising[letter], before), after)
    return rising


def _chances(
    odds: NDArray[np.float64], optional: NDArray[np.bool_], hold: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """How likely each letter begins at each frame, (letters, frames), and the logarithm of all ways' sum."""
    letters, frames = odds.shape
    ticks = np.arange(frames + 1.0)
    nothing = np.full(frames + 1, -np.inf)
    # before[j, t]: the ways that have begun j letters by frame t.
    before = [np.zeros(frames + 1)]
    entered = np.empty((letters, frames))
    for letter in range(letters):
        ways = before[letter][:-1]
        if letter and optional[letter - 1]:
            ways = np.logaddexp(ways, before[letter - 1][:-1])
        entered[letter] = ways + odds[letter]
        tilt = hold[letter] * ticks[1:]
        held = nothing.copy()
        held[1:] = np.logaddexp.accumulate(entered[letter] + tilt) - tilt
        before.append(held)
    # after: the ways to finish from there.
    after = [-hold[-1] * (frames - ticks)]
    for letter in range(letters - 1, -1, -1):
        ways = nothing.copy()
        ways[:-1] = odds[letter] + after[0][1:]
        if optional[letter]:
            if letter + 1 < letters:
                ways[:-1] = np.logaddexp(ways[:-1], odds[letter + 1] + after[1][1:])
            else:
                ways[-1] = 0.0
        tilt = (hold[letter - 1] if letter else 0.0) * ticks
        after.insert(0, np.logaddexp.accumulate((ways - tilt)[::-1])[::-1] + tilt)
    total = float(after[0][0])
    if not np.isfinite(total):
        return entered, total
    with np.errstate(invalid="ignore"):
        chances = np.exp(entered + np.array([row[1:] for row in after[1:]]) - total)
    return chances, total


def _summed(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each chance with those of the `_REACH` frames on both sides."""
    padded = np.pad(chances, ((0, 0), (_REACH + 1, _REACH)))
    running = np.cumsum(padded, axis=1)
    return np.asarray(running[:, _SPREAD:] - running[:, :-_SPREAD])


def _in_order(near: NDArray[np.float64]) -> NDArray[np.intp]:
    """The frames, strictly rising where there is room, whose chances are the most in sum."""
    letters, frames = near.shape
    ticks = np.arange(frames)
    best = np.zeros(frames)
    last = np.empty((letters, frames), np.intp)
    for letter in range(letters):
        here = best + near[letter]
        best = np.maximum.accumulate(here)
        last[letter] = np.maximum.accumulate(np.where(here == best, ticks, 0))
        if frames >= letters:
            best = np.concatenate(([-np.inf], best[:-1]))
    found = np.empty(letters, np.intp)
    frame = frames - 1
    for letter in range(letters - 1, -1, -1):
        found[letter] = last[letter, frame]
        frame = found[letter] - (1 if frames >= letters else 0)
    return found


def _centres(chances: NDArray[np.float64], peaks: NDArray[np.intp]) -> NDArray[np.float64]:
    """The centre of gravity around each peak; the peak itself where there is next to nothing."""
    frames = chances.shape[1]
    around = peaks[:, None] + np.arange(-_REACH, _REACH + 1)
    inside = (around >= 0) & (around < frames)
    around = np.clip(around, 0, frames - 1)
    weights = np.where(inside, np.take_along_axis(chances, around, axis=1), 0.0)
    mass = weights.sum(axis=1)
    centres = (weights * around).sum(axis=1) / np.maximum(mass, 1e-12)
    return np.asarray(np.where(mass > 1e-9, centres, peaks))
