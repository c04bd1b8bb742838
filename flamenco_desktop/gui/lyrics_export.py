"""The lyrics as a file: what the Export menu offers, and the writing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from flamenco_desktop.errors import FlamencoError

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class LyricsExport(QObject):
    """Writes the lyrics at a window's desk in one of the formats, and says in its strip where they are."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = window.desk.preferences

    def fill_menu(self) -> None:
        """Add the formats that no command was declared for, and what is left out in all of them."""
        from flamenco_desktop.formats import FORMATS

        menu = self._window.menus.by_name["file/export"]
        for name, form in FORMATS.items():
            if f"export_{name}" in self._window.actions_by_name:
                continue
            action = menu.addAction(f"{form.title} ({form.suffix})")
            action.setObjectName(f"export_{name}")
            action.triggered.connect(lambda _=False, name=name: self.ask(name))
        menu.addSeparator()
        without = menu.addAction(self.tr("Without &jaleos and what is not sung"))
        without.setCheckable(True)
        without.setChecked(self._preferences.exports_without_jaleos)
        without.setObjectName("export_without_jaleos")
        without.toggled.connect(self._leave_out_jaleos)

    def _leave_out_jaleos(self, on: bool) -> None:
        self._preferences.exports_without_jaleos = on

    def ask(self, name: str) -> None:
        """Let the listener say where to, then write them there; `name` is that of a format."""
        entry = self._window.desk.entry
        if entry is None:
            return
        from flamenco_desktop.formats import FORMATS

        form = FORMATS[name]
        start = Path.home() / (entry.title + form.suffix)
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the lyrics"), str(start), f"{form.title} (*{form.suffix})"
        )
        if path:
            self.write(Path(path), name)

    def write(self, path: Path, name: str) -> None:
        """Write the lyrics as they are now in the format called `name`."""
        from flamenco_desktop.formats import export

        lyrics = self._window.desk.document.lyrics
        if self._preferences.exports_without_jaleos:
            from flamenco_desktop.lyrics.marks import without_jaleos

            lyrics = without_jaleos(lyrics)
        strip = self._window.strip
        try:
            export(lyrics, path, name)
        except FlamencoError as error:
            self._window.tell(error, strip)
            return
        strip.say(self.tr("The lyrics are in “{path}”.").format(path=path.name), kind="info")
