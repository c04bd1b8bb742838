"""The same figures through the program's own pipeline, on whole synthetic songs of two to four minutes.

A song is written as FLAC and handed to the pipeline that `flamenco-desktop transcribe` and `align` run:
nothing is known to it of windows, lines or silences.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from finetune.from_scratch import held_out, performances, scores
from finetune.from_scratch.evaluate import Told, silent, word_times
from finetune.from_scratch.held_out import LEVELS
from finetune.from_scratch.pool import RATE, VERSION
from finetune.from_scratch.recordings import write_flac
from finetune.from_scratch.scores import WordTimes
from finetune.from_scratch.song import Song
from finetune.from_scratch.verses import normalise
from finetune.from_scratch.voice import TimedWord
from flamenco_desktop.lyrics.model import Lyrics
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options

_SEED = 9_091
KINDS = {"known": False, "unseen": True}


def evaluate(
    recogniser: str = "",
    aligner: str = "",
    *,
    songs: int = 2,
    levels: Sequence[str] = tuple(LEVELS),
    voiceless: float = 600.0,
    progress: Told = silent,
) -> dict[str, Any]:
    """All figures over `songs` songs of each kind (known words, unseen words) at each level.

    `recognised_onsets` are the errors of the words that were read rightly and timed by the pipeline itself.
    Raises what `Pipeline` raises, WriteFailedError, SpeechLibraryMissingError, PackageMissingError.
    """
    pipeline = Pipeline(Options(model=recogniser, aligner=aligner, device="cpu"))
    results: dict[str, Any] = {"version": VERSION, "recogniser": {}, "aligner": {}, "recognised_onsets": {}}
    total, done, seconds = len(levels) * len(KINDS), 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for level in levels:
            for figure in ("recogniser", "aligner", "recognised_onsets"):
                results[figure][level] = {}
            for kind, unseen in KINDS.items():
                sung = [_Sung(number, unseen, LEVELS[level], Path(folder)) for number in range(songs)]
                heard = [pipeline.transcribe(one.path) for one in sung]
                progress(f"songs, {level}, {kind}, reading", (done + 0.6) / total)
                known = [pipeline.align(one.path, [line.text for line in one.song.lines]) for one in sung]
                results["recogniser"][level][kind] = asdict(_reading(sung, heard))
                results["aligner"][level][kind] = asdict(scores.timing(chain(*map(_given, sung, known))))
                right = list(chain(*map(_right, sung, heard)))
                if right:
                    results["recognised_onsets"][level][kind] = asdict(scores.timing(right))
                done += 1
                seconds += sum(len(one.song.samples) / RATE for one in sung)
                progress(f"songs, {level}, {kind}", done / total)
        if voiceless:
            results["invented_words"] = _invented(pipeline, voiceless, Path(folder))
            results["voiceless_seconds"] = voiceless
    results["test"] = {"songs": songs * len(KINDS), "seconds": round(seconds)}
    return results


class _Sung:
    """A song of the test part and its file."""

    def __init__(self, number: int, unseen: bool, snr_db: float | None, folder: Path) -> None:
        self.song: Song = performances.song(_SEED, number, "test", snr_db, unseen)
        self.path = folder / f"{number}.flac"
        write_flac(self.song, self.path)

    @property
    def words(self) -> list[TimedWord]:
        return [word for line in self.song.lines for word in line.words]


def _reading(sung: Sequence[_Sung], heard: Sequence[Lyrics]) -> scores.Reading:
    return scores.reading(
        [" ".join(line.text for line in one.song.lines) for one in sung],
        [" ".join(word.text for line in lyrics.lines for word in line.words) for lyrics in heard],
    )


def _given(sung: _Sung, lyrics: Lyrics) -> list[WordTimes]:
    """Times of words that were given, one by one."""
    found = [word for line in lyrics.lines for word in line.words]
    return [word_times(true, word.start, word.end) for true, word in zip(sung.words, found, strict=True)]


def _right(sung: _Sung, lyrics: Lyrics) -> list[WordTimes]:
    """Times of the words that were recognised rightly."""
    found = [word for line in lyrics.lines for word in line.words]
    true = sung.words
    matcher = SequenceMatcher(
        None,
        [normalise(word.text) for word in true],
        [normalise(word.text) for word in found],
        autojunk=False,
    )
    return [
        word_times(true[block.a + step], found[block.b + step].start, found[block.b + step].end)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]


def _invented(pipeline: Pipeline, seconds: float, folder: Path) -> int:
    windows = list(held_out.voiceless(seconds))
    path = folder / "voiceless.flac"
    write_flac(Song(np.concatenate(windows), (), "-", "-", "-"), path)
    lyrics = pipeline.transcribe(path)
    return scores.invented_words(word.text for line in lyrics.lines for word in line.words)
