"""A recording transcribed, or aligned again, as a whole: the worker's job and what it brings. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.editing import LibraryWriter
from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Entry, History
from flamenco_desktop.lyrics.arriving import retime_lines
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.text import readable_lines
from flamenco_desktop.lyrics.timing import settle

if TYPE_CHECKING:
    from flamenco_desktop.gui.desk import Desk


@dataclass(slots=True)
class Job:
    """A job of the worker: for which recording, what was there before, and what it has brought so far."""

    number: int
    entry: Entry
    before: History
    align: bool = False
    begun: bool = False
    lines: list[Line] = field(default_factory=list)


class Transcribing(QObject):
    """At most one job at a time; it goes on with its own recording when another one is opened.

    `stage`, `fraction` and `seconds_left` say how far it is, `device` what the worker runs on.
    """

    changed = Signal()
    """A job was begun or has ended."""
    progressed = Signal()
    """The job has got further."""
    device_changed = Signal(str)
    failed = Signal(object)
    """A FlamencoError: what the job was to bring will not come, or part of it."""

    def __init__(self, desk: Desk, writer: LibraryWriter, worker: Worker) -> None:
        super().__init__(desk)
        self.job: Job | None = None
        self.device = ""
        self.stage, self.fraction = "", 0.0
        self.seconds_left: float | None = None
        self._desk = desk
        self._writer = writer
        self._worker = worker
        # The recording that is transcribed after this job; 0: none.
        self._waiting = 0
        worker.ready.connect(self._ready)
        worker.progressed.connect(self._progressed)
        worker.lines_arrived.connect(self._lines)
        worker.finished.connect(self._finished)
        worker.failed.connect(self._failed)

    # --- what is asked ----------------------------------------------------------------------------------

    def transcribe(self) -> None:
        """Recognise the open recording; its lines come one by one in the place of those there were."""
        desk = self._desk
        if desk.entry is None or desk.entry.path is None or self.job is not None:
            return
        if desk.open_lyrics.shows(desk.entry):
            number = self._worker.transcribe(desk.entry.path, desk.preferences.options)
            self._begin(Job(number, desk.entry, desk.document.history()))

    def transcribe_in_turn(self) -> None:
        """Recognise the open recording: now, or after the job of another one if it is still open then."""
        if self.job is None:
            self._waiting = 0
            self.transcribe()
        elif self._desk.entry is not None:
            self._waiting = self._desk.entry.id

    def align_again(self) -> None:
        """Find the times of these words anew."""
        desk = self._desk
        if desk.entry is None or desk.entry.path is None or self.job is not None or not desk.document.lines:
            return
        texts = [line.text for line in desk.document.lines]
        number = self._worker.align(desk.entry.path, texts, 0.0, None, desk.preferences.options)
        self._begin(Job(number, desk.entry, desk.document.history(), align=True))

    def cancel(self) -> None:
        """Stop the job; what there was before comes back."""
        if self.job is not None:
            self._worker.cancel(self.job.number)

    def warm(self) -> None:
        """Let the recogniser get ready before anybody asks."""
        if self.job is None:
            self._worker.warm(self._desk.preferences.options)

    def works_on(self, entry: Entry) -> bool:
        """Whether there is a job, and it is for this recording."""
        return self.job is not None and self.job.entry.id == entry.id

    def break_off(self) -> None:
        """The program is about to close: half of a transcription does not take the place of whole lyrics."""
        if self.job is not None:
            job, self.job = self.job, None
            self._bring_back(job)

    # --- what the worker tells --------------------------------------------------------------------------

    def _begin(self, job: Job) -> None:
        self.job = job
        self.stage, self.fraction, self.seconds_left = "", 0.0, None
        self.changed.emit()

    def _end(self, job: Job) -> None:
        self.job = None
        self._desk.open_lyrics.tried(job.entry)
        self._writer.list_entries()
        self.changed.emit()
        if self._desk.entry is not None and self._desk.entry.id == self._waiting:
            self._waiting = 0
            self.transcribe()

    def _ready(self, device: str) -> None:
        self.device = device
        self.device_changed.emit(device)

    def _progressed(self, number: int, stage: str, fraction: float, seconds_left: float | None) -> None:
        if self.job is not None and number == self.job.number:
            self.stage, self.fraction, self.seconds_left = stage, fraction, seconds_left
            self.progressed.emit()

    def _lines(self, number: int, lines: tuple[Line, ...]) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        job.lines.extend(lines)
        if not job.align:
            self._bring(job, lines)

    def _bring(self, job: Job, lines: tuple[Line, ...]) -> None:
        """New lines go where their recording is: into the document, or past it into the library."""
        desk, lyrics = self._desk, self._desk.open_lyrics
        if lyrics.shows(job.entry):
            if not job.begun:
                desk.document.begin(desk.duration, job.entry.id, desk.preferences.options.language)
            lyrics.append(lines)
        else:
            if not job.begun:
                self._writer.store(job.entry.id, Lyrics(language=desk.preferences.options.language))
                lyrics.replaced(job.entry)
            self._writer.extend(job.entry.id, settle(readable_lines(lines), job.entry.duration))
            lyrics.append_later(job.entry, lines)
        job.begun = True

    def _finished(self, number: int, told: dict[str, str]) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        known = {key: str(value) for key, value in told.items() if key in Provenance.__slots__}
        provenance = Provenance(**known)
        desk = self._desk
        if job.align:
            self._take_times(job)
        else:
            if not job.begun:
                self._bring(job, ())
            if desk.open_lyrics.shows(job.entry):
                desk.document.complete(provenance)
            else:
                self._writer.finish(job.entry.id, provenance, desk.preferences.options.language)
                desk.open_lyrics.replaced(job.entry)
        self._end(job)

    def _take_times(self, job: Job) -> None:
        """Known words came back with new times: one step to undo, whether they are in sight or not."""
        asked = [line.text for line in job.before.current().lines]
        if self._desk.open_lyrics.shows(job.entry):
            try:
                self._desk.document.retime_lines(asked, job.lines)
            except FlamencoError as error:
                self.failed.emit(error)
        else:
            aligned, duration = tuple(job.lines), job.entry.duration
            self._writer.correct(
                job.entry.id, "retime_lines", lambda lines: retime_lines(lines, asked, aligned, duration)
            )
            self._desk.open_lyrics.replaced(job.entry)

    def _failed(self, number: int, error: FlamencoError) -> None:
        job = self.job
        if job is None or number != job.number:
            return
        self._bring_back(job)
        self._end(job)
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def _bring_back(self, job: Job) -> None:
        """What was there before the job comes back, corrections and undo history and all."""
        desk = self._desk
        in_sight = desk.open_lyrics.shows(job.entry)
        if job.begun and job.before.current().lines:
            self._writer.go_back(job.entry.id)
            if in_sight:
                desk.document.reopen(job.before, desk.duration, job.entry.id)
            else:
                desk.open_lyrics.replaced(job.entry)
        elif in_sight:
            desk.document.halt()
