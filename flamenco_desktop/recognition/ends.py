"""Where a word ends: where its voice ends, or the next word begins.

A CTC aligner says when letters begin; speech aligners let go of a held vowel seconds before the singer does.
The offset is therefore looked for in the sound itself, unless the aligner surely heard the word's end, or
heard that two words are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.recognition.singing import HOP, Activity

_PAUSE = 0.1
_AROUND = 4.0
_SHARE = 0.5
# A room goes on sounding when the voice does not: what is so much quieter than the word is its echo.
_ECHO = 20.0
_VOICED = 0.45
_SHORTEST = 0.03
# A voice seldom rests for less than this between two words, but it grows faint before a consonant.
_BRIDGED = 0.08
# Words that are joined may hide a held vowel too soft for the level to tell, but no falseta.
_JOINED = 1.0


class End(Enum):
    """What the aligner tells of a word's end: where it is, that the next word follows at once, or nothing."""

    HEARD = "heard"
    JOINED = "joined"
    UNKNOWN = "unknown"


def refine(
    words: Sequence[Word], activity: Activity, last: float, heard: Sequence[End] = ()
) -> tuple[Word, ...]:
    """The words with offsets moved to where their voice ends; onsets and order stay.

    `last` is the latest time that the last word may reach; `heard` (one for each word, or none) is what the
    aligner tells. Offsets only move later: an aligner's own offset is never too late, for it lies at or
    before the next word's first letter.
    """
    if not words:
        return ()
    moved = list(words)
    for index, word in enumerate(words):
        followed = index + 1 < len(words)
        limit = words[index + 1].start if followed else max(last, word.end)
        told = heard[index] if heard else End.UNKNOWN
        if word.estimated or told is End.HEARD or limit - word.end <= HOP:
            continue
        end = _voice_end(activity, word, limit)
        if followed and limit - end < (_JOINED if told is End.JOINED else _BRIDGED):
            end = limit
        if end > word.end:
            moved[index] = _with_end(word, end)
    return tuple(moved)


def _voice_end(activity: Activity, word: Word, limit: float) -> float:
    """The time at which the voice that sounds at the word's end falls silent, at most `limit`."""
    after = activity.frames(word.end, limit)
    own = activity.level[activity.frames(word.start, max(word.end, word.start + _SHORTEST))]
    around = activity.level[activity.frames(word.start - _AROUND, limit + _AROUND)]
    loud = float(np.percentile(own, 75))
    floor = min(float(np.percentile(around, 10)), loud)
    threshold = max(floor + _SHARE * (loud - floor), loud - _ECHO)
    sounding = (activity.level[after] > threshold) & (activity.voicing[after] > _VOICED)
    return float(min(limit, (after.start + _first_pause(sounding)) * HOP))


def _first_pause(sounding: NDArray[np.bool_]) -> int:
    """The first frame of the first silence of at least `_PAUSE`; the length when there is none."""
    needed = round(_PAUSE / HOP)
    silent = np.concatenate(([0], np.cumsum(~sounding)))
    if len(sounding) >= needed:
        full = np.flatnonzero(silent[needed:] - silent[:-needed] == needed)
        if len(full):
            return int(full[0])
    trailing = len(sounding) - 1 - int(np.argmax(sounding[::-1])) if sounding.any() else -1
    return trailing + 1


def _with_end(word: Word, end: float) -> Word:
    letters = word.letters
    if letters:
        letters = (*letters[:-1], replace(letters[-1], end=max(end, letters[-1].start)))
    return replace(word, end=end, letters=letters)
