"""Figures of merit: errors of words and letters, errors of times; and their table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.faults import PackageMissingError
from finetune.from_scratch.verses import normalise

SUSTAINED_S = 0.5


@dataclass(frozen=True)
class Reading:
    """Errors of recognition over `words` words: wrong, missing or too many, as shares; WER and CER."""

    words: int
    wer: float
    cer: float


@dataclass(frozen=True)
class WordTimes:
    """A word's true and found times in seconds; `sustained` if one of its letters is held at least 0.5 s."""

    start: float
    end: float
    found_start: float
    found_end: float
    sustained: bool


@dataclass(frozen=True)
class Timing:
    """Errors of times in seconds (absolute) over `words` words, and shares of onsets within a distance.

    Offsets are told apart for plain and for sustained words.
    """

    words: int
    onset_median: float
    onset_mean: float
    within_50_ms: float
    within_100_ms: float
    within_300_ms: float
    offset_plain_median: float
    offset_plain_mean: float
    offset_sustained_median: float
    offset_sustained_mean: float


def reading(references: Sequence[str], hypotheses: Sequence[str]) -> Reading:
    """Word and letter error rates of texts, in lower case and without punctuation.

    The sums are taken over all texts together. Raises ValueError without a word in the references,
    PackageMissingError without jiwer.
    """
    try:
        import jiwer
    except ModuleNotFoundError as error:
        raise PackageMissingError(package="jiwer") from error
    pairs = [(normalise(a), normalise(b)) for a, b in zip(references, hypotheses, strict=True)]
    said = [(a, b) for a, b in pairs if a]
    if not said:
        raise ValueError("no words to compare with")
    # jiwer refuses empty references; what was read there are insertions all the same.
    inserted = [b for a, b in pairs if not a]
    words = jiwer.process_words([a for a, _ in said], [b for _, b in said])
    letters = jiwer.process_characters([a for a, _ in said], [b for _, b in said])
    count = words.hits + words.substitutions + words.deletions
    wrong = words.substitutions + words.deletions + words.insertions
    wrong += sum(len(text.split()) for text in inserted)
    signs = letters.hits + letters.substitutions + letters.deletions
    missed = letters.substitutions + letters.deletions + letters.insertions + sum(map(len, inserted))
    return Reading(count, wrong / count, missed / signs)


def timing(words: Iterable[WordTimes]) -> Timing:
    """The figures of some words. Raises ValueError without one."""
    found = list(words)
    if not found:
        raise ValueError("no words to time")
    onsets = np.array([abs(word.found_start - word.start) for word in found])
    plain = np.array([abs(word.found_end - word.end) for word in found if not word.sustained])
    held = np.array([abs(word.found_end - word.end) for word in found if word.sustained])
    plain_median, plain_mean = _middle(plain)
    held_median, held_mean = _middle(held)
    return Timing(
        words=len(found),
        onset_median=float(np.median(onsets)),
        onset_mean=float(np.mean(onsets)),
        within_50_ms=float(np.mean(onsets <= 0.05)),
        within_100_ms=float(np.mean(onsets <= 0.1)),
        within_300_ms=float(np.mean(onsets <= 0.3)),
        offset_plain_median=plain_median,
        offset_plain_mean=plain_mean,
        offset_sustained_median=held_median,
        offset_sustained_mean=held_mean,
    )


def _middle(errors: NDArray[np.float64]) -> tuple[float, float]:
    """Median and mean; -1 for both where there are none, as JSON has no NaN."""
    return (float(np.median(errors)), float(np.mean(errors))) if len(errors) else (-1.0, -1.0)


def invented_words(texts: Iterable[str]) -> int:
    """Words in texts that were read where nobody sings."""
    return sum(len(normalise(text).split()) for text in texts)


_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("WER, known words", "recogniser", "known", "wer"),
    ("CER, known words", "recogniser", "known", "cer"),
    ("WER, verses with unseen words", "recogniser", "unseen", "wer"),
    ("CER, verses with unseen words", "recogniser", "unseen", "cer"),
    ("WER, known words, whole windows", "recogniser_windows", "known", "wer"),
    ("CER, known words, whole windows", "recogniser_windows", "known", "cer"),
    ("WER, unseen words, whole windows", "recogniser_windows", "unseen", "wer"),
    ("onset error, median", "aligner", "known", "onset_median"),
    ("onset error, mean", "aligner", "known", "onset_mean"),
    ("onsets within 50 ms", "aligner", "known", "within_50_ms"),
    ("onsets within 100 ms", "aligner", "known", "within_100_ms"),
    ("onsets within 300 ms", "aligner", "known", "within_300_ms"),
    ("offset error, plain words, median", "aligner", "known", "offset_plain_median"),
    ("offset error, sustained words, median", "aligner", "known", "offset_sustained_median"),
    ("onset error, unseen words, median", "aligner", "unseen", "onset_median"),
    ("onsets within 50 ms, unseen words", "aligner", "unseen", "within_50_ms"),
    ("offset error, plain, unseen words, median", "aligner", "unseen", "offset_plain_median"),
    ("offset error, sustained, unseen words, median", "aligner", "unseen", "offset_sustained_median"),
)


def table(results: dict[str, Any], *, markdown: bool = False) -> str:
    """The results of `evaluate` (one way of listening) as a table, a column for each level."""
    levels = list(next((results[part] for part in ("recogniser", "aligner") if results.get(part)), {}))
    rows = [["", *levels]]
    for title, part, words, figure in _ROWS:
        if not results.get(part):
            continue
        found = [results[part][level].get(words, {}).get(figure) for level in levels]
        if any(value is not None for value in found):
            rows.append([title, *(_said(figure, value) for value in found)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths, markdown) for row in rows]
    if markdown:
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    invented = results.get("invented_words")
    if invented is not None:
        minutes = results["voiceless_seconds"] / 60
        lines += ["", f"Words invented in {minutes:g} minutes without a voice: {invented}"]
    return "\n".join(lines) + "\n"


def _said(figure: str, value: float | None) -> str:
    if value is None or value < 0:
        return "–"
    return (
        f"{value * 100:.1f} %" if figure in ("wer", "cer") or "within" in figure else f"{value * 1000:.0f} ms"
    )


def _line(row: Sequence[str], widths: Sequence[int], markdown: bool) -> str:
    cells = [
        cell.ljust(width) if number == 0 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(cells) + " |" if markdown else "  ".join(cells).rstrip()
