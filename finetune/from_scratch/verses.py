"""The verses of the synthetic cante: coplas written for this project, by palo and split.

One UTF-8 file a palo under `verses/`. Coplas are separated by blank lines; the first line of
each is a header: `# train`, `# validation`, `# test`, or `# test unseen` for a copla each of
whose lines has a word that training never hears.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = [
    "PALOS",
    "SPLITS",
    "Copla",
    "held_out_lines",
    "load_coplas",
    "normalise",
    "read_coplas",
    "reserved_words",
    "training_lines",
]

PALOS = ("solea", "seguiriya", "alegria", "fandango", "tangos", "buleria", "martinete", "petenera")
SPLITS = ("train", "validation", "test")

_FOLDER = Path(__file__).with_name("verses")
_HEADERS = {
    "# train": ("train", False),
    "# validation": ("validation", False),
    "# test": ("test", False),
    "# test unseen": ("test", True),
}
_LINE = re.compile(r"[a-zñáéíóúü]+(?:,? [a-zñáéíóúü]+)*")
_NOT_SPELLING = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Copla:
    """One stanza. `split` is 'train', 'validation' or 'test'; `unseen_words` only in 'test'."""

    palo: str
    split: str
    unseen_words: bool
    lines: tuple[str, ...]


def normalise(text: str) -> str:
    """Lower case, no punctuation or digits, single spaces: the form in which WER is counted."""
    return _NOT_SPELLING.sub(" ", text.lower()).strip()


def read_coplas(path: Path) -> tuple[Copla, ...]:
    """The coplas of one file, whose stem is the palo.

    Raises ValueError, naming file and line, for an unknown header, a line before any header,
    a copla without lines, or a line with anything but Spanish letters, spaces and commas;
    OSError if the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ValueError(f"{path.name}, line {line}: not UTF-8") from error
    return tuple(_coplas(path, text))


def _coplas(path: Path, text: str) -> Iterator[Copla]:
    numbered = [*enumerate(text.split("\n"), 1)]
    block: list[tuple[int, str]] = []
    for number, line in [*numbered, (len(numbered) + 1, "")]:
        if line:
            block.append((number, line))
        elif block:
            yield _copla(path, block)
            block = []


def _copla(path: Path, block: list[tuple[int, str]]) -> Copla:
    number, header = block[0]
    if header not in _HEADERS:
        known = ", ".join(_HEADERS)
        raise ValueError(f"{path.name}, line {number}: {header!r} is not a header ({known})")
    if len(block) == 1:
        raise ValueError(f"{path.name}, line {number}: a copla without lines")
    for number, line in block[1:]:
        if not _LINE.fullmatch(line):
            raise ValueError(
                f"{path.name}, line {number}: {line!r} is not lower-case Spanish words, spaces and commas"
            )
    split, unseen = _HEADERS[header]
    return Copla(path.stem, split, unseen, tuple(line for _, line in block[1:]))


@cache
def load_coplas() -> tuple[Copla, ...]:
    """All coplas, by palo in the order of PALOS, then as in the file.

    Raises what `read_coplas` raises, and ValueError for a line that occurs in two splits.
    """
    coplas = tuple(copla for palo in PALOS for copla in read_coplas(_FOLDER / f"{palo}.txt"))
    split_of: dict[str, str] = {}
    for copla in coplas:
        for line in copla.lines:
            if split_of.setdefault(normalise(line), copla.split) != copla.split:
                raise ValueError(f"{copla.palo}.txt: {line!r} is in two splits")
    return coplas


def training_lines() -> tuple[str, ...]:
    """The lines of the training coplas, in order, with their commas."""
    return tuple(line for copla in load_coplas() if copla.split == "train" for line in copla.lines)


@cache
def held_out_lines() -> frozenset[str]:
    """The normalised lines of validation and test: what training must never sing."""
    return frozenset(
        normalise(line) for copla in load_coplas() if copla.split != "train" for line in copla.lines
    )


@cache
def reserved_words() -> frozenset[str]:
    """The words of the `# test unseen` coplas that no training copla has: kept from training."""
    trained = set(" ".join(map(normalise, training_lines())).split())
    return frozenset(
        word
        for copla in load_coplas()
        if copla.unseen_words
        for line in copla.lines
        for word in normalise(line).split()
        if word not in trained
    )
