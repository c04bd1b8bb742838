"""Playing a recording, and the one clock: the time now heard."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flamenco_desktop.audio.feeder import Feeder
from flamenco_desktop.audio.mix import AS_IT_IS, Mix, mix_of, mixed
from flamenco_desktop.audio.output import (
    close_stream,
    look_again,
    open_stream,
    prepare,
    start_stream,
    stream_time,
)
from flamenco_desktop.audio.source import Source, open_source
from flamenco_desktop.audio.stretch import FASTEST, SLOWEST
from flamenco_desktop.audio.take import Take, Wish
from flamenco_desktop.audio.tape import Tape
from flamenco_desktop.errors import BrokenOffError, FlamencoError, NoOutputDeviceError, NotSoundError

# The clock may be a few milliseconds early, and the last samples must leave the device.
_AFTER_END = 0.03
_SILENT_TOO_LONG = 5.0
_PRIMING = 0.1
_REST = 0.02
# So much less than a file has announced was really in it: it is not whole.
_MISSING = 2.0


class Player:
    """Plays one recording at a time on `device` (a key of `devices.outputs`, or PortAudio's name or number;
    None is the system's default).

    Methods may come from any thread. They never wait for decoding, but opening, starting and leaving a device
    takes its time; `position` and the properties do not. `on_finished()` and `on_failed(error)` come from
    another thread, after which the player is paused. `latency_offset` is what a listener adds, in seconds,
    when his loudspeakers are later than the system knows (Bluetooth); negative for a screen that is late.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self.on_finished: Callable[[], None] | None = None
        self.on_failed: Callable[[FlamencoError], None] | None = None
        self.latency_offset = 0.0
        self._device = device
        self._source: Source | None = None
        self._tape: Tape | None = None
        self._voice: Source | None = None
        self._voice_tape: Tape | None = None
        self._alone = False
        self._stream: Any = None
        self._lost = False
        self._take: Take | None = None
        self._feeder: Feeder | None = None
        self._control = threading.RLock()
        self._held = 0.0
        self._speed = 1.0
        self._loop: tuple[float, float] | None = None
        self._volume = 1.0
        self._balance = 0.0
        self._mono = False
        self._mix: Mix = AS_IT_IS
        self._mix_now: Mix = AS_IT_IS
        self._past_underruns = self._past_slips = 0
        self._said_broken = False

    def open(self, path: Path | str) -> None:
        """Take `path` in place of what was open, paused at its beginning.

        Raises FileMissingError, NotAFileError, EmptySoundError, NotSoundError; nothing is open then.
        """
        self.close()
        self.take(open_source(Path(path)))

    def take(self, source: Source) -> None:
        """Take `source` in place of what was open, paused at its beginning; it is closed with the player."""
        self.close()
        self._source = source

    def take_voice(self, source: Source) -> None:
        """Take the recording's voice without its band, on the recording's own time, so that it can be heard
        `alone`; it is closed with the player. Where there is one already, that stays."""
        with self._control:
            if self._source is None or self._voice is not None:
                source.close()
            else:
                self._voice = source

    @property
    def alone(self) -> bool:
        """Whether the voice is heard without its band; can be set while playing, and nothing waits or clicks.

        Without a voice (`take_voice`) it stays False.
        """
        return self._alone

    @alone.setter
    def alone(self, alone: bool) -> None:
        with self._control:
            alone = alone and self._voice is not None
            if alone == self._alone:
                return
            self._alone = alone
            if self._take is not None and self._tape is not None:
                tape = self._tape_of(self._tape.rate)
                self._take.ask(Wish(None, self._speed, self._loop, tape))

    def _tape_of(self, rate: int) -> Tape:
        """The tape that is to be heard, at the device's rate."""
        if self._source is None:
            raise ValueError("nothing is open")
        if self._tape is None or self._tape.rate != rate:
            self._tape = Tape(self._source, rate)
        if not self._alone or self._voice is None:
            return self._tape
        if self._voice_tape is None or self._voice_tape.rate != rate:
            self._voice_tape = Tape(self._voice, rate)
        return self._voice_tape

    def prepare(self) -> None:
        """Do what the first `play` would have to wait for. Without any device nothing happens."""
        with suppress(NoOutputDeviceError):
            prepare()

    def close(self) -> None:
        """Let go of the recording and the device."""
        with self._control:
            self._halt()
            self._close_stream()
            self._join()
            for source in (self._source, self._voice):
                if source is not None:
                    source.close()
            self._source = self._tape = self._voice = self._voice_tape = None
            self._alone = False
            self._held, self._loop, self._said_broken = 0.0, None, False

    def play(self) -> None:
        """Play on, from the beginning when the end was reached. Nothing happens where nothing is open.

        Raises NoOutputDeviceError.
        """
        with self._control:
            if self._source is None or self._take is not None:
                return
            self._join()
            if self._lost:
                self._close_stream()
            if self._stream is None:
                self._stream = open_stream(self._device, self._source.rate, self._callback)
            rate = round(self._stream.samplerate)
            tape = self._tape_of(rate)
            if self._held >= self.duration:
                self._held = 0.0
            take = Take(rate, self._held, self._speed, self._loop)
            feeder = Feeder(tape, take, self._watch, self._cannot_read)
            self._mix_now = self._mix
            self._feeder, self._take = feeder, take
            feeder.start()
            # A few blocks ahead before the device asks; a slow file starts in silence instead.
            take.primed.wait(_PRIMING)
            self._start(take)

    def pause(self) -> None:
        """Stop where it is heard now."""
        with self._control:
            self._held = self.position()
            self._halt()

    def stop(self) -> None:
        """Stop and go back to the beginning."""
        with self._control:
            self._halt()
            self._held = 0.0

    def seek(self, seconds: float) -> None:
        """Go to `seconds`. While playing `position` stays there until it is heard, a tenth of a second."""
        with self._control:
            seconds = min(max(seconds, 0.0), self.duration)
            if self._take is None:
                self._held = seconds
            else:
                self._take.ask(Wish(seconds, self._speed, self._loop))

    def position(self, ahead: float = 0.0) -> float:
        """The second of the recording that is heard now, or `ahead` seconds later, within some milliseconds.

        Cheap: to be asked once a paint.
        """
        take, stream = self._take, self._stream
        if take is None or stream is None:
            return self._held
        return min(take.position(stream_time(stream), self.latency_offset - ahead), self.duration)

    @property
    def duration(self) -> float:
        """Seconds; of a file that only estimates it, or is cut off, right once its end was read."""
        if self._tape is not None:
            return self._tape.frames / self._tape.rate
        return self._source.frames / self._source.rate if self._source is not None else 0.0

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._take is not None

    @property
    def volume(self) -> float:
        """A factor of the amplitude, 0 to 1."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._volume = min(max(volume, 0.0), 1.0)
        self._mix = mix_of(self._volume, self._balance, self._mono)

    @property
    def balance(self) -> float:
        """-1 only left, 0 both, 1 only right."""
        return self._balance

    @balance.setter
    def balance(self, balance: float) -> None:
        self._balance = min(max(balance, -1.0), 1.0)
        self._mix = mix_of(self._volume, self._balance, self._mono)

    @property
    def mono(self) -> bool:
        """Whether both sides sound the same, for who hears with one ear or one loudspeaker."""
        return self._mono

    @mono.setter
    def mono(self, mono: bool) -> None:
        self._mono = mono
        self._mix = mix_of(self._volume, self._balance, self._mono)

    @property
    def speed(self) -> float:
        """0.5 to 1.5, the pitch kept; can be set while playing."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        with self._control:
            self._speed = min(max(speed, SLOWEST), FASTEST)
            self._ask_same_place()

    @property
    def loop(self) -> tuple[float, float] | None:
        """Start and end in seconds of what is repeated without a gap; None for no loop."""
        return self._loop

    @loop.setter
    def loop(self, loop: tuple[float, float] | None) -> None:
        with self._control:
            self._loop = None if loop is None else (max(0.0, min(loop)), max(loop))
            self._ask_same_place()

    @property
    def device(self) -> str | int | None:
        """Where it plays; another can be set while playing, and sounds from the same place on.

        Setting it raises NoOutputDeviceError, paused, where that cannot be played on.
        """
        return self._device

    @device.setter
    def device(self, device: str | int | None) -> None:
        with self._control:
            self._device = device
            self.reopen()

    def reopen(self) -> None:
        """Take hold of the device anew: the system's default may be another one now.

        Raises NoOutputDeviceError, paused, where there is none.
        """
        with self._control:
            was_playing = self.playing
            if was_playing:
                self.pause()
            self._close_stream()
            if self._device is None:
                with suppress(NoOutputDeviceError):
                    look_again()
            if was_playing:
                self.play()

    @property
    def underruns(self) -> int:
        """How often the device has asked for more than there was, since the player was made."""
        take = self._take
        return self._past_underruns + (take.underruns if take is not None else 0)

    @property
    def slips(self) -> int:
        """How often the device was found to have stood still or jumped without saying so."""
        take = self._take
        return self._past_slips + (take.slips if take is not None else 0)

    def _callback(self, out: Any, frames: int, times: Any, status: Any) -> None:
        take = self._take
        if take is None:
            out.fill(0.0)
            return
        take.fill(out, times.currentTime, times.outputBufferDacTime, bool(status.output_underflow))
        wanted, now = self._mix, self._mix_now
        if wanted is not now:
            out[:] = mixed(out, now, wanted)
            self._mix_now = wanted
        elif wanted is not AS_IT_IS:
            out[:] = mixed(out, wanted)

    def _ask_same_place(self) -> None:
        if self._take is not None:
            self._take.ask(Wish(None, self._speed, self._loop))

    def _start(self, take: Take) -> None:
        try:
            start_stream(self._stream)
        except NoOutputDeviceError:
            self._halt()
            self._close_stream()
            raise
        take.started = True

    def _halt(self) -> None:
        """End the take; the position that it had is not kept."""
        take, self._take = self._take, None
        if take is None:
            return
        take.stop()
        self._past_underruns += take.underruns
        self._past_slips += take.slips
        if self._stream is not None:
            # stop() would play out what is queued, for up to 1.5 s.
            self._stream.abort(ignore_errors=True)

    def _close_stream(self) -> None:
        stream, self._stream, self._lost = self._stream, None, False
        if stream is not None:
            close_stream(stream)

    def _join(self) -> None:
        feeder, self._feeder = self._feeder, None
        if feeder is not None and feeder is not threading.current_thread():
            feeder.join()

    def _watch(self, take: Take) -> None:
        """From the feeder, when it rests: has the end been heard, does the device still live?"""
        stream = self._stream
        if stream is None or take is not self._take or not take.started:
            return
        now = stream_time(stream)
        if take.end is not None:
            late = _AFTER_END + self.latency_offset
            heard = take.heard(None if now is None else now - late)
            if heard is not None and heard >= take.end:
                self._finish(take)
                return
        handed, since = take.watched
        if not stream.active or (handed == take.handed and time.monotonic() - since > _SILENT_TOO_LONG):
            self._fail(take, NoOutputDeviceError(reason="the device stopped answering"))
        elif handed != take.handed:
            take.watched = (take.handed, time.monotonic())

    def _finish(self, take: Take) -> None:
        if not self._settle(take, lambda: self.duration):
            return
        broken = self._broken_off()
        if broken is None:
            if self.on_finished is not None:
                self.on_finished()
        elif self.on_failed is not None:
            self.on_failed(broken)

    def _broken_off(self) -> BrokenOffError | None:
        """Whether the end that was reached came long before the one that the file announces."""
        source = self._source
        if source is None or not source.exact or self._said_broken:
            return None
        if source.frames / source.rate - self.duration < _MISSING:
            return None
        self._said_broken = True
        return BrokenOffError(path=source.name, seconds=round(self.duration, 1))

    def _fail(self, take: Take, error: FlamencoError) -> None:
        # The stream is closed by the next play: the window's thread may be asking it for its time.
        self._lost = True
        if self._settle(take, self.position) and self.on_failed is not None:
            self.on_failed(error)

    def _cannot_read(self, take: Take, error: Exception) -> None:
        if not isinstance(error, FlamencoError):
            name = self._source.name if self._source is not None else ""
            error = NotSoundError(path=name, reason=str(error))
        if self._settle(take, self.position) and self.on_failed is not None:
            self.on_failed(error)

    def _settle(self, take: Take, place: Callable[[], float]) -> bool:
        """From the feeder: pause at `place`, unless somebody else has ended the take meanwhile."""
        while not self._control.acquire(timeout=_REST):
            # Whoever holds the lock may be waiting for this very thread to end.
            if take.stopping:
                return False
        try:
            if self._take is not take:
                return False
            self._held = place()
            self._halt()
        finally:
            self._control.release()
        return True
