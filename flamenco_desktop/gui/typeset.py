"""Setting verses: where each word of a line stands, and how far a word is filled at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from flamenco_desktop.gui.manner import Manner, manner, written
from flamenco_desktop.lyrics.model import Line, Word
from flamenco_desktop.lyrics.timing import sung_fraction


class Measure:
    """Widths of words in one font, each measured once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetricsF(font)
        self.space = self.metrics.horizontalAdvance(" ")
        self._widths: dict[str, float] = {}
        self._edges: dict[str, tuple[float, ...]] = {}

    def width(self, text: str) -> float:
        """Advance of `text` in pixels."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width

    def edges(self, text: str) -> tuple[float, ...]:
        """The right edges of the characters of `text`, as shares of its width in [0, 1]."""
        edges = self._edges.get(text)
        if edges is None:
            whole = self.width(text) or 1.0
            ends = [self.metrics.horizontalAdvance(text[: end + 1]) / whole for end in range(len(text))]
            edges = self._edges[text] = tuple(min(1.0, end) for end in ends)
        return edges


@dataclass(frozen=True, slots=True)
class Placed:
    """One word of a set verse: its left edge in pixels, its width, the row it stands in; `light` ones are set
    in the lighter form."""

    x: float
    width: float
    row: int
    light: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Verse:
    """A line set into rows of a given width; compared by identity, so that pictures can be kept for it.

    `of` are the places in the line of the words that are set: those at the side are not. `left` and `right`
    are how far the rows reach.
    """

    texts: tuple[str, ...]
    words: tuple[Placed, ...]
    rows: int
    width: float
    of: tuple[int, ...] = ()

    @property
    def left(self) -> float:
        """Left edge of the longest row."""
        return min((placed.x for placed in self.words), default=0.0)

    @property
    def right(self) -> float:
        """Right edge of the longest row."""
        return max((placed.x + placed.width for placed in self.words), default=0.0)


def set_verse(
    line: Line,
    measure: Measure,
    width: float,
    *,
    gap: float = 0.0,
    centred: bool = False,
    light: Measure | None = None,
) -> Verse:
    """Break `line` into rows of at most `width` pixels where a word allows it, `gap` added to each space.

    With a measure for the lighter form each word is set as it is sung, those at the side left out; without
    one they are set all alike, as they are written.
    """
    space = measure.space + gap
    manners = [Manner.VERSE if light is None else manner(line, word) for word in line.words]
    of = tuple(index for index, own in enumerate(manners) if own is not Manner.ASIDE)
    lighter = [manners[index] is Manner.LIGHT for index in of]
    texts = tuple(line.words[index].text if light is None else written(line.words[index]) for index in of)
    widths = [
        (light if lit and light is not None else measure).width(text)
        for text, lit in zip(texts, lighter, strict=True)
    ]
    rows: list[list[int]] = [[]]
    reach: list[float] = [0.0]
    for index, own in enumerate(widths):
        if rows[-1] and reach[-1] + space + own > width:
            rows.append([])
            reach.append(0.0)
        reach[-1] += own + (space if rows[-1] else 0.0)
        rows[-1].append(index)
    placed: list[Placed] = []
    for row, (indices, length) in enumerate(zip(rows, reach, strict=True)):
        x = (width - length) / 2 if centred else 0.0
        for index in indices:
            placed.append(Placed(x, widths[index], row, lighter[index]))
            x += widths[index] + space
    return Verse(texts, tuple(placed), len(rows), width, of)


def filled(word: Word, edges: Sequence[float], time: float) -> float:
    """The share of the width of `word` that has been sung at `time`, in [0, 1].

    `edges` are the right edges of its letters (`Measure.edges`), each reached when its letter was sung.
    """
    sung = sung_fraction(word, time) * len(edges)
    whole = int(sung)
    if whole >= len(edges):
        return 1.0
    left = edges[whole - 1] if whole else 0.0
    return left + (edges[whole] - left) * (sung - whole)
