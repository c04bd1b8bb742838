"""Memory and time up to two hours: python -m tests.benchmarks.long_recording [--minutes 120] [--tiny]

The bundled recordings one after the other, as one FLAC file of so many minutes. A line that comes soon,
memory that does not grow, and the same time for the last minute as for the first are what it is about.
`--tiny` takes models of 64 dimensions with random weights: nothing they write means anything, but the way is
the same.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import soundfile

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
from tests.benchmarks.table import Figure, show
from tests.tiny_models import shared

RATE = 16000


@dataclass
class Watch:
    """A listener that remembers when what was done, and how much memory there was."""

    begun: float = 0.0
    first_line: float | None = None
    done: list[tuple[float, float, float]] = field(default_factory=list)

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """Keep it."""
        if stage == "recognising":
            self.done.append((fraction, time.monotonic() - self.begun, resident()))

    def lines(self, lines: tuple[Line, ...]) -> None:
        """The first one counts."""
        if self.first_line is None:
            self.first_line = time.monotonic() - self.begun

    def cancelled(self) -> bool:
        """Never."""
        return False


def main() -> int:
    """Make the recording, transcribe it, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.long_recording")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--tiny", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = record(Path(folder) / "long.flac", arguments.minutes * 60)
        options = Options(device="cpu")
        if arguments.tiny:
            models = shared(Path(folder))
            options = Options(model=str(models.recogniser), aligner=str(models.aligner), device="cpu")
        pipeline = Pipeline(options)
        pipeline.load()
        watch = Watch(time.monotonic())
        before = resident()
        pipeline.transcribe(path, watch)
        took = time.monotonic() - watch.begun
    show(
        f"{arguments.minutes:g} minutes in one recording",
        list(figures(watch, before, took, arguments.minutes)),
    )
    return 0


def figures(watch: Watch, before: float, took: float, minutes: float) -> list[Figure]:
    """What is worth telling."""
    found = [Figure("whole job", took, "s"), Figure("for a minute", took / minutes, "s")]
    if watch.first_line is not None:
        found.append(Figure("first line, models loaded", watch.first_line, "s"))
    fifth = [(at, seconds) for at, seconds, _ in watch.done if 0.05 < at <= 0.25]
    last = [(at, seconds) for at, seconds, _ in watch.done if at >= 0.79]
    if len(fifth) > 1 and len(last) > 1:
        early = (fifth[-1][1] - fifth[0][1]) / (fifth[-1][0] - fifth[0][0])
        late = (last[-1][1] - last[0][1]) / (last[-1][0] - last[0][0])
        found.append(Figure("speed of the last fifth to that of the first", early / late, "times"))
    middle = max(memory for at, _, memory in watch.done if at <= 0.25)
    found.append(Figure("memory with the models", before, "MB"))
    found.append(Figure("most memory in the first quarter", middle, "MB"))
    found.append(Figure("most memory after it", max(memory for _, _, memory in watch.done), "MB"))
    return found


def record(path: Path, seconds: float) -> Path:
    """The bundled recordings in turn until so many seconds are full."""
    left = round(seconds * RATE)
    with soundfile.SoundFile(path, "w", RATE, 1) as file:
        for recording in cycle(bundled.recordings()):
            samples = decode.load(recording, RATE)[:left]
            file.write(samples)
            left -= len(samples)
            if left <= 0:
                return path
    return path


def resident() -> float:
    """This process's memory in 10^6 bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
