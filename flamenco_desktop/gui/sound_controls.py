"""How the window's controls of the sound and the sound itself know of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.gui.errands import Errands

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow
    from flamenco_desktop.gui.sound_panel import SoundPanel


class SoundControls(QObject):
    """Joins the player bar, the panel, the calibration and the actions of a window to its desk's sound."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._sound = window.desk.sound
        self._errands = Errands(self)
        self.panel: SoundPanel | None = None
        self._bar = window.player_bar
        self._bar.sound_button.clicked.connect(self.show_panel)
        self._sound.loop_changed.connect(self._show_loop)
        self._sound.outputs.delay_changed.connect(self._show_delay)
        self._sound.playing_changed.connect(self._clear)
        self._bar.set_speed(self._sound.speed)
        self._show_delay()
        self._show_loop()
        window.actions_by_name["mono"].setChecked(self._sound.settings.mono)

    def show_panel(self) -> None:
        """Open the panel over its button, or where the button would be."""
        from flamenco_desktop.gui.sound_panel import SoundPanel

        if self.panel is None:
            self.panel = SoundPanel(self._window.theme, self._sound, self._window)
            self.panel.calibration_requested.connect(self.calibrate)
            self.panel.mono_changed.connect(self._window.actions_by_name["mono"].setChecked)
        self.panel.open_over(self._bar.sound_button)

    def calibrate(self) -> None:
        """Find out by tapping how late the output is."""
        from flamenco_desktop.gui.calibration_dialog import CalibrationDialog

        self._sound.rest()
        window = self._window
        CalibrationDialog(window.theme, window.desk.make_player, self._sound, self._errands, window).open()

    def _clear(self, playing: bool) -> None:
        """What was wrong with the sound is not any more, once it is heard."""
        if playing:
            self._window.sound_strip.hide()

    def _show_loop(self) -> None:
        self._bar.seek_bar.set_loop(self._sound.loop)

    def _show_delay(self) -> None:
        self._bar.set_delay(self._sound.outputs.delay)
