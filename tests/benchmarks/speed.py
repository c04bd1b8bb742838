"""Speed beside plain WhisperX: python -m tests.benchmarks.speed [--quick] [--minutes 1,4,16]

Ratios are those of one run on one machine, WhisperX's time over ours: above 1 ours is quicker. Each whole job
has a process of its own, for its peak of memory; models are loaded before the clock starts. The alignment is
that of the same lines from the same emissions, computed before: what is measured is the search for the words.
The recognition is that of the same windows, by the same weights in the same precision.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, offline, singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.pipeline import Pipeline, Silent
from flamenco_desktop.recognition.recogniser import open_recogniser
from flamenco_desktop.recognition.singing import Span
from flamenco_desktop.wire import Options
from tests.benchmarks.plain import RATE, PlainWhisperX
from tests.benchmarks.table import conditions
from tests.truth import truth_of

_TIMEOUT = 4 * 3600


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one minute only")
    parser.add_argument(
        "--minutes", default="1,4", help="lengths of the whole jobs (default: 1,4; two hours: 1,4,16,120)"
    )
    parser.add_argument("--recogniser", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--aligner", default="", help="name or folder (default: the embedded one)")
    parser.add_argument("--job", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    offline.prepare()
    if chosen.job:
        done = _ours(chosen) if chosen.job == "ours" else _plain(chosen)
        print("\n" + json.dumps(done))
        return 0
    print(f"Speed beside plain WhisperX 3.8.6, the same weights\n{conditions()}\n")
    print("| What | Ours | WhisperX | Ratio |\n| --- | ---: | ---: | ---: |")
    _alignment(chosen)
    _recognition(chosen)
    minutes = [1.0] if chosen.quick else [float(part) for part in chosen.minutes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        each = {length: _jobs(chosen, length, Path(folder)) for length in minutes}
    for length, (ours, plain) in each.items():
        _row(f"whole job, {length:g} min", ours["seconds"], plain["seconds"], "s")
        _row(f"first line, {length:g} min", ours["first"], plain["first"], "s")
        _row(f"peak of memory, {length:g} min", ours["peak"], plain["peak"], "MB")
    shortest, longest = min(minutes), max(minutes)
    if longest > shortest:
        cost = [each[length][0]["seconds"] / length for length in (shortest, longest)]
        print(f"\nOurs, seconds for a minute of sound, at {shortest:g} min: {cost[0]:.2f}")
        print(f"at {longest:g} min: {cost[1]:.2f}")
    return 0


def _row(what: str, ours: float, plain: float, unit: str) -> None:
    print(f"| {what} | {ours:.3g} {unit} | {plain:.3g} {unit} | {plain / max(ours, 1e-9):.2f} |", flush=True)


def _alignment(chosen: argparse.Namespace) -> None:
    """The lines of the bundled recording, from emissions that are there already."""
    import torch

    path = bundled.recording()
    samples = decode.load(path, RATE)
    aligner = Aligner(store.aligner(chosen.aligner), devices.choose("cpu"))
    plain = PlainWhisperX(chosen.recogniser, chosen.aligner)
    lines = truth_of(path)
    wanted = [(Span(line.start - 0.4, line.end + 0.4), line.text.split()) for line in lines]
    emissions, frame = aligner.emissions(samples)
    segments = [{"text": " ".join(texts), "start": span.start, "end": span.end} for span, texts in wanted]
    # Log probabilities are as good as logits: WhisperX normalises them once more.
    logits = [
        torch.from_numpy(emissions[round(span.start / frame) : round(span.end / frame)])[None]
        for span, _ in wanted
    ]
    activity = singing.listen(samples)
    own, whole, theirs = [], [], []
    threads = torch.get_num_threads()
    # In one thread and by the processor's clock: these are thousands of small steps, and threads waiting for
    # each other on a busy machine would be counted against WhisperX.
    torch.set_num_threads(1)
    for _ in range(3):
        own.append(_used(lambda: aligner.align_lines(emissions, wanted)))
        whole.append(_used(lambda: aligner.align_lines(emissions, wanted, 0.0, activity, None)))
        theirs.append(_used(lambda: plain.from_emissions(samples, segments, logits)))
    torch.set_num_threads(threads)
    _row(f"alignment of {len(lines)} lines, same emissions", 1000 * min(own), 1000 * min(theirs), "ms")
    _row(
        "alignment, ends by the voice and edges looked at closely too",
        1000 * min(whole),
        1000 * min(theirs),
        "ms",
    )


def _recognition(chosen: argparse.Namespace) -> None:
    """Windows of 30 s of the bundled recording: only what Whisper does."""
    samples = decode.load(bundled.recording(), RATE)
    windows = [samples[first : first + 30 * RATE] for first in range(0, len(samples) - 10 * RATE, 30 * RATE)]
    recogniser = open_recogniser(store.recogniser(chosen.recogniser), devices.choose("cpu"))
    plain: Any = PlainWhisperX(chosen.recogniser, chosen.aligner)._model
    own = [_timed(lambda: recogniser.recognise_many(windows, "es", temperatures=(0.0,))) for _ in range(2)]
    # A generator, as its own `transcribe` gives: that is what makes batches.
    theirs = [
        _timed(lambda: list(plain(({"inputs": one} for one in windows), batch_size=8, num_workers=0)))
        for _ in range(2)
    ]
    _row(f"recognition of {len(windows)} windows of 30 s", min(own), min(theirs), "s")


def _used(work: Any) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _jobs(chosen: argparse.Namespace, minutes: float, folder: Path) -> tuple[dict[str, float], ...]:
    """A whole job of each on a recording of so many minutes, one after the other."""
    path = folder / f"{minutes:g}.flac"
    song = decode.load(bundled.recording(), RATE)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as stream:
        left = round(minutes * 60 * RATE)
        while left > 0:
            stream.write(song[:left])
            left -= len(song)
    command = [sys.executable, "-m", "tests.benchmarks.speed", "--file", str(path)]
    command += ["--recogniser", chosen.recogniser, "--aligner", chosen.aligner]
    found: list[dict[str, float]] = []
    for job in ("ours", "plain"):
        done = subprocess.run(
            [*command, "--job", job], capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return tuple(found)


class _First(Silent):
    """Notes when the first line came."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.first = float("nan")

    def lines(self, lines: tuple[Line, ...]) -> None:
        if np.isnan(self.first):
            self.first = time.perf_counter() - self.begun


def _ours(chosen: argparse.Namespace) -> dict[str, float]:
    pipeline = Pipeline(Options(model=chosen.recogniser, aligner=chosen.aligner, device="cpu"))
    pipeline.load()
    listener = _First()
    pipeline.transcribe(chosen.file, listener)
    return {"seconds": time.perf_counter() - listener.begun, "first": listener.first, "peak": _peak()}


def _plain(chosen: argparse.Namespace) -> dict[str, float]:
    plain = PlainWhisperX(chosen.recogniser, chosen.aligner)
    begun = time.perf_counter()
    plain.words(decode.load(chosen.file, RATE))
    seconds = time.perf_counter() - begun
    # Nothing can be read before everything is done.
    return {"seconds": seconds, "first": seconds, "peak": _peak()}


def _peak() -> float:
    """The most memory that this process has had, in 10^6 bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e6


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sys.exit(main())
