"""What happens at the desk: a recording is opened, heard, recognised, corrected. No widgets here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.adding import Adding
from flamenco_desktop.gui.again import Again
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.in_use import InUse
from flamenco_desktop.gui.isolated import Isolated
from flamenco_desktop.gui.open_lyrics import OpenLyrics
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.selection import Selection
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.steps import Steps
from flamenco_desktop.gui.transcribing import Transcribing
from flamenco_desktop.gui.voice import Voice
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import Entry
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Splice

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player


class Desk(QObject):
    """Joins library, document, player and worker; the window shows what it tells and calls what it offers.

    One recording is open at a time. No file is touched in the window's thread: a recording is at once there
    by its name and its words, and heard as soon as its file is open. Whoever made the writer and the worker
    starts and closes them.
    """

    entries_changed = Signal()
    opened = Signal()
    place_moved = Signal()
    failed = Signal(object)

    def __init__(
        self,
        writer: LibraryWriter,
        document: LyricDocument,
        worker: Worker,
        make_player: Callable[[], Player],
        preferences: Preferences,
        outline: Outline,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.preferences = preferences
        self.outline = outline
        self.entries: tuple[Entry, ...] = ()
        self.entry: Entry | None = None
        self._listed_once = False
        self._writer = writer
        self._errands = Errands(self)
        self._adding = Adding(writer, self._errands, self)
        self.in_use = InUse(preferences, self._errands, self)
        self.voice = Voice(outline.folder, self._errands, self)
        self.make_player = make_player
        self.sound = Sound(make_player, self._errands, preferences.sound, self)
        self.steps = Steps(self)
        self.selection = Selection(self)
        self.open_lyrics = OpenLyrics(self, writer)
        self.transcribing = Transcribing(self, writer, worker)
        self.again = Again(self, writer, worker)
        self.isolated = Isolated(self, worker, self._errands)
        self._connect()

    def _connect(self) -> None:
        self._writer.listed.connect(self._listed)
        self._writer.failed.connect(self._not_kept)
        self._adding.added.connect(self._open)
        self._adding.failed.connect(self.failed)
        self.open_lyrics.failed.connect(self.failed)
        self.transcribing.failed.connect(self.failed)
        self.sound.moved.connect(self.place_moved)
        self.sound.opened.connect(self._sound_opened)
        self.sound.refused.connect(self.failed)
        self.sound.settings_changed.connect(self._keep_sound)
        self.in_use.failed.connect(self.failed)

    # --- the library ------------------------------------------------------------------------------------

    @property
    def library_path(self) -> Path:
        """Where the library is."""
        return self._writer.path

    @property
    def bare(self) -> bool:
        """Whether it is known that nothing is open nor about to be."""
        return self._listed_once and self.entry is None and not self._adding.underway

    def correct_unopened(
        self, recording: int, name: str, change: Callable[[tuple[Line, ...]], Splice]
    ) -> None:
        """Correct lyrics that are not open: one step of theirs."""
        self._writer.correct(recording, name, change)

    def take_back_unopened(self, recording: int, name: str) -> None:
        """Undo the last step of lyrics that are not open, if it is called `name`."""
        self._writer.take_back(recording, name)

    def _listed(self, entries: tuple[Entry, ...]) -> None:
        self._listed_once = True
        self.entries = tuple(reversed(entries))
        self.entries_changed.emit()

    def _not_kept(self, error: FlamencoError) -> None:
        # It may have been a recording that was to be added.
        self._adding.give_up()
        self.failed.emit(error)

    # --- the open recording -----------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a recording, new or known; one without words is transcribed at once."""
        self._adding.add(path)

    def open_key(self, key: int) -> None:
        """Open a recording of the library."""
        entry = next((entry for entry in self.entries if entry.id == key), None)
        if entry is not None and (self.entry is None or self.entry.id != key):
            self._open(entry)

    def remove(self) -> None:
        """Take the open recording out of the library; its file and its lyrics stay where they are."""
        if self.entry is None:
            return
        gone = self.entry
        if self.transcribing.works_on(gone):
            self.cancel()
        self._leave()
        self._writer.remove(gone.id)
        self._writer.list_entries()
        self.opened.emit()

    def cancel(self) -> None:
        """Stop all that the worker does; what there was before comes back."""
        self.transcribing.cancel()
        self.again.cancel()
        self.isolated.cancel()

    def _open(self, entry: Entry) -> None:
        self._leave()
        if entry.path is None:
            return
        self.entry = entry
        self.preferences.last = entry.id
        # A job that was broken off gives way to what was there before it.
        self.open_lyrics.ask(mend=not self.transcribing.works_on(entry))
        self.opened.emit()
        # Last: the thread that opens the file would take its time from the window's, which is to show itself.
        self.sound.open(entry.path)

    def _leave(self) -> None:
        """Close what is open; everything of it is already on its way to the disk."""
        self.sound.leave()
        self.outline.forget()
        self.voice.forget()
        self.selection.clear()
        self.entry = None
        self.open_lyrics.leave()

    # --- its sound --------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self.sound.playing

    @property
    def duration(self) -> float:
        """Seconds of the open recording, 0 without one."""
        if self.entry is None:
            return 0.0
        known = self.sound.duration
        return self.entry.duration if known is None else known

    def position(self) -> float:
        """Seconds now heard."""
        return self.sound.position()

    def play_or_pause(self) -> None:
        """Play, or pause where it is heard."""
        if self.entry is not None:
            self.sound.play_or_pause()

    def seek(self, seconds: float) -> None:
        """Go to a second of the recording."""
        if self.entry is not None:
            self.sound.seek(seconds)

    def set_volume(self, volume: float) -> None:
        """A factor of the amplitude, 0 to 1."""
        self.sound.set_volume(volume)

    def change_speed(self, by: float) -> None:
        """Slower or faster, the pitch kept."""
        if self.entry is not None:
            self.sound.change_speed(by)

    def _keep_sound(self) -> None:
        self.preferences.sound = self.sound.settings

    def _sound_opened(self) -> None:
        if self.entry is not None and self.entry.path is not None:
            self.outline.look(self.entry.path)
            self.voice.look(self.entry.path)
        self.open_lyrics.write_down()

    def close(self) -> None:
        """Let go of the sound; the lyrics are in the writer's hands."""
        self.outline.forget()
        self.voice.forget()
        self.sound.close()
        self.preferences.flush()
