"""Milliseconds a paint on an hour of 1,200 lines and 10,000 words: python -m tests.benchmarks.paint

Painted by Qt's software renderer into memory (the offscreen platform), so what the X server or the
compositor adds is not in it. "whole" repaints the view; "frame" is what each of sixty frames a second of
playing costs, animations and line changes among them; "jump" a frame after going somewhere else in the song.
Karaoke view and editor fill a window of the size, the waveform takes a quarter of its height.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

# Before Qt is there.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from flamenco_desktop.audio.peaks import Peaks
from flamenco_desktop.editing.document import LyricDocument
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.waveform_view import WaveformView
from flamenco_desktop.lyrics.model import Line, Lyrics, Word
from tests.benchmarks.start import megabytes
from tests.benchmarks.table import Figure, median, percentile, show

WORDS, LINES, SECONDS = 10_000, 1_200, 3_600.0
SIZES = ((1280, 800), (2560, 1440))
MEDIAN_MS, LAST_MS = 4.0, 16.0
_TIMES, _WARM = 300, 20
_FRAME = 1 / 60
_VERSE = ["en", "la", "fragua", "de", "mi", "padre", "suena", "un", "yunque", "de", "madrugá"]

View = KaraokeView | LineEditor | WaveformView


def song() -> Lyrics:
    """An hour of lines of eight or nine words."""
    lines: list[Line] = []
    length = SECONDS / LINES
    for line in range(LINES):
        words = WORDS * (line + 1) // LINES - WORDS * line // LINES
        step = 0.85 * length / words
        begin = line * length
        lines.append(
            Line(
                tuple(
                    Word(_VERSE[at % len(_VERSE)], begin + at * step, begin + (at + 0.9) * step, 0.9)
                    for at in range(words)
                )
            )
        )
    return Lyrics(tuple(lines))


def outline() -> Peaks:
    """The peaks of an hour of sound."""
    noise = np.random.default_rng(1).random(int(SECONDS * 100)).astype(np.float32)
    return Peaks(100.0, -noise, noise)


class Clock:
    """The time that the views are told."""

    def __init__(self) -> None:
        self.now = 1800.0

    def __call__(self) -> float:
        return self.now


class Paints(QObject):
    """Counts the paint events of a widget: what is not painted is quick, and proves nothing."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def paints(app: QApplication, act: Callable[[int], None], pause: float = 0.0) -> list[float]:
    """Milliseconds of each `act` with all painting that it asks for; one every `pause` seconds."""
    found = []
    due = time.perf_counter()
    for number in range(-_WARM, _TIMES):
        due += pause
        time.sleep(max(0.0, due - time.perf_counter()))
        begin = time.perf_counter()
        act(number)
        app.processEvents()
        if number >= 0:
            found.append(1000 * (time.perf_counter() - begin))
    return found


def main() -> int:
    """Measure and print."""
    app = QApplication(sys.argv[:1])
    figures = list(measure(app))
    if sys.platform.startswith("linux"):
        figures.append(Figure("memory of the process (PSS)", megabytes(os.getpid(), "Pss"), "MB"))
    show(f"Paint, {WORDS:,} words in {LINES:,} lines, one hour", figures)
    return 0


def measure(app: QApplication) -> Iterator[Figure]:
    """All views at all sizes."""
    theme = Theme(app)
    document = LyricDocument()
    lyrics = song()
    clock = Clock()
    for size in SIZES:
        for view in views(document, theme, clock):
            view.resize(size[0], size[1] // 4 if isinstance(view, WaveformView) else size[1])
            view.show()
            document.load(lyrics, SECONDS)
            if isinstance(view, KaraokeView):
                view.set_lines(document.lines)
            app.processEvents()
            check_painted(view)
            yield from measure_view(app, view, clock, size)
            view.close()
            view.deleteLater()


def views(document: LyricDocument, theme: Theme, clock: Clock) -> Iterator[View]:
    """One of each kind, made when the one before is done."""
    karaoke = KaraokeView(theme)
    karaoke.set_clock(clock)
    yield karaoke
    editor = LineEditor(document, theme)
    editor.set_clock(clock)
    yield editor
    waveform = WaveformView(document, theme)
    waveform.set_clock(clock)
    waveform.set_peaks(outline())
    yield waveform


def check_painted(view: QWidget) -> None:
    """Measuring a view that paints nothing would look fine."""
    picture = view.grab(QRect(0, 0, view.width(), view.height())).toImage()
    colors = {
        QColor(picture.pixel(x, y)).rgb()
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }
    assert len(colors) > 3, f"{type(view).__name__} paints nothing"


def measure_view(app: QApplication, view: View, clock: Clock, size: tuple[int, int]) -> Iterator[Figure]:
    """Whole paints, frames and jumps of one view."""
    target = view.viewport() if isinstance(view, LineEditor) else view

    def whole(number: int) -> None:
        target.update()

    def frame(number: int) -> None:
        clock.now = 1800.0 + number * _FRAME
        view.tick()

    def jump(number: int) -> None:
        clock.now = 10.0 + number * 7919 % (SECONDS - 20.0)
        if not isinstance(view, LineEditor):
            view.place_moved()
        view.tick()

    limits = (MEDIAN_MS, LAST_MS) if size == SIZES[0] else (None, None)
    for name, act, pause in (("whole", whole, 0.0), ("frame", frame, _FRAME), ("jump", jump, _FRAME)):
        painted = Paints(target)
        took = paints(app, act, pause)
        assert painted.count > _TIMES // 20, f"{type(view).__name__}, {name}: {painted.count} paints"
        painted.deleteLater()
        title = f"{type(view).__name__} {view.width()}x{view.height()}, {name}"
        yield Figure(f"{title}, median", median(took), "ms", limits[0])
        yield Figure(f"{title}, 99th percentile", percentile(took, 0.99), "ms", limits[1])


if __name__ == "__main__":
    sys.exit(main())
