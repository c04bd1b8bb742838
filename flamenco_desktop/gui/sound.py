"""The sound of the open recording: opened and played beside the window's thread, heard, gone through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from flamenco_desktop.errors import FlamencoError, NoOutputDeviceError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.outputs import Outputs
from flamenco_desktop.gui.preferences import SoundSettings

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player
    from flamenco_desktop.audio.source import Source

FRAME_MS = 16
SLOWEST, FASTEST = 0.5, 1.5
SHORTEST_LOOP = 0.1
_FAREWELL = 1.0


class Sound(QObject):
    """One recording at a time. What is asked for before its file is open is done as soon as it is.

    `make_player` is called in the thread of errands, once for every recording. Whatever a device may take its
    time for (playing, pausing, going somewhere) is done in another thread, one thing after the other; here it
    counts as done at once.
    """

    opened = Signal()
    """The file can be heard."""
    refused = Signal(object)
    """A FlamencoError: the file cannot be opened."""
    failed = Signal(object)
    """A FlamencoError: it cannot be played, or not any more."""
    ticked = Signal()
    """A frame has passed while playing."""
    moved = Signal()
    """The listener went somewhere else."""
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal(bool)
    alone_changed = Signal(bool)
    """The voice is heard alone now, or with its band again."""
    settings_changed = Signal()
    _ended = Signal()
    _lost = Signal(object)

    def __init__(
        self,
        make_player: Callable[[], Player],
        errands: Errands,
        settings: SoundSettings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        settings = settings or SoundSettings()
        self.outputs = Outputs(settings.output, settings.delays, self)
        self._make_player = make_player
        self._errands = errands
        self._hands = Errands(self)
        self._player: Player | None = None
        self._number = 0
        self._underway = 0
        self._place = 0.0
        self._wanted = False
        self._volume, self._balance, self._mono = settings.volume, settings.balance, settings.mono
        self._speed = 1.0
        self._loop: tuple[float, float] | None = None
        self._loop_start: float | None = None
        self._has_voice = self._alone = False
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self.ticked)
        self._ended.connect(self._follow)
        self._lost.connect(self._break)
        self.outputs.gone.connect(self._unplugged)
        self.outputs.route_changed.connect(self._take_route)
        self.outputs.default_moved.connect(lambda: self._do(_reopen))
        self.outputs.delay_changed.connect(self._take_delay)

    # --- the recording ----------------------------------------------------------------------------------

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
        self._underway = 0
        self._place, self._wanted = 0.0, False
        self._frames.stop()
        self._has_voice = False
        if self._alone:
            self._alone = False
            self.alone_changed.emit(False)
        if self._loop is not None or self._loop_start is not None:
            self._loop = self._loop_start = None
            self.loop_changed.emit(False)
        player, self._player = self._player, None
        if player is not None:
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
        player.volume, player.balance, player.mono = self._volume, self._balance, self._mono
        player.latency_offset = self.outputs.delay
        player.speed, player.loop = self._speed, self._loop
        route = self.outputs.route
        if route is not None:
            player.device = route
        if self._place:
            player.seek(self._place)
        self.outputs.start()
        # Playing is a matter of milliseconds once PortAudio is there.
        self._hands.run(player.prepare)
        self.opened.emit()
        if self._wanted:
            self._play()

    # --- what is so -------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether the file is open."""
        return self._player is not None

    @property
    def playing(self) -> bool:
        """Whether it plays, or is about to."""
        if self._player is None:
            return False
        return self._wanted if self._underway else self._player.playing

    @property
    def duration(self) -> float | None:
        """Seconds; None while the file is not open."""
        return self._player.duration if self._player is not None else None

    def position(self) -> float:
        """Seconds now heard."""
        if self._player is None or self._underway:
            return self._place
        return self._player.position()

    def shown(self) -> float:
        """What a picture painted now has to show: it stays for a frame, and is right in the middle of it."""
        if self._player is None or self._underway or not self._player.playing:
            return self.position()
        return self._player.position(ahead=FRAME_MS / 2000)

    @property
    def speed(self) -> float:
        """0.5 to 1.5."""
        return self._speed

    @property
    def loop(self) -> tuple[float, float | None] | None:
        """What is repeated, in seconds; None for its end while only the beginning is marked."""
        if self._loop is None and self._loop_start is not None:
            return (self._loop_start, None)
        return self._loop

    @property
    def settings(self) -> SoundSettings:
        """What is to be kept."""
        outputs = self.outputs
        return SoundSettings(self._volume, self._balance, self._mono, outputs.chosen, outputs.delays)

    # --- playing ----------------------------------------------------------------------------------------

    def play_or_pause(self) -> None:
        """Play, or pause where it is heard."""
        if self._player is None:
            self._wanted = not self._wanted
        elif self.playing:
            self.pause()
        else:
            self._play()

    def pause(self) -> None:
        """Pause where it is heard."""
        self._do(lambda player: player.pause(), wanted=False)
        self._follow()

    def rest(self) -> None:
        """Pause, if it plays."""
        if self.playing:
            self.pause()

    def stop(self) -> None:
        """Stop and go back to the beginning."""
        self._do(lambda player: player.stop(), wanted=False)
        self._place = 0.0
        self._follow()
        self.moved.emit()

    def _play(self) -> None:
        self._do(_play, wanted=True)
        self._follow()

    def seek(self, seconds: float) -> None:
        """Go to a second of the recording."""
        seconds = max(0.0, seconds if self._player is None else min(seconds, self._player.duration))
        self._do(lambda player: player.seek(seconds))
        self._place = seconds
        self.moved.emit()

    def change_speed(self, by: float) -> None:
        """Slower or faster, the pitch kept."""
        speed = self._speed = min(FASTEST, max(SLOWEST, round(self._speed + by, 2)))
        self._do(lambda player: setattr(player, "speed", speed))
        self.speed_changed.emit(speed)

    # --- repeating --------------------------------------------------------------------------------------

    def repeat(self, start: float, end: float) -> None:
        """Repeat from `start` to `end`."""
        self._set_loop((max(0.0, start), end))

    def repeat_from(self) -> None:
        """What is repeated begins here; with an end marked before, it goes to there."""
        here = self.position()
        end = self._loop[1] if self._loop is not None else None
        if end is not None and end - here >= SHORTEST_LOOP:
            self._set_loop((here, end))
            return
        self._set_loop(None)
        self._loop_start = here
        self.loop_changed.emit(True)

    def repeat_to(self) -> None:
        """What is repeated ends here, and begins where it was marked, else at the beginning."""
        here = self.position()
        start = self.loop[0] if self.loop is not None else 0.0
        if here - start >= SHORTEST_LOOP:
            self._set_loop((start, here))

    def go_on(self) -> bool:
        """End the repetition; whether there was one."""
        if self.loop is None:
            return False
        self._set_loop(None)
        return True

    def _set_loop(self, loop: tuple[float, float] | None) -> None:
        self._loop, self._loop_start = loop, None
        self._do(lambda player: setattr(player, "loop", loop))
        self.loop_changed.emit(loop is not None)

    # --- the voice alone --------------------------------------------------------------------------------

    @property
    def has_voice(self) -> bool:
        """Whether the voice can be heard without its band."""
        return self._has_voice

    @property
    def alone(self) -> bool:
        """Whether it is heard so."""
        return self._alone

    def take_voice(self, path: Path, then: Callable[[], None]) -> None:
        """Let the voice of what is open, kept at `path`, be heard alone from now on; `then` is called when it
        can be. `failed` tells where it cannot be read."""
        number = self._number

        def work() -> Source:
            from flamenco_desktop.audio.source import open_source

            return open_source(path)

        def arrived(source: Source) -> None:
            if number != self._number or self._player is None or self._has_voice:
                self._errands.run(source.close)
                return
            self._has_voice = True
            self._do(lambda player: player.take_voice(source))
            then()

        def refused(error: FlamencoError) -> None:
            if number == self._number:
                self.failed.emit(error)

        self._errands.run(work, arrived, refused)

    def hear_alone(self, alone: bool) -> None:
        """Hear the voice alone, or with its band; the place stays."""
        alone = alone and self._has_voice
        if alone != self._alone:
            self._alone = alone
            self._do(lambda player: setattr(player, "alone", alone))
        self.alone_changed.emit(alone)

    # --- how it sounds ----------------------------------------------------------------------------------

    def set_volume(self, volume: float) -> None:
        """A factor of the amplitude, 0 to 1."""
        self._volume = volume
        if self._player is not None:
            self._player.volume = volume
        self.settings_changed.emit()

    def set_balance(self, balance: float) -> None:
        """-1 only left, 0 both, 1 only right."""
        self._balance = balance
        if self._player is not None:
            self._player.balance = balance
        self.settings_changed.emit()

    def set_mono(self, mono: bool) -> None:
        """Whether both sides sound the same."""
        self._mono = mono
        if self._player is not None:
            self._player.mono = mono
        self.settings_changed.emit()

    def choose_output(self, key: str) -> None:
        """Hear with another output; empty: with the system's default."""
        self.outputs.choose(key)
        self.settings_changed.emit()

    def change_delay(self, by: float) -> None:
        """Let the words come later by so many seconds, or sooner (negative), with this output."""
        self.set_delay(self.outputs.delay + by)

    def set_delay(self, seconds: float) -> None:
        """Let the words wait for the sound of this output."""
        self.outputs.set_delay(seconds)
        self.settings_changed.emit()

    # --- between the threads ----------------------------------------------------------------------------

    def _do(self, work: Callable[[Player], None], wanted: bool | None = None) -> None:
        """Have it done, after what was asked for before; `wanted`: whether it plays then."""
        player, number = self._player, self._number
        if player is None:
            return
        if not self._underway:
            self._place, self._wanted = player.position(), player.playing
        self._wanted = self._wanted if wanted is None else wanted
        self._underway += 1

        def done(error: FlamencoError | None = None) -> None:
            if number != self._number:
                return
            self._underway -= 1
            if not self._underway:
                self._follow()
            if error is not None:
                self.failed.emit(error)

        self._hands.run(lambda: work(player), lambda _: done(), done)

    def _follow(self) -> None:
        playing = self.playing
        if not self._underway:
            self._wanted = playing
        if playing:
            self._frames.start()
        else:
            self._frames.stop()
        self.playing_changed.emit(playing)

    def _break(self, error: FlamencoError) -> None:
        self._follow()
        self.failed.emit(error)

    def _unplugged(self, error: FlamencoError) -> None:
        if self.playing:
            self.pause()
            self.failed.emit(error)

    def _take_route(self) -> None:
        route = self.outputs.route
        self._do(lambda player: setattr(player, "device", route))

    def _take_delay(self, seconds: float) -> None:
        if self._player is not None:
            self._player.latency_offset = seconds
        self.moved.emit()

    def close(self) -> None:
        """Let go of the device, if it lets go within a second."""
        self.outputs.stop()
        self.leave()
        self._errands.finish(_FAREWELL)


def _play(player: Player) -> None:
    """Play; where the chosen output cannot be had, on the system's default."""
    try:
        player.play()
    except NoOutputDeviceError:
        if player.device is None:
            raise
        player.device = None
        player.play()


def _reopen(player: Player) -> None:
    player.reopen()
