"""Ten minutes in which nobody sings: python -m tests.benchmarks.voiceless [--minutes 10] [--model NAME]

Guitars, palmas and cajón of every palo that has a band, held out from all training, the martinete's anvil,
applause, noise and silence, half a minute each in turn. Every word that is written was invented.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from finetune.from_scratch.band import accompaniment
from flamenco_desktop.lyrics.model import Kind
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
from tests.benchmarks.table import Figure, show

RATE = 16000
PART = 30.0
PALOS = ("solea", "tangos", "buleria", "fandango", "alegria", "seguiriya", "martinete", "petenera")


def main() -> int:
    """Make the sound, transcribe it, print what was invented."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.voiceless")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--model", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voiceless.flac"
        soundfile.write(path, band(arguments.minutes * 60), RATE)
        begun = time.monotonic()
        lyrics = Pipeline(Options(model=arguments.model)).transcribe(path)
        took = time.monotonic() - begun
    words = [word for word in lyrics.words() if re.search(r"\w", word.text)]
    marked = sum(line.end - line.start for line in lyrics.lines if line.kind is Kind.QUEJIO)
    figures = [
        Figure("words invented", len(words), "words"),
        Figure("taken for a voice without words", marked, "s"),
        Figure("time for a minute", took / arguments.minutes, "s"),
    ]
    show(f"{arguments.minutes:g} minutes of guitar, palmas, applause, noise and silence", figures)
    for word in words:
        print(f"{word.start:7.2f} {word.text}")
    return 0


def band(seconds: float) -> NDArray[np.float32]:
    """So much of it, (n,) float32 at 16 kHz."""
    parts: list[NDArray[np.float32]] = []
    makers = cycle([*PALOS[:3], "applause", *PALOS[3:6], "noise", *PALOS[6:], "silence"])
    for number in range(int(np.ceil(seconds / PART))):
        rng = np.random.default_rng([2026, number])
        kind = next(makers)
        if kind in PALOS:
            falsetas = [(4.0, 14.0), (18.0, 26.0)]
            parts.append(
                accompaniment(PART, rng, palo=kind, held_out=True, cajon=bool(number % 2), falsetas=falsetas)
            )
        elif kind == "applause":
            parts.append(applause(PART, rng))
        else:
            level = 0.05 if kind == "noise" else 1e-4
            parts.append(np.asarray(level * rng.standard_normal(round(PART * RATE)), np.float32))
    return np.concatenate(parts)[: round(seconds * RATE)]


def applause(seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """A hall: sixty claps a second, each a burst of noise."""
    sound = np.zeros(round(seconds * RATE) + 400, np.float32)
    fall = np.exp(-np.arange(400) / 80)
    for at in rng.integers(0, len(sound) - 400, round(60 * seconds)):
        sound[at : at + 400] += (rng.uniform(0.02, 0.1) * rng.standard_normal(400) * fall).astype(np.float32)
    return sound[: round(seconds * RATE)]


if __name__ == "__main__":
    raise SystemExit(main())
