from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from flamenco_desktop.audio import kept, pictures, spectrogram
from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.audio.spectrogram import BANDS, LogMel, Spectrogram
from flamenco_desktop.errors import CancelledError, FileMissingError, NotSoundError


def voice(seconds: float, rate: int = 16_000) -> NDArray[np.float32]:
    """Something with harmonics, noise and a silence."""
    time = np.arange(round(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * 180 * harmonic * time) / harmonic for harmonic in range(1, 12))
    sound = 0.1 * sound * (np.sin(2 * np.pi * time / 1.7) > -0.4)
    return (sound + 1e-3 * np.random.default_rng(3).standard_normal(len(time))).astype(np.float32)


def whisper(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features that the recogniser itself is given, (80, frames)."""
    from faster_whisper.feature_extractor import FeatureExtractor

    features: NDArray[np.float32] = FeatureExtractor()(samples, padding=0)
    return features


@pytest.mark.parametrize("blocks", [[48_000], [100, 90, 25, 7_000, 40_785], [1_600] * 30])
def test_it_is_what_whisper_sees_however_it_comes(blocks: list[int]) -> None:
    samples = voice(3.0)
    mel, parts, at = LogMel(), [], 0
    for size in blocks:
        parts.append(mel.push(samples[at : at + size]))
        at += size
    assert at == len(samples)
    found = np.concatenate([*parts, mel.flush()])
    wanted = whisper(samples)
    assert found.shape == (300, BANDS)
    seen = (np.maximum(found, found.max() - 8.0) + 4.0) / 4.0
    assert np.abs(seen.T - wanted[:, : len(seen)]).max() < 2e-3


def made(path: Path) -> Spectrogram:
    found = spectrogram.compute(path)
    return found


def test_its_bytes_are_within_a_quarter_of_a_decibel(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    samples = voice(2.0)
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    found = made(path)
    decoded = np.maximum(found.levels[0].astype(float), found.silence) / 20.0 - 10.0
    wanted = whisper(samples) * 4.0 - 4.0
    assert np.abs(decoded.T - wanted[:, : decoded.shape[0]]).max() < 0.03


def test_a_coarser_level_keeps_the_loudest(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    soundfile.write(path, voice(30.0, 22_050), 22_050)
    found = made(path)
    finest, coarser = found.levels[0], found.levels[1]
    assert len(finest) == pytest.approx(3_000, abs=1)
    assert np.array_equal(coarser[7], finest[28:32].max(axis=0))
    assert found.level_for(90.0)[1] == 100.0
    assert found.level_for(20.0)[1] == 25.0
    assert found.level_for(500.0)[1] == 100.0


def test_it_is_kept_for_this_very_file(tmp_path: Path) -> None:
    path, folder = tmp_path / "voice.wav", tmp_path / "kept"
    soundfile.write(path, voice(8.0), 16_000)
    assert pictures.read(Kind.SPECTROGRAM, path, folder) is None
    told: list[float] = []
    pictures.make(Kind.SPECTROGRAM, path, folder, told.append)
    assert told and told[-1] == 1.0
    found = pictures.read(Kind.SPECTROGRAM, path, folder)
    assert isinstance(found, Spectrogram)
    again = made(path)
    assert found.top == again.top
    assert all(np.array_equal(one, other) for one, other in zip(found.levels, again.levels, strict=True))
    soundfile.write(path, voice(9.0), 16_000)
    assert pictures.read(Kind.SPECTROGRAM, path, folder) is None


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"nothing of the kind"])
def test_what_was_kept_and_damaged_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    path, folder = tmp_path / "voice.wav", tmp_path / "kept"
    soundfile.write(path, voice(1.0), 16_000)
    pictures.make(Kind.SPECTROGRAM, path, folder)
    spectrogram.place(path, folder).write_bytes(damage)
    assert pictures.read(Kind.SPECTROGRAM, path, folder) is None


def test_what_is_no_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "poem.mp3"
    path.write_text("ay")
    with pytest.raises(NotSoundError):
        pictures.make(Kind.SPECTROGRAM, path, tmp_path)
    with pytest.raises(FileMissingError):
        pictures.read(Kind.MELODY, tmp_path / "gone.wav", tmp_path)


def test_it_gives_up_when_told(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    soundfile.write(path, voice(1.0), 16_000)
    with pytest.raises(CancelledError):
        spectrogram.compute(path, lambda: True)


@pytest.mark.parametrize("frames", [1, 100, 159, 160, 300, 801])
def test_a_moment_of_sound_has_a_picture_too(tmp_path: Path, frames: int) -> None:
    path = tmp_path / "moment.wav"
    soundfile.write(path, np.full(frames, np.nan, np.float32), 16_000, subtype="FLOAT")
    assert len(made(path).levels[0]) == max(1, frames // 160)


def test_the_oldest_make_room(tmp_path: Path) -> None:
    import os

    for age in range(4):
        path = tmp_path / f"{age}.spectrogram.npy"
        path.write_bytes(b"x" * 100)
        os.utime(path, (1000.0 - age, 1000.0 - age))
    kept.make_room(tmp_path, "*.spectrogram.npy", 250, tmp_path / "3.spectrogram.npy")
    assert {path.name[0] for path in tmp_path.iterdir()} == {"0", "3"}
