"""The voice out of the mix, by the real network in small, with weights of its own making."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from flamenco_desktop.audio import voices
from flamenco_desktop.errors import (
    CancelledError,
    FetchFailedError,
    FileMissingError,
    ModelBrokenError,
    WriteFailedError,
)
from flamenco_desktop.recognition import isolation
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.isolation import Separator
from tests.recognition.sounds import voice
from tests.tiny_models import make_separator

pytestmark = [
    pytest.mark.model,
    # torchaudio says of its parts that they will move one day.
    pytest.mark.filterwarnings("ignore::UserWarning:torchaudio"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

CPU = Device("cpu")
RATE = 44100


@pytest.fixture(scope="module")
def separator(tmp_path_factory: pytest.TempPathFactory) -> Separator:
    return Separator(str(make_separator(tmp_path_factory.mktemp("network"))), CPU)


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-three seconds, the voice on the left only."""
    path = tmp_path_factory.mktemp("sound") / "stereo.wav"
    left = voice(23.0)
    soundfile.write(path, np.stack([left, 0.01 * left], axis=1), 16000)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Through:
    """A separator that takes nothing away: what is faded together must come out as it went in."""

    name = "through"
    rate = RATE

    def voice(self, mix: NDArray[np.float32]) -> NDArray[np.float32]:
        return mix.copy()


@pytest.mark.parametrize("seconds", [0.05, 0.9, 9.99, 10.0, 10.01, 19.0, 28.5])
def test_segments_join_without_a_seam(tmp_path: Path, seconds: float) -> None:
    sound = np.random.default_rng(3).uniform(-0.3, 0.3, (round(seconds * RATE), 2)).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", sound, RATE, "FLOAT")
    isolation.isolate(tmp_path / "noise.wav", tmp_path / "out.flac", Through())  # type: ignore[arg-type]
    out, rate = soundfile.read(tmp_path / "out.flac", dtype="float32")
    assert rate == RATE
    assert out.shape == sound.shape
    np.testing.assert_allclose(out, sound, atol=2e-4)


def test_the_real_network_gives_a_voice_as_long_as_the_recording(
    separator: Separator, stereo: Path, tmp_path: Path
) -> None:
    told: list[float] = []
    isolation.isolate(stereo, tmp_path / "voice.flac", separator, progress=told.append)
    about = soundfile.info(tmp_path / "voice.flac")
    assert (about.samplerate, about.channels, about.format) == (RATE, 2, "FLAC")
    assert about.frames == pytest.approx(23.0 * RATE, abs=2)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, abs=0.01)
    assert names(tmp_path) == ["voice.flac"]


def test_a_stretch_of_it(separator: Separator, stereo: Path, tmp_path: Path) -> None:
    isolation.isolate(stereo, tmp_path / "voice.flac", separator, 5.0, 7.5)
    assert soundfile.info(tmp_path / "voice.flac").duration == pytest.approx(2.5, abs=0.01)


def test_cancelled_leaves_nothing(separator: Separator, stereo: Path, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        isolation.isolate(stereo, tmp_path / "voice.flac", separator, cancelled=lambda: True)
    assert names(tmp_path) == []


def test_the_voice_is_kept_by_what_the_recording_holds(stereo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(stereo.read_bytes())
    assert voices.place(copy, "a") == voices.place(stereo, "a") != voices.place(stereo, "b")
    copy.write_bytes(stereo.read_bytes()[:-2])
    assert voices.place(copy, "a") != voices.place(stereo, "a")
    with pytest.raises(FileMissingError):
        voices.place(tmp_path / "nothing.wav", "a")


def test_a_full_disk_is_said_and_leaves_nothing(
    separator: Separator, stereo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(soundfile.SoundFile, "write", full)
    with pytest.raises(WriteFailedError) as caught:
        isolation.isolate(stereo, tmp_path / "voice.flac", separator)
    assert caught.value.parameters["reason"] == os.strerror(errno.ENOSPC)
    assert names(tmp_path) == []


def test_old_voices_make_room(separator: Separator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_MOST_KEPT", 2500)
    for age, name in enumerate(("old.flac", "newer.flac", "new.flac")):
        (tmp_path / name).write_bytes(b"0" * 1000)
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    soundfile.write(tmp_path / "short.wav", voice(0.3), 16000)
    isolation.isolate(tmp_path / "short.wav", tmp_path / "voice.flac", separator)
    assert sorted(path.name for path in tmp_path.glob("*.flac")) == ["new.flac", "newer.flac", "voice.flac"]


def test_weights_that_cannot_be_fetched_are_one_sentence() -> None:
    from flamenco_desktop.wording import sentence

    with pytest.raises(FetchFailedError) as caught:
        Separator("hdemucs", CPU)
    said = sentence(caught.value)
    assert "hdemucs" in said
    assert "\n" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors"])
def test_a_network_that_is_not_whole(tmp_path: Path, missing: str) -> None:
    make_separator(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(ModelBrokenError):
        Separator(str(tmp_path), CPU)
