"""What the feeder writes, sample by sample, without any device."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from flamenco_desktop.audio.feeder import Feeder
from flamenco_desktop.audio.source import open_source
from flamenco_desktop.audio.take import Take, Wish
from flamenco_desktop.audio.tape import Tape
from tests.audio.files import noise, write

RATE = 48000
FADE = 240
SECONDS = 8.0

Read = Callable[[int], NDArray[np.float32]]


def drawn(tape: Tape, take: Take, frames: int) -> NDArray[np.float32]:
    """What a device would get."""
    feeder = Feeder(tape, take, lambda _: None)
    feeder.start()
    parts = []
    wait = threading.Event()
    while frames > 0:
        out = np.zeros((min(frames, 1024), 2), np.float32)
        if take.ring.written - take.ring.read < len(out) and take.end is None:
            wait.wait(0.001)
            continue
        take.ring.read_into(out)
        parts.append(out)
        frames -= len(out)
    take.stop()
    feeder.join()
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def samples() -> NDArray[np.float32]:
    return np.repeat(noise(SECONDS, RATE), 2, axis=1)


@pytest.mark.parametrize(
    ("start", "loop"),
    [(2.0, (2.0, 2.6)), (1.5, (2.0, 2.35)), (0.0, (0.0, 1.0)), (0.25, (0.5, 5.5)), (7.0, (6.5, SECONDS))],
)
@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_loop_is_exact_to_the_sample(
    start: float, loop: tuple[float, float], kind: str, samples: NDArray[np.float32], tmp_path: Path
) -> None:
    path = tmp_path / f"noise.{kind}"
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    whole = soundfile.read(path, dtype="float32")[0]
    first, a, b = (round(second * RATE) for second in (start, *loop))
    source = open_source(path)
    count = 3 * (b - a) + (a - first if first < a else b - first)
    found = drawn(Tape(source, RATE), Take(RATE, start, 1.0, loop), count)
    source.close()
    expected = np.concatenate([whole[first:b], *[whole[a:b]] * 4])[:count]
    # After the start and after each seam some milliseconds are a mixture, and nothing else is.
    exact = np.ones(count, bool)
    exact[: FADE if first else 0] = False
    for seam in range(b - first, count, b - a):
        exact[seam : seam + FADE] = False
    np.testing.assert_array_equal(found[exact], expected[exact])


def test_there_is_no_click_where_a_loop_comes_round(tmp_path: Path) -> None:
    time = np.arange(4 * RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 110.0 * time)).astype(np.float32)
    soundfile.write(tmp_path / "tone.wav", np.stack([tone, tone], axis=1), RATE, subtype="FLOAT")
    source = open_source(tmp_path / "tone.wav")
    # From a crest to a trough.
    loop = (1.0 + 0.25 / 110, 2.0 + 0.75 / 110)
    found = drawn(Tape(source, RATE), Take(RATE, loop[0], 1.0, loop), 4 * RATE)[FADE:, 0]
    source.close()
    steepest = np.abs(np.diff(tone)).max()
    assert np.abs(np.diff(found)).max() < 1.6 * steepest


@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus"])
def test_a_loop_in_a_lossy_file_has_its_length_to_the_sample(kind: str, tmp_path: Path) -> None:
    """Every round sounds as the one before: correlation finds it a whole period away, to the sample."""
    path = write(tmp_path / f"noise.{kind}", noise(SECONDS, RATE, 2), RATE)
    source = open_source(path)
    # Longer than what the tape keeps: each round needs a seek in the file.
    loop = (1.0, 5.0)
    period = 4 * RATE
    found = drawn(Tape(source, RATE), Take(RATE, 1.0, 1.0, loop), 3 * period)[:, 0]
    source.close()
    one = found[FADE + period // 2 :][:8192]
    for again in (1, 2):
        around = found[FADE + period // 2 + again * period - 200 :][: 8192 + 400]
        assert np.argmax(np.correlate(around, one, "valid")) == 200


def test_a_speed_changed_in_the_middle_loses_nothing(samples: NDArray[np.float32], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "noise.wav", samples, RATE, subtype="FLOAT")
    source = open_source(tmp_path / "noise.wav")
    take = Take(RATE, 0.0, 1.0, None)
    feeder = Feeder(Tape(source, RATE), take, lambda _: None)
    feeder.start()
    wait = threading.Event()
    out = np.zeros((1024, 2), np.float32)
    speeds = iter((0.5, 1.5, 0.8, 1.0))
    got = 0
    while take.end is None or take.ring.read < take.end:
        if take.ring.written - take.ring.read < len(out) and take.end is None:
            wait.wait(0.001)
            continue
        got += take.ring.read_into(out)
        if got % (40 * 1024) == 0:
            take.ask(Wish(None, next(speeds, 1.0), None))
    take.stop()
    feeder.join()
    source.close()
    with take.lock:
        last = take.track.seconds_at(float(take.ring.read))
    assert last == pytest.approx(SECONDS, abs=0.05)


def test_another_tape_takes_over_at_the_same_place_to_the_sample(
    samples: NDArray[np.float32], tmp_path: Path
) -> None:
    """Mix, voice, mix: nothing is missing, nothing comes twice, and each switch is one crossfade."""
    voice = noise(SECONDS, RATE, 2, seed=5)
    sources = []
    for name, content in (("mix", samples), ("voice", voice)):
        soundfile.write(tmp_path / f"{name}.wav", content, RATE, subtype="FLOAT")
        sources.append(open_source(tmp_path / f"{name}.wav"))
    mix_tape, voice_tape = (Tape(source, RATE) for source in sources)
    take = Take(RATE, 0.0, 1.0, None)
    feeder = Feeder(mix_tape, take, lambda _: None)
    feeder.start()
    wait = threading.Event()
    parts: list[NDArray[np.float32]] = []
    frames, switches = 0, {RATE: voice_tape, 3 * RATE: mix_tape}
    while take.end is None or take.ring.read < take.end:
        out = np.zeros((1000, 2), np.float32)
        if take.ring.written - take.ring.read < len(out) and take.end is None:
            wait.wait(0.001)
            continue
        got = take.ring.read_into(out)
        parts.append(out[:got])
        frames += got
        if frames in switches:
            take.ask(Wish(None, 1.0, None, switches.pop(frames)))
            # What is asked next must not make the feeder forget the tape.
            take.ask(Wish(None, 1.0, None))
    take.stop()
    feeder.join()
    for source in sources:
        source.close()
    heard = np.concatenate(parts)
    assert len(heard) == len(samples)
    band, alone = (heard == samples).all(axis=1), (heard == voice).all(axis=1)
    assert band[:RATE].all() and alone[2 * RATE : 3 * RATE].all() and band[-2 * RATE :].all()
    assert 0 < (~band & ~alone).sum() <= 2 * FADE
