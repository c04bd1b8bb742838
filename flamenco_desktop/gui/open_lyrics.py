"""Which lyrics of the open recording are in sight: on their way, come, or chosen instead. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.editing import LibraryWriter
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.library import Entry, History, Version
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance

if TYPE_CHECKING:
    from flamenco_desktop.gui.desk import Desk


class OpenLyrics(QObject):
    """Brings the lyrics of the open recording into the document, as soon as the library has found them.

    What changes while they are on their way is not lost: lines that arrive come after them, and where others
    have taken their place in the library, those are asked for.
    """

    versions_changed = Signal()
    """`versions` are others."""
    failed = Signal(object)
    """A FlamencoError: the recording has no room for lines that arrived."""

    def __init__(self, desk: Desk, writer: LibraryWriter) -> None:
        super().__init__(desk)
        self.versions: tuple[Version, ...] = ()
        self._desk = desk
        self._writer = writer
        self._late: list[Line] | None = None
        self._stale = False
        self._chosen = False
        self._wordless = False
        writer.loaded.connect(self._loaded)
        writer.versions.connect(self._versions_listed)

    # --- from the library -------------------------------------------------------------------------------

    def ask(self, *, mend: bool = False) -> None:
        """Have the lyrics of the open recording come.

        `mend`: where a recognition broke off (and none is running), those that were there before it.
        """
        if self._desk.entry is not None:
            self._late = []
            self._writer.load(self._desk.entry.id, mend=mend)

    def leave(self) -> None:
        """Nothing is open any more."""
        self.versions = ()
        self._let_go()

    def _let_go(self) -> None:
        self._late = None
        self._stale = self._chosen = self._wordless = False
        self._desk.document.load(Lyrics())

    def _loaded(self, key: int, history: History | None) -> None:
        desk = self._desk
        if desk.entry is None or desk.entry.id != key or self._late is None:
            return
        if self._stale:
            # It was read before something else took its place.
            self._stale, self._late = False, []
            self._writer.load(key)
            return
        late, self._late = self._late, None
        if history is not None:
            desk.document.reopen(history, desk.duration, key)
            if late:
                self.append(late)
        self._wordless = not self._chosen and (history is None or _broken_off(history))
        self.write_down()

    def write_down(self) -> None:
        """What has no words is transcribed, as soon as both its sound and its words have been looked for."""
        entry, transcribing = self._desk.entry, self._desk.transcribing
        if (
            self._wordless
            and self._desk.sound.ready
            and entry is not None
            and not transcribing.works_on(entry)
        ):
            self._wordless = False
            transcribing.transcribe_in_turn()

    # --- what happens meanwhile -------------------------------------------------------------------------

    def shows(self, entry: Entry) -> bool:
        """Whether the lyrics of a recording are in sight, not only on their way from the library."""
        return self._is_open(entry) and self._late is None

    def replaced(self, entry: Entry) -> None:
        """The lyrics of a recording have just been changed in the library; those on their way are stale."""
        if self._is_open(entry) and self._late is not None:
            self._stale = True

    def tried(self, entry: Entry) -> None:
        """A recording has just been transcribed, or the listener wished it were not: once is enough."""
        if self._is_open(entry):
            self._wordless = False

    def append(self, lines: Sequence[Line]) -> None:
        """Show lines that have arrived."""
        try:
            self._desk.document.append_lines(lines)
        except FlamencoError as error:
            self.failed.emit(error)

    def append_later(self, entry: Entry, lines: Sequence[Line]) -> None:
        """Show lines that have arrived for a recording after its lyrics, if those are on their way."""
        if self._late is not None and self._is_open(entry):
            self._late.extend(lines)

    def _is_open(self, entry: Entry) -> bool:
        return self._desk.entry is not None and self._desk.entry.id == entry.id

    # --- other versions ---------------------------------------------------------------------------------

    def look_for_versions(self) -> None:
        """Ask what other lyrics there are of the open recording; `versions_changed` answers."""
        if self._desk.entry is not None:
            self._writer.list_versions(self._desk.entry.id)

    def choose_version(self, version: int) -> None:
        """Show other lyrics of the open recording, with their own corrections."""
        desk = self._desk
        if desk.entry is None or desk.transcribing.job is not None or self._late is not None:
            return
        self._let_go()
        self._chosen = True
        self._writer.activate(desk.entry.id, version)
        self.ask()

    def _versions_listed(self, key: int, versions: tuple[Version, ...]) -> None:
        if self._desk.entry is not None and self._desk.entry.id == key:
            self.versions = versions
            self.versions_changed.emit()


def _broken_off(history: History) -> bool:
    """Whether the recogniser never came to its end here, and the listener has put no work into it."""
    return history.base.provenance == Provenance() and not history.steps
