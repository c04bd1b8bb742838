"""The picture of the open recording's sound, made in a thread and kept on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import FlamencoError

if TYPE_CHECKING:
    from flamenco_desktop.audio.peaks import Peaks, PeaksJob


class Outline(QObject):
    """Peaks of one recording at a time; `changed` when there are others, or None while there are none."""

    changed = Signal(object)
    failed = Signal(object)
    _made = Signal(int, object)
    _lost = Signal(int, object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.peaks: Peaks | None = None
        self.folder = folder
        self._job: PeaksJob | None = None
        self._number = 0
        self._made.connect(self._arrived)
        self._lost.connect(self._gave_up)

    def look(self, path: Path) -> None:
        """Find or make the peaks of `path`."""
        from flamenco_desktop.audio.peaks import PeaksJob

        self.forget()
        number = self._number
        self._job = PeaksJob(
            path,
            self.folder,
            lambda peaks: self._made.emit(number, peaks),
            lambda error: self._lost.emit(number, error),
        )

    def forget(self) -> None:
        """Show none; the thread gives up at its next block, and what it still says is not heard."""
        self._number += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self.peaks is not None:
            self.peaks = None
            self.changed.emit(None)

    def _arrived(self, number: int, peaks: Peaks) -> None:
        # What was forgotten meanwhile may still be on its way between the threads.
        if number == self._number:
            self.peaks = peaks
            self.changed.emit(peaks)

    def _gave_up(self, number: int, error: FlamencoError) -> None:
        if number == self._number:
            self.failed.emit(error)
