"""Ours beside plain WhisperX with the same weights: python -m tests.benchmarks.recognition [--quick]

Whole performances as files, of verses, voices, guitars and hands that no training had, with melismas of up
to six seconds, over bands at 20, 10 and 5 dB; the bundled recordings; and ten minutes in which nobody sings.
Both are told nothing but the language. A second table aligns the true words, each line looked for in the same
span by both. Of a word without times of its own WhisperX may still tell some: they count.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from finetune.from_scratch import held_out
from finetune.from_scratch.performances import coplas_of
from finetune.from_scratch.recordings import write_flac
from finetune.from_scratch.scores import invented_words
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform
from finetune.from_scratch.voice import TimedLetter, TimedWord
from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.lyrics.model import Kind, Lyrics, Word
from flamenco_desktop.recognition import singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.recognition.singing import Span
from flamenco_desktop.wire import Options
from tests.benchmarks.judged import Judged
from tests.benchmarks.plain import RATE, PlainWhisperX, Told
from tests.benchmarks.table import conditions
from tests.truth import truth_of

_SEED = 7_311
_MELISMA = 1.9
_SNRS = (20.0, 10.0, 5.0)
_BEFORE, _AFTER = 0.4, 0.8


@dataclass(frozen=True)
class Sung:
    """A recording with its true lines."""

    path: Path
    lines: tuple[tuple[TimedWord, ...], ...]

    @property
    def words(self) -> list[TimedWord]:
        return [word for line in self.lines for word in line]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="two performances, one minute without a voice")
    parser.add_argument("--songs", type=int, default=48, help="performances (default: 48, of 40 s each)")
    parser.add_argument("--recogniser", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--aligner", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--json", type=Path, help="all figures")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    songs, voiceless = (2, 60.0) if chosen.quick else (chosen.songs, 600.0)
    ours = Pipeline(Options(model=chosen.recogniser, aligner=chosen.aligner, device="cpu"))
    plain = PlainWhisperX(chosen.recogniser, chosen.aligner)
    with tempfile.TemporaryDirectory() as folder:
        sets = {
            "synthetic": list(_performances(songs, Path(folder))),
            "bundled": [Sung(path, _truth(path)) for path in bundled.recordings()],
        }
        whole = {name: _recognised(ours, plain, sung) for name, sung in sets.items()}
        given = {name: _given(ours, plain, sung) for name, sung in sets.items()}
        silent = _voiceless(ours, plain, voiceless, Path(folder))
    counts = {name: (len(sung), sum(len(one.words) for one in sung)) for name, sung in sets.items()}
    print(f"Ours beside plain WhisperX 3.8.6, the same weights\n{conditions()}\n")
    print("; ".join(f"{name}: {many} recordings, {words} words" for name, (many, words) in counts.items()))
    _show(
        "Recognised and aligned", whole, {f"words invented in {voiceless / 60:g} min without a voice": silent}
    )
    _show("True words aligned, line by line in the same spans", given, {})
    if chosen.json is not None:
        content = {"recognised": whole, "given": given, "invented": silent, "counts": counts}
        chosen.json.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return 0


def _performances(count: int, folder: Path) -> Iterator[Sung]:
    """Test coplas in turn, each by another held-out singer."""
    coplas = coplas_of("test")
    for number in range(count):
        copla = coplas[(5 * number) % len(coplas)]
        song = perform(
            copla.lines,
            Singer.held_out(7 * number + 2),
            copla.palo,
            np.random.default_rng([_SEED, number]),
            snr_db=_SNRS[number % len(_SNRS)],
            title=copla.lines[0],
            held_out=True,
            melisma=_MELISMA,
        )
        path = folder / f"{number}.flac"
        write_flac(song, path)
        yield Sung(path, tuple(line.words for line in song.lines))


def _truth(path: Path) -> tuple[tuple[TimedWord, ...], ...]:
    return tuple(tuple(map(_as_timed, line.words)) for line in truth_of(path))


def _as_timed(word: Word) -> TimedWord:
    letters = tuple(TimedLetter(one.char, one.start, one.end) for one in word.letters)
    return TimedWord(word.text, word.start, word.end, letters)


def _recognised(ours: Pipeline, plain: PlainWhisperX, sung: Sequence[Sung]) -> list[dict[str, float]]:
    """Figures of both on whole recordings."""
    judged = [Judged(), Judged()]
    for one in sung:
        lyrics = ours.transcribe(one.path)
        judged[0].add(one.words, _words(lyrics), _marks(lyrics))
        judged[1].add(one.words, plain.words(decode.load(one.path, RATE)))
        sys.stderr.write(".")
        sys.stderr.flush()
    return [one.figures() for one in judged]


def _words(lyrics: Lyrics) -> list[Told]:
    """Estimated times are none of the word's own."""
    return [
        Told(word.text) if word.estimated else Told(word.text, word.start, word.end)
        for word in lyrics.words()
        if word.kind is not Kind.QUEJIO
    ]


def _marks(lyrics: Lyrics) -> list[Told]:
    return [Told(word.text, word.start, word.end) for word in lyrics.words() if word.kind is Kind.QUEJIO]


def _given(ours: Pipeline, plain: PlainWhisperX, sung: Sequence[Sung]) -> list[dict[str, float]]:
    """Figures of both aligners for the true words, line by line."""
    aligner = Aligner(ours.aligner_model, ours.device)
    judged = [Judged(), Judged()]
    for one in sung:
        samples = decode.load(one.path, RATE)
        spans = _spans(one.lines, len(samples) / RATE)
        texts = [[word.text for word in line] for line in one.lines]
        emissions, _ = aligner.emissions(samples)
        found = aligner.align_lines(
            emissions,
            list(zip(spans, texts, strict=True)),
            0.0,
            singing.listen(samples),
            len(samples) / RATE,
            given=True,
        )
        words = [word for line in found for word in line]
        judged[0].add(one.words, [Told(word.text, word.start, word.end) for word in words])
        segments = [
            {"text": " ".join(line), "start": span.start, "end": span.end}
            for span, line in zip(spans, texts, strict=True)
        ]
        judged[1].add(one.words, plain.aligned(samples, segments))
        sys.stderr.write(".")
        sys.stderr.flush()
    return [one.figures() for one in judged]


def _spans(lines: Sequence[Sequence[TimedWord]], length: float) -> list[Span]:
    """From 0.4 s before each line to 0.8 s after it, no further than half of the way to its neighbours."""
    middles = [(one[-1].end + other[0].start) / 2 for one, other in pairwise(lines)]
    lows, highs = [0.0, *middles], [*middles, length]
    return [
        Span(max(low, line[0].start - _BEFORE), min(high, line[-1].end + _AFTER))
        for line, low, high in zip(lines, lows, highs, strict=True)
    ]


def _voiceless(ours: Pipeline, plain: PlainWhisperX, seconds: float, folder: Path) -> list[int]:
    """Words that each invents where only a band plays."""
    samples = np.concatenate(list(held_out.voiceless(seconds)))
    path = folder / "voiceless.flac"
    write_flac(Song(samples, (), "-", "-", "-"), path)
    told = [_words(ours.transcribe(path)), plain.words(decode.load(path, RATE))]
    return [invented_words(word.text for word in words) for words in told]


def _show(title: str, sets: dict[str, list[dict[str, float]]], last: dict[str, list[int]]) -> None:
    names = list(sets)
    print(f"\n{title}\n")
    print("| What | " + " | ".join(f"{name}: ours | WhisperX" for name in names) + " |")
    print("| --- |" + " ---: |" * 2 * len(names))
    for row in sets[names[0]][0]:
        cells = [f"{sets[name][system][row]:.1f}" for name in names for system in (0, 1)]
        print(f"| {row} | {' | '.join(cells)} |")
    for row, values in last.items():
        print(f"| {row} | {' | '.join(map(str, values))} |" + " |" * 2 * (len(names) - 1))


if __name__ == "__main__":
    sys.exit(main())
