"""Where a word that begins with a vowel begins: where its voice does.

Speech aligners hear a vowel late, when it is well under way, and sometimes early, in the breath before. After
a silence the voice itself says when it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.recognition.singing import HOP, Activity

_VOWELS = frozenset("aeiouáéíóúàèìòùâêîôûäëïöü")
# How far an onset moves at most, and what is not worth moving: no aligner of letters is more exact.
_BACK, _ON = 0.3, 0.15
_NEAR = 0.045
_SILENCE = 0.06
_AROUND = 4.0
_SHARE = 0.5
_VOICED = 0.45


def snap(words: Sequence[Word], activity: Activity) -> tuple[Word, ...]:
    """The words, onsets of vowels after a silence moved to where the voice begins; order stays."""
    snapped: list[Word] = []
    for index, word in enumerate(words):
        floor = words[index - 1].end if index else 0.0
        if index and words[index - 1].letters:
            # A word's own end may be a guess; its last letter is not.
            floor = words[index - 1].letters[-1].start + HOP
        snapped.append(word if word.estimated or not _vowel(word) else _snapped(word, activity, floor))
    return tuple(snapped)


def _vowel(word: Word) -> bool:
    letters = [char for char in word.text.lower() if char.isalpha()]
    if letters[:1] == ["h"]:
        letters = letters[1:]
    return bool(letters) and letters[0] in _VOWELS


def _snapped(word: Word, activity: Activity, floor: float) -> Word:
    start = _voice_start(activity, word, floor)
    if start is None or abs(start - word.start) <= _NEAR:
        return word
    latest = word.letters[1].start if len(word.letters) > 1 else word.end
    start = min(start, max(word.start, latest - HOP))
    letters = word.letters
    if letters:
        letters = (replace(letters[0], start=start, end=max(start, letters[0].end)), *letters[1:])
    return replace(word, start=start, end=max(word.end, start), letters=letters)


def _voice_start(activity: Activity, word: Word, floor: float) -> float | None:
    """Where the voice around the word's onset sets in after a silence, if it does so nearby."""
    low = max(floor, word.start - _BACK - _SILENCE)
    frames = activity.frames(low, word.start + _ON)
    own = activity.level[activity.frames(word.start, max(word.start + 0.1, min(word.end, word.start + 1.0)))]
    around = activity.level[activity.frames(word.start - _AROUND, word.start + _AROUND)]
    loud = float(np.percentile(own, 75))
    bottom = min(float(np.percentile(around, 10)), loud)
    level = bottom + _SHARE * (loud - bottom)
    sounding = (activity.level[frames] > level) & (activity.voicing[frames] > _VOICED)
    starts = _starts(sounding)
    if not len(starts):
        return None
    times = (frames.start + starts) * HOP
    return float(times[np.argmin(np.abs(times - word.start))])


def _starts(sounding: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The frames at which something begins to sound after a silence of at least `_SILENCE`."""
    needed = round(_SILENCE / HOP)
    silent = np.concatenate(([0], np.cumsum(~sounding)))
    begins = np.flatnonzero(sounding[1:] & ~sounding[:-1]) + 1
    return np.asarray(
        [at for at in begins if at >= needed and silent[at] - silent[at - needed] == needed], np.intp
    )
