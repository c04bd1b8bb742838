"""Corrections of words, as `splice` describes edits.

A word that was retyped loses its letters and its confidence, which were measured on other text. An edit that
changes nothing gives a splice whose `changes_nothing` is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Line, LineState, Word
from flamenco_desktop.lyrics.splice import Splice, line_at, rewrite, room, shared, unchanged, word_at
from flamenco_desktop.lyrics.syllables import count_syllables, share_by_syllables
from flamenco_desktop.lyrics.text import typed_words
from flamenco_desktop.lyrics.timing import on_grid

SYLLABLE = 0.25  # seconds given to each syllable of an inserted word where there is silence enough
SHORT_SYLLABLE = 0.08  # silence with less than this for each syllable is not worth squeezing words into


def set_word_text(lines: Sequence[Line], line: int, word: int, text: str) -> Splice:
    """Retype a word. With spaces in `text` it becomes several.

    They share its time by syllables, estimated; only where nothing but spaces came in and each letter's onset
    was heard they part there.
    """
    old = word_at(lines, line, word)
    texts = typed_words(text)
    if texts == [old.text]:
        return unchanged(lines, line)
    if len(texts) == 1:
        return rewrite(lines, line, word, word + 1, [retyped(old, texts[0])])
    new = _parted_by_letters(old, texts) or shared(texts, old.start, old.end, old.kind)
    return rewrite(lines, line, word, word + 1, new)


def _parted_by_letters(word: Word, texts: Sequence[str]) -> list[Word]:
    """The same letters with spaces between them, where each one's onset was heard; else nothing."""
    if "".join(texts) != word.text or len(word.letters) != len(word.text):
        return []
    parts: list[Word] = []
    at = 0
    for text in texts:
        letters = word.letters[at : at + len(text)]
        start = parts[-1].end if parts else word.start
        at += len(text)
        end = word.letters[at].start if at < len(word.letters) else word.end
        parts.append(replace(word, text=text, start=start, end=end, letters=letters, confidence=None))
    return parts if all(part.start < part.end for part in parts) else []


def split_word(lines: Sequence[Line], line: int, word: int, at: int, time: float | None = None) -> Splice:
    """Part a word before its character `at`: at `time` (seconds), at that letter's onset, or by syllables."""
    old = word_at(lines, line, word)
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
    return rewrite(lines, line, word, word + 1, new)


def merge_with_next(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Join a word with the next one of its line, without a space."""
    first = word_at(lines, line, word)
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
    return rewrite(lines, line, word, word + 2, [merged])


def insert_word(
    lines: Sequence[Line], line: int, word: int, text: str, duration: float | None = None
) -> Splice:
    """Put the words of `text` before place `word` of a line (its word count: at the end), estimated.

    They take the silence there is; without any they share the time of the word beside them.
    """
    if not 0 <= word <= len(line_at(lines, line).words):
        raise InvalidEditError(reason="no_such_word")
    return insert_into(lines, line, word, typed_words(text), duration)


def delete_word(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Take a word out; with its last word the line goes."""
    word_at(lines, line, word)
    return rewrite(lines, line, word, word + 1, [])


def word_to_line_above(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Move a word, with those before it in its line, to the end of the line above."""
    own = line_at(lines, line)
    word_at(lines, line, word)
    if line == 0:
        raise InvalidEditError(reason="no_next")
    return _parted(lines, line - 1, (*lines[line - 1].words, *own.words[: word + 1]), own.words[word + 1 :])


def word_to_line_below(lines: Sequence[Line], line: int, word: int) -> Splice:
    """Move a word, with those after it in its line, to the beginning of the line below."""
    own = line_at(lines, line)
    word_at(lines, line, word)
    if line + 1 >= len(lines):
        raise InvalidEditError(reason="no_next")
    return _parted(lines, line, own.words[:word], (*own.words[word:], *lines[line + 1].words))


def _parted(lines: Sequence[Line], line: int, above: tuple[Word, ...], below: tuple[Word, ...]) -> Splice:
    """A line and the next one with other words; one that has none goes."""
    old = (lines[line], lines[line + 1])
    new = (
        replace(own, words=words, state=LineState.CORRECTED)
        for own, words in zip(old, (above, below), strict=True)
        if words
    )
    return Splice(line, old, tuple(new))


def retyped(word: Word, text: str) -> Word:
    """The word with another text: what was measured on the old one is forgotten."""
    return word if word.text == text else replace(word, text=text, confidence=None, letters=())


def insert_into(
    lines: Sequence[Line], line: int, place: int, texts: Sequence[str], duration: float | None
) -> Splice:
    """Words before place `place` of a line: in the silence there, else in the time of the word beside."""
    words = lines[line].words
    low, high = room(lines, (line, place), (line, place - 1), duration)
    if math.isinf(high):
        high = low  # how much recording is left is not known
    syllables = max(1, sum(max(1, count_syllables(text)) for text in texts))
    kind = words[min(place, len(words) - 1)].kind
    if high - low >= syllables * SHORT_SYLLABLE:
        length = min(high - low, syllables * SYLLABLE)
        # At the line's start they lean on the first word, elsewhere on the word before.
        start = on_grid(high - length) if place == 0 else low
        end = high if place == 0 else on_grid(low + length)
        return rewrite(lines, line, place, place, shared(texts, max(start, low), min(end, high), kind))
    beside = max(0, place - 1)
    host = words[beside]
    together = [host.text, *texts] if place else [*texts, host.text]
    return rewrite(lines, line, beside, beside + 1, shared(together, host.start, host.end, host.kind))
