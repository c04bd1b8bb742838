"""Ways of decoding with transformers: python -m tests.benchmarks.caches [--device cuda] [--shape tiny]

The same windows of 30 s by the same weights (the embedded model's, or random ones of a given shape, which
write until they are stopped): with the growing cache of keys and values that the program uses, with a static
one, and with a static one and a compiled step. The first call is told apart: it is when compiling happens.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, offline
from flamenco_desktop.recognition.decoding import Vocabulary
from flamenco_desktop.recognition.transformers_backend import TransformersRecogniser
from tests.benchmarks.finetune import SHAPES, random_whisper
from tests.benchmarks.table import conditions

RATE = 16_000


class _Static(TransformersRecogniser):
    """As the program's, with a cache of a fixed size."""

    def _settings(self, vocabulary: Vocabulary, before: int, room: int, how: dict[str, Any]) -> Any:
        settings = super()._settings(vocabulary, before, room, how)
        settings.cache_implementation = "static"
        return settings


class _Compiled(_Static):
    """And the decoder's step compiled, once for all windows."""

    def __init__(self, model: store.Model, device: devices.Device) -> None:
        super().__init__(model, device)
        self._whisper.forward = self._torch.compile(self._whisper.forward, dynamic=False)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--shape", choices=SHAPES, help="of random weights (default: the embedded model)")
    parser.add_argument("--windows", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--compile", action="store_true", help="the compiled step too: minutes on a CPU")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    offline.prepare()
    print(f"{conditions()}\n\n| Cache | first call | window, best of {chosen.rounds} | ratio |")
    print("| --- | ---: | ---: | ---: |")
    rng = np.random.default_rng(1)
    windows = [rng.normal(0, 0.05, 30 * RATE).astype(np.float32) for _ in range(chosen.windows)]
    with tempfile.TemporaryDirectory() as folder:
        model = store.recogniser(_named(chosen.shape, Path(folder)))
        device = devices.choose(chosen.device)
        ways: dict[str, type[TransformersRecogniser]] = {
            "growing": TransformersRecogniser, "static": _Static,
        }  # fmt: skip
        if chosen.compile:
            ways["static, compiled"] = _Compiled
        growing = 0.0
        for name, kind in ways.items():
            recogniser = kind(model, device)
            each = [_timed(recogniser, windows) for _ in range(1 + chosen.rounds)]
            best = min(each[1:]) / len(windows)
            growing = growing or best
            print(f"| {name} | {each[0]:.2f} s | {best:.3f} s | {growing / best:.2f} |", flush=True)
    return 0


def _named(shape: str | None, folder: Path) -> str:
    if shape is None:
        return ""
    random_whisper(folder / shape, *SHAPES[shape])
    return str(folder / shape)


def _timed(recogniser: TransformersRecogniser, windows: list[Any]) -> float:
    begun = time.perf_counter()
    recogniser.recognise_many(windows, "es", temperatures=(0.0,))
    return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main())
