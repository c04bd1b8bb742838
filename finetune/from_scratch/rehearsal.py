"""The rehearsal set that comes with the program: what a model that learns a new singer must not forget.

Short performances of the training part, each by another singer: every third one a training copla, the others
lines of the grammar that no training sang. Their samples follow from their numbers on every machine; a lossy
codec keeps them small.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from finetune.from_scratch.grammar import perform_copla, variant_line
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform, truth
from finetune.from_scratch.verses import PALOS, load_coplas
from finetune.from_scratch.voice import RATE
from flamenco_desktop.errors import WriteFailedError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "rehearsal"
COUNT = 80

_SEED = 5_151
_LINES = 4
_LEVELS = (8.0, 20.0)
_QUALITY = 0.93  # of libsndfile, which sets Opus' bit rate by it: 0 is the best


def render(number: int) -> Song:
    """Performance `number`, at most some half a minute. Raises SpeechLibraryMissingError."""
    rng = np.random.default_rng([_SEED, number])
    palo = PALOS[number % len(PALOS)]
    lines = [variant_line(rng) for _ in range(_LINES)]
    if number % 3 == 0:
        coplas = [copla for copla in load_coplas() if copla.split == "train" and copla.palo == palo]
        lines = list(perform_copla(coplas[int(rng.integers(len(coplas)))], rng)[:_LINES])
    level = None if rng.random() < 0.25 else float(rng.uniform(*_LEVELS))
    return perform(lines, Singer.draw(rng), palo, rng, snr_db=level, title=lines[0])


def write(folder: Path = FOLDER, count: int = COUNT) -> Iterator[Path]:
    """Write the performances into `folder`, as Ogg Opus with their exact times (JSON) beside; their paths.

    Raises WriteFailedError, SpeechLibraryMissingError.
    """
    for number in range(count):
        song = render(number)
        path = folder / f"{number:02d}.opus"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with soundfile.SoundFile(
                path, "w", RATE, 1, "OPUS", format="OGG", compression_level=_QUALITY
            ) as stream:
                stream.write(song.samples)
            text = json.dumps(truth(song, letters=False), ensure_ascii=False)
            path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        except (OSError, soundfile.LibsndfileError) as error:
            raise WriteFailedError(path=str(path), reason=str(error)) from error
        yield path
