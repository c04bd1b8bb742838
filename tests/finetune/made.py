"""Lines, recordings and libraries for tests of fine-tuning: tones where words are, quiet between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from finetune.dataset import RATE, Dataset, Item, Source, Writer
from finetune.packing import Part, Window
from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Lyrics, Provenance, Word

VERSES = (
    "la luna baja al río",
    "el agua suena y se va",
    "tengo una pena muy honda",
    "que no la puedo cantar",
    "por la vereda del trigo",
    "viene cantando el dolor",
    "las campanas de mi pueblo",
    "tocan despacio por dos",
    "dame la mano gitana",
    "que me pierdo en la ciudad",
    "las piedras de tu camino",
    "no me dejan descansar",
)


def line(
    text: str,
    start: float,
    seconds: float = 3.0,
    *,
    state: LineState = LineState.CHECKED,
    kind: Kind = Kind.SUNG,
) -> Line:
    """A line whose words share its time, 50 ms between them."""
    texts = text.split()
    each = seconds / len(texts)
    words = [
        Word(word, start + number * each, start + (number + 1) * each - 0.05)
        for number, word in enumerate(texts)
    ]
    return Line(tuple(words), state, kind)


def song(verses: Sequence[str], gap: float = 1.0, first: float = 2.0) -> tuple[Line, ...]:
    """Checked lines of 3 s with `gap` seconds between them."""
    return tuple(line(text, first + number * (3.0 + gap)) for number, text in enumerate(verses))


def sound(lines: Sequence[Line], duration: float, seed: int = 0) -> NDArray[np.float32]:
    """A tone of its own height for each word, and a breath of noise everywhere: (n,) at 16 kHz."""
    rng = np.random.default_rng(seed)
    samples = rng.normal(0, 1e-4, round(duration * RATE)).astype(np.float32)
    for one in lines:
        for word in one.words:
            first, last = round(word.start * RATE), min(len(samples), round(word.end * RATE))
            pitch = 120 + sum(map(ord, word.text)) % 300
            samples[first:last] += 0.3 * np.sin(2 * np.pi * pitch * np.arange(last - first) / RATE)
    return samples


def add(
    library: Library, folder: Path, name: str, lines: Sequence[Line], duration: float, singer: str = "Ana"
) -> int:
    """A recording with its lyrics in the library; its number."""
    path = folder / f"{name}.flac"
    soundfile.write(path, sound(lines, duration, sum(map(ord, name))), RATE, format="FLAC")
    entry = library.add(RecordingInfo(path, duration, name, singer, "soleá"))
    library.store(entry.id, Lyrics(tuple(lines), "es", Provenance(method="typed")))
    return entry.id


def dataset(folder: Path, recordings: int = 5, windows: int = 2, seconds: float = 5.0) -> Dataset:
    """A dataset of short windows of two lines each, one of them empty in each recording but the first."""
    writer = Writer(folder)
    for number in range(recordings):
        source = Source(f"{number:064x}", 1000 + number, 60.0, f"song {number}", "Ana", "soleá")
        for place in range(windows):
            start = place * 10.0
            verses = [VERSES[(number * windows + place + n) % len(VERSES)] for n in (0, 1)]
            lines = [
                line(text, start + 0.3 + n * seconds / 2, seconds / 2 - 0.5) for n, text in enumerate(verses)
            ]
            parts = tuple(Part(place * 2 + n, one.words) for n, one in enumerate(lines))
            window = Window(start, start + seconds, parts, place * 2)
            samples = sound(lines, start + seconds, number)[round(start * RATE) :]
            writer.add(Item(source, window, "ay" if place else ""), samples)
        if number:
            window = Window(50.0, 50.0 + seconds, (), 9)
            writer.add(Item(source, window), sound((), seconds, number))
    return writer.finish("tests")
