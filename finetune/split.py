"""Which windows train, which say when to stop, and which prove what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finetune.checks import bare
from finetune.dataset import Item, by_recording
from finetune.faults import DatasetError
from finetune.packing import shorter

PARTS = ("train", "validation", "test")
_FEWEST_RECORDINGS = 4
_FEWEST_VERSES = 6
_LINE = 8.0
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Split:
    """The windows of each part. `by` is "recording", or "verse" where there are too few recordings."""

    train: tuple[Item, ...]
    validation: tuple[Item, ...]
    test: tuple[Item, ...]
    by: str
    seed: int

    def plain(self) -> dict[str, Any]:
        """What is stored with the model: the names of the windows of each part."""
        parts = {part: [item.name for item in getattr(self, part)] for part in PARTS}
        return {"by": self.by, "seed": self.seed, **parts}


def split(items: Sequence[Item], share: float, seed: int, where: str = "") -> Split:
    """Windows by part: `share` of the sung seconds for validation, as many for the test.

    Whole recordings, as long as there are four with singing; else windows that share no verse, or where those
    are few, pieces of some lines. The same items and seed give the same split. Raises DatasetError
    (nothing_held_out).
    """
    by = "recording"
    groups = [own for _, own in by_recording(items) if any(item.text for item in own)]
    if len(groups) < _FEWEST_RECORDINGS:
        by, groups = "verse", _by_verse(items)
        if len(groups) < _FEWEST_VERSES:
            # Too few windows that share no verse with another: their lines can be parted all the same.
            items = [piece for item in items for piece in _pieces(item)]
            groups = _by_verse(items)
    if len(groups) < len(PARTS):
        raise DatasetError(
            path=where, reason="nothing_held_out", detail=f"{len(groups)} windows with verses of their own"
        )
    rng = np.random.default_rng([seed, 1])
    pool = [groups[place] for place in rng.permutation(len(groups)).tolist()]
    wanted = share * sum(map(_seconds, groups))
    test = _take(pool, wanted, leave=2)
    validation = _take(pool, wanted, leave=1)
    placed = {item.name for group in (*pool, *test, *validation) for item in group}
    rest = [item for item in items if item.name not in placed]
    # What nobody sings in belongs to no verse; both sides are to be asked whether they invent words there.
    empty = [rest[place] for place in rng.permutation(len(rest)).tolist()]
    held = math.ceil(share * len(empty)) if len(empty) >= len(PARTS) else 0
    return Split(
        _sorted([*pool, empty[2 * held :]]),
        _sorted([*validation, empty[held : 2 * held]]),
        _sorted([*test, empty[:held]]),
        by,
        seed,
    )


def _take(pool: list[list[Item]], wanted: float, leave: int) -> list[list[Item]]:
    """Groups out of `pool` of about `wanted` seconds, at least one, in the pool's order where they fit."""
    taken: list[list[Item]] = []
    have = 0.0
    for group in list(pool):
        if have >= 0.8 * wanted or len(pool) <= leave:
            break
        if have + _seconds(group) <= 1.5 * wanted:
            pool.remove(group)
            taken.append(group)
            have += _seconds(group)
    if not taken:
        taken.append(min(pool, key=_seconds))
        pool.remove(taken[0])
    return taken


def _pieces(item: Item) -> list[Item]:
    return [
        replace(item, window=piece, offset=item.offset + piece.start - item.window.start)
        for piece in shorter(item.window, _LINE)
    ]


def _seconds(items: Sequence[Item]) -> float:
    return sum(item.window.seconds for item in items if item.text)


def _sorted(groups: Sequence[Sequence[Item]]) -> tuple[Item, ...]:
    return tuple(sorted((item for group in groups for item in group), key=Item.place))


def _by_verse(items: Sequence[Item]) -> list[list[Item]]:
    """Windows joined where they share a verse of at least three words (or, with less to say, their text)."""
    owner = list(range(len(items)))

    def root(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = owner[place]
        return place

    first: dict[str, int] = {}
    for place, item in enumerate(items):
        verses = {bare(part.text) for part in item.window.parts}
        telling = {verse for verse in verses if len(verse.split()) >= _TELLING} or {bare(item.text)} - {""}
        for verse in sorted(telling):
            owner[root(place)] = root(first.setdefault(verse, place))
    groups: dict[int, list[Item]] = {}
    for place, item in enumerate(items):
        if item.text:
            groups.setdefault(root(place), []).append(item)
    return list(groups.values())
