"""Which pictures of the sound are in sight: those that were switched on to who studies, and the overview to
who corrects as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.gui.melody_strip import MelodyStrip
from flamenco_desktop.gui.overview import Overview
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.spectrogram_strip import SpectrogramStrip
from flamenco_desktop.gui.strip import Strip

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class Study(QObject):
    """Lays the strips of a window into its waveform view, and asks the desk's voice for what they show.

    `pane` holds the waveform with the overview over it.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = window.desk.preferences
        voice = self._voice = window.desk.voice
        self.strips: dict[Kind, Strip] = {
            Kind.SPECTROGRAM: SpectrogramStrip(
                window.theme, voice.spectrogram, lambda: voice.share(Kind.SPECTROGRAM), self
            ),
            Kind.MELODY: MelodyStrip(
                window.desk.document, window.theme, voice.melody, lambda: voice.share(Kind.MELODY), self
            ),
        }
        self._shown: list[Kind] | None = None
        voice.changed.connect(window.waveform.update)
        self.overview = Overview(window.theme, window)
        self.pane = QWidget(window)
        column = QVBoxLayout(self.pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.overview)
        column.addWidget(window.waveform, 1)
        self._seen = (0.0, 0.0)
        desk = window.desk
        desk.outline.changed.connect(self.overview.set_peaks)
        for changed in (desk.opened, desk.sound.opened, desk.document.reset, desk.document.spliced):
            changed.connect(self._show_verses)
        for moved in (desk.sound.ticked, desk.place_moved):
            moved.connect(self._show_place)
        window.waveform.seen_changed.connect(self._show_seen)
        self.overview.seek_requested.connect(desk.seek)
        self.overview.set_peaks(desk.outline.peaks)
        self._show_verses()
        for kind in Kind:
            window.actions_by_name[kind.value].setChecked(self._preferences.pictured(kind))

    def toggle(self, kind: Kind) -> None:
        """Switch a picture on or off; whoever asks for one while reading or correcting wants to study."""
        shown = not (self._preferences.pictured(kind) and self._preferences.depth is Depth.STUDY)
        self._preferences.set_pictured(kind, shown)
        if shown and self._preferences.depth is not Depth.STUDY:
            self._window.set_depth(Depth.STUDY)
        self.show()

    def _show_verses(self) -> None:
        self.overview.set_lines(self._window.desk.document.lines, self._window.desk.duration)
        self._show_place()

    def _show_seen(self, start: float, end: float) -> None:
        self._seen = (start, end)
        self._show_place()

    def _show_place(self) -> None:
        if self.overview.isVisible():
            self.overview.set_place(self._window.desk.position(), *self._seen)

    def show(self) -> None:
        """Show what is to be seen at this depth."""
        self.pane.setVisible(self._preferences.depth is not Depth.READ)
        studying = self._preferences.depth is Depth.STUDY
        kinds = [kind for kind in Kind if studying and self._preferences.pictured(kind)]
        for kind in Kind:
            self._window.actions_by_name[kind.value].setChecked(self._preferences.pictured(kind))
        self._voice.want(kinds)
        if kinds != self._shown:
            self._shown = kinds
            self._window.waveform.set_strips([self.strips[kind] for kind in kinds])
