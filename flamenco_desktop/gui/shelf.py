"""The recordings at the side of the window: which there are, whether in sight, and how others come there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from flamenco_desktop import bundled
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.recordings_list import Row
from flamenco_desktop.library import Entry

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


def byline(entry: Entry) -> str:
    """Singer and palo in one line."""
    return "  ·  ".join(part for part in (entry.singer, entry.palo) if part)


class Shelf(QObject):
    """Joins the list of recordings of a window to its desk."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._list = window.recordings
        self._list.chosen.connect(self._desk.open_key)
        self._desk.entries_changed.connect(self.show)

    def show(self) -> None:
        """Show what is in the library, unless the listener has put it out of sight."""
        here = self._desk.entry.id if self._desk.entry else None
        self._list.set_rows(
            [Row(entry.id, entry.title, byline(entry), entry.id == here) for entry in self._desk.entries]
        )
        self._list.setVisible(bool(self._desk.entries) and not self._hidden)
        self._window.actions_by_name["library"].setChecked(not self._hidden)

    @property
    def _hidden(self) -> bool:
        return self._desk.preferences.library_hidden

    def toggle(self) -> None:
        """Bring the list into sight, or out of it."""
        self._desk.preferences.library_hidden = not self._hidden
        self.show()

    def search(self) -> None:
        """Let the listener type what to look for."""
        if not self._list.isVisible():
            self.toggle()
        self._list.search.setFocus()
        self._list.search.selectAll()

    def ask(self) -> None:
        """Let the listener choose a file, and open it."""
        sounds = "*.wav *.flac *.mp3 *.ogg *.opus *.m4a *.aac *.aiff *.aif *.wma *.mp4 *.mkv *.webm"
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a recording"),
            str(Path.home()),
            self.tr("Recordings") + f" ({sounds});;" + self.tr("All files") + " (*)",
        )
        if path:
            self._desk.open(Path(path))

    def open_bundled(self) -> None:
        """Open the recording that comes along."""
        try:
            self._desk.open(bundled.recording())
        except FlamencoError as error:
            self._window.tell_here(error)
