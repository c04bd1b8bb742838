"""Corrections as pure functions: lines in, one Splice out.

Every function raises InvalidEditError whose `reason` is a short code: "no_such_line", "no_such_word",
"no_next", "no_room", "not_a_time", "stale", or a rule of `text.word_fault`. `lines` must keep the rule of
`timing`; the result then keeps it too. A line whose words or times change becomes CORRECTED. A word that was
retyped loses its letters and its confidence, which were measured on other text. An edit that changes nothing
gives a splice whose `changes_nothing` is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word
from flamenco_desktop.lyrics.syllables import count_syllables, share_by_syllables
from flamenco_desktop.lyrics.text import typed_words
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION, floor_to_grid, on_grid, with_times

_SYLLABLE = 0.25  # seconds given to each syllable of an inserted word where there is silence enough
_SHORT_SYLLABLE = 0.08  # silence with less than this for each syllable is not worth squeezing words into


@dataclass(frozen=True, slots=True)
class Splice:
    """Lines `index` to `index + len(old)` are swapped for `new`."""

    index: int
    old: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the lines stay as they are."""
        return self.old == self.new

    def inverse(self) -> Splice:
        """The splice that undoes this one."""
        return Splice(self.index, self.new, self.old)

    def apply(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines after the splice; InvalidEditError (reason "stale") when it was made for others."""
        end = self.index + len(self.old)
        if self.index < 0 or end > len(lines) or tuple(lines[self.index : end]) != self.old:
            raise InvalidEditError(reason="stale")
        return (*lines[: self.index], *self.new, *lines[end:])

    def then(self, later: Splice) -> Splice | None:
        """Both as one, when `later` swaps just what this one put in; else None."""
        if later.index != self.index or later.old != self.new:
            return None
        return Splice(self.index, self.old, later.new)


def set_word_text(lines: Sequence[Line], line: int, word: int, text: str) -> Splice:
    """Retype a word. With spaces in `text` it becomes several, sharing its time by syllables, estimated."""
    old = _word(lines, line, word)
    texts = typed_words(text)
    if texts == [old.text]:
        return Splice(line, (lines[line],), (lines[line],))
    new = [_retyped(old, texts[0])] if len(texts) == 1 else _shared(texts, old.start, old.end, old.kind)
    return _rewrite(lines, line, word, word + 1, new)


def set_line_text(lines: Sequence[Line], line: int, text: str, duration: float | None = None) -> Splice:
    """Retype a line. As many words keep each its time; else those that differ share theirs, estimated."""
    words = _line(lines, line).words
    texts = typed_words(text)
    if len(texts) == len(words):
        return _rewrite(
            lines, line, 0, len(words), [_retyped(*pair) for pair in zip(words, texts, strict=True)]
        )
    head = _common([word.text for word in words], texts)
    tail = _common([word.text for word in reversed(words[head:])], texts[head:][::-1])
    first, last = head, len(words) - tail
    inserted = texts[head : len(texts) - tail]
    if first == last:
        return _insert(lines, line, first, inserted, duration)
    if not inserted:
        return _rewrite(lines, line, first, last, [])
    new = _shared(inserted, words[first].start, words[last - 1].end, words[first].kind)
    return _rewrite(lines, line, first, last, new)


def retime_word(
    lines: Sequence[Line], line: int, word: int, start: float, end: float, duration: float | None
) -> Splice:
    """Move a word's onset and offset (seconds), held between its neighbours and inside the recording.

    Where both move by the same amount the word keeps its length; where one of them moves it stops short of
    the other.
    """
    old = _word(lines, line, word)
    if not (math.isfinite(start) and math.isfinite(end)):
        raise InvalidEditError(reason="not_a_time")
    low, high = _room(lines, line, word, word + 1, duration)
    start, end = _held(old, on_grid(start), on_grid(end), low, high)
    if (start, end) == (old.start, old.end):
        return Splice(line, (lines[line],), (lines[line],))
    new = replace(with_times(old, start, end), start=start, end=end, confidence=None, estimated=False)
    return _rewrite(lines, line, word, word + 1, [new])


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


def split_word(lines: Sequence[Line], line: int, word: int, at: int, time: float | None = None) -> Splice:
    """Part a word before its character `at`: at `time` (seconds), at that letter's onset, or by syllables."""
    old = _word(lines, line, word)
    if not 0 < at < len(old.text):
        raise InvalidEditError(reason="no_such_word")
    left, right = old.text[:at], old.text[at:]
    lettered = len(old.letters) == len(old.text)
    heard = time if time is not None else old.letters[at].start if lettered else None
    if heard is not None and not math.isfinite(heard):
        raise InvalidEditError(reason="not_a_time")
    middle = share_by_syllables([left, right], old.start, old.end)[0][1] if heard is None else on_grid(heard)
    if not old.start < middle < old.end:
        raise InvalidEditError(reason="no_room")
    estimated = old.estimated or heard is None
    letters = (old.letters[:at], old.letters[at:]) if lettered and time is None else ((), ())
    new = [
        replace(old, text=left, end=middle, estimated=estimated, letters=letters[0], confidence=None),
        replace(old, text=right, start=middle, estimated=estimated, letters=letters[1], confidence=None),
    ]
    return _rewrite(lines, line, word, word + 1, new)


def merge_with_next(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Join a word with the next one of its line, without a space."""
    first = _word(lines, line, word)
    words = lines[line].words
    if word + 1 >= len(words):
        raise InvalidEditError(reason="no_next")
    second = words[word + 1]
    whole = len(first.letters) == len(first.text) and len(second.letters) == len(second.text)
    merged = replace(
        first,
        text=typed_words(first.text + second.text)[0],
        end=second.end,
        confidence=None,
        estimated=first.estimated or second.estimated,
        letters=first.letters + second.letters if whole else (),
    )
    return _rewrite(lines, line, word, word + 2, [merged])


def insert_word(
    lines: Sequence[Line], line: int, word: int, text: str, duration: float | None = None
) -> Splice:
    """Put the words of `text` before place `word` of a line (its word count: at the end), estimated.

    They take the silence there is; without any they share the time of the word beside them.
    """
    if not 0 <= word <= len(_line(lines, line).words):
        raise InvalidEditError(reason="no_such_word")
    return _insert(lines, line, word, typed_words(text), duration)


def delete_word(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Take a word out; with its last word the line goes."""
    _word(lines, line, word)
    return _rewrite(lines, line, word, word + 1, [])


def insert_line(
    lines: Sequence[Line], line: int, text: str, start: float, end: float, duration: float | None
) -> Splice:
    """Put a new line before place `line`; its words share `start` to `end`, held between the neighbours."""
    if not 0 <= line <= len(lines):
        raise InvalidEditError(reason="no_such_line")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise InvalidEditError(reason="not_a_time")
    low = lines[line - 1].end if line else 0.0
    high = lines[line].start if line < len(lines) else _last(duration)
    start, end = max(on_grid(start), low), min(on_grid(end), high)
    texts = typed_words(text)
    if end - start < MINIMUM_DURATION * len(texts):
        raise InvalidEditError(reason="no_room")
    new = Line(tuple(_shared(texts, start, end, Kind.SUNG)), LineState.CORRECTED)
    return Splice(line, (), (new,))


def delete_line(lines: Sequence[Line], line: int) -> Splice:
    """Take a line out."""
    return Splice(line, (_line(lines, line),), ())


def split_line(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Part a line before its word `word`."""
    old = _line(lines, line)
    if not 0 < word < len(old.words):
        raise InvalidEditError(reason="no_such_word")
    parts = (old.words[:word], old.words[word:])
    return Splice(line, (old,), tuple(replace(old, words=part, state=LineState.CORRECTED) for part in parts))


def merge_lines(lines: Sequence[Line], line: int) -> Splice:
    """Join a line with the next one."""
    old = _line(lines, line)
    if line + 1 >= len(lines):
        raise InvalidEditError(reason="no_next")
    following = lines[line + 1]
    merged = replace(old, words=old.words + following.words, state=LineState.CORRECTED)
    return Splice(line, (old, following), (merged,))


def set_line_state(lines: Sequence[Line], line: int, state: LineState) -> Splice:
    """Mark how far a line has been looked at."""
    old = _line(lines, line)
    return Splice(line, (old,), (replace(old, state=state),))


def set_kind(lines: Sequence[Line], line: int, kind: Kind, word: int | None = None) -> Splice:
    """Say what a line with all its words is (quejío, jaleo, ...), or one `word` of it."""
    old = _line(lines, line)
    if word is None:
        words = tuple(replace(item, kind=kind) for item in old.words)
        return Splice(line, (old,), (replace(old, words=words, kind=kind),))
    _word(lines, line, word)
    words = tuple(replace(item, kind=kind) if index == word else item for index, item in enumerate(old.words))
    return Splice(line, (old,), (replace(old, words=words),))


def _line(lines: Sequence[Line], line: int) -> Line:
    if not 0 <= line < len(lines):
        raise InvalidEditError(reason="no_such_line")
    return lines[line]


def _word(lines: Sequence[Line], line: int, word: int) -> Word:
    words = _line(lines, line).words
    if not 0 <= word < len(words):
        raise InvalidEditError(reason="no_such_word")
    return words[word]


def _rewrite(lines: Sequence[Line], line: int, first: int, last: int, new: Sequence[Word]) -> Splice:
    """Swap words `first` to `last` of a line for `new`."""
    old = lines[line]
    words = (*old.words[:first], *new, *old.words[last:])
    if words == old.words:
        return Splice(line, (old,), (old,))
    if not words:
        return Splice(line, (old,), ())
    return Splice(line, (old,), (replace(old, words=words, state=LineState.CORRECTED),))


def _retyped(word: Word, text: str) -> Word:
    return word if word.text == text else replace(word, text=text, confidence=None, letters=())


def _shared(texts: Sequence[str], start: float, end: float, kind: Kind) -> list[Word]:
    times = share_by_syllables(texts, start, end)
    return [Word(text, *span, estimated=True, kind=kind) for text, span in zip(texts, times, strict=True)]


def _insert(
    lines: Sequence[Line], line: int, place: int, texts: Sequence[str], duration: float | None
) -> Splice:
    words = lines[line].words
    low, high = _room(lines, line, place, place, duration)
    if math.isinf(high):
        high = low  # how much recording is left is not known
    syllables = max(1, sum(max(1, count_syllables(text)) for text in texts))
    kind = words[min(place, len(words) - 1)].kind
    if high - low >= syllables * _SHORT_SYLLABLE:
        length = min(high - low, syllables * _SYLLABLE)
        # At the line's start they lean on the first word, elsewhere on the word before.
        start = on_grid(high - length) if place == 0 else low
        end = high if place == 0 else on_grid(low + length)
        return _rewrite(lines, line, place, place, _shared(texts, max(start, low), min(end, high), kind))
    beside = max(0, place - 1)
    host = words[beside]
    together = [host.text, *texts] if place else [*texts, host.text]
    return _rewrite(lines, line, beside, beside + 1, _shared(together, host.start, host.end, host.kind))


def _room(
    lines: Sequence[Line], line: int, first: int, last: int, duration: float | None
) -> tuple[float, float]:
    """The time between the word before `first` and the word at `last`, across lines."""
    words = lines[line].words
    if first > 0:
        low = words[first - 1].end
    else:
        low = lines[line - 1].end if line else 0.0
    if last < len(words):
        high = words[last].start
    elif line + 1 < len(lines):
        high = lines[line + 1].start
    else:
        high = _last(duration)
    return low, max(low, high)


def _last(duration: float | None) -> float:
    return math.inf if duration is None else floor_to_grid(duration)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
