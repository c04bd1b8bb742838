"""Playing while the recogniser uses every core: python -m tests.benchmarks.underruns [--minutes 10] [--idle]

The player plays into a null sink of a private sound server, in a loop over the bundled recording, beside a
window's loop that paints the karaoke sixty times a second; as many workers as there are cores recognise the
same recording over and over. Judged by what the device was really given, recorded from the sink's monitor: a
stretch without sound that the recording does not have is a gap, whether anybody has counted it or not. (The
ALSA plug-in of the sound server fills a gap by itself and tells nobody.) `--idle`: without the workers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# Before Qt is there.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import soundfile
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from flamenco_desktop import bundled, wire
from flamenco_desktop.audio.output import LATENCY
from flamenco_desktop.audio.player import Player
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.theme import Theme
from tests.benchmarks.table import Figure, show
from tests.sound_server import RATE, Capture, missing, sound_server
from tests.truth import truth_of

_SHORTEST_GAP = 0.0005
_SETTLED = 1.0


def hum(path: Path) -> Path:
    """A minute of a sound that is never silent and of which every piece of a period is like the next."""
    time_ = np.arange(60 * RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 200 * time_) + 0.1 * np.cos(2 * np.pi * 300 * time_)
    soundfile.write(path, np.stack([tone, tone], axis=1).astype(np.float32), RATE, subtype="FLOAT")
    return path


class Gaps:
    """Finds breaks in a hum of 100 periods a second: silence, and jumps of phase, in what was recorded."""

    def __init__(self) -> None:
        self.silent = 0
        self.longest = 0.0
        self.jumps = 0
        self.seconds = 0.0
        self._rest: NDArray[np.float32] = np.zeros(0, np.float32)
        self._skip = int(_SETTLED * RATE)

    def take(self, samples: NDArray[np.float32]) -> None:
        """The next samples (n,), one channel."""
        if self._skip:
            used = min(self._skip, len(samples))
            self._skip -= used
            samples = samples[used:]
        whole = np.concatenate([self._rest, samples])
        period = RATE // 100
        if len(whole) < 4 * period:
            self._rest = whole
            return
        quiet = np.abs(whole) < 1e-7
        # A wave passes through zero in single samples only.
        edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
        lengths = edges[1::2] - edges[::2]
        long = lengths[lengths > _SHORTEST_GAP * RATE]
        self.silent += len(long)
        self.longest = max([self.longest, *(long / RATE)])
        wrong = np.abs(whole[period:] - whole[:-period]) > 0.02
        starts = np.flatnonzero(wrong)
        # What is wrong within two periods is one jump.
        self.jumps += int((np.diff(starts, prepend=-10 * period) > 2 * period).sum())
        self.seconds += (len(whole) - period) / RATE
        self._rest = whole[-period:] if not wrong[-period:].any() else whole[-1:]


class Recogniser:
    """A worker that recognises the same recording until it is ended, at one thread."""

    def __init__(self, path: Path, log: Path) -> None:
        self._path = path
        self.rounds = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flamenco_desktop", "worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("wb"),
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self._ask(1)

    def _ask(self, job: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(wire.encode(wire.Transcribe(job, str(self._path), wire.Options())))
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        job = 1
        for line in self._process.stdout:
            message = wire.decode(line)
            if isinstance(message, wire.Done | wire.Failed) and message.job == job:
                self.rounds += isinstance(message, wire.Done)
                job += 1
                try:
                    self._ask(job)
                except OSError:
                    return

    def end(self) -> None:
        self._process.kill()
        self._process.wait(20)


@contextmanager
def busy(number: int, folder: Path) -> Iterator[list[Recogniser]]:
    """So many recognisers at work."""
    workers = [Recogniser(bundled.recording(), folder / f"worker{at}.log") for at in range(number)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end()


def play(sound: Sound, seconds: float, each: Callable[[], None]) -> None:
    """Play for so long, in the window's loop, and call `each` every second."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(each)
    timer.start(1000)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    sound.play_or_pause()
    loop.exec()
    timer.stop()


def measure(app: QApplication, minutes: float, workers: int) -> list[Figure]:
    """Play and count."""
    with tempfile.TemporaryDirectory(prefix="fb-") as folder, sound_server() as server:
        os.environ.update(server.environment)
        path = hum(Path(folder) / "hum.wav")
        sound = Sound(Player, Errands())
        view = KaraokeView(Theme(app))
        view.set_clock(sound.shown)
        view.set_lines(truth_of(bundled.recording()))
        view.resize(1280, 800)
        view.show()
        sound.ticked.connect(view.tick)
        sound.opened.connect(app.quit)
        sound.open(path)
        app.exec()
        # Not to the end of the file, where nothing follows that the loop could fade out of.
        sound.repeat(0.0, 59.0)
        gaps = Gaps()
        frames = _Frames(sound)
        with busy(workers, Path(folder)) as crew, server.capture() as capture:
            play(sound, 60 * minutes, lambda: _drain(capture, gaps))
            rounds = sum(worker.rounds for worker in crew)
            _drain(capture, gaps)
            player = sound._player
            assert player is not None
            counted, slips = player.underruns, player.slips
        sound.close()
        view.close()
        return [
            Figure("played and recorded", gaps.seconds, "s"),
            Figure("gaps in the recorded sound", gaps.silent, "", 1),
            Figure("longest gap", 1000 * gaps.longest, "ms"),
            Figure("jumps in the recorded sound, gaps among them", gaps.jumps, "", 1),
            Figure("underruns that the player has counted", counted, "", 1),
            Figure("slips of the device that the clock has found", slips, "", 1),
            Figure("longest time between two frames of the window", 1000 * frames.longest, "ms"),
            Figure("recordings recognised meanwhile", rounds, ""),
            Figure("latency asked of the device", 1000 * LATENCY, "ms"),
        ]


class _Frames:
    """The longest that the window's loop did not come round while playing."""

    def __init__(self, sound: Sound) -> None:
        self.longest = 0.0
        self._last: float | None = None
        sound.ticked.connect(self._tick)

    def _tick(self) -> None:
        now = time.monotonic()
        if self._last is not None:
            self.longest = max(self.longest, now - self._last)
        self._last = now


def _drain(capture: Capture, gaps: Gaps) -> None:
    """Look at what has come in, and forget it: ten minutes are 230 MB."""
    pieces = capture.pieces
    number = len(pieces)
    whole = b"".join(piece for _, piece in pieces[:number])
    usable = len(whole) // 8 * 8
    del pieces[:number]
    if usable < len(whole):
        pieces.insert(0, (0.0, whole[usable:]))
    samples = np.frombuffer(whole[:usable], np.float32).reshape(-1, 2)[:, 0]
    if gaps.seconds or np.abs(samples).max(initial=0.0) > 1e-3:
        gaps.take(samples)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--idle", action="store_true", help="without the recognisers")
    asked = parser.parse_args()
    if missing():
        sys.stderr.write(f"no sound server here: {missing()} not installed\n")
        return 1
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    workers = 0 if asked.idle else os.cpu_count() or 1
    figures = measure(QApplication(sys.argv[:1]), asked.minutes, workers)
    show(f"{asked.minutes:g} minutes of playing beside {workers} recognisers", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
