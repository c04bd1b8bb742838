"""The mouse on the waveform: what lies under it, and what dragging that does.

- An edge of a word: its onset or offset; with Alt or Shift, the edge shared with the neighbour.
- A word: the whole word, or all words of the selection it is in; with Ctrl, all from it on.
- The bar over the words of a line: the line; its ends stretch the line.
- The wave: a click goes there, dragging selects; a click with Shift (Ctrl) lets the selected word begin (end)
  there, with both all from it on. The ruler: dragging scrubs.

An edge moves as the hand moves. What takes many words along is only drawn so, and done when the hand lets go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.selection import Selection, words_within
from flamenco_desktop.lyrics.splice import Stretch
from flamenco_desktop.lyrics.timing import MINIMUM_DURATION

if TYPE_CHECKING:
    from flamenco_desktop.gui.waveform_view import WaveformView

REACH = 6
"""Pixels; nearer than this an edge is under the hand."""
SLACK = 4
"""Pixels that the hand may tremble by in a click."""

_ALT, _SHIFT, _CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class Part(Enum):
    """What can be taken hold of."""

    ONSET = "onset"
    OFFSET = "offset"
    WORD = "word"
    LINE = "line"
    LINE_START = "line_start"
    LINE_END = "line_end"
    SELECTION_START = "selection_start"
    SELECTION_END = "selection_end"


_EDGES = (Part.ONSET, Part.OFFSET)
_ENDS = (Part.LINE_START, Part.LINE_END)
_SELECTION = (Part.SELECTION_START, Part.SELECTION_END)


@dataclass(frozen=True, slots=True)
class Grip:
    """A part of a word or line, by line and place."""

    part: Part
    line: int = 0
    word: int = 0


@dataclass(frozen=True, slots=True)
class Ghost:
    """Words drawn where they would be: `moved` gives for each of their times (seconds) another."""

    stretch: Stretch
    moved: Callable[[float], float]


class WaveHand:
    """Turns what the mouse does on `view` into corrections of `document`."""

    def __init__(self, view: WaveformView, document: LyricDocument) -> None:
        self._view = view
        self._document = document
        self.selection: Selection | None = None
        self.held: Grip | None = None
        self.ghost: Ghost | None = None
        self.moving = False
        self.scrubbing = False
        self._stretch: Stretch | None = None
        self._room = (0.0, 0.0)
        self._down = QPointF()
        self._hold = 0.0
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._from: float | None = None

    @property
    def busy(self) -> bool:
        """Whether the view should stay where it is."""
        return self.held is not None or self.scrubbing or self._from is not None

    # --- what is under it ---------------------------------------------------------------------------------

    def grip_at(self, point: QPointF) -> Grip | None:
        """The edge, word or line that would be taken hold of at `point`."""
        view = self._view
        if view.words_area().contains(point):
            edge = self._edge_at(point)
            word = None if edge else view.word_at(point)
            return edge or (Grip(Part.WORD, *word) if word else None)
        if view.bars_area().contains(point):
            return self._bar_at(point)
        span = self.selection.span if self.selection else None
        if span and view.wave_area().contains(point):
            for time, part in zip(span, _SELECTION, strict=True):
                if abs(view.x_of(time) - point.x()) <= REACH:
                    return Grip(part)
        return None

    def _edge_at(self, point: QPointF) -> Grip | None:
        best: tuple[float, Grip] | None = None
        for line in self._view.lines_in_sight(point.x() - 2 * REACH, point.x() + 2 * REACH):
            for word, item in enumerate(self._document.lines[line].words):
                left, right = self._view.x_of(item.start), self._view.x_of(item.end)
                # A word too short to be held by its middle keeps a middle.
                reach = min(REACH, (right - left) / 3)
                # Of two words that touch, each is held by its own side.
                for part, edge in ((Part.ONSET, left), (Part.OFFSET, right)):
                    away = abs(point.x() - edge)
                    inside = point.x() >= edge if part is Part.ONSET else point.x() <= edge
                    if away <= (reach if inside else REACH) and (
                        best is None or away - inside * 0.5 < best[0]
                    ):
                        best = (away - inside * 0.5, Grip(part, line, word))
        return best[1] if best else None

    def _bar_at(self, point: QPointF) -> Grip | None:
        for line in self._view.lines_in_sight(point.x() - 2 * REACH, point.x() + 2 * REACH):
            own = self._document.lines[line]
            left, right = self._view.x_of(own.start), self._view.x_of(own.end)
            if abs(point.x() - left) <= REACH:
                return Grip(Part.LINE_START, line)
            if abs(point.x() - right) <= REACH:
                return Grip(Part.LINE_END, line, len(own.words) - 1)
            if left < point.x() < right:
                return Grip(Part.LINE, line)
        return None

    def shape(self, point: QPointF) -> Qt.CursorShape:
        """The pointer over `point`."""
        grip = self.grip_at(point)
        if grip is None:
            over_wave = self._view.wave_area().contains(point)
            return Qt.CursorShape.IBeamCursor if over_wave else Qt.CursorShape.ArrowCursor
        if grip.part in (Part.WORD, Part.LINE):
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.SplitHCursor

    # --- the hand -----------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """The left button went down."""
        view, point = self._view, event.position()
        self._down, self._modifiers, self.moving = point, event.modifiers(), False
        grip = self.grip_at(point)
        if grip is not None and grip.part in _SELECTION:
            span = self.selection.span if self.selection else None
            if span is not None:
                self._from = span[1] if grip.part is Part.SELECTION_START else span[0]
            return
        if grip is not None:
            self._take(grip, point)
        elif view.wave_area().contains(point):
            if event.modifiers() & (_SHIFT | _CTRL):
                self._set_here(view.time(point.x()))
                return
            self._from = view.time(point.x())
            view.seek_requested.emit(self._from)
        else:
            self.scrubbing = True
            view.seek_requested.emit(view.time(point.x()))

    def _take(self, grip: Grip, point: QPointF) -> None:
        view, lines = self._view, self._document.lines
        item = lines[grip.line].words[grip.word]
        self.held = grip
        # It follows the hand by as much as the hand moves, wherever it was taken hold of.
        at_end = grip.part in (Part.OFFSET, Part.LINE_END)
        self._hold = (item.end if at_end else item.start) - view.time(point.x())
        view.choose(grip.line, grip.word)
        if grip.part in (Part.WORD, Part.LINE):
            view.seek_requested.emit(lines[grip.line].words[grip.word].start)
        self._stretch = self._taken(grip)
        self._room = self._stretch.room(lines, self._document.duration)

    def _taken(self, grip: Grip) -> Stretch:
        """The words that come along."""
        lines = self._document.lines
        place = (grip.line, grip.word)
        if grip.part not in (Part.WORD, Part.LINE):
            return Stretch.of_lines(lines, grip.line)
        if self._modifiers & _CTRL:
            return Stretch.from_here(lines, *place)
        if grip.part is Part.LINE:
            return Stretch.of_lines(lines, grip.line)
        span = self.selection.span if self.selection else None
        chosen = words_within(lines, *span) if span else []
        return Stretch(chosen[0], chosen[-1]) if place in chosen else Stretch(place, place)

    def _set_here(self, time: float) -> None:
        place = self._view.chosen
        if place is None:
            return
        document = self._document
        both = _SHIFT | _CTRL
        if self._modifiers & both == both:
            stretch = Stretch.from_here(document.lines, *place)
            word = document.lines[place[0]].words[place[1]]
            self._try(lambda: document.shift(stretch, time - word.start))
        elif self._modifiers & _SHIFT:
            self._try(lambda: document.set_onset(*place, time))
        else:
            self._try(lambda: document.set_offset(*place, time))

    def move(self, event: QMouseEvent) -> None:
        """The hand moves with the button down."""
        view, point = self._view, event.position()
        if self.scrubbing:
            view.seek_requested.emit(view.time(point.x()))
            return
        if not self.moving and abs(point.x() - self._down.x()) < SLACK:
            return
        if self._from is not None and self.selection is not None:
            self.moving = True
            self.selection.set(self._from, view.time(point.x()))
        elif self.held is not None:
            self._drag(self.held, view.time(point.x()) + self._hold)

    def release(self) -> None:
        """The hand lets go."""
        if self.held is not None and self.moving:
            if self.ghost is not None:
                self._drop(self.held, self.ghost)
            else:
                self._document.end_gesture()
        elif self._from is not None and not self.moving and self.selection is not None:
            self.selection.clear()
        self.forget()

    def forget(self) -> None:
        """Let go of everything without doing anything."""
        self.held = self.ghost = self._stretch = self._from = None
        self.moving = self.scrubbing = False

    def _drag(self, grip: Grip, time: float) -> None:
        live = self._live(grip, time)
        if not self.moving:
            self.moving = True
            if live is not None:
                self._document.begin_gesture()
        if live is not None:
            self._try(live)
        else:
            self._show_ghost(grip, time)

    def _live(self, grip: Grip, time: float) -> Callable[[], object] | None:
        """The correction that follows the hand; None for what takes more than two words along."""
        document = self._document
        line, word = grip.line, grip.word
        item = document.lines[line].words[word]
        if grip.part in _EDGES and self._modifiers & (_ALT | _SHIFT):
            return self._shared(grip, time)
        if grip.part is Part.ONSET:
            return lambda: document.retime_word(line, word, time, item.end)
        if grip.part is Part.OFFSET:
            return lambda: document.retime_word(line, word, item.start, time)
        if self._stretch == Stretch((line, word), (line, word)):
            return lambda: document.retime_word(line, word, time, time + item.end - item.start)
        return None

    def _shared(self, grip: Grip, time: float) -> Callable[[], object]:
        """Both words' edges; `move_edge` goes by the offset of the first."""
        lines = self._document.lines
        line, word = grip.line, grip.word
        if grip.part is Part.ONSET:
            onset = lines[line].words[word].start
            if word:
                word -= 1
            elif line:
                line, word = line - 1, len(lines[line - 1].words) - 1
            else:
                end = lines[line].words[word].end
                return lambda: self._document.retime_word(line, word, time, end)
            time += lines[line].words[word].end - onset
        return lambda: self._document.move_edge(line, word, time)

    def _show_ghost(self, grip: Grip, time: float) -> None:
        """Draw the words where they would be, within their room."""
        if self._stretch is None:
            return
        words = self._stretch.words(self._document.lines)
        start, end = words[0].start, words[-1].end
        low, high = self._room
        if grip.part in _ENDS:
            least = MINIMUM_DURATION * len(words)
            if grip.part is Part.LINE_START:
                first, last = min(max(time, low), end - least), end
            else:
                first, last = start, max(min(time, high), start + least)
            factor = (last - first) / (end - start)
            self.ghost = Ghost(self._stretch, lambda at: first + (at - start) * factor)
        else:
            item = self._document.lines[grip.line].words[grip.word]
            by = min(max(time - item.start, low - start), high - end)
            self.ghost = Ghost(self._stretch, lambda at: at + by)
        self._view.update()

    def _drop(self, grip: Grip, ghost: Ghost) -> None:
        """Do what was drawn, as one step."""
        document, stretch = self._document, ghost.stretch
        words = stretch.words(document.lines)
        start, end = ghost.moved(words[0].start), ghost.moved(words[-1].end)
        if grip.part in _ENDS:
            self._try(lambda: document.stretch_words(stretch, start, end))
        else:
            self._try(lambda: document.shift(stretch, start - words[0].start))

    def _try(self, edit: Callable[[], object]) -> None:
        try:
            edit()
        except FlamencoError as error:
            self._view.refused.emit(error)
