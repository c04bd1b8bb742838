"""What the text of a word may be: stated here once, for typed, recognised and read text alike."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.lyrics.model import Line, Word

LONGEST_WORD = 200

MOST_WORDS = 100
"""Words that may be typed at once: more is no line of a cante."""

# Format characters (Cf) are invisible and turn text around; lone surrogates (Cs) cannot be written as UTF-8.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def word_fault(text: str) -> str | None:
    """The rule that `text` breaks as a word: "empty", "too_long", "white_space", "control"; or None."""
    if not text:
        return "empty"
    if len(text) > LONGEST_WORD:
        return "too_long"
    if text.isalnum():
        return None
    if any(char.isspace() for char in text):
        return "white_space"
    if any(unicodedata.category(char) in _UNSEEN for char in text):
        return "control"
    return None


def typed_words(text: str) -> list[str]:
    """The words of typed `text`, composed (NFC).

    Raises InvalidEditError with the rule that it breaks: one of `word_fault`, "too_many", or "right_to_left"
    for letters that run against the way a line is sung and read here (a file may hold them).
    """
    if len(text) > MOST_WORDS * (LONGEST_WORD + 1):
        # A pasted book need not be looked through.
        raise InvalidEditError(reason="too_many", most=MOST_WORDS)
    words = unicodedata.normalize("NFC", text).split()
    if not words:
        raise InvalidEditError(reason="empty")
    if len(words) > MOST_WORDS:
        raise InvalidEditError(reason="too_many", most=MOST_WORDS)
    for word in words:
        fault = word_fault(word)
        if fault is None and not word.isascii() and _runs_left(word):
            fault = "right_to_left"
        if fault is not None:
            raise InvalidEditError(reason=fault, word=word[:20], most=LONGEST_WORD)
    return words


def _runs_left(word: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in word)


def readable_words(text: str) -> list[str]:
    """The words of foreign `text` with whatever breaks a rule dropped or cut; perhaps none."""
    composed = unicodedata.normalize("NFC", text)
    words = (
        "".join(char for char in word if unicodedata.category(char) not in _UNSEEN)[:LONGEST_WORD]
        for word in composed.split()
    )
    return [word for word in words if word]


def readable_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with every word's text made to keep the rules; words and lines without text are left out."""
    if all(line.words and all(word_fault(word.text) is None for word in line.words) for line in lines):
        return lines
    cleaned = (replace(line, words=tuple(_readable(line.words))) for line in lines)
    return tuple(line for line in cleaned if line.words)


def _readable(words: tuple[Word, ...]) -> list[Word]:
    kept: list[Word] = []
    for word in words:
        if word_fault(word.text) is None:
            kept.append(word)
            continue
        parts = "".join(readable_words(word.text))[:LONGEST_WORD]
        if parts:
            kept.append(replace(word, text=parts, letters=()))
    return kept
