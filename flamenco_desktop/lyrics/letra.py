"""A letra that is known, found in what was recognised.

Each pasted line is fitted to every place of the recognised words (a fitting alignment as in Sellers, 1980, of
words that are compared by their sounds), then the best row of places without overlap is chosen by dynamic
programming. A line may be sung several times, in another order, in part or not at all; what matches no line
stays as it was recognised. Lines missing between two that follow each other in the letra take what lies
between them, if there is time for them and the listener has not found it right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word
from flamenco_desktop.lyrics.sounds import likeness, sounded
from flamenco_desktop.lyrics.splice import shared
from flamenco_desktop.lyrics.syllables import count_syllables
from flamenco_desktop.lyrics.text import typed_words
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION

MOST_LINES = 500
"""Lines of a letra; a book is none."""

_LEAST = 0.3  # of the best score that a line could reach; less is chance
_GAP = 0.6  # what a word without a partner costs, by its sounds
_FOLLOWS, _REPEATS = 1.0, 0.4  # in sounds: how welcome the next line of the letra, or the same one, is
_SHORTEST_SYLLABLE = 0.12  # seconds; a missing line is not put where it could not have been sung
_REMARK = re.compile(r"\s*(?:\[[^\]]*\]|\(\s*(?:bis|estribillo|x\s*\d|\d\s*x)\s*\))\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verse:
    """A stretch of the recording and what is sung there, with times to begin with.

    `pasted` is the place of its text among the pasted lines; None: what was recognised there, as it was.
    `score` says how well it fits, in [0, 1]; 0 for a line that was put between its neighbours unheard.
    """

    line: Line
    pasted: int | None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What `find` found, in order of time, and the pasted lines that are not sung anywhere."""

    verses: tuple[Verse, ...]
    unused: tuple[int, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lyrics to align and to take (`arriving.replace_lines`)."""
        return tuple(verse.line for verse in self.verses)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A pasted line at words `start` to `end` (not in it)."""

    pasted: int
    start: int
    end: int
    score: float


def pasted_lines(text: str) -> list[str]:
    """The lines of a pasted letra, single-spaced, without empty ones and remarks such as "[palmas]", "(bis)".

    Raises InvalidEditError: "too_many" for more than MOST_LINES, "empty", or a rule of `text` with `line`,
    counted from 1 in what was pasted.
    """
    if len(text) > MOST_LINES * 400:
        raise InvalidEditError(reason="too_many_lines", most=MOST_LINES)
    found: list[str] = []
    for number, row in enumerate(text.splitlines(), 1):
        kept = _REMARK.sub(" ", row).strip()
        if not kept:
            continue
        try:
            found.append(" ".join(typed_words(kept)))
        except InvalidEditError as error:
            raise InvalidEditError(**error.parameters, line=number) from error
    if not found:
        raise InvalidEditError(reason="empty")
    if len(found) > MOST_LINES:
        raise InvalidEditError(reason="too_many_lines", most=MOST_LINES)
    return found


def find(lines: Sequence[Line], pasted: Sequence[str]) -> Found:
    """The pasted lines where they are sung. O(recognised words x pasted words)."""
    words = [word for line in lines for word in line.words]
    sounds = [sounded(word.text) for word in words]
    texts = [line.split() for line in pasted]
    checked = [line.state is LineState.CHECKED for line in lines for _ in line.words]
    filled = _fill(words, checked, texts, _chosen(sounds, texts))
    fits = [fit for fit in filled if _has_time(words, texts, fit)]
    verses = list(_verses(lines, words, texts, fits))
    used = {fit.pasted for fit in fits}
    return Found(tuple(verses), tuple(at for at in range(len(pasted)) if at not in used))


# --- where each line could be -----------------------------------------------------------------------------


def _weights(sounds: Sequence[str]) -> list[int]:
    return [max(1, len(sound)) for sound in sounds]


def _fitted(sounds: Sequence[str], line: Sequence[str]) -> tuple[list[float], list[int]]:
    """For each end in `sounds`: the line's best score there and where it then starts."""
    count = len(sounds)
    costs = [_GAP * max(1, len(sound)) for sound in sounds]
    pairs = ["", *(one + other for one, other in pairwise(sounds))]
    above, origins = [0.0] * (count + 1), list(range(count + 1))
    before: tuple[list[float], list[int]] | None = None
    previous = ""
    for sound in line:
        cost = _GAP * max(1, len(sound))
        gains = {heard: _gain(heard, sound) for heard in set(sounds)}
        joins = _gains_of_joined(pairs, sound)
        parts = _gains_of_joined(gains, previous + sound) if before is not None else {}
        scores, starts = [above[0] - cost], [0]
        for end in range(1, count + 1):
            heard = sounds[end - 1]
            best, start = above[end - 1] + gains[heard], origins[end - 1]
            if above[end] - cost > best:
                best, start = above[end] - cost, origins[end]
            if scores[-1] - costs[end - 1] > best:
                best, start = scores[-1] - costs[end - 1], starts[-1]
            # One word heard as two, or two as one.
            if pairs[end - 1] in joins and end > 1 and above[end - 2] + joins[pairs[end - 1]] > best:
                best, start = above[end - 2] + joins[pairs[end - 1]], origins[end - 2]
            if heard in parts and before is not None and before[0][end - 1] + parts[heard] > best:
                best, start = before[0][end - 1] + parts[heard], before[1][end - 1]
            scores.append(best)
            starts.append(start)
        before = above, origins
        above, origins, previous = scores, starts, sound
    return above, origins


def _gains_of_joined(heard: Iterable[str], sound: str) -> dict[str, float]:
    """The gains of those that could be `sound` at all, by their lengths."""
    longest, shortest = len(sound) * 4 / 3, len(sound) * 3 / 4
    return {one: _gain(one, sound) for one in set(heard) if shortest <= len(one) <= longest}


def _gain(first: str, second: str) -> float:
    """What it is worth that two words are one: up to their sounds, below zero when they are not alike."""
    return (2 * likeness(first, second) - 1) * max(1, len(first), len(second))


def _chosen(sounds: Sequence[str], texts: Sequence[Sequence[str]]) -> list[_Fit]:
    """The best row of fits without overlap."""
    count = len(sounds)
    spoken = [[sounded(word) for word in text] for text in texts]
    full = [sum(_weights(line)) for line in spoken]
    fitted = [_fitted(sounds, line) for line in spoken]
    ends: list[list[_Fit]] = [[] for _ in range(count + 1)]
    for pasted, (scores, starts) in enumerate(fitted):
        for end in range(1, count + 1):
            score = scores[end] / full[pasted]
            if score >= _LEAST and starts[end] < end:
                ends[end].append(_Fit(pasted, starts[end], end, min(1.0, score)))
    # For each place: the best total, and the best total whose last line is a certain one.
    totals: list[float] = [0.0]
    lasts: list[dict[int, int]] = [{}]
    kept: list[tuple[float, _Fit, int]] = []
    heads: list[int] = [-1]
    for end in range(1, count + 1):
        total, head, last = totals[end - 1], heads[end - 1], lasts[end - 1]
        mine: dict[int, int] = {}
        for fit in ends[end]:
            worth = fit.score * full[fit.pasted]
            best, origin = totals[fit.start] + worth, heads[fit.start]
            for pasted, welcome in ((fit.pasted - 1, _FOLLOWS), (fit.pasted, _REPEATS)):
                entry = lasts[fit.start].get(pasted)
                if entry is not None and kept[entry][0] + worth + welcome > best:
                    best, origin = kept[entry][0] + worth + welcome, entry
            kept.append((best, fit, origin))
            mine[fit.pasted] = len(kept) - 1
            if best > total:
                total, head = best, len(kept) - 1
        if mine:
            better = {
                pasted: entry
                for pasted, entry in mine.items()
                if pasted not in last or kept[entry][0] > kept[last[pasted]][0]
            }
            last = {**last, **better} if better else last
        totals.append(total)
        heads.append(head)
        lasts.append(last)
    chosen: list[_Fit] = []
    at = heads[-1]
    while at >= 0:
        _, fit, at = kept[at]
        chosen.append(fit)
    return chosen[::-1]


# --- what lies between ------------------------------------------------------------------------------------


def _fill(
    words: Sequence[Word], checked: Sequence[bool], texts: Sequence[Sequence[str]], fits: Sequence[_Fit]
) -> list[_Fit]:
    """The fits, and between two of them the lines of the letra that stand between theirs.

    Nothing is put over words that are `checked`: what was heard weighs more than what was not.
    """
    filled: list[_Fit] = []
    for fit in fits:
        before = filled[-1] if filled else None
        if before is not None and 1 < fit.pasted - before.pasted <= 1 + fit.start - before.end:
            missing = range(before.pasted + 1, fit.pasted)
            between = words[before.end : fit.start]
            syllables = sum(count_syllables(" ".join(texts[at])) for at in missing)
            time = between[-1].end - between[0].start
            if time >= syllables * _SHORTEST_SYLLABLE and not any(checked[before.end : fit.start]):
                filled += _shared_out(words, texts, missing, before.end, fit.start)
        filled.append(fit)
    return filled


def _shared_out(
    words: Sequence[Word], texts: Sequence[Sequence[str]], missing: range, start: int, end: int
) -> Iterator[_Fit]:
    """Words `start` to `end` for the missing lines, by their number of words; each gets one at least."""
    total = sum(len(texts[at]) for at in missing)
    passed, begin = 0, start
    for number, at in enumerate(missing):
        passed += len(texts[at])
        left = len(missing) - number - 1
        until = max(begin + 1, min(end - left, start + round((end - start) * passed / total)))
        yield _Fit(at, begin, until, 0.0)
        begin = until


def _has_time(words: Sequence[Word], texts: Sequence[Sequence[str]], fit: _Fit) -> bool:
    return words[fit.end - 1].end - words[fit.start].start >= MINIMUM_DURATION * len(texts[fit.pasted])


def _verses(
    lines: Sequence[Line], words: Sequence[Word], texts: Sequence[Sequence[str]], fits: Sequence[_Fit]
) -> Iterator[Verse]:
    """Fitted lines with times, and between them what was recognised."""
    own = [line for line in lines for _ in line.words]
    numbers = [number for number, line in enumerate(lines) for _ in line.words]
    at = 0
    for fit in (*fits, None):
        until = len(words) if fit is None else fit.start
        while at < until:
            end = at
            while end < until and numbers[end] == numbers[at]:
                end += 1
            line = own[at]
            part = tuple(words[at:end])
            yield Verse(line if part == line.words else replace(line, words=part), None)
            at = end
        if fit is not None:
            yield Verse(_timed(words[fit.start : fit.end], texts[fit.pasted]), fit.pasted, fit.score)
            at = fit.end


def _timed(heard: Sequence[Word], texts: Sequence[str]) -> Line:
    """The known words with the times of those heard in their place; the others share what is between."""
    partners = _partners(heard, texts)
    made: list[Word] = []
    begin = 0
    for place in (*(at for at in range(len(texts)) if at in partners), len(texts)):
        if place > begin:
            first, last = begin, place
            low = made[-1].end if made else heard[0].start
            high = heard[partners[place]].start if place < len(texts) else heard[-1].end
            syllables = max(1, count_syllables(" ".join(texts[first:last])))
            while high - low < syllables * _SHORTEST_SYLLABLE / 2 and made:
                # No time between: they share that of the word before.
                low, first = made.pop().start, first - 1
                syllables += 1
            if high - low < syllables * _SHORTEST_SYLLABLE / 2 and place < len(texts):
                # Nor before: the word after them shares its own.
                last, high = place + 1, heard[partners[place]].end
            made += shared(texts[first:last], low, high, Kind.SUNG)
        else:
            last = place
        if last == place and place < len(texts):
            word = heard[partners[place]]
            same = word.text == texts[place]
            made.append(word if same else replace(word, text=texts[place], letters=(), confidence=None))
        begin = max(last, place + 1)
    return Line(tuple(made), LineState.CORRECTED)


def _partners(heard: Sequence[Word], texts: Sequence[str]) -> dict[int, int]:
    """Which word of the text was heard as which word, in order, where they sound alike (Needleman-Wunsch)."""
    sounds, spoken = [sounded(word.text) for word in heard], [sounded(text) for text in texts]
    table = [[0.0] * (len(heard) + 1) for _ in range(len(texts) + 1)]
    for row, line in enumerate(spoken, 1):
        for column, sound in enumerate(sounds, 1):
            table[row][column] = max(
                table[row - 1][column],
                table[row][column - 1],
                table[row - 1][column - 1] + _gain(sound, line),
            )
    found: dict[int, int] = {}
    row, column = len(texts), len(heard)
    while row and column:
        if table[row][column] == table[row - 1][column]:
            row -= 1
        elif table[row][column] == table[row][column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found[row] = column
    return found
