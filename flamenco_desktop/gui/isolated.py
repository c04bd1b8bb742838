"""The voice of the open recording without its band: looked for, taken out on request, heard. No widgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.jobs.worker import Worker

if TYPE_CHECKING:
    from flamenco_desktop.gui.desk import Desk


class Isolated(QObject):
    """At most one voice is being taken out at a time; that goes on while another recording is open."""

    changed = Signal()
    """A voice was found, is being made, has got further or has ended."""
    failed = Signal(object)
    """A FlamencoError: the voice could not be taken out."""

    def __init__(self, desk: Desk, worker: Worker, errands: Errands) -> None:
        super().__init__(desk)
        self._desk = desk
        self._worker = worker
        self._errands = errands
        self._job = 0
        self._of: Path | None = None
        self._wanted = False
        self.stage, self.fraction = "", 0.0
        self.seconds_left: float | None = None
        worker.progressed.connect(self._progressed)
        worker.voice_found.connect(self._found)
        worker.finished.connect(lambda job, _: self._ended(job))
        worker.failed.connect(self._refused)
        desk.sound.opened.connect(self.look)
        desk.transcribing.changed.connect(self._look_again)
        desk.sound.alone_changed.connect(self.changed)

    @property
    def making(self) -> bool:
        """Whether a voice is being taken out, of the open recording or of another."""
        return self._job != 0

    @property
    def there(self) -> bool:
        """Whether the voice of the open recording can be heard alone."""
        return self._desk.sound.has_voice

    @property
    def alone(self) -> bool:
        """Whether it is heard alone."""
        return self._desk.sound.alone

    def hear(self, alone: bool) -> None:
        """Hear the voice alone, if it is there, or all of the recording."""
        self._desk.sound.hear_alone(alone and self.there)

    def make(self) -> None:
        """Take the voice out, and hear it alone as soon as it is there."""
        path = self._path()
        if path is None or self.making or self.there:
            return
        self._of, self._wanted = path, True
        self.stage, self.fraction, self.seconds_left = "", 0.0, None
        self._job = self._worker.isolate(path, self._desk.preferences.options)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop taking it out."""
        if self._job:
            self._worker.cancel(self._job)

    def look(self) -> None:
        """Whether the voice of the open recording was taken out before."""
        path, network = self._path(), self._desk.preferences.options.isolation
        if path is None or self.there:
            return

        def work() -> Path | None:
            from flamenco_desktop.audio import voices

            kept = voices.place(path, network or voices.NETWORK)
            return kept if kept.is_file() else None

        # A recording that has gone since is told by whoever plays it.
        self._errands.run(work, lambda kept: self._bring(path, kept), lambda _: None)

    def _look_again(self) -> None:
        # A transcription may have taken the voice out on its way.
        if self._desk.transcribing.job is None and self._desk.sound.ready:
            self.look()

    def _bring(self, path: Path, kept: Path | None) -> None:
        if kept is None or path != self._path() or self.there:
            return
        self._desk.sound.take_voice(kept, lambda: self._arrived(path))

    def _arrived(self, path: Path) -> None:
        if self._wanted and path == self._of:
            self._wanted = False
            self.hear(True)
        self.changed.emit()

    def _path(self) -> Path | None:
        return self._desk.entry.path if self._desk.entry is not None else None

    def _progressed(self, job: int, stage: str, fraction: float, seconds_left: float | None) -> None:
        if job == self._job:
            self.stage, self.fraction, self.seconds_left = stage, fraction, seconds_left
            self.changed.emit()

    def _found(self, job: int, path: str) -> None:
        if job == self._job and self._of is not None:
            self._bring(self._of, Path(path))

    def _ended(self, job: int) -> bool:
        if job != self._job:
            return False
        self._job = 0
        self.changed.emit()
        return True

    def _refused(self, job: int, error: FlamencoError) -> None:
        if self._ended(job):
            self._wanted = False
            if not isinstance(error, CancelledError):
                self.failed.emit(error)
