"""The command that lets the voice be heard alone: it switches, or offers to take the voice out first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.errors import FetchFailedError, FlamencoError

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class VoiceAlone(QObject):
    """Joins the action "voice_alone" of a window to its desk's `isolated`, and says what is to be said."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._isolated = window.desk.isolated
        self._isolated.changed.connect(self._follow)
        self._isolated.failed.connect(self._tell)
        self._follow()

    def choose(self, alone: bool) -> None:
        """Hear the voice alone, or all of the recording."""
        isolated, strip = self._isolated, self._window.sound_strip
        if isolated.there or not alone:
            isolated.hear(alone)
        elif isolated.making:
            strip.say(
                self.tr("A voice is being taken out of its band. It can be heard as soon as that is done."),
                kind="info",
            )
        elif self._window.desk.entry is not None:
            strip.say(
                self.tr(
                    "The voice of this recording has not been taken out of its band yet. That takes some "
                    "minutes and is done once; the network for it, 300 MB, is fetched the first time."
                ),
                self.tr("Take it out"),
                isolated.make,
                "info",
            )
        self._follow()

    def _follow(self) -> None:
        self._window.actions_by_name["voice_alone"].setChecked(self._isolated.alone)

    def _tell(self, error: FlamencoError) -> None:
        if not isinstance(error, FetchFailedError):
            self._window.tell(error, self._window.sound_strip)
            return
        self._window.sound_strip.say(
            self.tr(
                "The network that takes voices out could not be fetched from {source} ({reason}): connect "
                "this machine to the internet, then try again."
            ).format(**{"source": "?", "reason": "?", **error.parameters}),
            self.tr("Try again"),
            self._isolated.make,
        )
