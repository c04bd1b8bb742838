"""Outputs that come and go, on a real sound server."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from flamenco_desktop.audio.devices import DeviceWatch, News, outputs
from flamenco_desktop.audio.output import server_key
from flamenco_desktop.audio.player import Player
from flamenco_desktop.errors import NoOutputDeviceError
from tests.audio.files import noise
from tests.audio.listening import Listener, Observer, report
from tests.sound_server import RATE, Capture, SoundServer, sound_server

pytestmark = pytest.mark.sound
PATIENCE = 20.0
LOUD = 0.01


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A server of the test's own: what it does to the devices is nobody else's business."""
    with sound_server() as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "noise.wav", np.repeat(noise(12.0, RATE), 2, axis=1), RATE, subtype="FLOAT")
    return tmp_path / "noise.wav"


@pytest.fixture
def player(server: SoundServer, path: Path) -> Iterator[Player]:
    made = Player()
    made.open(path)
    yield made
    made.close()


@pytest.fixture
def news(server: SoundServer) -> Iterator[queue.SimpleQueue[News]]:
    told: queue.SimpleQueue[News] = queue.SimpleQueue()
    watch = DeviceWatch(told.put)
    yield told
    watch.stop()


def loudest(capture: Capture, since: int = 0) -> float:
    samples = capture.samples[since:]
    return float(np.abs(samples).max()) if len(samples) else 0.0


def heard_on(capture: Capture, observer: Observer, since: int) -> None:
    """Wait until something is to be heard there."""
    observer.watch(PATIENCE, lambda: loudest(capture, since) > LOUD)
    assert loudest(capture, since) > LOUD


def test_all_outputs_are_listed_with_their_titles(server: SoundServer) -> None:
    number = server.add_sink("cascos", "Cascos de María")
    found = {one.title: one for one in outputs()}
    assert found["Cascos de María"].key == server_key("cascos")
    assert [one.default for one in outputs()] == [True, False]
    server.make_default("cascos")
    assert [one.default for one in outputs()] == [False, True]
    server.remove_sink(number)
    assert [one.key for one in outputs()] == [server_key("test")]


def test_news_of_outputs_that_come_and_go(server: SoundServer, news: queue.SimpleQueue[News]) -> None:
    first = news.get(timeout=PATIENCE)
    assert first.complete
    assert [one.key for one in first.devices] == [server_key("test")]
    number = server.add_sink("cascos", "Cascos")
    assert len(news.get(timeout=PATIENCE).devices) == 2
    server.make_default("cascos")
    assert [one.title for one in news.get(timeout=PATIENCE).devices if one.default] == ["Cascos"]
    server.remove_sink(number)
    while len(news.get(timeout=PATIENCE).devices) != 1:
        pass
    server.stop()
    assert not news.get(timeout=PATIENCE).complete


def test_the_chosen_output_is_played_on_and_changed_in_the_middle(
    server: SoundServer, player: Player
) -> None:
    server.add_sink("cascos", "Cascos")
    observer = Observer(player)
    with server.capture("test") as room, server.capture("cascos") as ears:
        player.device = server_key("cascos")
        player.play()
        heard_on(ears, observer, 0)
        assert loudest(room) == 0.0
        before = player.position()
        player.device = None
        assert player.playing
        since = room.frames
        heard_on(room, observer, since)
        assert player.position() >= before
        player.device = server_key("cascos")
        since = ears.frames
        heard_on(ears, observer, since)
        player.pause()


def test_the_default_is_followed_without_being_told(server: SoundServer, player: Player, path: Path) -> None:
    listener = Listener(soundfile.read(path, dtype="float32")[0][:, 0])
    server.add_sink("cascos", "Cascos")
    observer = Observer(player)
    with server.capture("cascos") as ears:
        player.play()
        observer.watch(0.5)
        assert loudest(ears) == 0.0
        server.make_default("cascos")
        heard_on(ears, observer, 0)
        assert player.playing
        # The clock is that of the new output within some callbacks.
        observer.watch(0.5)
        observer.said.clear()
        observer.watch(1.5)
        player.pause()
    found = report("another default", listener.compare(observer, ears))
    assert len(found) > 30
    assert abs(np.median(found)) < 10


def test_an_output_that_is_not_there_is_refused_and_another_one_plays(
    server: SoundServer, player: Player
) -> None:
    player.device = server_key("nobody")
    with pytest.raises(NoOutputDeviceError):
        player.play()
    assert not player.playing
    with server.capture() as room:
        player.device = None
        player.play()
        heard_on(room, Observer(player), 0)


def test_plugging_out_the_only_output_pauses(server: SoundServer, player: Player) -> None:
    failed: queue.SimpleQueue[Exception] = queue.SimpleQueue()
    player.on_failed = failed.put
    with server.capture() as room:
        player.play()
        heard_on(room, Observer(player), 0)
    server.remove_sink(int(server.tell("list", "short", "modules").split()[0]))
    assert isinstance(failed.get(timeout=PATIENCE), NoOutputDeviceError)
    assert not player.playing
    held = player.position()
    server.add_sink("cascos", "Cascos")
    with server.capture("cascos") as ears:
        player.play()
        heard_on(ears, Observer(player), 0)
    assert player.position() >= held
