"""The real pipeline on random weights: order, completeness, cancel, errors. What it hears is nonsense."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from flamenco_desktop.errors import CancelledError, FileMissingError, ModelMissingError
from flamenco_desktop.lyrics.model import Line, Lyrics
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
from tests.recognition.sounds import voice

pytestmark = [
    pytest.mark.model,
    # Of the libraries beneath WhisperX; nothing here can mend them.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


class Watcher:
    """Keeps what it was told; cancels after `patience` words of progress."""

    def __init__(self, patience: int = 10**9) -> None:
        self.told: list[tuple[str, float, float | None]] = []
        self.heard: list[Line] = []
        self._patience = patience

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        self.told.append((stage, fraction, seconds_left))

    def lines(self, lines: tuple[Line, ...]) -> None:
        self.heard += lines

    def cancelled(self) -> bool:
        return len(self.told) >= self._patience


@pytest.fixture(scope="module")
def pipeline(options: Options) -> Pipeline:
    return Pipeline(options)


def _check(lyrics: Lyrics, duration: float) -> None:
    words = list(lyrics.words())
    assert all(0.0 <= word.start < word.end <= duration + 0.02 for word in words)
    assert all(before.end <= after.start + 1e-6 for before, after in pairwise(words))


def test_known_words_all_get_times_in_order(pipeline: Pipeline, recording: Path) -> None:
    watcher = Watcher()
    texts = ["Ay, qué pena más grande", "", "2 palomas — ¡vuelan! así", "  ¿?  "]
    lyrics = pipeline.align(recording, texts, listener=watcher)
    assert [line.text for line in lyrics.lines] == [texts[0], texts[2], "¿?"]
    _check(lyrics, 12.0)
    assert tuple(watcher.heard) == lyrics.lines
    assert [told for told in watcher.told if told[0] == "aligning"][-1][1] == 1.0
    assert all(isinstance(fraction, float) and 0.0 <= fraction <= 1.0 for _, fraction, _ in watcher.told)
    assert lyrics.provenance.method == "aligned"
    assert lyrics.provenance.aligner == pipeline.options.aligner


def test_known_words_within_a_stretch(pipeline: Pipeline, recording: Path) -> None:
    words = list(pipeline.align(recording, ["ay qué pena"], 7.0, 9.0).words())
    assert words[0].start >= 7.0
    assert words[-1].end <= 9.02


@pytest.mark.parametrize(("start", "end"), [(5.0, 5.0), (9.0, 1.0), (99.0, 120.0), (11.99, None)])
def test_known_words_where_there_is_no_room(
    pipeline: Pipeline, recording: Path, start: float, end: float | None
) -> None:
    lyrics = pipeline.align(recording, ["muchas palabras sin sitio ninguno", "y otras"], start, end)
    assert len(list(lyrics.words())) == 7


def test_no_known_words(pipeline: Pipeline, recording: Path) -> None:
    assert pipeline.align(recording, ["", "  "]).lines == ()


def test_recognised_lines_come_in_order(pipeline: Pipeline, recording: Path) -> None:
    watcher = Watcher()
    lyrics = pipeline.transcribe(recording, watcher)
    assert tuple(watcher.heard) == lyrics.lines
    _check(lyrics, 12.0)
    stages = [stage for stage, _, _ in watcher.told]
    assert stages[0] == "decoding"
    assert stages[-1] == "recognising"
    assert watcher.told[-1][1] == 1.0


def test_silence_gives_no_lines(pipeline: Pipeline, tmp_path: Path) -> None:
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "silence.wav", np.zeros(16000 * 3, np.float32), 16000)
    assert pipeline.transcribe(tmp_path / "silence.wav").lines == ()


def test_a_tenth_of_a_second(pipeline: Pipeline, tmp_path: Path) -> None:
    import soundfile

    soundfile.write(tmp_path / "short.wav", voice(0.1), 16000)
    _check(pipeline.transcribe(tmp_path / "short.wav"), 0.1)
    assert len(list(pipeline.align(tmp_path / "short.wav", ["ay ay"]).words())) == 2


@pytest.mark.parametrize("patience", [1, 3, 4])
def test_cancelled(pipeline: Pipeline, long_recording: Path, patience: int) -> None:
    watcher = Watcher(patience)
    with pytest.raises(CancelledError):
        pipeline.transcribe(long_recording, watcher)
    assert len(watcher.told) <= patience + 1


def test_missing_recording_and_models(pipeline: Pipeline, tmp_path: Path, options: Options) -> None:
    with pytest.raises(FileMissingError):
        pipeline.transcribe(tmp_path / "nothing.wav")
    with pytest.raises(ModelMissingError):
        Pipeline(Options(model=options.model, aligner="nobody/nothing"))
