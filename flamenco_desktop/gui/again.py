"""Stretches that the worker aligns or recognises again, beside whatever else it does. No widgets.

A stretch keeps what it has until the worker has come to its end; then it takes what came, as one step of
undo. A job that fails, and one whose stretch reads otherwise by then, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.editing import LibraryWriter
from flamenco_desktop.errors import CancelledError, FlamencoError, InvalidEditError
from flamenco_desktop.gui.selection import words_within
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Entry
from flamenco_desktop.lyrics import arriving
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Splice, Stretch

if TYPE_CHECKING:
    from flamenco_desktop.gui.desk import Desk

Apply = Callable[[tuple[Line, ...], Sequence[Line]], Splice]
"""What came, put into the lines as they are by now."""


@dataclass(slots=True)
class Part:
    """One job of the worker: known lines of text (none: to be recognised) from `start` to `end` seconds."""

    start: float
    end: float
    texts: tuple[str, ...] = ()
    model: str = ""


@dataclass(slots=True)
class Task:
    """Parts that are done one after the other and arrive together, as the step `name` of undo."""

    entry: Entry
    name: str
    parts: tuple[Part, ...]
    apply: Apply
    number: int = 0
    at: int = 0
    fraction: float = 0.0
    arrived: list[Line] = field(default_factory=list)

    @property
    def start(self) -> float:
        """Where the first part begins, in seconds."""
        return self.parts[0].start

    @property
    def end(self) -> float:
        """Where the last part ends, in seconds."""
        return self.parts[-1].end


class Again(QObject):
    """Asks the worker for stretches of the open recording and puts what comes where it belongs."""

    changed = Signal()
    """A task was begun, has got further or has ended."""
    arrived = Signal(str, float, float)
    """The step of undo called so is done, from start to end in seconds."""
    failed = Signal(object, float, float)
    """A FlamencoError, and the stretch that stays as it was."""

    def __init__(self, desk: Desk, writer: LibraryWriter, worker: Worker) -> None:
        super().__init__(desk)
        self.tasks: list[Task] = []
        self._held: list[Task] | None = None
        self._lost: Task | None = None
        self._desk = desk
        self._writer = writer
        self._worker = worker
        worker.progressed.connect(self._progressed)
        worker.lines_arrived.connect(self._lines)
        worker.finished.connect(self._finished)
        worker.failed.connect(self._failed)

    # --- what the listener asks ---------------------------------------------------------------------------

    def align(self, stretch: Stretch) -> None:
        """Find the times of these words anew."""
        document = self._desk.document
        stretch.check(document.lines)
        asked = tuple(stretch.texts(document.lines))
        start, end = arriving.window(document.lines, stretch, document.duration)
        duration = document.duration

        def apply(lines: tuple[Line, ...], aligned: Sequence[Line]) -> Splice:
            return arriving.retime_stretch(lines, stretch, asked, aligned, duration)

        self._begin("retime_stretch", (Part(start, end, asked),), apply)

    def recognise(self, start: float, end: float, model: str | None = None) -> None:
        """Recognise what lies between two times (seconds) anew, perhaps with another model."""
        document = self._desk.document
        duration = document.duration
        asked = _texts(document.lines, start, end)

        def apply(lines: tuple[Line, ...], heard: Sequence[Line]) -> Splice:
            if _texts(lines, start, end) != asked:
                # What the listener has typed there meanwhile is worth more.
                raise InvalidEditError(reason="stale")
            return arriving.replace_stretch(lines, start, end, heard, duration)

        name = self._desk.preferences.options.model if model is None else model
        self._begin("replace_stretch", (Part(start, end, model=name),), apply)

    def align_known(self, name: str, parts: Sequence[Part], apply: Apply) -> None:
        """Align known lines of text, each part in its own window; all of them arrive together."""
        if parts:
            self._begin(name, tuple(parts), apply)

    def repeat(self) -> None:
        """Ask again for what failed last."""
        task, self._lost = self._lost, None
        if task is not None and self._desk.entry is not None and self._desk.entry.id == task.entry.id:
            self._begin(task.name, task.parts, task.apply)

    def hold(self, held: bool) -> None:
        """While `held`, what arrives waits."""
        if held and self._held is None:
            self._held = []
        elif not held and self._held is not None:
            waiting, self._held = self._held, None
            for task in waiting:
                self._arrive(task)

    def cancel(self) -> None:
        """Stop them all; everything stays as it is."""
        for task in tuple(self.tasks):
            self._worker.cancel(task.number)

    def of(self, entry: Entry | None) -> list[Task]:
        """The tasks of a recording."""
        return [task for task in self.tasks if entry is not None and task.entry.id == entry.id]

    # --- what the worker tells ----------------------------------------------------------------------------

    def _begin(self, name: str, parts: tuple[Part, ...], apply: Apply) -> None:
        entry = self._desk.entry
        if entry is None or entry.path is None:
            return
        task = Task(entry, name, parts, apply)
        self.tasks.append(task)
        self._ask(task)
        self.changed.emit()

    def _ask(self, task: Task) -> None:
        part = task.parts[task.at]
        path, options = task.entry.path, self._desk.preferences.options
        if path is None:
            raise FileNotFoundError(task.entry.title)
        if part.texts:
            task.number = self._worker.align(path, part.texts, part.start, part.end, options)
        else:
            options = replace(options, model=part.model)
            task.number = self._worker.transcribe(path, options, part.start, part.end)

    def _task(self, number: int) -> Task | None:
        return next((task for task in self.tasks if task.number == number), None)

    def _progressed(self, number: int, stage: str, fraction: float, seconds_left: float | None) -> None:
        task = self._task(number)
        if task is not None and stage in ("recognising", "aligning"):
            task.fraction = (task.at + fraction) / len(task.parts)
            self.changed.emit()

    def _lines(self, number: int, lines: tuple[Line, ...]) -> None:
        task = self._task(number)
        if task is not None:
            task.arrived.extend(lines)

    def _finished(self, number: int, told: dict[str, str]) -> None:
        task = self._task(number)
        if task is None:
            return
        task.at += 1
        if task.at < len(task.parts):
            self._ask(task)
            return
        self.tasks.remove(task)
        self.changed.emit()
        if self._held is None:
            self._arrive(task)
        else:
            self._held.append(task)

    def _arrive(self, task: Task) -> None:
        try:
            self._put(task)
        except FlamencoError as error:
            self._lose(task, error)
        else:
            self.arrived.emit(task.name, task.start, task.end)

    def _lose(self, task: Task, error: FlamencoError) -> None:
        self._lost = task
        self.failed.emit(error, task.start, task.end)

    def _put(self, task: Task) -> None:
        """Into the document where its recording is in sight, else into the library."""
        if self._desk.open_lyrics.shows(task.entry):
            self._desk.document.change(task.name, lambda lines: task.apply(lines, task.arrived))
        else:
            came = tuple(task.arrived)
            self._writer.correct(task.entry.id, task.name, lambda lines: task.apply(lines, came))
            self._desk.open_lyrics.replaced(task.entry)

    def _failed(self, number: int, error: FlamencoError) -> None:
        task = self._task(number)
        if task is None:
            return
        self.tasks.remove(task)
        self.changed.emit()
        if not isinstance(error, CancelledError):
            self._lose(task, error)


def _texts(lines: Sequence[Line], start: float, end: float) -> list[str]:
    return [lines[line].words[word].text for line, word in words_within(lines, start, end)]
