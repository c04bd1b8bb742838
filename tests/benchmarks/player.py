"""A two-hour recording: open, seek to sound, memory: python -m tests.benchmarks.player [--kinds wav mp3 ...]

"Seek to sound": from the call to the moment at which the new place leaves the device, found in the recorded
monitor of a null sink; the device's own latency, which is asked for so that a busy machine plays on, is part
of it. "Memory": of the window's process (PSS, offscreen), with the recording open, its outline drawn and
twenty seconds of it played, less the same window with nothing open.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.audio.output import LATENCY
from flamenco_desktop.audio.player import Player
from tests.audio.files import CONTAINER_KINDS
from tests.benchmarks.start import megabytes
from tests.benchmarks.table import Figure, median, show
from tests.sound_server import RATE, Capture, missing, sound_server

SECONDS = 7200
MEMORY_MB, OPEN_S = 80.0, 1.0
KINDS = ("wav", "flac", "mp3", "m4a")
_FILE_RATE = 44100
_SEEKS = 15
_LOUD = 0.01
_PATIENCE = 120.0


def minute() -> NDArray[np.float32]:
    """Half a minute of silence, half a minute of a hum, in stereo."""
    time_ = np.arange(60 * _FILE_RATE) / _FILE_RATE
    tone = np.where(time_ >= 30.0, 0.3 * np.sin(2 * np.pi * 220 * time_), 0.0).astype(np.float32)
    return np.stack([tone, tone], axis=1)


def write_long(path: Path) -> None:
    """Two hours of it, written minute by minute."""
    one = minute()
    if path.suffix[1:] in CONTAINER_KINDS:
        _write_container(path, one)
        return
    import soundfile

    with soundfile.SoundFile(path, "w", _FILE_RATE, 2) as out:
        for _ in range(SECONDS // 60):
            out.write(one)


def _write_container(path: Path, one: NDArray[np.float32]) -> None:
    import av

    with av.open(str(path), "w", format={"m4a": "ipod"}.get(path.suffix[1:])) as out:
        stream = out.add_stream(CONTAINER_KINDS[path.suffix[1:]], rate=_FILE_RATE, layout="stereo")
        size, done = 1024, 0
        for _ in range(SECONDS // 60):
            for at in range(0, len(one), size):
                block = np.ascontiguousarray(one[at : at + size].T)
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
                frame.sample_rate, frame.pts = _FILE_RATE, done
                done += block.shape[1]
                out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def seeks(path: Path) -> Iterator[Figure]:
    """Opening, the first sound, and seeks out of silence into the hum."""
    kind = path.suffix[1:]
    player = Player()
    begin = time.perf_counter()
    player.open(path)
    yield Figure(f"{kind}: open", 1000 * (time.perf_counter() - begin), "ms", 1000 * OPEN_S)
    player.prepare()
    with sound_server() as server:
        os.environ.update(server.environment)
        with server.capture() as capture:
            player.seek(31.0)
            first = until_loud(capture, player.play)
            chance = random.Random(3)
            took = []
            for _ in range(_SEEKS):
                go(player, 60.0 * chance.randrange(SECONDS // 60) + 5.0)
                until_silent(capture)
                target = 60.0 * chance.randrange(SECONDS // 60) + 31.0
                took.append(until_loud(capture, lambda target=target: player.seek(target)))  # type: ignore[misc]
            player.close()
    yield Figure(f"{kind}: play to sound", 1000 * first, "ms")
    yield Figure(f"{kind}: seek to sound, median of {_SEEKS}", 1000 * median(took), "ms")
    yield Figure(f"{kind}: seek to sound, slowest", 1000 * max(took), "ms")


def go(player: Player, seconds: float) -> None:
    """Seek, and wait until the place is really taken up."""
    player.seek(seconds)
    end = time.monotonic() + _PATIENCE
    while player.position() < seconds + 0.3 and time.monotonic() < end:
        time.sleep(0.01)


def until_silent(capture: Capture) -> None:
    """Wait until a tenth of a second of silence has left the device."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        tail = capture.samples[-RATE // 10 :]
        if len(tail) and np.abs(tail).max() < _LOUD:
            return
        time.sleep(0.02)


def until_loud(capture: Capture, act: Callable[[], None]) -> float:
    """Seconds from the call to the first sound that leaves the device."""
    before = capture.frames
    begin = time.monotonic()
    act()
    end = begin + _PATIENCE
    while time.monotonic() < end:
        since = np.abs(capture.samples[before:, 0])
        loud = np.flatnonzero(since > _LOUD)
        if len(loud):
            return capture.started(near=time.monotonic()) + (before + int(loud[0])) / RATE - begin
        time.sleep(0.01)
    raise TimeoutError("no sound comes")


def memory(path: Path) -> Iterator[Figure]:
    """The window's process, without and with the recording."""
    with tempfile.TemporaryDirectory(prefix="fb-") as home, sound_server() as server:
        own = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        environment = {**os.environ, **server.environment, **own, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.player", "--window", str(path)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=900,
        )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    kind = path.suffix[1:]
    yield Figure(f"{kind}: window with nothing open (PSS)", told["empty"], "MB")
    yield Figure(f"{kind}: window, two hours open and played (PSS)", told["played"], "MB")
    yield Figure(
        f"{kind}: two hours, above the empty window", told["played"] - told["empty"], "MB", MEMORY_MB
    )


def window(path: Path) -> None:
    """In a process of its own: the real window, first with nothing in it."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from flamenco_desktop import app as program
    from flamenco_desktop import bundled

    def wait(until: Callable[[], bool], seconds: float) -> bool:
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        timer.start(50)
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()
        timer.stop()
        return until()

    application = QApplication(sys.argv[:1])
    folder = Path(os.environ["HOME"])
    bundled.recordings = lambda: ()  # type: ignore[assignment]
    running = program.Program(
        application,
        program.Places(folder / "library.sqlite3", folder / "p.ini", folder / "peaks", folder / "log"),
    )
    desk = running.desk
    # The recogniser is a process of its own, and not what is measured.
    desk.transcribing.transcribe = desk.transcribing.warm = lambda: None  # type: ignore[method-assign]
    running.start(None)
    wait(lambda: False, 4.0)
    told = {"empty": megabytes(os.getpid(), "Pss")}
    desk.open(path)
    assert wait(lambda: desk.sound.ready and desk.outline.peaks is not None, 600.0), "it is not opened"
    desk.seek(3000.0)
    desk.play_or_pause()
    wait(lambda: False, 20.0)
    assert desk.position() > 3005.0, "it does not play"
    told["played"] = megabytes(os.getpid(), "Pss")
    print(json.dumps(told))
    sys.stdout.flush()
    running.close()
    os._exit(0)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A two-hour recording: open, seek to sound, memory.")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS))
    parser.add_argument("--window", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.window is not None:
        window(asked.window)
        return 0
    if missing():
        sys.stderr.write(f"no sound server here: {missing()} not installed\n")
        return 1
    figures = []
    with tempfile.TemporaryDirectory(prefix="fb-") as folder:
        for kind in asked.kinds:
            path = Path(folder) / f"two hours.{kind}"
            write_long(path)
            figures += [*seeks(path), *memory(path)]
            path.unlink()
    figures.append(Figure("latency asked of the device", 1000 * LATENCY, "ms"))
    show("A recording of two hours", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
