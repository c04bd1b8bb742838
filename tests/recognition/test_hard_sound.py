"""Sound as it comes: telephones, worn tapes, one ear, nothing at all. The real models on a real file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.lyrics.model import Kind
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
from tests.recognition.sounds import RATE
from tests.truth import matched, truth_of

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

RECORDING = bundled.recordings()[0]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(Options(device="cpu"))


@pytest.fixture(scope="module")
def verses() -> tuple[NDArray[np.float32], list[str]]:
    """The first two lines of the recording, and their words."""
    first, second = truth_of(RECORDING)[:2]
    samples = decode.load(RECORDING)[: round((second.end + 1.0) * RATE)]
    return samples, [word.text for line in (first, second) for word in line.words]


def telephone(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """8 kHz, between 300 and 3,400 Hz."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    return np.asarray(np.fft.irfft(spectrum, len(samples))[::2], np.float32)


def clipped(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.clip(6.0 * samples / np.abs(samples).max(), -1.0, 1.0)


def one_side(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The voice on the left, a faint hiss on the right."""
    hiss = 1e-3 * np.random.default_rng(1).standard_normal(len(samples))
    return np.stack([samples, hiss.astype(np.float32)], axis=1)


@pytest.mark.parametrize("worsened", [clipped, one_side])
def test_most_words_survive(
    pipeline: Pipeline,
    verses: tuple[NDArray[np.float32], list[str]],
    tmp_path: Path,
    worsened: object,
) -> None:
    assert callable(worsened)
    samples, true = verses
    soundfile.write(tmp_path / "worse.wav", worsened(samples), RATE)
    heard = [word.text for word in pipeline.transcribe(tmp_path / "worse.wav").words()]
    assert len(matched(true, heard)) >= 0.5 * len(true), heard


def test_a_voice_on_the_telephone_is_found(
    pipeline: Pipeline, verses: tuple[NDArray[np.float32], list[str]], tmp_path: Path
) -> None:
    # The demonstration model has never heard a telephone: the words may be wrong, not where they are.
    soundfile.write(tmp_path / "telephone.wav", telephone(verses[0]), 8000)
    lyrics = pipeline.transcribe(tmp_path / "telephone.wav")
    sung = truth_of(RECORDING)[:2]
    found = [
        sum(max(0.0, min(word.end, line.end) - max(word.start, line.start)) for word in lyrics.words())
        for line in sung
    ]
    assert sum(found) >= 0.5 * sum(line.end - line.start for line in sung)


def noise(seconds: float) -> NDArray[np.float32]:
    return np.asarray(0.1 * np.random.default_rng(2).standard_normal(round(seconds * RATE)), np.float32)


def applause(seconds: float) -> NDArray[np.float32]:
    """A hall: sixty claps a second, each a burst of noise."""
    rng = np.random.default_rng(3)
    sound = np.zeros(round(seconds * RATE) + 400, np.float32)
    for at in rng.integers(0, len(sound) - 400, round(60 * seconds)):
        sound[at : at + 400] += (
            rng.uniform(0.02, 0.1) * rng.standard_normal(400) * np.exp(-np.arange(400) / 80)
        )
    return sound


def strings(seconds: float) -> NDArray[np.float32]:
    """A guitar's falseta: plucked strings (Karplus and Strong) in the Phrygian mode, four notes a second."""
    rng = np.random.default_rng(4)
    sound = np.zeros(round((seconds + 2) * RATE), np.float32)
    step = 0
    for at in np.arange(0.0, seconds, 0.25):
        step = int(np.clip(step + rng.integers(-2, 3), 0, 9))
        hertz = 164.8 * 2 ** ((0, 1, 3, 5, 7, 8, 10, 12, 13, 15)[step] / 12)
        line = rng.uniform(-1, 1, round(RATE / hertz))
        pluck = np.empty(RATE, np.float32)
        for first in range(0, RATE, len(line)):
            part = pluck[first : first + len(line)]
            part[:] = line[: len(part)]
            line = 0.498 * (line + np.roll(line, 1))
        sound[round(at * RATE) : round(at * RATE) + RATE] += 0.12 * pluck
    return sound[: round(seconds * RATE)]


@pytest.mark.parametrize("band", [noise, applause, strings])
def test_where_nobody_sings_no_word_is_written(pipeline: Pipeline, tmp_path: Path, band: object) -> None:
    assert callable(band)
    soundfile.write(tmp_path / "band.wav", band(24.0), RATE)
    lyrics = pipeline.transcribe(tmp_path / "band.wav")
    assert [line.text for line in lyrics.lines if re.search(r"\w", line.text)] == []
    assert all(line.kind is Kind.QUEJIO for line in lyrics.lines)


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.5])
def test_next_to_nothing(
    pipeline: Pipeline, verses: tuple[NDArray[np.float32], list[str]], tmp_path: Path, seconds: float
) -> None:
    middle = round(6.0 * RATE)
    soundfile.write(tmp_path / "short.wav", verses[0][middle : middle + round(seconds * RATE)], RATE)
    lyrics = pipeline.transcribe(tmp_path / "short.wav")
    assert all(0.0 <= word.start < word.end <= seconds + 0.02 for word in lyrics.words())


def test_a_stretch_by_itself(pipeline: Pipeline) -> None:
    true = truth_of(RECORDING)[0]
    lyrics = pipeline.transcribe(RECORDING, None, true.start - 0.3, true.end + 0.3)
    heard = list(lyrics.words())
    assert len(matched([word.text for word in true.words], [word.text for word in heard])) >= 3
    assert all(true.start - 0.35 <= word.start < word.end <= true.end + 0.35 for word in heard)


def test_a_stretch_where_nothing_is(pipeline: Pipeline) -> None:
    assert pipeline.transcribe(RECORDING, None, 3.0, 3.0).lines == ()
    assert pipeline.transcribe(RECORDING, None, 9000.0, None).lines == ()
