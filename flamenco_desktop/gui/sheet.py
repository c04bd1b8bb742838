"""The sheet of the karaoke view as geometry: a cover, the verses, a rest where the guitar plays alone, and
the cover again at the end.

Every slot has a small and a full height. `focus` is a place between slots: the slot there is full size, its
neighbours shrink to the small size over the distance of one slot. All lengths are pixels.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from flamenco_desktop.gui.typeset import Verse
from flamenco_desktop.lyrics.model import Line

FALSETA = 4.0
LONG_FALSETA = 10.0  # time enough to read once more what it is and who sings
NEIGHBOUR = 0.7
ARRIVE = 0.45  # the next verse is in its place this long before it is sung


class What(Enum):
    """What a slot holds."""

    COVER = "cover"
    VERSE = "verse"
    REST = "rest"
    END = "end"


class Slot(NamedTuple):
    """One thing on the sheet. `line` is the verse's index; of a rest, that of the verse after it.

    A tuple, because thousands of them are made anew when a line takes another room.
    """

    what: What
    line: int
    small: float
    full: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights that depend on the window."""

    row: float
    between: float
    cover: float
    rest: float
    long_rest: float


class Sheet:
    """Slots from top to bottom, and where each stands for a focus."""

    def __init__(self, lines: Sequence[Line], verses: Sequence[Verse], sizes: Sizes) -> None:
        self.slots: list[Slot] = [Slot(What.COVER, -1, sizes.cover, sizes.cover)]
        self._of_line: list[int] = []
        self._rest_before: dict[int, int] = {}
        before = 0.0
        for index, (line, verse) in enumerate(zip(lines, verses, strict=True)):
            if line.start - before > FALSETA:
                self._rest_before[index] = len(self.slots)
                long = before > 0.0 and line.start - before > LONG_FALSETA
                height = sizes.long_rest if long else sizes.rest
                self.slots.append(Slot(What.REST, index, height, height))
            self._of_line.append(len(self.slots))
            full = verse.rows * sizes.row + sizes.between
            self.slots.append(Slot(What.VERSE, index, full * NEIGHBOUR, full))
            before = line.end
        if verses:
            self.slots.append(Slot(What.END, len(verses), sizes.cover, sizes.cover))
        self._tops = [0.0]
        for slot in self.slots:
            self._tops.append(self._tops[-1] + slot.small)

    def slot_of(self, line: int) -> int:
        """The slot of a verse, the cover's for -1."""
        return self._of_line[line] if line >= 0 else 0

    @property
    def end(self) -> int:
        """The last slot."""
        return len(self.slots) - 1

    def room_below(self, slot: int) -> float:
        """From the middle of a slot in focus to the end of the next verse, which is to be readable too."""
        room = self.slots[slot].full / 2
        for following in self.slots[slot + 1 : slot + 3]:
            room += following.small
            if following.what is not What.REST:
                break
        return room

    def rest_before(self, line: int) -> int | None:
        """The slot of the rest before a verse, None where the singer goes straight on."""
        return self._rest_before.get(line)

    def weight(self, slot: int, focus: float) -> float:
        """1 for the slot in focus, 0 for those a whole slot away."""
        return max(0.0, 1.0 - abs(slot - focus))

    def scale(self, slot: int, focus: float) -> float:
        """How large the slot is drawn, between `NEIGHBOUR` and 1."""
        return NEIGHBOUR + (1.0 - NEIGHBOUR) * self.weight(slot, focus)

    def top(self, slot: int, focus: float) -> float:
        """Upper edge of the slot on the sheet."""
        extra = 0.0
        for other in (int(focus), int(focus) + 1):
            if other < min(slot, len(self.slots)):
                extra += (self.slots[other].full - self.slots[other].small) * self.weight(other, focus)
        return self._tops[slot] + extra

    def height(self, slot: int, focus: float) -> float:
        """Height of the slot."""
        own = self.slots[slot]
        return own.small + (own.full - own.small) * self.weight(slot, focus)

    def centre(self, focus: float) -> float:
        """The point of the sheet that stands at the anchor of the view."""
        low = int(focus)
        share = focus - low
        centre = self.top(low, focus) + self.height(low, focus) / 2
        if share == 0.0 or low + 1 >= len(self.slots):
            return centre
        above = self.top(low + 1, focus) + self.height(low + 1, focus) / 2
        return centre + (above - centre) * share

    def between(self, upper: float, lower: float, focus: float) -> range:
        """The slots that touch the stretch of the sheet from `upper` to `lower`."""
        most = sum(self.slots[at].full - self.slots[at].small for at in self._near(focus))
        first = max(0, bisect_right(self._tops, upper - most) - 1)
        last = min(len(self.slots), bisect_right(self._tops, lower))
        return range(min(first, len(self.slots)), last)

    def _near(self, focus: float) -> list[int]:
        return [at for at in (int(focus), int(focus) + 1) if at < len(self.slots)]


def focus_at(sheet: Sheet, lines: Sequence[Line], line: int, time: float) -> int:
    """The slot that the listener should look at, when `line` is the current or last verse (-1: none yet)."""
    following = line + 1
    over = line < 0 or time >= lines[line].end
    if over and following < len(lines):
        start = lines[following].start
        rest = sheet.rest_before(following)
        if start - time <= ARRIVE:
            return sheet.slot_of(following)
        if rest is not None and line >= 0:
            return rest
    if over and lines and following == len(lines) and time - lines[line].end > FALSETA:
        return sheet.end
    return sheet.slot_of(line)
