"""The thread that keeps everything in the library, so that the window never waits for the disk."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.editing.document import LyricDocument
from flamenco_desktop.errors import FlamencoError, LibraryError
from flamenco_desktop.library import Library, RecordingInfo, open_library
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.splice import Splice

_RETRY = 2.0  # seconds between attempts while the disk refuses

_Task = Callable[[Library], None]


@dataclass
class _Flush:
    stop: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    kept: bool = False


class LibraryWriter(QObject):
    """Does what it is asked for in order, in its own thread; answers come as signals in the receiver's
    thread.

    What cannot be written now (a full disk, a locked file) is told once by `failed`, kept, and tried again
    before anything that follows it, so that the journal never has a hole.
    """

    opened = Signal()
    """The library can be used (perhaps in memory only: then `failed` has said so)."""
    added = Signal(object)
    """An Entry, for `add`."""
    listed = Signal(object)
    """A tuple of Entry, for `list_entries`."""
    loaded = Signal(int, object)
    """A recording and its History (None: no lyrics yet), for `load`."""
    versions = Signal(int, object)
    """A recording and a tuple of Version, for `list_versions`."""
    failed = Signal(object)
    """A FlamencoError."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._tasks: queue.Queue[_Task | _Flush] = queue.Queue()
        # A window that fails must not leave a program behind that never ends; `close` is what waits.
        self._thread = threading.Thread(target=self._serve, name="library", daemon=True)
        self._told = ""

    @property
    def path(self) -> Path:
        """Where the library is."""
        return self._path

    def start(self) -> None:
        """Open the library and begin."""
        self._thread.start()

    def follow(self, document: LyricDocument) -> None:
        """Keep everything that happens to the document."""
        document.stored.connect(self.store)
        document.extended.connect(self.extend)
        document.finished.connect(self.finish)
        document.appended.connect(self.append)
        document.amended.connect(self.amend)
        document.dropped.connect(self.drop)
        document.moved.connect(self.set_cursor)

    def add(self, info: RecordingInfo) -> None:
        """Add a recording; `added` answers."""
        self._tasks.put(lambda library: self.added.emit(library.add(info)))

    def list_entries(self) -> None:
        """Ask for all recordings; `listed` answers."""
        self._tasks.put(lambda library: self.listed.emit(library.entries()))

    def load(self, recording: int, *, mend: bool = False) -> None:
        """Ask for the lyrics of a recording; `loaded` answers.

        `mend`: where a recognition broke off (and none is running), first go back to what was there before.
        """

        def task(library: Library) -> None:
            if mend:
                library.mend(recording)
            history = library.history(recording)
            if history is not None and history.damaged:
                self.failed.emit(LibraryError(path=str(library.path), reason="journal_damaged"))
            self.loaded.emit(recording, history)

        self._tasks.put(task)

    def describe(self, recording: int, title: str, singer: str, palo: str) -> None:
        """Keep what the listener says of a recording."""
        self._tasks.put(lambda library: library.describe(recording, title, singer, palo))

    def remove(self, recording: int) -> None:
        """Take a recording out of the list."""
        self._tasks.put(lambda library: library.remove(recording))

    def store(self, recording: int, lyrics: Lyrics) -> None:
        """Keep new lyrics."""
        self._tasks.put(lambda library: library.store(recording, lyrics))

    def extend(self, recording: int, lines: Sequence[Line]) -> None:
        """Keep lines that arrived."""
        self._tasks.put(lambda library: library.extend(recording, lines))

    def finish(self, recording: int, provenance: Provenance, language: str) -> None:
        """Keep where the lyrics come from."""
        self._tasks.put(lambda library: library.finish(recording, provenance, language))

    def list_versions(self, recording: int) -> None:
        """Ask for all lyrics there ever were of a recording; `versions` answers."""
        self._tasks.put(lambda library: self.versions.emit(recording, library.versions(recording)))

    def go_back(self, recording: int) -> None:
        """Show what was shown before the present lyrics were stored."""
        self._tasks.put(lambda library: library.go_back(recording))

    def activate(self, recording: int, version: int) -> None:
        """Show another version of the lyrics."""
        self._tasks.put(lambda library: library.activate(recording, version))

    def correct(self, recording: int, name: str, change: Callable[[tuple[Line, ...]], Splice]) -> None:
        """Keep a correction of lyrics that are not open: `change` makes it of the lines there are."""

        def task(library: Library) -> None:
            lyrics = library.lyrics(recording)
            splice = change(lyrics.lines if lyrics is not None else ())
            if not splice.changes_nothing:
                library.append(recording, splice, name)

        self._tasks.put(task)

    def take_back(self, recording: int, name: str) -> None:
        """Undo the last correction of lyrics that are not open, if it is called `name`."""

        def task(library: Library) -> None:
            library.take_back(recording, name)

        self._tasks.put(task)

    def append(self, recording: int, splice: Splice, name: str) -> None:
        """Keep a correction."""
        self._tasks.put(lambda library: library.append(recording, splice, name))

    def amend(self, recording: int, splice: Splice) -> None:
        """Keep what the last correction has become."""
        self._tasks.put(lambda library: library.amend(recording, splice))

    def drop(self, recording: int) -> None:
        """Keep that the last correction came to nothing."""
        self._tasks.put(lambda library: library.drop(recording))

    def set_cursor(self, recording: int, cursor: int) -> None:
        """Keep how many corrections are done."""
        self._tasks.put(lambda library: library.set_cursor(recording, cursor))

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait (at most `timeout` seconds) for all that was asked before; whether it is all on the disk."""
        return self._wait(_Flush(), timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Flush, close the library and end the thread. Nothing may be asked afterwards."""
        if not self._thread.is_alive():
            return True
        kept = self._wait(_Flush(stop=True), timeout)
        self._thread.join(timeout)
        return kept

    def _wait(self, flush: _Flush, timeout: float) -> bool:
        if not self._thread.is_alive():
            return self._tasks.empty()
        self._tasks.put(flush)
        return flush.done.wait(timeout) and flush.kept

    def _serve(self) -> None:
        library, trouble = open_library(self._path)
        if trouble is not None:
            self.failed.emit(trouble)
        self.opened.emit()
        waiting: deque[_Task] = deque()
        try:
            while True:
                try:
                    task = self._tasks.get(timeout=_RETRY if waiting else None)
                except queue.Empty:
                    self._work_off(library, waiting)
                    continue
                if not isinstance(task, _Flush):
                    waiting.append(task)
                self._work_off(library, waiting)
                if isinstance(task, _Flush):
                    task.kept = not waiting
                    task.done.set()
                    if task.stop:
                        return
        finally:
            library.close()

    def _work_off(self, library: Library, waiting: deque[_Task]) -> None:
        while waiting:
            try:
                waiting[0](library)
            except LibraryError as error:
                if error.parameters.get("reason") == "unusable":
                    if self._told != str(error):
                        self._told = str(error)
                        self.failed.emit(error)
                    return
                self.failed.emit(error)
            except FlamencoError as error:
                self.failed.emit(error)
            else:
                self._told = ""
            waiting.popleft()
