"""The sound of the open recording: opened beside the window's thread, heard, gone through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player

FRAME_MS = 16
SLOWEST, FASTEST = 0.5, 1.5
_FAREWELL = 1.0


class Sound(QObject):
    """One recording at a time. What is asked for before its file is open is done as soon as it is.

    `make_player` is called in the thread of errands, once for every recording.
    """

    opened = Signal()
    """The file can be heard."""
    refused = Signal(object)
    """A FlamencoError: the file cannot be opened."""
    failed = Signal(object)
    """A FlamencoError: it cannot be played."""
    ticked = Signal()
    """A frame has passed while playing."""
    moved = Signal()
    """The listener went somewhere else."""
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal(bool)
    _ended = Signal()
    _lost = Signal(object)

    def __init__(
        self,
        make_player: Callable[[], Player],
        errands: Errands,
        volume: float = 1.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_player = make_player
        self._errands = errands
        self._player: Player | None = None
        self._number = 0
        self._place = 0.0
        self._eager = False
        self._volume = volume
        self._speed = 1.0
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self.ticked)
        self._ended.connect(self._follow)
        self._lost.connect(self._break)

    def open(self, path: Path) -> None:
        """Take `path` in place of what was open; `opened` or `refused` answers, unless it is left before."""
        self.leave()
        number = self._number

        def work() -> Player:
            player = self._make_player()
            player.open(path)
            return player

        def refuse(error: FlamencoError) -> None:
            if number == self._number:
                self.refused.emit(error)

        self._errands.run(work, lambda player: self._arrived(number, player), refuse)

    def leave(self) -> None:
        """Let go of what is open or being opened."""
        self._number += 1
        self._place, self._eager = 0.0, False
        self._frames.stop()
        player, self._player = self._player, None
        if player is not None:
            if player.loop is not None:
                self.loop_changed.emit(False)
            self._dismiss(player)

    def _dismiss(self, player: Player) -> None:
        player.on_finished = player.on_failed = None
        self._errands.run(player.close)

    def _arrived(self, number: int, player: Player) -> None:
        if number != self._number:
            self._dismiss(player)
            return
        self._player = player
        player.on_finished = self._ended.emit
        player.on_failed = self._lost.emit
        player.volume, player.speed = self._volume, self._speed
        if self._place:
            player.seek(self._place)
        self.opened.emit()
        if self._eager:
            self.play_or_pause()

    @property
    def ready(self) -> bool:
        """Whether the file is open."""
        return self._player is not None

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._player is not None and self._player.playing

    @property
    def duration(self) -> float | None:
        """Seconds; None while the file is not open."""
        return self._player.duration if self._player is not None else None

    def position(self) -> float:
        """Seconds now heard."""
        return self._player.position() if self._player is not None else self._place

    def play_or_pause(self) -> None:
        """Play, or pause where it is heard."""
        if self._player is None:
            self._eager = not self._eager
            return
        try:
            if self._player.playing:
                self._player.pause()
            else:
                self._player.play()
        except FlamencoError as error:
            self.failed.emit(error)
        self._follow()

    def seek(self, seconds: float) -> None:
        """Go to a second of the recording."""
        if self._player is None:
            self._place = max(0.0, seconds)
        else:
            self._player.seek(seconds)
        self.moved.emit()

    def set_volume(self, volume: float) -> None:
        """A factor of the amplitude, 0 to 1."""
        self._volume = volume
        if self._player is not None:
            self._player.volume = volume

    def change_speed(self, by: float) -> None:
        """Slower or faster, the pitch kept."""
        self._speed = min(FASTEST, max(SLOWEST, round(self._speed + by, 2)))
        if self._player is not None:
            self._player.speed = self._speed
        self.speed_changed.emit(self._speed)

    def repeat(self, start: float, end: float) -> None:
        """Repeat from `start` to `end`."""
        self._set_loop((max(0.0, start), end))

    def go_on(self) -> bool:
        """End the repetition; whether there was one."""
        if self._player is None or self._player.loop is None:
            return False
        self._set_loop(None)
        return True

    def _set_loop(self, loop: tuple[float, float] | None) -> None:
        if self._player is not None:
            self._player.loop = loop
        self.loop_changed.emit(self._player is not None and loop is not None)

    def _follow(self) -> None:
        if self.playing:
            self._frames.start()
        else:
            self._frames.stop()
        self.playing_changed.emit(self.playing)

    def _break(self, error: FlamencoError) -> None:
        self._follow()
        self.failed.emit(error)

    def close(self) -> None:
        """Let go of the device, if it lets go within a second."""
        self.leave()
        self._errands.finish(_FAREWELL)
