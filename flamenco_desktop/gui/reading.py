"""How the verses are set: their size, their typeface, filled word by word or line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.gui import preferences
from flamenco_desktop.gui.karaoke_view import KaraokeView

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class ReadingChoices(QObject):
    """Keeps what the listener chose and tells every view that shows verses."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = window.desk.preferences
        self._views: list[KaraokeView] = []
        self.add(window.karaoke)

    def add(self, view: KaraokeView) -> None:
        """Set the verses of one more view in this way, as long as it lives."""
        self._views.append(view)
        view.destroyed.connect(lambda: self._views.remove(view))
        self._apply()

    def toggle_by_line(self) -> None:
        """Fill line by line, or word by word again."""
        kept = self._preferences.reading
        self._keep(replace(kept, by_line=not kept.by_line))

    def resize(self, factor: float) -> None:
        """Words larger or smaller by a factor, or as the house has them for 0."""
        kept = self._preferences.reading
        size = kept.size * factor if factor else 1.0
        size = min(preferences.LARGEST_WORDS, max(preferences.SMALLEST_WORDS, size))
        self._keep(replace(kept, size=size))

    def choose_typeface(self) -> None:
        """Let the listener choose among those of the system, and see the verses in them at once."""
        from flamenco_desktop.gui.typeface_dialog import TypefaceDialog

        before = self._preferences.reading
        dialog = TypefaceDialog(before.family, self._window)
        dialog.shown.connect(lambda family: self._keep(replace(self._preferences.reading, family=family)))
        dialog.rejected.connect(lambda: self._keep(replace(self._preferences.reading, family=before.family)))
        dialog.open()

    def _keep(self, reading: preferences.Reading) -> None:
        self._preferences.reading = reading
        self._apply()

    def _apply(self) -> None:
        reading = self._preferences.reading
        self._window.actions_by_name["by_line"].setChecked(reading.by_line)
        for view in self._views:
            view.set_reading(reading)
