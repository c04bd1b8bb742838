"""The player against a real device: what is heard and what it says is heard."""

from __future__ import annotations

import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from flamenco_desktop.audio.player import Player
from flamenco_desktop.audio.source import Samples, open_source
from flamenco_desktop.errors import FileMissingError, FlamencoError, NoOutputDeviceError, NotSoundError
from tests.audio.files import noise, write
from tests.audio.listening import Listener, Observer, report
from tests.sound_server import RATE, SoundServer, sound_server

SECONDS = 12.0


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    samples = np.repeat(noise(SECONDS, RATE), 2, axis=1)
    path = tmp_path_factory.mktemp("player") / "noise.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def listener(recording: Path) -> Listener:
    return Listener(soundfile.read(recording, dtype="float32")[0][:, 0])


@pytest.fixture
def player(null_sink: SoundServer, recording: Path) -> Iterator[Player]:
    made = Player()
    made.open(recording)
    yield made
    made.close()


def test_without_playing(recording: Path) -> None:
    """All but sound works without a device."""
    player = Player()
    assert (player.position(), player.duration, player.playing) == (0.0, 0.0, False)
    player.play()
    player.pause()
    player.open(recording)
    assert player.duration == SECONDS
    player.seek(5.5)
    assert player.position() == 5.5
    player.seek(99)
    assert player.position() == SECONDS
    player.stop()
    assert player.position() == 0.0
    player.prepare()
    player.speed, player.volume, player.balance = 9, -1, 0.5
    assert (player.speed, player.volume, player.balance) == (1.5, 0.0, 0.5)
    player.loop = (3.0, 2.0)
    assert player.loop == (2.0, 3.0)
    with pytest.raises(FileMissingError):
        player.open(recording.parent / "none.wav")
    assert player.duration == 0.0
    player.close()


@pytest.mark.parametrize("lacking", ["device", "library"])
def test_no_device_is_said_in_one_error(lacking: str, recording: Path, tmp_path: Path) -> None:
    """In a process of its own: PortAudio looks for devices once."""
    program = f"""
import ctypes.util
if {lacking == "library"}:
    ctypes.util.find_library = lambda name: None
from flamenco_desktop.audio.devices import outputs
from flamenco_desktop.audio.player import Player
from flamenco_desktop.errors import NoOutputDeviceError
player = Player()
player.open({str(recording)!r})
player.seek(3.0)
for _ in range(2):
    try:
        player.play()
    except NoOutputDeviceError as error:
        print("said", error.parameters["reason"])
assert not player.playing and player.position() == 3.0
assert {lacking == "device"} or outputs() == ()
player.close()
"""
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path}/none", "XDG_RUNTIME_DIR": str(tmp_path)}
    environment = {**os.environ, **nowhere, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if lacking == "device" and "said" not in done.stdout:
        pytest.skip("this machine has a sound card")
    assert done.stdout.count("said") == 2


@pytest.mark.sound
def test_what_is_heard_is_what_is_shown(player: Player, listener: Listener, null_sink: SoundServer) -> None:
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        observer.watch(3.0)
        player.pause()
    found = report("playing", listener.compare(observer, capture))
    assert len(found) > 60
    assert abs(np.median(found)) < 10
    assert np.percentile(np.abs(found), 90) < 30


@pytest.mark.sound
def test_right_after_random_seeks(player: Player, listener: Listener, null_sink: SoundServer) -> None:
    generator = random.Random(4)
    kept = []
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        observer.watch(0.4)
        for _ in range(20):
            target = generator.uniform(0, SECONDS - 1)
            player.seek(target)
            assert player.position() == target
            asked = len(observer.said)
            observer.watch(0.5)
            # Until the new place is heard the position stays on it: nothing to compare.
            kept += [one for one in observer.said[asked:] if one[1] != target]
        player.pause()
    observer.said = kept
    found = report("20 seeks", listener.compare(observer, capture, most=120))
    assert len(found) > 60
    assert abs(np.median(found)) < 10
    assert np.percentile(np.abs(found), 90) < 30


@pytest.mark.sound
@pytest.mark.parametrize("speed", [0.5, 0.7, 1.3, 1.5])
def test_other_speeds(speed: float, player: Player, listener: Listener, null_sink: SoundServer) -> None:
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        observer.watch(0.5)
        player.speed = speed  # while playing
        observer.watch(3.0)
        player.pause()
    found = report(f"speed {speed}", listener.compare(observer, capture, alike=0.7))
    assert len(found) > 40
    # atempo itself moves its pieces by some milliseconds to make them fit.
    assert abs(np.median(found)) < 15
    assert np.percentile(np.abs(found), 90) < 35
    (first, start), (last, end) = observer.said[len(observer.said) // 2], observer.said[-1]
    assert (end - start) / (last - first) == pytest.approx(speed, abs=0.05)


@pytest.mark.sound
def test_the_voice_takes_the_place_of_the_mix_to_the_sample_and_gives_it_back(
    player: Player, null_sink: SoundServer, recording: Path, tmp_path: Path
) -> None:
    """No gap, nothing twice: the place stays, and each switch is a crossfade of five milliseconds."""
    mix = soundfile.read(recording, dtype="float32")[0][:, 0]
    voice = np.random.default_rng(8).uniform(-0.5, 0.5, len(mix)).astype(np.float32)
    soundfile.write(tmp_path / "voice.flac", voice, RATE, subtype="PCM_24")
    voice = soundfile.read(tmp_path / "voice.flac", dtype="float32")[0]
    player.alone = True
    assert not player.alone
    player.take_voice(open_source(tmp_path / "voice.flac"))
    with null_sink.capture() as capture:
        player.seek(2.0)
        player.play()
        observer = Observer(player)
        observer.watch(1.0)
        player.alone = True
        assert player.alone
        observer.watch(1.0)
        player.alone = False
        observer.watch(1.0)
        player.pause()
    if player.underruns or player.slips:
        pytest.skip("this machine is too busy to play without gaps")
    heard = capture.samples[:, 0]
    a = 2 * RATE
    mark = mix[a + 9000 : a + 13000]
    hits = np.correlate(heard, mark, "valid") / float(mark @ mark)
    begin = int(np.argmax(hits)) - 9000
    own = heard[begin + 480 :][: round(2.5 * RATE)]
    there = slice(a + 480, a + 480 + len(own))
    band, alone = own == mix[there], own == voice[there]
    assert alone.sum() > RATE // 2 and band[: RATE // 2].all() and band[-RATE // 10 :].all()
    assert 0 < (~band & ~alone).sum() <= 2 * 240


@pytest.mark.sound
def test_the_voice_is_heard_from_the_first_sample_on_and_after_a_seek(
    player: Player, null_sink: SoundServer, recording: Path, tmp_path: Path
) -> None:
    voice = np.random.default_rng(9).uniform(-0.5, 0.5, round(SECONDS * RATE)).astype(np.float32)
    soundfile.write(tmp_path / "voice.flac", voice, RATE)
    player.take_voice(open_source(tmp_path / "voice.flac"))
    player.alone = True
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        observer.watch(0.7)
        player.seek(6.0)
        observer.watch(0.7)
        player.pause()
    moments = Listener(voice).compare(observer, capture)
    assert min(moment.heard for moment in moments) < 1.0 < 6.0 < max(moment.heard for moment in moments)
    player.open(recording)
    assert not player.alone


@pytest.mark.sound
def test_loop_without_a_gap(player: Player, listener: Listener, null_sink: SoundServer) -> None:
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.seek(4.0)
        player.loop = (4.0, 4.6)
        player.play()
        observer.watch(3.0)
        player.loop = None
        observer.watch(1.5)
        player.pause()
    shown = np.array([one for _, one in observer.said])
    assert (np.diff(shown) < -0.3).sum() in (4, 5)
    assert shown[-1] > 4.7
    moments = [moment for moment in listener.compare(observer, capture) if abs(moment.error) < 0.5]
    found = report("loop", moments)
    assert abs(np.median(found)) < 10
    assert np.percentile(np.abs(found), 90) < 30
    assert player.underruns == 0


@pytest.mark.sound
def test_a_loop_leaves_the_device_exact_to_the_sample(
    player: Player, null_sink: SoundServer, recording: Path
) -> None:
    """Recorded from the monitor, bit by bit: no gap, nothing twice, only some milliseconds mixed."""
    whole = soundfile.read(recording, dtype="float32")[0][:, 0]
    a, b = 4 * RATE, round(4.6 * RATE)
    with null_sink.capture() as capture:
        player.seek(4.0)
        player.loop = (4.0, 4.6)
        player.play()
        Observer(player).watch(4.0)
        player.pause()
    if player.underruns or player.slips:
        pytest.skip("this machine is too busy to play without gaps")
    heard = capture.samples[:, 0]
    # From the middle of the second round on, to the middle of the fifth.
    mark = whole[a + 9000 : a + 13000]
    hits = np.correlate(heard, mark, "valid") / float(mark @ mark)
    begin = int(np.nonzero(hits > 0.999)[0][1]) - 9000
    for again in range(3):
        own = heard[begin + again * (b - a) :][: b - a]
        np.testing.assert_array_equal(own[240:], whole[a + 240 : b])


@pytest.mark.sound
def test_pause_and_resume(player: Player, listener: Listener, null_sink: SoundServer) -> None:
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        observer.watch(0.8)
        before = time.monotonic()
        player.pause()
        assert time.monotonic() - before < 0.2
        held = player.position()
        assert not player.playing
        observer.said.clear()
        observer.watch(0.4)
        assert {shown for _, shown in observer.said} == {held}
        player.play()
        # It may already run again by the time one asks.
        assert held <= player.position() < held + 0.2
        observer.said.clear()
        observer.watch(1.0)
        player.pause()
    moments = [one for one in listener.compare(observer, capture) if one.shown != held]
    assert min(moment.heard for moment in moments) >= held - 0.03
    assert abs(np.median(report("resumed", moments))) < 10


@pytest.mark.sound
def test_the_end_is_heard(player: Player, null_sink: SoundServer, listener: Listener) -> None:
    finished = threading.Event()
    player.on_finished = finished.set
    with null_sink.capture() as capture:
        player.seek(SECONDS - 0.5)
        player.play()
        assert finished.wait(10)
        assert not player.playing
        assert player.position() == player.duration == SECONDS
        observer = Observer(player)
        observer.watch(0.2)
    heard = np.nonzero(np.abs(capture.samples[:, 0]) > 0)[0]
    last = capture.samples[heard[-1] - 2047 : heard[-1] + 1, 0]
    second = listener.second_of(last, 0.9)
    assert second is not None
    assert second + 2048 / RATE == pytest.approx(SECONDS, abs=0.005)
    player.play()  # from the beginning again
    observer.watch(0.5)
    assert 0.0 < player.position() < 1.0


@pytest.mark.sound
def test_volume_and_balance(player: Player, null_sink: SoundServer) -> None:
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.volume = 0.0
        player.play()
        observer.watch(0.6)
        player.pause()
        assert not np.abs(capture.samples).any()
        player.volume, player.balance = 1.0, -1.0
        player.play()
        observer.watch(0.6)
        player.pause()
    left, right = np.abs(capture.samples).max(axis=0)
    assert left > 0.3
    assert right == 0.0


@pytest.mark.sound
@pytest.mark.parametrize("kind", ["mp3", "m4a"])
def test_another_rate_and_a_deleted_file(kind: str, null_sink: SoundServer, tmp_path: Path) -> None:
    samples = np.repeat(noise(4.0, 22050), 2, axis=1)
    path = write(tmp_path / f"other.{kind}", samples, 22050)
    player = Player()
    player.open(path)
    listener = Listener(np.interp(np.arange(4 * RATE) / RATE, np.arange(4 * 22050) / 22050, samples[:, 0]))
    with null_sink.capture() as capture:
        observer = Observer(player)
        player.play()
        path.unlink()
        observer.watch(1.0)
        player.seek(2.5)
        asked = time.monotonic()
        observer.watch(1.0)
        player.close()
    observer.said = [one for one in observer.said if one[0] < asked or one[1] != 2.5]
    found = report(kind, listener.compare(observer, capture))
    assert len(found) > 40
    assert abs(np.median(found)) < 10


@pytest.mark.sound
def test_a_file_that_cannot_be_read_on_is_said_and_pauses(null_sink: SoundServer) -> None:
    class Cracked:
        """A disk with a scratch after two seconds."""

        name, rate, channels, frames, exact = "scratched.wav", RATE, 2, 60 * RATE, True

        def __init__(self) -> None:
            self.at = 0

        def read(self, n: int) -> Samples:
            self.at += n
            if self.at > 2 * RATE:
                raise OSError(5, "Input/output error")
            return np.full((n, 2), 0.1, np.float32)

        def seek(self, frame: int) -> None:
            self.at = frame

        def close(self) -> None:
            pass

    failures: queue.SimpleQueue[FlamencoError] = queue.SimpleQueue()
    player = Player()
    player.take(Cracked())
    player.on_failed = failures.put
    player.play()
    error = failures.get(timeout=20)
    assert isinstance(error, NotSoundError)
    assert error.parameters["path"] == "scratched.wav"
    assert not player.playing
    player.close()


@pytest.mark.sound
def test_a_device_that_goes_away(recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[FlamencoError] = []
    failed = threading.Event()

    def on_failed(error: FlamencoError) -> None:
        failures.append(error)
        failed.set()

    player = Player()
    with sound_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        player.open(recording)
        player.on_failed = on_failed
        player.play()
        Observer(player).watch(0.5)
        server.stop()
        assert failed.wait(15)
    assert isinstance(failures[0], NoOutputDeviceError)
    assert not player.playing
    held = player.position()
    assert 0.1 < held < 5.0
    with sound_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        player.play()  # goes on with another device
        observer = Observer(player)
        observer.watch(0.6)
        assert player.position() > held
        player.close()
