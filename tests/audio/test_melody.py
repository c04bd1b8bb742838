"""Real pYIN on voices whose notes are known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from flamenco_desktop import wire
from flamenco_desktop.audio import melody, pictures
from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.audio.melody import Melody

RATE = 16_000


def notes(seconds: float) -> NDArray[np.float64]:
    """A melisma around 220 Hz: a slow glide with a vibrato of 5.5 Hz, in Hz for each sample."""
    time = np.arange(round(seconds * RATE)) / RATE
    semitones = 4.0 * np.sin(2 * np.pi * time / 7.0) + 0.5 * np.sin(2 * np.pi * 5.5 * time)
    return np.asarray(220.0 * 2.0 ** (semitones / 12.0))


def sung(hz: NDArray[np.float64]) -> NDArray[np.float32]:
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    tone = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 10))
    noise = np.random.default_rng(5).standard_normal(len(hz))
    return (0.15 * tone + 0.005 * noise).astype(np.float32)


def test_a_melisma_is_followed_across_the_borders_of_chunks(tmp_path: Path) -> None:
    path, hz = tmp_path / "ay.wav", notes(26.0)
    samples = sung(hz)
    samples[10 * RATE : 12 * RATE] = 0.0
    soundfile.write(path, samples, RATE)
    told: list[float] = []
    found = melody.compute(path, None, told.append)
    assert told == sorted(told) and told[-1] == 1.0
    assert len(found.hz) == 2600
    assert (found.hz[1010:1190] == 0.0).all()
    wanted = hz[::160]
    sounding = np.ones(2600, bool)
    sounding[:10] = sounding[-10:] = sounding[990:1210] = False
    assert (found.hz[sounding] > 0.0).mean() > 0.98
    cents = 1200.0 * np.log2(np.maximum(found.hz, 1.0)[sounding] / wanted[sounding])
    assert np.median(np.abs(cents)) < 15.0
    assert np.percentile(np.abs(cents[(found.hz[sounding] > 0.0)]), 95) < 60.0
    # The border between two chunks lies at 20 s.
    assert np.abs(1200.0 * np.log2(found.hz[1990:2010] / wanted[1990:2010])).max() < 60.0


def test_a_process_of_its_own_makes_it(tmp_path: Path) -> None:
    path, folder = tmp_path / "ay.wav", tmp_path / "kept"
    soundfile.write(path, sung(notes(0.7)), RATE)
    command = [sys.executable, "-m", "flamenco_desktop", "picture", "melody", str(path), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=200)
    events = [wire.decode(line) for line in done.stdout.splitlines()]
    assert isinstance(events[0], wire.Progress) and isinstance(events[-1], wire.Done)
    found = pictures.read(Kind.MELODY, path, folder)
    assert isinstance(found, Melody) and len(found.hz) == 70


def test_the_process_says_what_is_wrong(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flamenco_desktop", "picture", "melody", str(tmp_path / "no"), "."]
    done = subprocess.run(command, check=True, capture_output=True, timeout=200)
    event = wire.decode(done.stdout.splitlines()[-1])
    assert isinstance(event, wire.Failed) and event.code == "file_missing"


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"nothing of the kind"])
def test_what_was_kept_and_damaged_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "ay.wav"
    path.write_bytes(b"RIFF")
    melody.place(path, tmp_path).write_bytes(damage)
    assert pictures.read(Kind.MELODY, path, tmp_path) is None
