"""Milliseconds a paint on an hour of 1,200 lines and 10,000 words:

    python -m tests.benchmarks.paint [VIEW...]

All views without a name, else those whose names begin so (karaoke, line, waveform, pictures).

Painted by Qt's software renderer into memory (the offscreen platform), so what the X server or the
compositor adds is not in it. "whole" repaints the view; "frame" is what each of sixty frames a second of
playing costs, animations and line changes among them; "jump" a frame after going somewhere else in the song;
"zoom" one after showing more or less of it, from five minutes to a second. Karaoke view and editor fill a
window of the size, the waveform takes a quarter of its height, with spectrogram and melody a half.

Each is measured twice: by the clock on the wall, which is what a listener sees, and by the time that the
process had the processor, which says what the painting itself costs on a machine that is busy with others.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

# Before Qt is there.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from flamenco_desktop.audio.melody import Melody
from flamenco_desktop.audio.peaks import Peaks
from flamenco_desktop.audio.spectrogram import BANDS, RATE, Spectrogram
from flamenco_desktop.editing.document import LyricDocument
from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.gui.melody_strip import MelodyStrip
from flamenco_desktop.gui.spectrogram_strip import SpectrogramStrip
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


def spectrogram() -> Spectrogram:
    """An hour of frames."""
    frames = np.random.default_rng(2).integers(60, 230, (int(SECONDS * RATE), BANDS), np.uint8)
    levels = [frames]
    while len(levels[-1]) > 512:
        levels.append(np.maximum.reduceat(levels[-1], np.arange(0, len(levels[-1]), 4)))
    return Spectrogram(tuple(levels), 230)


def melody() -> Melody:
    """An hour of a voice with vibrato that breathes now and then."""
    time = np.arange(int(SECONDS * RATE)) / RATE
    semitones = 5 * np.sin(2 * np.pi * time / 7) + 0.5 * np.sin(2 * np.pi * 5.5 * time)
    voiced = np.sin(2 * np.pi * time / 1.3) > -0.8
    return Melody(np.where(voiced, 220.0 * 2.0 ** (semitones / 12), 0.0).astype(np.float32))


class PicturesView(WaveformView):
    """The waveform with spectrogram and melody."""


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


def paints(
    app: QApplication, act: Callable[[int], None], pause: float = 0.0
) -> tuple[list[float], list[float]]:
    """Milliseconds, by the wall and by the processor, of each `act` with all painting that it asks for; one
    every `pause` seconds.
    """
    walls, owns = [], []
    due = time.perf_counter()
    for number in range(-_WARM, _TIMES):
        due += pause
        time.sleep(max(0.0, due - time.perf_counter()))
        begin, own = time.perf_counter(), time.process_time()
        act(number)
        app.processEvents()
        if number >= 0:
            owns.append(1000 * (time.process_time() - own))
            walls.append(1000 * (time.perf_counter() - begin))
    return walls, owns


def main() -> int:
    """Measure and print."""
    app = QApplication(sys.argv[:1])
    figures = list(measure(app, sys.argv[1:]))
    if sys.platform.startswith("linux"):
        figures.append(Figure("memory of the process (PSS)", megabytes(os.getpid(), "Pss"), "MB"))
    show(f"Paint, {WORDS:,} words in {LINES:,} lines, one hour", figures)
    return 0


def measure(app: QApplication, wanted: Sequence[str] = ()) -> Iterator[Figure]:
    """All views at all sizes, or those whose names begin as wanted."""
    theme = Theme(app)
    document = LyricDocument()
    lyrics = song()
    clock = Clock()
    for size in SIZES:
        for view in views(document, theme, clock):
            if wanted and not type(view).__name__.lower().startswith(tuple(wanted)):
                view.deleteLater()
                continue
            parts = 2 if isinstance(view, PicturesView) else 4 if isinstance(view, WaveformView) else 1
            view.resize(size[0], size[1] // parts)
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
    pictures = PicturesView(document, theme)
    pictures.set_clock(clock)
    pictures.set_peaks(outline())
    seen, heard = spectrogram(), melody()
    pictures.set_strips(
        [
            SpectrogramStrip(theme, lambda: seen, lambda: None, pictures),
            MelodyStrip(document, theme, lambda: heard, lambda: None, pictures),
        ]
    )
    yield pictures


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

    def zoom(number: int) -> None:
        if isinstance(view, WaveformView):
            view.zoom(1.5 if number // 14 % 2 else 1 / 1.5)

    limits = (MEDIAN_MS, LAST_MS) if size == SIZES[0] else (None, None)
    acts = [("whole", whole, 0.0), ("frame", frame, _FRAME), ("jump", jump, _FRAME)]
    if isinstance(view, WaveformView):
        acts.append(("zoom", zoom, _FRAME))
    for name, act, pause in acts:
        painted = Paints(target)
        walls, owns = paints(app, act, pause)
        assert painted.count > _TIMES // 20, f"{type(view).__name__}, {name}: {painted.count} paints"
        painted.deleteLater()
        title = f"{type(view).__name__} {view.width()}x{view.height()}, {name}"
        for kind, took in (("", walls), (" (processor)", owns)):
            yield Figure(f"{title}, median{kind}", median(took), "ms", limits[0])
            yield Figure(f"{title}, 99th percentile{kind}", percentile(took, 0.99), "ms", limits[1])


if __name__ == "__main__":
    sys.exit(main())
