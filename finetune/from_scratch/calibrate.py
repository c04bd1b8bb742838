"""What an aligner's evidence is worth: fitted on the validation part, judged on the test part.

A word is right when it is sung as written and begins within a tenth of a second of where it stands. Two kinds
of words are judged apart: those that were given (the text of the line), and those that the recogniser read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch import held_out
from finetune.from_scratch.evaluate import Reader, silent
from finetune.from_scratch.held_out import LEVELS, Take
from finetune.from_scratch.pool import RATE
from finetune.from_scratch.verses import normalise
from finetune.from_scratch.voice import TimedWord
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.recognition import calibration, singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.calibration import Calibration
from flamenco_desktop.recognition.singing import Activity, Span

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RIGHT_S = 0.1
_NEAR_S = 0.05
_BEFORE, _AFTER = 0.4, 0.8
_BOUNDARIES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.1)
_LEVELS = ("clean", "10 dB", "0 dB")
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Listened:
    """A line as the aligner hears it: its take's emissions and activity, where to look, and what is read."""

    emissions: NDArray[np.float32]
    activity: Activity
    span: Span
    words: tuple[TimedWord, ...]
    read: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The text of the line."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True)
class Judged:
    """Words with what speaks for them, `rows` (n, features), and whether they are `right` (n,)."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]


def listen(
    aligner: Aligner, reader: Reader | None, part: str, takes: int, progress: Told = silent
) -> list[Listened]:
    """The lines of `takes` takes of a part, over three levels of band, read where there is a reader."""
    found: list[Listened] = []
    chosen = list(held_out.takes(1 + takes // 10, takes, part))
    for number, take in enumerate(chosen):
        level = LEVELS[_LEVELS[number % len(_LEVELS)]]
        samples = held_out.at_level(take, level, held_out=part == "test")
        found += _lines(aligner, reader, take, samples)
        progress(f"listening to {part}", (number + 1) / len(chosen))
    return found


def _lines(
    aligner: Aligner, reader: Reader | None, take: Take, samples: NDArray[np.float32]
) -> list[Listened]:
    emissions, _ = aligner.emissions(samples)
    activity = singing.listen(samples)
    lines = take.song.lines
    edges = [0.0, *((one.end + other.start) / 2 for one, other in pairwise(lines))]
    edges.append(len(samples) / RATE)
    spans = [
        Span(max(edges[index], line.start - _BEFORE), min(edges[index + 1], line.end + _AFTER))
        for index, line in enumerate(lines)
    ]
    read = [""] * len(lines)
    if reader is not None:
        read = reader.read([samples[round(span.start * RATE) : round(span.end * RATE)] for span in spans])
    return [
        Listened(emissions, activity, span, line.words, tuple(text.split()))
        for line, span, text in zip(lines, spans, read, strict=True)
    ]


def fit(aligner: Aligner, heard: Sequence[Listened]) -> Calibration:
    """What the evidence of `aligner` is worth, from lines of which the truth is known.

    Of the ways to take words' beginnings and ends that is chosen which is nearer to the truth.
    """
    own = aligner.calibration
    late = max((False, True), key=lambda late: _near(aligner, replace(own, late=late), heard))
    chosen = replace(own, late=late)
    chosen = min(
        (replace(chosen, boundary=boundary) for boundary in _BOUNDARIES),
        key=lambda one: _end_error(aligner, one, heard),
    )
    given = judged(aligner, heard, read=False)
    read = judged(aligner, heard, read=True)
    chosen = replace(chosen, given=calibration.fit(given.rows, given.right))
    if len(read.right):
        chosen = replace(chosen, recognised=calibration.fit(read.rows, read.right))
    aligner.calibration = chosen
    return chosen


def judged(aligner: Aligner, heard: Sequence[Listened], *, read: bool) -> Judged:
    """The words of all lines, as given or as read, each with what speaks for it and whether it is right."""
    rows: list[NDArray[np.float64]] = []
    right: list[bool] = []
    for line in heard:
        texts = line.read if read else line.given
        (searched,) = aligner.search(line.emissions, [(line.span, texts)])
        (words,) = aligner.align_lines(line.emissions, [(line.span, texts)])
        if searched.found is None:
            continue
        evidence = calibration.features(searched.letters, searched.found, searched.lengths)
        verdicts = _right(line.words, words)
        for row, verdict in zip(evidence, verdicts, strict=True):
            if row is not None:
                rows.append(row)
                right.append(verdict)
    count = len(calibration.FEATURES)
    return Judged(np.array(rows).reshape(-1, count), np.array(right, np.bool_))


def _right(true: Sequence[TimedWord], found: Sequence[Word]) -> list[bool]:
    """For each found word whether it is sung as written and begins where it stands."""
    verdicts = [False] * len(found)
    matcher = SequenceMatcher(
        None,
        [normalise(word.text) for word in true],
        [normalise(word.text) for word in found],
        autojunk=False,
    )
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            error = abs(true[block.a + step].start - found[block.b + step].start)
            verdicts[block.b + step] = error <= RIGHT_S
    return verdicts


def _aligned(
    aligner: Aligner, chosen: Calibration, heard: Sequence[Listened]
) -> list[tuple[TimedWord, Word]]:
    aligner.calibration = chosen
    pairs: list[tuple[TimedWord, Word]] = []
    for line in heard:
        (words,) = aligner.align_lines(
            line.emissions, [(line.span, line.given)], 0.0, line.activity, line.span.end, given=True
        )
        pairs += zip(line.words, words, strict=True)
    return pairs


def _near(aligner: Aligner, chosen: Calibration, heard: Sequence[Listened]) -> float:
    pairs = _aligned(aligner, chosen, heard)
    return float(np.mean([abs(word.start - true.start) <= _NEAR_S for true, word in pairs]))


def _end_error(aligner: Aligner, chosen: Calibration, heard: Sequence[Listened]) -> float:
    """The mean error of the ends of words that begin where they should."""
    pairs = _aligned(aligner, chosen, heard)
    right = [(true, word) for true, word in pairs if abs(word.start - true.start) <= RIGHT_S]
    return float(np.mean([abs(word.end - true.end) for true, word in right])) if right else 0.0


def picture(chances: dict[str, NDArray[np.float64]], right: dict[str, NDArray[np.bool_]]) -> Figure:
    """The reliability diagram: for groups of words as sure as each other, how many are right.

    Raises PackageMissingError without matplotlib.
    """
    from finetune.from_scratch.figures import blank

    figure, ((diagram, counts),) = blank(1, 2, (9.0, 3.8))
    diagram.plot((0, 1), (0, 1), color="grey", linewidth=0.8, linestyle=":")
    for name in chances:
        order = np.argsort(chances[name], kind="stable")
        groups = [group for group in np.array_split(order, 10) if len(group)]
        error = calibration.calibration_error(chances[name], right[name])
        diagram.plot(
            [float(chances[name][group].mean()) for group in groups],
            [float(right[name][group].mean()) for group in groups],
            marker="o",
            markersize=4,
            linewidth=1.2,
            label=f"{name}: ECE {100 * error:.1f} %, {len(order)} words",
        )
        counts.hist(chances[name], bins=20, range=(0, 1), histtype="step", linewidth=1.2, label=name)
    diagram.set(xlabel="confidence", ylabel="share of right words", xlim=(0, 1), ylim=(0, 1))
    diagram.legend(frameon=False, fontsize=8)
    counts.set(xlabel="confidence", ylabel="words")
    counts.legend(frameon=False, fontsize=8)
    return figure


def write(chosen: Calibration, folder: Path) -> None:
    """Keep it beside the aligner's weights. Raises WriteFailedError."""
    try:
        calibration.save(chosen, folder)
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error
