"""What the model could do before, to be practised along and to be tested afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finetune import dataset as datasets
from finetune.clips import Clip
from finetune.dataset import Item, Source
from finetune.faults import DatasetError
from finetune.packing import Part, Window, pack
from finetune.spec import EMBEDDED
from flamenco_desktop.audio import decode
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.library.identity import identify
from flamenco_desktop.lyrics.model import Line, LineState, Word
from flamenco_desktop.models.store import RESOURCES

EMBEDDED_SET = RESOURCES / "rehearsal"
_SOUND = frozenset({".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"})
_LONGEST = 30.0
_ALONE, _EDGE = 2.0, 0.3
_FEWEST = 3
"""With fewer recordings there are no sides of whole ones."""


def collect(names: Sequence[str]) -> tuple[Clip, ...]:
    """The windows of every set that is named: "embedded", a dataset's folder, or a folder of speech.

    A folder of speech holds sound files, each with its words beside it in a .txt of the same name; those of
    more than 30 s, or without words, are passed over. Raises DatasetError.
    """
    found: list[Clip] = []
    for name in names:
        if name == EMBEDDED:
            found += _embedded()
        elif (Path(name) / datasets.ABOUT).is_file():
            dataset = datasets.read(Path(name))
            found += [Clip(item, dataset.folder / item.file) for item in dataset.items if item.file]
        elif Path(name).is_dir():
            found += _speech(Path(name))
        else:
            raise DatasetError(path=name, reason="unreadable", detail="no such folder")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Other singing by what it is for: practised along, to see what is being forgotten, to prove it."""

    practised: tuple[Clip, ...]
    guarded: tuple[Clip, ...]
    tested: tuple[Clip, ...]


def parted(windows: Sequence[Clip], seed: int) -> Rehearsed:
    """Half is practised, a sixth guarded, a third tested; whole recordings if there are several."""
    keys = sorted({one.item.source.key for one in windows})
    if len(keys) < _FEWEST:
        third = len(windows) // 3
        return Rehearsed(tuple(windows[third:]), (), tuple(windows[:third]))
    order = np.random.default_rng([seed, 5]).permutation(len(keys)).tolist()
    tests, guards = len(keys) // 3, max(1, len(keys) // 6)
    tested = {keys[place] for place in order[:tests]}
    guarded = {keys[place] for place in order[tests : tests + guards]}
    return Rehearsed(
        tuple(one for one in windows if one.item.source.key not in tested | guarded),
        tuple(one for one in windows if one.item.source.key in guarded),
        tuple(one for one in windows if one.item.source.key in tested),
    )


def _embedded() -> list[Clip]:
    """The short performances that come with the program, with the words that were sung in them."""
    found: list[Clip] = []
    for path in sorted(EMBEDDED_SET.glob("*.json")):
        file = path.with_suffix(".opus")
        if not file.is_file():
            continue
        truth = json.loads(path.read_text(encoding="utf-8"))
        lines = [
            Line(
                tuple(Word(word["text"], word["start"], word["end"]) for word in line["words"]),
                LineState.CHECKED,
            )
            for line in truth["lines"]
        ]
        seconds = decode.inspect(file).duration
        identity = identify(file)
        source = Source(
            identity.sha256, identity.size, seconds, truth["title"], truth["singer"], truth["palo"]
        )
        windows = (*pack(lines, seconds), *_without_voice(lines))
        found += [Clip(Item(source, window), file, window.start) for window in windows]
    return found


def _without_voice(lines: Sequence[Line]) -> Iterator[Window]:
    """Where the band plays alone: before the first line, and between two."""
    ended = 0.0
    for index, line in enumerate(lines):
        if line.start - ended >= _ALONE:
            yield Window(ended + _EDGE, line.start - _EDGE, (), index)
        ended = line.end


def _speech(folder: Path) -> list[Clip]:
    found: list[Clip] = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SOUND):
        try:
            text = file.with_suffix(".txt").read_text(encoding="utf-8").split()
            seconds = decode.inspect(file).duration
            identity = identify(file)
        except (OSError, UnicodeDecodeError, FlamencoError):
            continue
        if not text or not 0.3 < seconds <= _LONGEST:
            continue
        each = seconds / len(text)
        words = tuple(Word(word, n * each, (n + 1) * each, estimated=True) for n, word in enumerate(text))
        source = Source(identity.sha256, identity.size, seconds, file.stem)
        found.append(Clip(Item(source, Window(0.0, seconds, (Part(0, words),), 0)), file))
    return found
