"""A pool of sung lines on disk, made once and drawn from many times.

A shard holds `LINES_A_SHARD` lines: `NAME.npy` the samples (int16, 16 kHz, all lines after each other) and
`NAME.json` what is sung in them. Line `n` of a pool depends on the pool's seed and on `n` alone, so several
processes can fill one pool side by side, and an interrupted one goes on where it stopped.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from finetune.from_scratch.faults import BrokenCorpusError, CorpusVersionError
from finetune.from_scratch.grammar import perform_copla, training_vocabulary, variant_line
from finetune.from_scratch.invented import invented_word
from finetune.from_scratch.verses import Copla, held_out_lines, load_coplas, normalise, training_lines
from finetune.from_scratch.voice import Singer, SungLine, TimedLetter, TimedWord, sing_line
from flamenco_desktop.errors import FlamencoError, WriteFailedError

RATE = 16_000
LINES_A_SHARD = 32
VERSION = 3
_LONGEST_LINE = 42  # letters and spaces
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class PooledLine:
    """One line of the pool; `samples` is int16 (n,) at 16 kHz."""

    samples: npt.NDArray[np.int16]
    text: str
    words: tuple[TimedWord, ...]


def draw_text(rng: np.random.Generator, part: str) -> str:
    """A line of text of a part.

    For training a sixth are copla lines with what cantaores add, two thirds come from the grammar, the rest
    are words in no order, half of these lines with words that do not exist. Of words in no order alone a
    decoder learns that anything may follow anything, and writes "la pis" for "lápiz".
    """
    coplas = _coplas(part)
    if part != "train":
        lines = coplas[rng.integers(len(coplas))].lines
        return normalise(lines[rng.integers(len(lines))])
    chance = rng.random()
    if chance < 0.18:
        return _loose_words(rng)
    if chance < 0.84:
        return normalise(variant_line(rng))
    lines = perform_copla(coplas[rng.integers(len(coplas))], rng)
    return normalise(lines[rng.integers(len(lines))])


def _loose_words(rng: np.random.Generator) -> str:
    """Three to six words, in every other line half of them made up; no line of the held-out verses."""
    sung, every = _words()
    while True:
        share = 0.5 if rng.random() < 0.5 else 0.0
        words = []
        for _ in range(int(rng.integers(3, 7))):
            if rng.random() < share:
                words.append(invented_word(rng))
            else:
                words.append(_pick(sung if rng.random() < 0.5 else every, rng))
        line = " ".join(words)
        if len(line) <= _LONGEST_LINE and line not in held_out_lines():
            return line


def _pick(words: tuple[str, ...], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


@cache
def _coplas(part: str) -> tuple[Copla, ...]:
    return tuple(copla for copla in load_coplas() if copla.split == part)


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the training coplas as often as they occur, and every training word once."""
    sung = tuple(word for line in training_lines() for word in normalise(line).split())
    return sung, tuple(sorted(training_vocabulary()))


def draw_line(seed: int, number: int, part: str) -> SungLine:
    """Line `number` of the pool `seed`: its text, singer and melody follow from these alone."""
    rng = np.random.default_rng([seed, number, PARTS.index(part)])
    text = draw_text(rng, part)
    singer = Singer.draw(rng) if part == "train" else Singer.held_out(int(rng.integers(1000)))
    return sing_line(text, singer, rng, melisma=float(rng.choice([0.3, 0.7, 1.0, 1.0])))


def make_shard(folder: Path, seed: int, shard: int, part: str = "train") -> Path:
    """Makes one shard unless it is there; both files appear whole or not at all.

    Raises WriteFailedError (no space, no permission) and SpeechLibraryMissingError.
    """
    name = f"{part}-{seed}-{shard:05d}"
    index = folder / f"{name}.json"
    if index.exists():
        return index
    partial = folder / f".{name}.{os.getpid()}"
    try:
        # Before the singing, so that a folder that cannot be written is told at once.
        folder.mkdir(parents=True, exist_ok=True)
        first = shard * LINES_A_SHARD
        lines = [draw_line(seed, first + i, part) for i in range(LINES_A_SHARD)]
        samples = [np.clip(line.samples * 32767, -32768, 32767).astype(np.int16) for line in lines]
        described = [_described(line, len(sound)) for line, sound in zip(lines, samples, strict=True)]
        with partial.open("wb") as stream:
            np.save(stream, np.concatenate(samples))
        partial.replace(folder / f"{name}.npy")
        partial.write_text(json.dumps({"version": VERSION, "lines": described}, ensure_ascii=False), "utf-8")
        partial.replace(index)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error
    return index


def _described(line: SungLine, length: int) -> dict[str, Any]:
    return {
        "text": line.text,
        "length": length,
        "words": [
            [word.text, word.start, word.end, [[one.char, one.start, one.end] for one in word.letters]]
            for word in line.words
        ],
    }


def read_shard(index: Path) -> Iterator[PooledLine]:
    """The lines of one shard; samples stay on disk until touched.

    Raises CorpusVersionError for a shard of another version, BrokenCorpusError for one that cannot be read.
    """
    try:
        content: dict[str, Any] = json.loads(index.read_text("utf-8"))
        version = content.get("version")
        if version != VERSION:
            raise CorpusVersionError(
                path=str(index.parent), found=f"version {version}", wanted=f"version {VERSION}"
            )
        samples = np.load(index.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
        start = 0
        for line in content["lines"]:
            words = tuple(
                TimedWord(text, onset, offset, tuple(TimedLetter(*letter) for letter in letters))
                for text, onset, offset, letters in line["words"]
            )
            yield PooledLine(samples[start : start + line["length"]], line["text"], words)
            start += line["length"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenCorpusError(path=str(index), reason=str(error)) from error


def fill(
    folder: Path,
    seed: int,
    shards: range,
    part: str,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Makes the shards in `processes` processes, telling `progress` (done, total) after each.

    Raises what `make_shard` raises.
    """
    if processes <= 1:
        for done, shard in enumerate(shards, 1):
            make_shard(folder, seed, shard, part)
            progress(done, len(shards))
        return
    # Forking a process that has torch's threads in it may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as executor:
        made = [executor.submit(_fault, folder, seed, shard, part) for shard in shards]
        try:
            for done, future in enumerate(as_completed(made), 1):
                fault = future.result()
                if fault is not None:
                    kind, parameters = fault
                    raise kind(**parameters)
                progress(done, len(made))
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _fault(
    folder: Path, seed: int, shard: int, part: str
) -> tuple[type[FlamencoError], dict[str, str | float | int]] | None:
    """Makes a shard in another process; what went wrong comes back by kind, as errors cannot be pickled."""
    try:
        make_shard(folder, seed, shard, part)
    except FlamencoError as error:
        return type(error), error.parameters
    return None
