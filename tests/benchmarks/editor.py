"""The editor on an hour of 1,200 lines and 10,000 words: python -m tests.benchmarks.editor

An edit is a word retyped, or an onset moved as by a drag, in the whole window (lines, waveform and karaoke in
sight, the writer keeping it in a real library) with all painting that it asks for, by Qt's software renderer
into memory. "CPU" is what the window's thread has worked, "clock" what has passed on the wall, with whatever
else the machine did meanwhile; on a machine at rest the two are nearly the same. Everything is done again on
a tenth of the song: the ratio of the CPU times must not be above ten.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

# Before Qt is there.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from flamenco_desktop.audio.player import Player
from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.main_window import MainWindow
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Depth, Preferences
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.jobs.worker import Worker
from flamenco_desktop.library import History, Library, RecordingInfo, Step
from flamenco_desktop.lyrics import edits
from flamenco_desktop.lyrics.find import Query, find
from flamenco_desktop.lyrics.model import LineState, Lyrics
from tests.benchmarks.paint import LINES, SECONDS, song
from tests.benchmarks.table import Figure, median, percentile, show

FRAME_MS = 16.0
STEPS = 10_000
_TIMES, _WARM = 300, 20


def main() -> int:
    """Measure and print."""
    app = QApplication(sys.argv[:1])
    theme = Theme(app)
    whole = {figure.what: figure for figure in measure(app, theme, LINES)}
    tenth = {figure.what: figure for figure in measure(app, theme, LINES // 10)}
    show("Editor, 10,000 words in 1,200 lines, one hour", list(whole.values()))
    print("\n| From 1,000 to 10,000 words | Times as much | Limit |\n| --- | ---: | ---: |")
    for what, figure in whole.items():
        if "clock" in what:
            continue
        print(f"| {what} | {figure.value / max(tenth[what].value, 1e-9):.1f} | 10 |")
    show(f"Undo, {STEPS:,} steps", list(steps(app)))
    return 0


def shortened(lines: int) -> Lyrics:
    """The first lines of the song."""
    lyrics = song()
    return replace(lyrics, lines=lyrics.lines[:lines])


def measure(app: QApplication, theme: Theme, lines: int) -> Iterator[Figure]:
    """All figures on a song of so many lines."""
    lyrics = shortened(lines)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        desk, window, writer = room(Path(folder), theme)
        document = desk.document
        sound = Path(folder) / "a.wav"
        sound.write_bytes(b"sound")
        library = Library(Path(folder) / "library.sqlite3")
        key = library.add(RecordingInfo(sound, SECONDS)).id
        library.store(key, lyrics)
        window.show()
        window.pages.setCurrentIndex(0)
        window.set_depth(Depth.STUDY)

        def read() -> None:
            history = library.history(key)
            assert history is not None
            document.reopen(history, SECONDS, key)
            app.processEvents()

        yield Figure("open: read, check and show", best(read), "ms")
        query = Query("fragua")
        yield Figure("find over all", best(lambda: find(document.lines, query), 40), "ms")
        yield from edited(app, document, window, lines)
        yield Figure(
            "memory of the lyrics in the window", memory(lambda: document.load(lyrics, SECONDS)), "MB"
        )
        writer.flush()
        window.retire()
        desk.close()
        writer.close()
        library.close()
        app.processEvents()


def edited(app: QApplication, document: LyricDocument, window: MainWindow, lines: int) -> Iterator[Figure]:
    """Single edits, each with its repaint."""

    def retype(number: int) -> None:
        window.editor.select(number * 37 % lines, 1)
        document.set_word_text(number * 37 % lines, 1, f"ay{number}")

    def drag(number: int) -> None:
        line = number // 30 % lines
        word = document.lines[line].words[3]
        document.begin_gesture()
        document.retime_word(line, 3, word.start + 0.001, word.end)
        document.end_gesture()

    def check(number: int) -> None:
        state = LineState.CORRECTED if number // lines % 2 else LineState.CHECKED
        document.set_line_state(number % lines, state)

    def undo(number: int) -> None:
        document.undo_stack.undo()

    for name, act in (
        ("a word retyped", retype),
        ("an onset dragged", drag),
        ("a line checked", check),
        ("undo", undo),
    ):
        worked, passed = spans(app, act)
        yield Figure(f"{name} with its repaint, CPU, median", median(worked), "ms")
        yield Figure(
            f"{name} with its repaint, CPU, 99th percentile", percentile(worked, 0.99), "ms", FRAME_MS
        )
        yield Figure(f"{name} with its repaint, clock, 99th percentile", percentile(passed, 0.99), "ms")


def spans(app: QApplication, act: Callable[[int], None]) -> tuple[list[float], list[float]]:
    """Milliseconds worked and passed in each `act` with all painting that it asks for."""
    worked, passed = [], []
    for number in range(-_WARM, _TIMES):
        begin, work = time.perf_counter(), time.thread_time()
        act(number + _WARM)
        app.processEvents()
        if number >= 0:
            worked.append(1000 * (time.thread_time() - work))
            passed.append(1000 * (time.perf_counter() - begin))
    return worked, passed


def best(act: Callable[[], None], times: int = 5) -> float:
    """The least milliseconds of CPU of several tries."""
    found = []
    for _ in range(times):
        begin = time.thread_time()
        act()
        found.append(1000 * (time.thread_time() - begin))
    return min(found)


def memory(act: Callable[[], object]) -> float:
    """Megabytes that Python holds more after `act`."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    act()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / 1e6


def room(folder: Path, theme: Theme) -> tuple[Desk, MainWindow, LibraryWriter]:
    """The whole window, without a worker that runs."""
    document = LyricDocument()
    writer = LibraryWriter(folder / "library.sqlite3")
    writer.follow(document)
    worker = Worker(command=(sys.executable, "-c", ""), log_path=folder / "worker.log")
    preferences = Preferences(folder / "preferences.ini")
    desk = Desk(writer, document, worker, Player, preferences, Outline(folder / "peaks"))
    window = MainWindow(desk, theme, folder / "window.log")
    window.resize(1280, 800)
    writer.start()
    return desk, window, writer


def steps(app: QApplication) -> Iterator[Figure]:
    """As many steps as there may be: how they come back from the library and go."""
    document = LyricDocument()
    # On the grid of times, as the library has it.
    document.load(shortened(LINES), SECONDS)
    lyrics = document.lyrics
    lines = lyrics.lines
    made = []
    for number in range(STEPS):
        splice = edits.set_word_text(lines, number * 37 % LINES, number % 5, f"ay{number}")
        lines = splice.apply(lines)
        made.append(Step(splice, "set_word_text"))
    history = History(lyrics, tuple(made), STEPS)
    yield Figure("reopened from the journal", best(lambda: document.reopen(history, SECONDS), 3), "ms")
    assert document.undo_stack.count() == STEPS
    yield Figure("all undone", best(lambda: document.undo_stack.setIndex(0), 1), "ms")
    yield Figure("all redone", best(lambda: document.undo_stack.setIndex(STEPS), 1), "ms")
    assert document.lines == lines


if __name__ == "__main__":
    sys.exit(main())
