"""Lyrics as plain dicts and lists, the shape of `--json`, the worker's protocol and the library's journal.

A word is `{"text", "start", "end", "confidence"}` and, only where they say something, `"estimated"`, `"kind"`
and `"letters"` (`[[char, start, end], ...]`); a line is `{"start", "end", "text", "words"}` and, where they
say something, `"state"` and `"kind"`. Seconds are floats, rounded to 0.1 ms. Readers raise ValueError.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from flamenco_desktop.lyrics.model import Kind, Letter, Line, LineState, Lyrics, Provenance, Word
from flamenco_desktop.lyrics.splice import Splice

SCHEMA = 1


def word_to_plain(word: Word) -> dict[str, Any]:
    """The word as a dict of plain values."""
    plain: dict[str, Any] = {
        "text": word.text,
        "start": round(word.start, 4),
        "end": round(word.end, 4),
        "confidence": None if word.confidence is None else round(word.confidence, 4),
    }
    if word.estimated:
        plain["estimated"] = True
    if word.kind is not Kind.SUNG:
        plain["kind"] = word.kind.value
    if word.letters:
        plain["letters"] = [[item.char, round(item.start, 4), round(item.end, 4)] for item in word.letters]
    return plain


def word_from_plain(plain: Mapping[str, Any]) -> Word:
    """The word of a dict made by `word_to_plain`, or written by another program in its shape."""
    try:
        letters = tuple(
            Letter(str(char), _seconds(start), _seconds(end)) for char, start, end in plain.get("letters", ())
        )
        confidence = plain.get("confidence")
        text = plain["text"]
        if not isinstance(text, str):
            raise ValueError("a word's text is not a string")
        return Word(
            text=text,
            start=_seconds(plain["start"]),
            end=_seconds(plain["end"]),
            confidence=None if confidence is None else float(confidence),
            estimated=bool(plain.get("estimated", False)),
            kind=Kind(plain.get("kind", Kind.SUNG)),
            letters=letters,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a word: {error}") from error


def line_to_plain(line: Line) -> dict[str, Any]:
    """The line as a dict of plain values."""
    plain: dict[str, Any] = {
        "start": round(line.start, 4),
        "end": round(line.end, 4),
        "text": line.text,
        "words": [word_to_plain(word) for word in line.words],
    }
    if line.state is not LineState.RECOGNISED:
        plain["state"] = line.state.value
    if line.kind is not Kind.SUNG:
        plain["kind"] = line.kind.value
    return plain


def line_from_plain(plain: Mapping[str, Any]) -> Line:
    """The line of a dict made by `line_to_plain`."""
    try:
        words = tuple(word_from_plain(word) for word in plain["words"])
        state = LineState(plain.get("state", LineState.RECOGNISED))
        kind = Kind(plain.get("kind", Kind.SUNG))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a line: {error}") from error
    if not words:
        raise ValueError("a line without words")
    return Line(words, state, kind)


def lines_from_plain(plain: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines of a list made of `line_to_plain`."""
    return tuple(line_from_plain(line) for line in plain)


def splice_to_plain(splice: Splice) -> dict[str, Any]:
    """The splice as a dict: `{"index", "old": [line, ...], "new": [line, ...]}`."""
    return {
        "index": splice.index,
        "old": [line_to_plain(line) for line in splice.old],
        "new": [line_to_plain(line) for line in splice.new],
    }


def splice_from_plain(plain: Mapping[str, Any]) -> Splice:
    """The splice of a dict made by `splice_to_plain`."""
    try:
        return Splice(int(plain["index"]), lines_from_plain(plain["old"]), lines_from_plain(plain["new"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a splice: {error}") from error


def lyrics_to_plain(lyrics: Lyrics, recording: str = "") -> dict[str, Any]:
    """The whole of `--json`: schema, recording, language, lines, provenance."""
    return {
        "schema": SCHEMA,
        "recording": recording,
        "language": lyrics.language,
        "lines": [line_to_plain(line) for line in lyrics.lines],
        "provenance": asdict(lyrics.provenance),
    }


def lyrics_from_plain(plain: Mapping[str, Any]) -> Lyrics:
    """The lyrics of a dict made by `lyrics_to_plain`; unknown keys of the provenance are passed over."""
    try:
        if plain["schema"] != SCHEMA:
            raise ValueError(f"schema {plain['schema']!r}; this program reads schema {SCHEMA}")
        told = plain.get("provenance", {})
        known = {key: str(told[key]) for key in Provenance.__slots__ if key in told}
        return Lyrics(lines_from_plain(plain["lines"]), str(plain["language"]), Provenance(**known))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not lyrics: {error}") from error


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"not a time in seconds: {value!r}")
    return float(value)
