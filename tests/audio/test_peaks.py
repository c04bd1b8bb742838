from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from flamenco_desktop.audio import peaks
from flamenco_desktop.errors import CancelledError, FileMissingError, FlamencoError, WriteFailedError
from tests.audio.files import noise


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100])
def test_every_bucket_is_its_own_hundredth(rate: int, tmp_path: Path) -> None:
    samples = noise(21.37, rate)[:, 0]
    soundfile.write(tmp_path / "a.wav", samples, rate, subtype="FLOAT")
    found = peaks.compute(tmp_path / "a.wav")
    count = -(-len(samples) * 100 // rate)
    assert found.low.shape == found.high.shape == (count,)
    assert found.low.dtype == np.float32
    bucket = (np.arange(len(samples)) * 100) // rate
    for number in [0, 1, 999, 1000, 1001, count - 1]:
        inside = samples[bucket == number]
        assert (found.low[number], found.high[number]) == (inside.min(), inside.max())


def test_pyramid(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", noise(60.1, 8000), 8000)
    levels = peaks.compute(tmp_path / "a.wav").pyramid()
    assert [level.rate for level in levels] == [100, 25, 6.25]
    for level in levels:
        assert level.high.max() == levels[0].high.max()
        assert level.low.min() == levels[0].low.min()
    assert peaks.level_for(levels, 20).rate == 25
    assert peaks.level_for(levels, 500).rate == 100
    assert peaks.level_for(levels, 0.1).rate == 6.25


def test_kept_until_the_file_changes(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.wav", tmp_path / "kept"
    soundfile.write(path, noise(2, 8000), 8000)
    first = peaks.cached(path, folder)
    (kept,) = folder.iterdir()
    np.save(kept, np.stack([first.low - 1, first.high + 1]))
    np.testing.assert_array_equal(peaks.cached(path, folder).high, first.high + 1)
    kept.write_bytes(b"broken")
    np.testing.assert_array_equal(peaks.cached(path, folder).high, first.high)
    soundfile.write(path, noise(3, 8000), 8000)
    os.utime(path, (1, 1))
    assert len(peaks.cached(path, folder).high) == 300
    assert len(list(folder.iterdir())) == 2


def test_never_unpickled(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.wav", tmp_path / "kept"
    soundfile.write(path, noise(1, 8000), 8000)
    peaks.cached(path, folder)
    (kept,) = folder.iterdir()
    np.save(kept, np.array([{"not": "ours"}], dtype=object), allow_pickle=True)
    assert len(peaks.cached(path, folder).high) == 100


def test_errors(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        peaks.cached(tmp_path / "none.wav", tmp_path)
    soundfile.write(tmp_path / "a.wav", noise(1, 8000), 8000)
    with pytest.raises(CancelledError):
        peaks.cached(tmp_path / "a.wav", tmp_path / "kept", cancelled=lambda: True)
    (tmp_path / "in the way").touch()
    with pytest.raises(WriteFailedError):
        peaks.cached(tmp_path / "a.wav", tmp_path / "in the way")


def test_in_a_thread(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", noise(1, 8000), 8000)
    done: list[peaks.Peaks] = []
    failed: list[FlamencoError] = []
    peaks.PeaksJob(tmp_path / "a.wav", tmp_path / "kept", done.append, failed.append).join(20)
    peaks.PeaksJob(tmp_path / "none.wav", tmp_path / "kept", done.append, failed.append).join(20)
    assert [len(found.high) for found in done] == [100]
    assert [error.code for error in failed] == ["file_missing"]
    assert threading.active_count() < 20
