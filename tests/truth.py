"""What is really sung in the bundled recordings, and how far recognised words are from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import jiwer

from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.plain import lines_from_plain

_NO_LETTER = re.compile(r"[^\w\s]|_")


def truth_of(recording: Path) -> tuple[Line, ...]:
    """The true lines of a bundled recording with their exact times."""
    content = json.loads(recording.with_suffix(".json").read_text(encoding="utf-8"))
    return lines_from_plain(content["lines"])


def normalised(words: Iterable[str]) -> list[str]:
    """Lower case without punctuation, one entry a word; accents stay, since they make other words."""
    return " ".join(_NO_LETTER.sub("", word.lower()) for word in words).split()


def word_error_rate(true: Sequence[str], heard: Sequence[str]) -> float:
    """Wrong, missing and added words over the true ones."""
    return float(jiwer.wer(" ".join(normalised(true)), " ".join(normalised(heard)) or "-"))


def matched(true: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of indices, in `true` and `heard`, of words that were heard as they are.

    Each entry must be one word.
    """
    first, second = ([" ".join(normalised([word])) or "-" for word in words] for words in (true, heard))
    aligned = jiwer.process_words(" ".join(first), " ".join(second))
    pairs: list[tuple[int, int]] = []
    for chunk in aligned.alignments[0]:
        if chunk.type == "equal":
            length = chunk.ref_end_idx - chunk.ref_start_idx
            pairs += [(chunk.ref_start_idx + at, chunk.hyp_start_idx + at) for at in range(length)]
    return pairs
