"""Recordings on their way into the library: looked at beside the window's thread, then added. No widgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop import bundled
from flamenco_desktop.editing import LibraryWriter
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.library import Entry, RecordingInfo

if TYPE_CHECKING:
    from flamenco_desktop.audio.decode import Recording


class Adding(QObject):
    """Adds one recording or several to the library, each by its file."""

    added = Signal(object)
    """An Entry: one that is new in the library, or was there before."""
    failed = Signal(object)
    """A FlamencoError: a file is none that could be added."""

    def __init__(self, writer: LibraryWriter, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._errands = errands
        self._waiting = 0
        self._unsaid: list[FlamencoError] = []
        writer.added.connect(self._added)

    @property
    def underway(self) -> bool:
        """Whether one is still to come."""
        return self._waiting > 0

    def add(self, path: Path) -> None:
        """Add a recording, new or known; `added` or `failed` answers."""

        def look() -> RecordingInfo:
            from flamenco_desktop.audio import decode

            return _described(decode.inspect(path))

        self._waiting += 1
        self._errands.run(look, self._writer.add, self._refused)

    def give_up(self) -> None:
        """Wait for none any more; one that comes all the same is taken."""
        self._waiting = 0

    def _refused(self, error: FlamencoError) -> None:
        self._waiting = max(0, self._waiting - 1)
        if self._waiting:
            # The next one sweeps away what was said before it.
            self._unsaid.append(error)
        else:
            self.failed.emit(error)

    def _added(self, entry: Entry) -> None:
        self._waiting = max(0, self._waiting - 1)
        self._writer.list_entries()
        self.added.emit(entry)
        while self._unsaid and not self._waiting:
            self.failed.emit(self._unsaid.pop(0))


def _described(recording: Recording) -> RecordingInfo:
    """What is known of a recording: its tags, or a description beside it, or its name."""
    known = bundled.about(recording.path)
    return RecordingInfo(
        path=recording.path,
        duration=recording.duration,
        title=recording.title or known.title or recording.path.stem.replace("_", " "),
        singer=recording.artist or known.singer,
        palo=known.palo,
    )
