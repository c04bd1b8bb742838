"""Corrections of times, as `splice` describes edits.

The rule of neighbours: words never overlap and never change their order. What is moved (dragged, nudged,
shifted, stretched) stops at the words beside it and at the ends of the recording. An edge that is set where
it was heard (at the playhead, by a tap, or dragged together with its neighbour's) takes the neighbour's edge
along, as far as that word keeps MINIMUM_DURATION. Nothing else moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Line, LineState, Word
from flamenco_desktop.lyrics.splice import Splice, Stretch, end_of, rewrite, room, shared, unchanged, word_at
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION, on_grid, settle, with_times


def retime_word(
    lines: Sequence[Line], line: int, word: int, start: float, end: float, duration: float | None
) -> Splice:
    """Move a word's onset and offset (seconds), held between its neighbours and inside the recording.

    Where both move by the same amount the word keeps its length; where one of them moves it stops short of
    the other.
    """
    old = word_at(lines, line, word)
    _check_times(start, end)
    low, high = room(lines, (line, word), (line, word), duration)
    start, end = _held(old, on_grid(start), on_grid(end), low, high)
    if (start, end) == (old.start, old.end):
        return unchanged(lines, line)
    return rewrite(lines, line, word, word + 1, [_heard(old, start, end)])


def move_edge(lines: Sequence[Line], line: int, word: int, time: float) -> Splice:
    """Move a word's offset to `time` and the next word's onset by as much, each as far as both last.

    The next word may be the first of the next line; a gap between the two keeps its length.
    """
    before = word_at(lines, line, word)
    _check_times(time)
    beyond = _after(lines, (line, word))
    if beyond is None:
        raise InvalidEditError(reason="no_next")
    after = word_at(lines, *beyond)
    least = min(MINIMUM_DURATION, before.end - before.start), min(MINIMUM_DURATION, after.end - after.start)
    by = max(on_grid(time) - before.end, before.start + least[0] - before.end)
    by = min(by, after.end - least[1] - after.start)
    moved = {
        (line, word): _heard(before, before.start, before.end + by),
        beyond: _heard(after, after.start + by, after.end),
    }
    if on_grid(by) == 0.0 or any(item.start >= item.end for item in moved.values()):
        return unchanged(lines, line)
    return _swapped(lines, moved)


def set_onset(lines: Sequence[Line], line: int, word: int, time: float, duration: float | None) -> Splice:
    """Let a word begin at `time` (seconds), where it was heard; a word that still sounds there ends there."""
    own = word_at(lines, line, word)
    time = _inside(time, duration)
    if time > own.end - _least(own):
        raise InvalidEditError(reason="after_offset")
    moved = {(line, word): _heard(own, time, own.end)}
    before = _before(lines, (line, word))
    if before is not None and word_at(lines, *before).end > time:
        sung = word_at(lines, *before)
        if time < sung.start + _least(sung):
            raise InvalidEditError(reason="no_room")
        moved[before] = _heard(sung, sung.start, time)
    return unchanged(lines, line) if time == own.start else _swapped(lines, moved)


def set_offset(lines: Sequence[Line], line: int, word: int, time: float, duration: float | None) -> Splice:
    """Let a word end at `time` (seconds), where it was heard; a word that has begun by then begins there."""
    own = word_at(lines, line, word)
    time = _inside(time, duration)
    if time < own.start + _least(own):
        raise InvalidEditError(reason="before_onset")
    moved = {(line, word): _heard(own, own.start, time)}
    after = _after(lines, (line, word))
    if after is not None and word_at(lines, *after).start < time:
        sung = word_at(lines, *after)
        if time > sung.end - _least(sung):
            raise InvalidEditError(reason="no_room")
        moved[after] = _heard(sung, time, sung.end)
    return unchanged(lines, line) if time == own.end else _swapped(lines, moved)


def shift(lines: Sequence[Line], stretch: Stretch, by: float, duration: float | None) -> Splice:
    """Move words by `by` seconds as one block, as far as there is room before or after it."""
    stretch.check(lines)
    _check_times(by)
    low, high = stretch.room(lines, duration)
    words = stretch.words(lines)
    by = max(on_grid(by), low - words[0].start)
    by = on_grid(min(by, high - words[-1].end))
    if by == 0.0:
        return unchanged(lines, stretch.first[0])
    return _placed(lines, stretch, [with_times(word, word.start + by, word.end + by) for word in words])


def stretch_words(
    lines: Sequence[Line], stretch: Stretch, start: float, end: float, duration: float | None
) -> Splice:
    """Let words last from `start` to `end` (seconds) with their rhythm, held between their neighbours."""
    stretch.check(lines)
    _check_times(start, end)
    low, high = stretch.room(lines, duration)
    words = stretch.words(lines)
    start, end = max(on_grid(start), low), min(on_grid(end), high)
    was = words[0].start, words[-1].end
    if (start, end) == was:
        return unchanged(lines, stretch.first[0])
    if end - start < min(MINIMUM_DURATION * len(words), was[1] - was[0]):
        raise InvalidEditError(reason="no_room")
    factor = (end - start) / (was[1] - was[0])

    def moved(time: float) -> float:
        return on_grid(start + (time - was[0]) * factor)

    new = [with_times(word, moved(word.start), moved(word.end)) for word in words]
    # Very short words may have come to nothing.
    (settled,) = settle([Line(tuple(new))], end, start)
    return _placed(lines, stretch, settled.words)


def tap(
    lines: Sequence[Line],
    line: int,
    word: int,
    taps: Sequence[tuple[float, float]],
    duration: float | None,
) -> Splice:
    """Give the words from `word` on (over the ends of lines) the onsets and offsets that were tapped.

    What was tapped is what was heard: it stays. Words not tapped that are in the way share by syllables what
    is left beside it, estimated.
    """
    word_at(lines, line, word)
    if not taps:
        return unchanged(lines, line)
    places = _places_from(lines, (line, word))
    if len(taps) > len(places):
        raise InvalidEditError(reason="no_next")
    spans = _cleaned(taps, duration)
    moved = {place: _heard(word_at(lines, *place), *span) for place, span in zip(places, spans, strict=False)}
    before = [place for at in range(line + 1) for place in _places(lines, at) if place < (line, word)]
    _make_way(lines, moved, before[::-1], spans[0][0], -1, 0.0)
    _make_way(lines, moved, places[len(spans) :], spans[-1][1], 1, end_of(duration))
    return _swapped(lines, moved)


def tap_on(
    lines: Sequence[Line],
    before: Sequence[Line],
    line: int,
    word: int,
    taps: Sequence[tuple[float, float]],
    duration: float | None,
) -> Splice:
    """What `tap` makes of `before`, for lines that already have some of the same round's taps.

    `before` are the lines when the round began; `lines` may differ from them by earlier taps only. The splice
    holds all that the round has changed, so that it and the one before can be one step.
    """
    if len(lines) != len(before):
        raise InvalidEditError(reason="stale")
    target = tap(before, line, word, taps, duration).apply(before)
    touched = [
        at
        for at, (old, now, new) in enumerate(zip(before, lines, target, strict=True))
        if not old == now == new
    ]
    if not touched:
        return unchanged(lines, line)
    part = slice(touched[0], touched[-1] + 1)
    return Splice(touched[0], tuple(lines[part]), tuple(target[part]))


def _cleaned(taps: Sequence[tuple[float, float]], duration: float | None) -> list[tuple[float, float]]:
    """The taps in order, none overlapping, none shorter than a word may be."""
    _check_times(*(time for span in taps for time in span))
    onsets = [on_grid(onset) for onset, _ in taps]
    last = end_of(duration)
    if onsets[0] < 0.0 or onsets[-1] + MINIMUM_DURATION > last:
        raise InvalidEditError(reason="outside")
    for index in range(1, len(onsets)):
        # Two taps at once, or a player that reported its place late.
        onsets[index] = max(onsets[index], on_grid(onsets[index - 1] + MINIMUM_DURATION))
    if onsets[-1] + MINIMUM_DURATION > last:
        raise InvalidEditError(reason="no_room")
    limits = [*onsets[1:], last]
    offsets = (
        max(on_grid(offset), onset + MINIMUM_DURATION)
        for (_, offset), onset in zip(taps, onsets, strict=True)
    )
    return [
        (onset, on_grid(min(offset, limit)))
        for onset, offset, limit in zip(onsets, offsets, limits, strict=True)
    ]


def _make_way(
    lines: Sequence[Line],
    moved: dict[tuple[int, int], Word],
    places: Sequence[tuple[int, int]],
    edge: float,
    step: int,
    bound: float,
) -> None:
    """Let the words at `places`, going away from `edge`, leave it free; `step` 1: they come after it."""
    crowd: list[tuple[int, int]] = []
    for place in (*places, None):
        word = None if place is None else word_at(lines, *place)
        if word is None:
            limit = bound
        else:
            limit = word.start if step > 0 else word.end
        if (limit - edge) * step >= MINIMUM_DURATION * len(crowd):
            break
        if place is None:
            raise InvalidEditError(reason="no_room")
        crowd.append(place)
    if not crowd:
        return
    own = [word_at(lines, *place) for place in crowd]
    if len(own) == 1 and _only_cut(own[0], edge, step):
        word = own[0]
        moved[crowd[0]] = _heard(word, edge, word.end) if step > 0 else _heard(word, word.start, edge)
        return
    if math.isinf(limit):
        limit = edge + max(MINIMUM_DURATION * len(own), sum(word.end - word.start for word in own))
    own, crowd = own[::step], crowd[::step]
    low, high = (edge, on_grid(limit)) if step > 0 else (limit, edge)
    for place, word, new in zip(
        crowd, own, shared([word.text for word in own], low, high, own[0].kind), strict=True
    ):
        moved[place] = replace(new, kind=word.kind)


def _only_cut(word: Word, edge: float, step: int) -> bool:
    """Whether enough of the word is on its side of the edge."""
    return (word.end - edge if step > 0 else edge - word.start) >= MINIMUM_DURATION


def _held(old: Word, start: float, end: float, low: float, high: float) -> tuple[float, float]:
    least = min(MINIMUM_DURATION, old.end - old.start, high - low)
    if start != old.start and end != old.end and end - start >= least:
        length = min(end - start, high - low)
        start = min(max(start, low), high - length)
        end = start + length
    elif start != old.start:
        end = old.end if end == old.end else end
        start = min(start, end - MINIMUM_DURATION if end - MINIMUM_DURATION > low else low)
    else:
        end = max(end, start + MINIMUM_DURATION)
    start = max(on_grid(start), low)
    end = min(on_grid(end), high)
    return (start, end) if start < end else (old.start, old.end)


def _heard(word: Word, start: float, end: float) -> Word:
    """The word at times that the listener gave it."""
    return replace(with_times(word, start, end), confidence=None, estimated=False)


def _least(word: Word) -> float:
    return min(MINIMUM_DURATION, word.end - word.start)


def _check_times(*times: float) -> None:
    if not all(map(math.isfinite, times)):
        raise InvalidEditError(reason="not_a_time")


def _inside(time: float, duration: float | None) -> float:
    _check_times(time)
    time = on_grid(time)
    if not 0.0 <= time <= end_of(duration):
        raise InvalidEditError(reason="outside")
    return time


def _places(lines: Sequence[Line], line: int) -> list[tuple[int, int]]:
    return [(line, word) for word in range(len(lines[line].words))]


def _places_from(lines: Sequence[Line], first: tuple[int, int]) -> list[tuple[int, int]]:
    return [place for at in range(first[0], len(lines)) for place in _places(lines, at) if place >= first]


def _after(lines: Sequence[Line], place: tuple[int, int]) -> tuple[int, int] | None:
    line, word = place
    if word + 1 < len(lines[line].words):
        return line, word + 1
    return (line + 1, 0) if line + 1 < len(lines) else None


def _before(lines: Sequence[Line], place: tuple[int, int]) -> tuple[int, int] | None:
    line, word = place
    if word:
        return line, word - 1
    return (line - 1, len(lines[line - 1].words) - 1) if line else None


def _swapped(lines: Sequence[Line], moved: dict[tuple[int, int], Word]) -> Splice:
    """One splice over all lines of the words that are others."""
    first, last = min(moved)[0], max(moved)[0]
    old = tuple(lines[first : last + 1])
    new = []
    for at, line in enumerate(old, first):
        words = tuple(moved.get((at, index), word) for index, word in enumerate(line.words))
        new.append(line if words == line.words else replace(line, words=words, state=LineState.CORRECTED))
    return Splice(first, old, tuple(new))


def _placed(lines: Sequence[Line], stretch: Stretch, words: Sequence[Word]) -> Splice:
    """One splice that puts `words` in the place of the stretch's."""
    new, taken = [], 0
    for line, start, stop in stretch.parts(lines):
        old = lines[line]
        own = (*old.words[:start], *words[taken : taken + stop - start], *old.words[stop:])
        taken += stop - start
        # A line that moves as a whole reads as it was checked.
        whole = stop - start == len(old.words)
        state = old.state if whole and old.state is LineState.CHECKED else LineState.CORRECTED
        new.append(old if own == old.words else replace(old, words=own, state=state))
    return Splice(stretch.first[0], tuple(lines[stretch.first[0] : stretch.last[0] + 1]), tuple(new))
