"""Hearing a line of the dataset, beside the wizard; the song waits meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.sound import Sound

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player

_LOOK_MS = 50
_FAREWELL = 1.0


class Clips(QObject):
    """Plays one clip at a time; `changed` tells the name of the one that plays, empty for none."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(
        self, make_player: Callable[[], Player], sound: Sound | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.playing = ""
        self._make_player = make_player
        self._sound = sound
        self._errands = Errands(self)
        self._player: Player | None = None
        self._end = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def toggle(
        self, name: str, find: Callable[[], tuple[Path, float] | None], seconds: float | None = None
    ) -> None:
        """Play what `find` finds (a file and a second in it), `seconds` of it; again: stop."""
        again = name == self.playing
        self.stop()
        if again:
            return
        if self._sound is not None:
            self._sound.rest()
        self._tell(name)

        def work() -> tuple[Player, float] | None:
            place = find()
            if place is None:
                return None
            path, start = place
            player = self._make_player()
            player.open(path)
            if self._sound is not None:
                player.volume = max(0.2, self._sound.settings.volume)
                if self._sound.outputs.route is not None:
                    player.device = self._sound.outputs.route
            player.seek(start)
            player.play()
            return player, start + seconds if seconds is not None else player.duration

        def plays(found: tuple[Player, float] | None) -> None:
            if found is None:
                self._tell("")
            elif self.playing != name:
                self._errands.run(found[0].close)
            else:
                self._player, self._end = found
                self._timer.start()

        def refuse(error: object) -> None:
            self._tell("")
            self.failed.emit(error)

        self._errands.run(work, plays, refuse)

    def stop(self) -> None:
        """Be quiet."""
        self._timer.stop()
        player, self._player = self._player, None
        if player is not None:
            self._errands.run(player.close)
        self._tell("")

    def leave(self) -> None:
        """Let go of the device, if it lets go within a second."""
        self.stop()
        self._errands.finish(_FAREWELL)

    def _look(self) -> None:
        player = self._player
        if player is None or not player.playing or player.position() >= self._end:
            self.stop()

    def _tell(self, name: str) -> None:
        if name != self.playing:
            self.playing = name
            self.changed.emit(name)
