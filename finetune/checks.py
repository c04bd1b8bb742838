"""What is wrong with a dataset before anybody trains on it: findings, each with its recording and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from finetune.packing import LONGEST, label_words
from flamenco_desktop.lyrics.model import Line, LineState
from flamenco_desktop.lyrics.syllables import count_syllables

if TYPE_CHECKING:
    from finetune.dataset import Dataset, Item

RATE = 16000
FEWEST_SECONDS = 120.0
FEWEST_LINES = 20
MOST_TOKENS = 448
_PACE = (0.15, 9.0)
_FITS = 0.15
_SILENT = 10 ** (-55 / 20)
_TELLING = 3
"""A verse of fewer words ("ay", "olé") on both sides of the split tells nothing."""

SERIOUS = frozenset(
    {"line_too_long", "too_many_tokens", "silent", "recording_gone", "both_sides", "empty_label"}
)
"""Findings about lines that are left out, or that would spoil the result; the others are doubts."""

SENTENCES = {
    "too_few": "There are {value:.0f} s of checked lines: the result gets better with at least two minutes, "
    "and much better with twenty.",
    "line_too_long": "The line “{text}” takes {value:.0f} s, and Whisper hears 30 s at once: part it.",
    "too_many_tokens": "The window of “{text}” has {value:.0f} tokens, and Whisper writes 448 at most: "
    "part its lines.",
    "empty_label": "The line at {value:.1f} s has no words: write them, or mark it as not sung.",
    "doubled": "“{text}” is there twice at the same place: delete one of them.",
    "silent": "There is nothing but silence where “{text}” should be: move it to where it is sung.",
    "misfit_score": "“{text}” hardly fits what is sung there (score {value:.2f}): listen to it again.",
    "misfit_pace": "“{text}” would be {value:.1f} syllables a second: see to its times or its words.",
    "both_sides": "“{text}” is sung in the training and in the test: the scores look better than they are.",
    "recording_gone": "The recording {detail} is not where it was: open it again from where it is now.",
    "recording_changed": "The recording {detail} is of another length than before: see whether the words "
    "still fit.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: `recording` by the library's number or a dataset's key, `line` in its lyrics."""

    code: str
    recording: int | str = ""
    line: int = -1
    text: str = ""
    value: float = 0.0
    detail: str = ""

    @property
    def serious(self) -> bool:
        """Whether it costs lines or truth, and is not only a doubt."""
        return self.code in SERIOUS

    @property
    def sentence(self) -> str:
        """In English."""
        return SENTENCES[self.code].format(text=self.text, value=self.value, detail=self.detail)

    def plain(self) -> dict[str, Any]:
        """For an event."""
        return {**asdict(self), "serious": self.serious, "sentence": self.sentence}


def bare(text: str) -> str:
    """Lower case, letters only, single spaces: when two verses say the same."""
    return " ".join(re.findall(r"[^\W\d_]+", text.lower()))


def of_lines(
    recording: int | str,
    lines: Sequence[Line],
    samples: NDArray[np.float32],
    fit: Callable[[NDArray[np.float32], float, float, Sequence[str]], float | None] | None = None,
) -> list[Finding]:
    """What is odd about the checked lines of one recording; `samples` (n,) at 16 kHz."""
    found: list[Finding] = []
    for index, line in enumerate(lines):
        words = label_words(line)
        if line.state is not LineState.CHECKED or (not words and line.kind.value != "sung"):
            continue
        text = " ".join(word.text for word in words)
        if not bare(text):
            found.append(Finding("empty_label", recording, index, text, line.start))
            continue
        seconds = line.end - line.start
        if seconds > LONGEST:
            found.append(Finding("line_too_long", recording, index, text, seconds))
            continue
        piece = samples[round(line.start * RATE) : round(line.end * RATE)]
        if not len(piece) or float(np.sqrt(np.mean(np.square(piece, dtype=np.float64)))) < _SILENT:
            found.append(Finding("silent", recording, index, text, seconds))
            continue
        pace = count_syllables(text) / max(seconds, 0.01)
        if not _PACE[0] <= pace <= _PACE[1]:
            found.append(Finding("misfit_pace", recording, index, text, pace))
        elif fit is not None:
            score = fit(samples, line.start, line.end, [word.text for word in words])
            if score is not None and score < _FITS:
                found.append(Finding("misfit_score", recording, index, text, score))
    return found


def of_dataset(dataset: Dataset) -> list[Finding]:
    """What is odd about the whole."""
    found: list[Finding] = []
    sung = [item for item in dataset.items if item.text]
    seconds = sum(item.window.seconds for item in sung)
    lines = sum(len(item.window.parts) for item in sung)
    if seconds < FEWEST_SECONDS or lines < FEWEST_LINES:
        found.append(Finding("too_few", value=seconds))
    seen: dict[tuple[str, str], float] = {}
    for item in sung:
        for part in item.window.parts:
            key = item.source.key, bare(part.text)
            start, end = part.words[0].start, part.words[-1].end
            if start < seen.get(key, -1.0):
                found.append(Finding("doubled", item.source.key, part.line, part.text, start))
            seen[key] = max(end, seen.get(key, -1.0))
    return found


def of_tokens(items: Iterable[Item], count: Callable[[Item], int]) -> list[Finding]:
    """Windows of more tokens than Whisper writes; `count` gives those of one."""
    counted = ((item, count(item)) for item in items)
    return [
        Finding("too_many_tokens", item.source.key, item.window.line, item.text[:60], float(tokens))
        for item, tokens in counted
        if tokens > MOST_TOKENS
    ]


def of_sides(train: Iterable[Item], held_out: Iterable[Item]) -> list[Finding]:
    """Verses of at least three words that are sung on both sides of a split."""
    heard = set(_verses(train))
    both: Mapping[str, tuple[str | int, int, str]] = {
        verse: place for verse, place in _verses(held_out).items() if verse in heard
    }
    return [Finding("both_sides", recording, line, text) for recording, line, text in both.values()]


def _verses(items: Iterable[Item]) -> dict[str, tuple[str | int, int, str]]:
    return {
        bare(part.text): (item.source.key, part.line, part.text)
        for item in items
        for part in item.window.parts
        if len(bare(part.text).split()) >= _TELLING
    }
