"""A pool of sung lines on disk, made once and drawn from many times.

A shard holds `LINES_A_SHARD` lines: `NAME.npy` the samples (int16, 16 kHz, all lines after each other) and
`NAME.json` what is sung in them. Line `n` of a pool depends on the pool's seed and on `n` alone, so several
processes can fill one pool side by side, and an interrupted one goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from finetune.from_scratch.grammar import perform_copla, variant_line
from finetune.from_scratch.verses import load_coplas, normalise
from finetune.from_scratch.voice import Singer, SungLine, TimedLetter, TimedWord, sing_line

RATE = 16_000
LINES_A_SHARD = 32
VERSION = 1
PARTS = ("train", "validation", "test")


class PoolVersionError(ValueError):
    """A pool made by another version of the generator."""


@dataclass(frozen=True)
class PooledLine:
    """One line of the pool; `samples` is int16 (n,) at 16 kHz."""

    samples: npt.NDArray[np.int16]
    text: str
    words: tuple[TimedWord, ...]


def draw_text(rng: np.random.Generator, part: str) -> str:
    """A line of text of a part: three of five from the grammar for training, else from its coplas."""
    coplas = [copla for copla in load_coplas() if copla.split == part]
    if part == "train" and rng.random() < 0.6:
        return normalise(variant_line(rng))
    copla = coplas[rng.integers(len(coplas))]
    lines = perform_copla(copla, rng) if part == "train" else copla.lines
    return normalise(lines[rng.integers(len(lines))])


def draw_line(seed: int, number: int, part: str) -> SungLine:
    """Line `number` of the pool `seed`: its text, singer and melody follow from these alone."""
    rng = np.random.default_rng([seed, number, PARTS.index(part)])
    text = draw_text(rng, part)
    singer = Singer.draw(rng) if part == "train" else Singer.held_out(int(rng.integers(1000)))
    return sing_line(text, singer, rng, melisma=float(rng.choice([0.3, 0.7, 1.0, 1.0])))


def make_shard(folder: Path, seed: int, shard: int, part: str = "train") -> Path:
    """Makes one shard unless it is there; both files appear whole or not at all."""
    name = f"{part}-{seed}-{shard:05d}"
    index = folder / f"{name}.json"
    if index.exists():
        return index
    lines = [draw_line(seed, shard * LINES_A_SHARD + i, part) for i in range(LINES_A_SHARD)]
    samples = [np.clip(line.samples * 32767, -32768, 32767).astype(np.int16) for line in lines]
    described = [
        {
            "text": line.text,
            "length": len(sound),
            "words": [
                [word.text, word.start, word.end, [[ltr.char, ltr.start, ltr.end] for ltr in word.letters]]
                for word in line.words
            ],
        }
        for line, sound in zip(lines, samples, strict=True)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{name}.{os.getpid()}"
    with partial.open("wb") as stream:
        np.save(stream, np.concatenate(samples))
    partial.replace(folder / f"{name}.npy")
    partial.write_text(json.dumps({"version": VERSION, "lines": described}, ensure_ascii=False), "utf-8")
    partial.replace(index)
    return index


def read_shard(index: Path) -> Iterator[PooledLine]:
    """The lines of one shard. Raises PoolVersionError for a shard of another version."""
    content: dict[str, Any] = json.loads(index.read_text("utf-8"))
    if content.get("version") != VERSION:
        raise PoolVersionError(f"{index} is of another version of the generator: delete its folder")
    samples = np.load(index.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
    start = 0
    for line in content["lines"]:
        words = tuple(
            TimedWord(text, onset, offset, tuple(TimedLetter(*letter) for letter in letters))
            for text, onset, offset, letters in line["words"]
        )
        yield PooledLine(samples[start : start + line["length"]], line["text"], words)
        start += line["length"]


def fill(folder: Path, seed: int, shards: range, part: str) -> None:
    """Makes the shards, with progress and time left on stderr."""
    begun = time.monotonic()
    for done, shard in enumerate(shards):
        make_shard(folder, seed, shard, part)
        left = (time.monotonic() - begun) / (done + 1) * (len(shards) - done - 1)
        print(f"\rshard {done + 1}/{len(shards)}, {left / 60:.0f} min left ", end="", file=sys.stderr)
    print(file=sys.stderr)


def main(arguments: list[str] | None = None) -> None:
    """Fills a pool from the command line."""
    parser = argparse.ArgumentParser(description="sing lines into a pool that training draws from")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS, default="train")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="first shard")
    parser.add_argument("--shards", type=int, default=100, help=f"how many shards of {LINES_A_SHARD} lines")
    parser.add_argument("--step", type=int, default=1, help="take every STEP-th shard (several processes)")
    chosen = parser.parse_args(arguments)
    last = chosen.first + chosen.shards * chosen.step
    fill(chosen.folder, chosen.seed, range(chosen.first, last, chosen.step), chosen.part)


if __name__ == "__main__":
    main()
