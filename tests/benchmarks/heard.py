"""Heard against shown: python -m tests.benchmarks.heard [--short]

Plays the bundled recording through a real PortAudio stream into a null sink of a private sound server and
records the sink's monitor. A karaoke view is painted meanwhile as in the window; the moment at which it has
painted the first bit of a word's filling is compared with the moment at which the word's onset left the
device, found in the recorded sound by correlation. Positive: the words come late. What the screen and a
compositor add after the painting is not in it.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Before Qt is there.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QRect, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from flamenco_desktop import bundled
from flamenco_desktop.audio import decode
from flamenco_desktop.audio.player import Player
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.lyrics.model import Line, Word
from tests.benchmarks.table import Figure, median, show
from tests.sound_server import RATE, Capture, missing, sound_server
from tests.truth import truth_of

MEDIAN_MS, WORST_MS = 10.0, 30.0
SEEKS = 20
_WINDOW = 2048
_AROUND = 0.12
_PATIENCE = 30.0
# Between two paints of playing on, not of going somewhere.
_FRAME = 0.25
_ALIKE = {1.0: 0.9, 0.7: 0.6}


@dataclass(frozen=True)
class Begun:
    """At `time` (monotonic) the view has painted the first bit of `word`, at a speed, `frame` seconds after
    the paint before."""

    time: float
    word: Word
    speed: float
    frame: float


class WatchedView(KaraokeView):
    """The view itself, and when it begins to fill a word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.begun: list[Begun] = []
        self.words: list[Word] = []
        self.speed = 1.0
        self._asked: list[float] = []
        self._before = self._painted = 0.0

    def watch(self, clock: Callable[[], float], lines: tuple[Line, ...]) -> None:
        """Show `lines` at the time of `clock`."""

        def asked() -> float:
            self._asked.append(clock())
            return self._asked[-1]

        self.words = [word for line in lines for word in line.words]
        self.set_clock(asked)
        self.set_lines(lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._asked.clear()
        super().paintEvent(event)
        if not self._asked:
            return
        now, shown = time.monotonic(), self._asked[0]
        if 0.0 < shown - self._before < _FRAME:
            self.begun += [
                Begun(now, word, self.speed, now - self._painted)
                for word in self.words
                if self._before < word.start <= shown
            ]
        self._before, self._painted = shown, now


def is_filled(view: KaraokeView, line: int, word: int) -> bool:
    """Whether the picture of the view shows a bit of the word as sung: its colour at the word's left edge."""
    area = view.word_rect(line, word).toAlignedRect()
    picture = view.grab(QRect(area.left() - 2, area.top(), area.width() // 2 + 2, area.height())).toImage()
    sung = view._theme.tokens.color("sung").rgb()
    return any(picture.pixel(x, y) == sung for x in range(picture.width()) for y in range(picture.height()))


@dataclass
class Session:
    """One view on one recording, played for real."""

    app: QApplication
    sound: Sound
    view: WatchedView
    lines: tuple[Line, ...]
    true: NDArray[np.float32]
    parts: dict[str, list[Begun]] = field(default_factory=dict)

    def wait(self, until: Callable[[], bool], seconds: float = _PATIENCE) -> bool:
        """Let the window's loop run until a state comes."""
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        timer.start(20)
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()
        timer.stop()
        return until()

    def part(self, name: str, act: Callable[[], None]) -> None:
        """Play a part, and keep which words began to fill in it."""
        self.view.begun = []
        act()
        self.parts[name] = self.view.begun

    def play_words(self, number: int) -> None:
        """Play on until so many words have begun to fill."""
        goal = len(self.view.begun) + number
        assert self.wait(lambda: len(self.view.begun) >= goal, 8.0 * number + _PATIENCE), "words stay away"

    def set_speed(self, speed: float) -> None:
        self.sound.change_speed(speed - self.sound.speed)
        self.view.speed = speed

    def seek_about(self, number: int) -> None:
        """Go to a quarter of a second before random words, and hear each of them begin."""
        chance = random.Random(7)
        for word in chance.sample(self.view.words, number):
            self.sound.seek(max(0.0, word.start - chance.uniform(0.2, 0.4)))
            # A machine that stands still for longer than that has not painted its beginning.
            self.wait(lambda word=word: any(one.word is word for one in self.view.begun), 3.0)  # type: ignore[misc]

    def repeat_line(self, line: int, times: int) -> None:
        """Repeat a line."""
        own = self.lines[line]
        first = own.words[0].start
        self.sound.repeat(first - 0.3, own.words[min(2, len(own.words) - 1)].end)
        self.sound.seek(first - 0.3)
        for _ in range(times):
            began = len(self.view.begun)
            assert self.wait(
                lambda began=began: any(one.word.start == first for one in self.view.begun[began:])  # type: ignore[misc]
            ), "the loop does not come round"
        self.sound.go_on()


def play(session: Session, long: bool) -> None:
    """All parts, one after the other."""
    sound = session.sound
    sound.play_or_pause()
    session.part("playing", lambda: session.play_words(len(session.view.words) - 2 if long else 12))
    session.part(f"{SEEKS} random seeks", lambda: session.seek_about(SEEKS))
    session.set_speed(0.7)
    sound.seek(session.lines[2].start - 0.5)
    session.part("speed 0.7", lambda: session.play_words(24 if long else 8))
    session.set_speed(1.0)
    session.part("a line repeated", lambda: session.repeat_line(3, 8 if long else 4))
    sound.seek(session.lines[5].start - 0.5)
    session.part("after the loop", lambda: session.play_words(10 if long else 4))
    sound.pause()


@dataclass
class Found:
    """By part, milliseconds by which each word came late, and seconds since the paint before; how often the
    machine was too busy to play."""

    late: dict[str, list[float]] = field(default_factory=dict)
    frames: dict[str, list[float]] = field(default_factory=dict)
    underruns: int = 0

    @property
    def all(self) -> list[float]:
        return [one for part in self.late.values() for one in part]


def compare(session: Session, capture: Capture) -> Found:
    """What was shown against what was heard."""
    heard = capture.samples[:, 0].copy()
    found = Found()
    for name, begun in session.parts.items():
        late, frames = found.late.setdefault(name, []), found.frames.setdefault(name, [])
        for one in begun:
            at = round((one.time - capture.started(near=one.time)) * RATE)
            second = second_of(heard[at : at + _WINDOW], session.true, one.word.start, _ALIKE[one.speed])
            if second is not None:
                late.append(1000 * (second - one.word.start) / one.speed)
                frames.append(one.frame)
    player = session.sound._player
    found.underruns = player.underruns + player.slips if player is not None else 0
    return found


def second_of(
    piece: NDArray[np.float32], true: NDArray[np.float32], near: float, alike: float
) -> float | None:
    """Which second of the recording `piece` is, looked for around `near`; None where nothing is like it."""
    low = max(0, round((near - _AROUND) * RATE))
    area = true[low : low + round(2 * _AROUND * RATE) + _WINDOW].astype(np.float64)
    if len(piece) < _WINDOW or np.linalg.norm(piece) < 1e-2:
        return None
    products = np.correlate(area, piece.astype(np.float64), "valid")
    squares = np.concatenate([[0.0], np.cumsum(area**2)])
    norms = np.sqrt(np.maximum(squares[_WINDOW:] - squares[:-_WINDOW], 1e-9)) * np.linalg.norm(piece)
    at = int(np.argmax(products / norms))
    return (low + at) / RATE if products[at] / norms[at] > alike else None


def measure(app: QApplication, long: bool = True) -> Found:
    """Play and compare."""
    path = bundled.recording()
    with sound_server() as server:
        before = {name: os.environ.get(name) for name in server.environment}
        os.environ.update(server.environment)
        errands = Errands()
        sound = Sound(Player, errands)
        view = WatchedView(Theme(app))
        try:
            session = Session(app, sound, view, truth_of(path), decode.load(path, RATE))
            view.watch(sound.shown, session.lines)
            sound.ticked.connect(view.tick)
            sound.moved.connect(view.place_moved)
            view.resize(1280, 800)
            view.show()
            sound.open(path)
            assert session.wait(lambda: sound.ready), "the recording is not opened"
            with server.capture() as capture:
                play(session, long)
                session.wait(lambda: not sound.playing, 1.0)
                return compare(session, capture)
        finally:
            sound.close()
            view.close()
            view.deleteLater()
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def main(arguments: list[str]) -> int:
    """Measure and print."""
    if missing():
        sys.stderr.write(f"no sound server here: {missing()} not installed\n")
        return 1
    found = measure(QApplication(sys.argv[:1]), long="--short" not in arguments)
    figures = []
    figures.append(Figure("underruns and slips meanwhile", float(found.underruns), "", 1.0))
    for name, late in [*found.late.items(), ("all", found.all)]:
        figures.append(Figure(f"{name}: words compared", float(len(late)), ""))
        figures.append(Figure(f"{name}: median", median(late), "ms", MEDIAN_MS))
        figures.append(Figure(f"{name}: worst", max(late, key=abs), "ms", WORST_MS))
    show(f"Words shown later (negative: sooner) than heard, {bundled.recording().name}", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
