"""The lyrics being corrected: the only place where they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from flamenco_desktop.editing.command import NO_GESTURE, SpliceCommand
from flamenco_desktop.editing.corrections import Corrections
from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.library.records import History
from flamenco_desktop.lyrics import timing
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.lyrics.text import readable_lines

NOT_KEPT = 0
"""The recording of lyrics that are not in the library."""


class LyricDocument(QObject, Corrections):
    """Owner of the lines. Views read `lines`, call a method to change them, and follow `reset` and `spliced`.

    Every correction is one method of `Corrections`; it checks and pushes one command on `undo_stack`. The
    lines keep the rule of `lyrics.timing` always.

    `stored`, `extended`, `finished`, `appended`, `amended`, `dropped` and `moved` tell LibraryWriter what to
    keep, the recording first; they are silent for a recording that is NOT_KEPT.
    """

    reset = Signal()
    """All lines are others."""
    spliced = Signal(object)
    """A Splice was applied: a correction, its undo or redo, or lines that arrived."""
    corrected = Signal(str, object)
    """A correction was made just now (not undone, not redone): its name and its Splice."""
    state_changed = Signal()
    """Some line's state is another (or lines came or went), after `reset` or `spliced`."""

    stored = Signal(int, object)
    extended = Signal(int, object)
    finished = Signal(int, object, str)
    appended = Signal(int, object, str)
    amended = Signal(int, object)
    dropped = Signal(int)
    moved = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._lines: tuple[Line, ...] = ()
        self._language = "es"
        self._provenance = Provenance()
        self._duration: float | None = None
        self._recording = NOT_KEPT
        self._growing = False
        # The latest offset that undo or redo can bring back: lines that arrive must leave it room.
        self._reach = 0.0
        self._gesture = NO_GESTURE
        self._gestures = 0
        self._quiet = False
        self._loading = False
        self._merged: Splice | None = None
        self.undo_stack.indexChanged.connect(self._keep_cursor)

    # --- reading

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines now."""
        return self._lines

    @property
    def duration(self) -> float | None:
        """Seconds of the recording, on the grid of times; None when not known."""
        return self._duration

    @property
    def recording(self) -> int:
        """The library's number of the recording, or NOT_KEPT."""
        return self._recording

    @property
    def growing(self) -> bool:
        """Whether lines are still to arrive."""
        return self._growing

    @property
    def lyrics(self) -> Lyrics:
        """The lyrics now, as a value to export."""
        return Lyrics(self._lines, self._language, self._provenance)

    def history(self) -> History:
        """The lyrics with all their corrections, done and undone: what `reopen` brings back."""
        stack = self.undo_stack
        commands = (stack.command(at) for at in range(stack.count()))
        steps = tuple(command.step for command in commands if isinstance(command, SpliceCommand))
        lines = self._lines
        for step in reversed(steps[: stack.index()]):
            lines = step.splice.inverse().apply(lines)
        return History(Lyrics(lines, self._language, self._provenance), steps, stack.index())

    def rename_steps(self) -> None:
        """Say what the steps are in the language that the window now has."""
        stack = self.undo_stack
        for at in range(stack.count()):
            command = stack.command(at)
            if isinstance(command, SpliceCommand):
                command.rename()

    # --- whole lyrics

    def load(self, lyrics: Lyrics, duration: float | None = None, recording: int = NOT_KEPT) -> None:
        """Show other lyrics, made to keep the rules, with nothing to undo, and have them kept.

        Raises InvalidEditError (reason "no_room", "not_a_time"), and then nothing has changed.
        """
        bound = _bound(duration)
        lines = timing.settle(readable_lines(lyrics.lines), bound)
        self._show(lines, lyrics, bound, recording)
        self._tell_stored()

    def begin(self, duration: float | None = None, recording: int = NOT_KEPT, language: str = "es") -> None:
        """Show empty lyrics whose lines are to arrive by `append_lines`, until `complete`."""
        self._show((), Lyrics(language=language), _bound(duration), recording)
        self._growing = True
        self._tell_stored()

    def reopen(self, history: History, duration: float | None = None, recording: int = NOT_KEPT) -> None:
        """Show lyrics of the library with their corrections, all of them to be undone or redone."""
        bound = _bound(duration)
        history = history.fitting()
        if not _keeps_rules(history, bound):
            # Not written by this program; what the listener had is shown, mended.
            self.load(history.current(), duration, recording)
            return
        self._show(history.base.lines, history.base, bound, recording, history)

    def append_lines(self, lines: Sequence[Line]) -> None:
        """Add recognised lines at the end, made to keep the rules; no step to undo, and no step is lost.

        Raises InvalidEditError where the recording has no room for them.
        """
        new = timing.settle(readable_lines(tuple(lines)), self._duration, self._reach)
        if not new:
            return
        self._swap(Splice(len(self._lines), (), new))
        if self._recording != NOT_KEPT:
            self.extended.emit(self._recording, new)

    def complete(self, provenance: Provenance, language: str | None = None) -> None:
        """All lines have arrived: say where they come from."""
        self._growing = False
        self._provenance = provenance
        self._language = language or self._language
        if self._recording != NOT_KEPT:
            self.finished.emit(self._recording, provenance, self._language)

    def halt(self) -> None:
        """No more lines will arrive, though not all of them have."""
        self._growing = False

    # --- gestures

    def begin_gesture(self, again: int | None = None) -> int:
        """Until `end_gesture`, corrections of the same kind to the same word are one step to undo.

        Returns the gesture's number: given as `again` later, it goes on, if nothing else was corrected since.
        """
        if again is None:
            self._gestures += 1
            again = self._gestures
        self._gesture = again
        return again

    def end_gesture(self) -> None:
        """The drag or the typing is over."""
        self._gesture = NO_GESTURE

    # --- for commands

    def apply_splice(self, splice: Splice) -> None:
        """Swap the lines (commands only)."""
        self._swap(splice)

    def note_merged(self, splice: Splice) -> None:
        """The last command has become `splice` (commands only)."""
        self._merged = splice

    # --- inside

    def _limit(self) -> float | None:
        """How far corrections may reach: while lines are to arrive, not beyond those that have."""
        return self._reach if self._growing else self._duration

    def _edit(self, name: str, splice: Splice, *place: int) -> bool:
        if splice.changes_nothing:
            return False
        self._check(splice)
        self._merged = None
        with self._silence():
            self.undo_stack.push(SpliceCommand(self, splice, name, self._gesture, place))
        if self._recording != NOT_KEPT:
            self._tell_corrected(splice, name, self._merged)
        self.corrected.emit(name, splice)
        return True

    def _tell_corrected(self, splice: Splice, name: str, merged: Splice | None) -> None:
        if merged is None:
            self.appended.emit(self._recording, splice, name)
        elif merged.changes_nothing:
            self.dropped.emit(self._recording)
        else:
            self.amended.emit(self._recording, merged)

    def _check(self, splice: Splice) -> None:
        """Only the lines beside a splice can be in its way."""
        end = splice.index + len(splice.old)
        around = (
            *self._lines[max(0, splice.index - 1) : splice.index],
            *splice.new,
            *self._lines[end : end + 1],
        )
        fault = timing.fault(around, self._duration)
        if fault is not None:
            raise InvalidEditError(reason=fault)

    def _swap(self, splice: Splice) -> None:
        self._lines = splice.apply(self._lines)
        self._reach = max((self._reach, *(line.end for line in (*splice.old, *splice.new))))
        if self._loading:
            return
        self.spliced.emit(splice)
        if [line.state for line in splice.old] != [line.state for line in splice.new]:
            self.state_changed.emit()

    def _show(
        self,
        lines: tuple[Line, ...],
        lyrics: Lyrics,
        duration: float | None,
        recording: int,
        history: History | None = None,
    ) -> None:
        self._gesture = NO_GESTURE
        self._growing = False
        self._loading = True
        try:
            with self._silence():
                self.undo_stack.clear()
                self._lines = lines
                self._reach = lines[-1].end if lines else 0.0
                for step in () if history is None else history.steps:
                    self.undo_stack.push(SpliceCommand(self, step.splice, step.name))
                if history is not None:
                    self.undo_stack.setIndex(history.cursor)
        finally:
            self._loading = False
        self._language, self._provenance = lyrics.language, lyrics.provenance
        self._duration, self._recording = duration, recording
        self.reset.emit()
        self.state_changed.emit()

    def _tell_stored(self) -> None:
        if self._recording != NOT_KEPT:
            self.stored.emit(self._recording, self.lyrics)

    @contextmanager
    def _silence(self) -> Iterator[None]:
        """Moves of the undo stack that are no undo or redo of the listener's."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _keep_cursor(self, index: int) -> None:
        if not self._quiet and self._recording != NOT_KEPT:
            self.moved.emit(self._recording, index)


def _bound(duration: float | None) -> float | None:
    return None if duration is None else timing.floor_to_grid(duration)


def _keeps_rules(history: History, duration: float | None) -> bool:
    lines = history.base.lines
    if timing.settle(lines) != lines or timing.fault(lines, duration) is not None:
        return False
    for step in history.steps:
        lines = step.splice.apply(lines)
        beside = lines[max(0, step.splice.index - 1) : step.splice.index + len(step.splice.new) + 1]
        if timing.fault(beside, duration) is not None:
            return False
    return True
