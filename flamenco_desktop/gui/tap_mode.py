"""Tap mode: the song plays, and each word gets the time at which Space is pressed for it. No widgets.

What is tapped becomes the words' times when a line is done and when the mode is left: one step of undo, kept
line by line, so that a machine that fails takes no more than a line of it along.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from flamenco_desktop.errors import FlamencoError, InvalidEditError
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.selection import words_within
from flamenco_desktop.lyrics.model import Line

COUNT_IN = 2.0
"""Seconds that are heard, or counted in silence, before the first word."""
HOLD = 0.22
"""Seconds; a key held for less was tapped: the word lasts until the next tap."""
LONGEST = 2.0
"""Seconds; a tapped word that no other follows so soon keeps its length."""


class Phase(Enum):
    """What the mode is doing."""

    OFF = 0
    COUNTING = 1
    TAPPING = 2


class TapMode(QObject):
    """Begins at the selected word, or with the selection's first word and then ends with its last.

    `press` and `release` are the hand; `back` takes the last tap back and plays on from before it; `leave`
    ends the mode.
    """

    changed = Signal()
    refused = Signal(FlamencoError)
    word_reached = Signal(int, int)
    """The word, by line and place, that the next tap is for."""

    def __init__(
        self, desk: Desk, selected: Callable[[], tuple[int, int] | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._selected = selected
        self.phase = Phase.OFF
        self._words: list[tuple[int, int]] = []
        self._taps: list[tuple[float, float | None]] = []
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        # A coarse timer may be a twentieth late: 90 ms of a count-in is a wrong beat.
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self._play)
        self._from = 0.0
        # The lines when the round began, what this mode has made of them, and the step that holds it.
        self._before: tuple[Line, ...] = ()
        self._written: tuple[Line, ...] = ()
        self._gesture: int | None = None
        desk.sound.ticked.connect(self._heard)
        # Without a sound there is nothing to tap to.
        desk.sound.failed.connect(self.leave)
        desk.sound.playing_changed.connect(self._played)
        desk.opened.connect(self._forget)
        desk.document.reset.connect(self._forget)

    @property
    def on(self) -> bool:
        """Whether Space taps words."""
        return self.phase is not Phase.OFF

    @property
    def next(self) -> tuple[int, int] | None:
        """The word that the next tap is for."""
        return self._words[len(self._taps)] if self.on and len(self._taps) < len(self._words) else None

    @property
    def last(self) -> tuple[int, int] | None:
        """The word that was tapped last."""
        return self._words[len(self._taps) - 1] if self._taps else None

    @property
    def held(self) -> bool:
        """Whether the hand is down."""
        return bool(self._taps) and self._taps[-1][1] is None

    def seconds_to_first(self) -> float:
        """How long the count-in still lasts, in seconds."""
        if self.phase is not Phase.COUNTING:
            return 0.0
        still = self._silence.remainingTime() / 1000 if self._silence.isActive() else 0.0
        return max(0.0, self._from + still - self._desk.position())

    def tapped(self) -> list[tuple[int, int, float, float]]:
        """Line, place, onset and offset of the words tapped so far, the last one still growing."""
        spans = self._spans(self._desk.position())
        return [(*place, *span) for place, span in zip(self._words[: len(self._taps)], spans, strict=True)]

    # --- the mode -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Count in and play."""
        lines = self._desk.document.lines
        span = self._desk.selection.span
        words = words_within(lines, *span) if span else []
        place = self._selected()
        if not words and place is not None:
            words = [
                (line, word)
                for line in range(place[0], len(lines))
                for word in range(len(lines[line].words))
                if (line, word) >= place
            ]
        if not words or self._desk.entry is None or self._desk.document.growing:
            return
        self._words, self._taps = words, []
        self._before = self._written = lines
        self._gesture = None
        self._desk.selection.clear()
        self._count_in(lines[words[0][0]].words[words[0][1]].start)

    def _count_in(self, onset: float) -> None:
        """Play from two seconds before `onset`; what the recording lacks of them passes in silence."""
        self.phase = Phase.COUNTING
        self._from = onset
        self._pause()
        self._desk.sound.go_on()
        self._desk.seek(max(0.0, onset - COUNT_IN))
        if self.next is not None:
            self.word_reached.emit(*self.next)
        self._silence.start(round(1000 * max(0.0, COUNT_IN - onset)))
        self.changed.emit()

    def _play(self) -> None:
        if self.on and not self._desk.playing:
            self._desk.play_or_pause()
        self.changed.emit()

    def _pause(self) -> None:
        self._silence.stop()
        if self._desk.playing:
            self._desk.play_or_pause()

    def _heard(self) -> None:
        if self.phase is Phase.COUNTING and not self._silence.isActive():
            if self._desk.position() >= self._from:
                self.phase = Phase.TAPPING
            self.changed.emit()
        elif self.held:
            self.changed.emit()

    def _played(self, playing: bool) -> None:
        # The song is over, or somebody has stopped it.
        if not playing and self.phase is Phase.TAPPING:
            self.leave()

    def press(self) -> None:
        """The next word begins now."""
        if self.next is None or self._silence.isActive() or self.held:
            return
        self.phase = Phase.TAPPING
        self._taps.append((self._desk.position(), None))
        if self.next is not None:
            self.word_reached.emit(*self.next)
        self.changed.emit()

    def release(self) -> None:
        """The word that was begun ends now."""
        if not self.held:
            return
        self._taps[-1] = (self._taps[-1][0], self._desk.position())
        if self.next is None:
            self.leave()
            return
        if self.last is not None and self.next[0] != self.last[0]:
            # What is wrong with the taps is said when the mode is left.
            with suppress(FlamencoError):
                self._write()
        self.changed.emit()

    def back(self) -> None:
        """Take the last tap back, and hear again what comes before it."""
        if not self.on:
            return
        onset = self._taps.pop()[0] if self._taps else self._from
        self._count_in(onset)

    def leave(self) -> None:
        """End the mode; what was tapped is done."""
        if not self.on:
            return
        now, last = self._desk.position(), self.last
        error: FlamencoError | None = None
        # Also what was taken back since a line of it was kept.
        if last is not None or self._gesture is not None:
            try:
                self._write(now)
            except FlamencoError as refused:
                error = refused
        self._forget()
        self._pause()
        if error is not None:
            self.refused.emit(error)
        if last is not None:
            self.word_reached.emit(*last)

    def _write(self, now: float | None = None) -> None:
        """Give the words what was tapped so far; raises InvalidEditError."""
        document = self._desk.document
        if document.lines is not self._written:
            # Something else was corrected meanwhile: that stays, and these taps are a step of their own.
            if any(not _is_there(document.lines, place) for place in self._words[: len(self._taps)]):
                raise InvalidEditError(reason="stale")
            self._before, self._gesture = document.lines, None
        spans = self._spans(self._desk.position() if now is None else now)
        self._gesture = document.begin_gesture(self._gesture)
        try:
            document.tap(*self._words[0], spans, self._before)
        finally:
            document.end_gesture()
        self._written = document.lines

    def _forget(self) -> None:
        """End the mode; what was tapped is not done: other words are there, or none are heard."""
        self._silence.stop()
        if self.on:
            self.phase = Phase.OFF
            self._words, self._taps = [], []
            self._before = self._written = ()
            self.changed.emit()

    def _spans(self, now: float) -> list[tuple[float, float]]:
        """Onset and offset of each word tapped so far."""
        lines = self._before
        spans: list[tuple[float, float]] = []
        for index, (onset, offset) in enumerate(self._taps):
            following = self._taps[index + 1][0] if index + 1 < len(self._taps) else None
            spans.append((onset, _end(lines, self._words[index], onset, offset, following, now)))
        return spans


def _is_there(lines: tuple[Line, ...], place: tuple[int, int]) -> bool:
    return place[0] < len(lines) and place[1] < len(lines[place[0]].words)


def _end(
    lines: tuple[Line, ...],
    place: tuple[int, int],
    onset: float,
    offset: float | None,
    following: float | None,
    now: float,
) -> float:
    """Where a tapped word ends: where the hand let go; of a mere tap, where the next one follows soon."""
    if offset is None:
        return max(now, onset)
    if offset - onset >= HOLD:
        return offset
    if following is not None and following - onset <= LONGEST:
        return following
    word = lines[place[0]].words[place[1]]
    length = max(HOLD, word.end - word.start)
    return onset + length if following is None else min(following, onset + length)
