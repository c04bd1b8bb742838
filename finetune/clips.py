"""Windows with the files that their sound is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.dataset import RATE, Dataset, Item
from finetune.packing import shorter
from flamenco_desktop.audio import decode


@dataclass(frozen=True, slots=True)
class Clip:
    """A window whose sound is in `file` from `offset` seconds on."""

    item: Item
    file: Path
    offset: float = 0.0

    def audio(self) -> NDArray[np.float32]:
        """Samples (n,) at 16 kHz. Raises FileMissingError, NotSoundError, EmptySoundError."""
        samples = decode.load(self.file, RATE)
        first = round(self.offset * RATE)
        return samples[first : first + round(self.item.window.seconds * RATE)]


def clips(dataset: Dataset, items: Sequence[Item], longest: float) -> tuple[Clip, ...]:
    """The windows of `items` in pieces that a model hears at once, `longest` seconds each."""
    found: list[Clip] = []
    for item in items:
        pieces = shorter(item.window, longest)
        for piece, before in zip(pieces, (None, *pieces), strict=False):
            offset = item.offset + piece.start - item.window.start
            cut = replace(item, window=piece, previous=item.previous if before is None else before.text)
            found.append(Clip(cut, dataset.folder / item.file, offset))
    return tuple(found)


def cut(found: Sequence[Clip], longest: float) -> tuple[Clip, ...]:
    """The same for windows that have their files already."""
    pieces: list[Clip] = []
    for clip in found:
        for piece in shorter(clip.item.window, longest):
            offset = clip.offset + piece.start - clip.item.window.start
            pieces.append(Clip(replace(clip.item, window=piece), clip.file, offset))
    return tuple(pieces)
