"""Where somebody sings, by every evidence of a voice together.

Three witnesses, of whom none is believed alone. The level says whether anything sounds. The voicing says
whether it has a pitch, which palmas, applause and noise have not, but a guitar has. The aligner's letters say
whether it is spelled: a voice spells several letters a second, a guitar now and then one by mistake. What
they leave open (a guitar that seems to spell, a voice that hums) is listened to, and Whisper's no-speech
token has its say (`listening`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import phrases, singing
from flamenco_desktop.recognition.singing import HOP, Activity, Span

# Letters a second at which a voice is as likely as none: synthetic cante has four or more nearly everywhere,
# its longest melismas two, its guitars hardly ever two.
_LIKELY = 1.7
_STEEPNESS = 4.0
# Below that, nobody is asked: not even every second something that could be a letter.
_FAINTEST = 0.9
_WINDOW = 3.0
_VOICED = 0.5
_LEAST_VOICED, _MOST_VOICED = 0.15, 0.45
_SURE, _CERTAIN = 0.5, 0.75
_SHORTEST = 0.4
# A breath within an ayeo; what is shorter than an ayeo is a word's own or nothing.
_BREATH, _SHORTEST_UNTOLD = 0.3, 1.2
_SHORTEST_DOUBT = 1.0
# As much of a doubtful stretch as nobody would take for the end of the phrase beside it.
_NEAR = 0.5
_AT_THE_END, _HEARD_END = 0.1, 0.3


@dataclass(frozen=True, slots=True)
class Letters:
    """What an aligner spells, frame by frame of `frame` seconds.

    `emissions` (frames, vocabulary) are log probabilities; `boundary` is the token between words, None for an
    aligner without one.
    """

    emissions: NDArray[np.float32]
    frame: float
    blank: int
    boundary: int | None

    @property
    def mass(self) -> NDArray[np.float32]:
        """For each frame the chance that a letter begins there."""
        chances = np.exp(self.emissions)
        silent = chances[:, self.blank]
        if self.boundary is not None and self.boundary != self.blank:
            silent = silent + chances[:, self.boundary]
        return np.asarray(np.clip(1.0 - silent, 0.0, 1.0), np.float32)

    def within(self, start: float, end: float) -> slice:
        """The frames between two times."""
        first = min(max(0, round(start / self.frame)), len(self.emissions))
        return slice(first, min(len(self.emissions), max(first, round(end / self.frame))))


@dataclass(frozen=True, slots=True)
class Voices:
    """Where somebody surely sings, and where somebody may; in order, none overlapping."""

    sure: tuple[Span, ...]
    doubtful: tuple[Span, ...] = ()


def chances(activity: Activity, letters: Letters) -> NDArray[np.float32]:
    """For each of the activity's frames (n,) the chance in [0, 1] that somebody sings there."""
    rate = _letters_a_second(activity, letters)
    sounding = activity.level > singing.threshold(activity)
    voiced = _smooth((sounding & (activity.voicing > _VOICED)).astype(np.float32))
    trust = np.clip((voiced - _LEAST_VOICED) / (_MOST_VOICED - _LEAST_VOICED), 0.0, 1.0)
    likely = 1.0 / (1.0 + (_LIKELY / np.maximum(rate, 1e-3)) ** _STEEPNESS)
    return np.asarray(trust * likely, np.float32)


def find(activity: Activity, letters: Letters, likely: NDArray[np.float32], longest: float) -> Voices:
    """Where a voice is, `likely` as in `chances`; phrases of at most `longest` seconds where words end."""
    found = phrases.find(letters.emissions, letters.frame, letters.blank, letters.boundary, longest)
    phrased = [span for span in found if _spoken(letters, span)]
    sounding = activity.level > singing.threshold(activity)
    sure = list(phrased)
    for span in _runs((likely > _SURE) & sounding, _SHORTEST):
        sure += [rest for rest in _without(span, phrased) if rest.end - rest.start >= _SHORTEST_DOUBT]
    sure.sort(key=lambda span: span.start)
    heard = [Span(span.start - _NEAR, span.end + _NEAR) for span in sure]
    faintest = 1.0 / (1.0 + (_LIKELY / _FAINTEST) ** _STEEPNESS)
    doubtful: list[Span] = []
    for stretch in singing.stretches(activity):
        for rest in _without(stretch, heard):
            frames = activity.frames(rest.start, rest.end)
            if rest.end - rest.start >= _SHORTEST_DOUBT and likely[frames].max(initial=0.0) >= faintest:
                doubtful.append(rest)
    return Voices(tuple(sure), tuple(doubtful))


def untold(
    activity: Activity, likely: NDArray[np.float32], window: Span, told: Sequence[Span]
) -> tuple[Span, ...]:
    """Where in `window` a voice sounds of which nothing is `told`: an ayeo that no word was found for.

    Only what a voice surely is, for some time; `told` is in order.
    """
    frames = activity.frames(window.start, window.end)
    sounding = (activity.level > singing.threshold(activity)) & (activity.voicing > _VOICED)
    marks = _closed(((likely > _CERTAIN) & sounding)[frames], _BREATH)
    near = [Span(span.start - _NEAR, span.end + _NEAR) for span in told]
    found: list[Span] = []
    for run in _runs(marks, _SHORTEST_UNTOLD):
        moved = Span(run.start + frames.start * HOP, run.end + frames.start * HOP)
        found += [rest for rest in _without(moved, near) if rest.end - rest.start >= _SHORTEST_UNTOLD]
    return tuple(found)


def _spoken(letters: Letters, span: Span) -> bool:
    """Whether a phrase is more than a letter here and there: enough of them, or a heard end."""
    if spelled(letters, span) >= _FAINTEST * (span.end - span.start):
        return True
    near = letters.emissions[letters.within(span.end - _AT_THE_END, span.end + _AT_THE_END)]
    return letters.boundary is not None and bool(np.exp(near[:, letters.boundary]).sum() > _HEARD_END)


def spelled(letters: Letters, span: Span) -> float:
    """How many letters are heard within `span`."""
    return float(letters.mass[letters.within(span.start, span.end)].sum())


def surely_spelled(letters: Letters, span: Span) -> int:
    """How many letters are likelier than anything else somewhere within `span` (CTC's greedy reading)."""
    best = letters.emissions[letters.within(span.start, span.end)].argmax(axis=1)
    silent = [letters.blank] if letters.boundary is None else [letters.blank, letters.boundary]
    begins = np.concatenate([[True], best[1:] != best[:-1]]) if len(best) else np.zeros(0, np.bool_)
    return int(np.count_nonzero(begins & ~np.isin(best, silent)))


def _letters_a_second(activity: Activity, letters: Letters) -> NDArray[np.float32]:
    """Letters a second around each of the activity's frames."""
    mass = letters.mass / letters.frame
    times = (np.arange(len(activity.level)) + 0.5) * HOP
    at = np.clip((times / letters.frame).astype(int), 0, max(0, len(mass) - 1))
    spread = mass[at] if len(mass) else np.zeros(len(times), np.float32)
    return _smooth(np.asarray(spread, np.float32))


def _smooth(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weighted means over `_WINDOW` seconds (Hann); beyond the ends what lies inside them."""
    if not len(values):
        return values
    width = min(round(_WINDOW / HOP), len(values))
    weights = np.hanning(width + 2)[1:-1].astype(np.float32)
    sums = np.convolve(values, weights, mode="same")
    of = np.convolve(np.ones_like(values), weights, mode="same")
    return np.asarray(sums[: len(values)] / np.maximum(of[: len(values)], 1e-6), np.float32)


def _runs(marks: NDArray[np.bool_], shortest: float) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    spans = [Span(float(a) * HOP, float(b) * HOP) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [span for span in spans if span.end - span.start >= shortest]


def _closed(marks: NDArray[np.bool_], longest: float) -> NDArray[np.bool_]:
    """The marks with gaps of at most `longest` seconds between them filled."""
    filled = marks.copy()
    places = np.flatnonzero(marks)
    for before, after in pairwise(places):
        if 1 < after - before <= longest / HOP:
            filled[before:after] = True
    return filled


def _without(span: Span, others: Sequence[Span]) -> list[Span]:
    """What is left of `span` without `others`, which are in order."""
    rest: list[Span] = []
    start = span.start
    for other in others:
        if other.end <= start:
            continue
        if other.start >= span.end:
            break
        if other.start > start:
            rest.append(Span(start, other.start))
        start = other.end
    if start < span.end:
        rest.append(Span(start, span.end))
    return rest
