"""From the command to a usable window, and to the first line of words: python -m tests.benchmarks.start

A window is usable when it is in sight with the recording's title and its event loop answers a call from
outside. "Cold": the files that the window reads at its start (Python's library, PySide6, NumPy, the program)
were put out of the page cache, as far as no other process has them mapped; "warm": they are in it. The first
line is there when the library on the disk holds it, which is when the window shows it.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flamenco_desktop import bundled
from tests.benchmarks.table import Figure, median, show
from tests.end_to_end.harness import OPEN_TITLE, ROOT, Desktop, Home, Program, desktop, lacking, new_home

WINDOW, LINE, WINDOW_MB, WORKER_MB = 1.0, 30.0, 300.0, 2000.0
WARM_STARTS = 5
_PATIENCE = 240.0
_PARTS = ("PySide6", "shiboken6", "numpy", "numpy.libs", "soundfile.py", "sounddevice.py", "_soundfile_data")


def main() -> int:
    """Measure and print; 1 where no desktop can be had."""
    wanting = lacking()
    if wanting:
        sys.stderr.write(f"no desktop to measure on: {wanting} not installed\n")
        return 1
    # Nothing may be fetched while something is measured.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    with tempfile.TemporaryDirectory(prefix="fb-") as folder, desktop() as desk:
        homes = (new_home(Path(folder) / f"home{number}") for number in range(100))
        figures = list(measure(desk, homes))
    show("Start, on " + bundled.recording().name, figures)
    return 0


def measure(desk: Desktop, homes: Iterator[Home]) -> Iterator[Figure]:
    """All figures, one after the other."""
    started(desk, next(homes))
    forget_files()
    yield Figure("usable window, cold", started(desk, next(homes)), "s", WINDOW)
    warm = [started(desk, next(homes)) for _ in range(WARM_STARTS)]
    yield Figure(f"usable window, warm (median of {WARM_STARTS})", median(warm), "s", WINDOW)
    yield Figure("usable window, warm (slowest)", max(warm), "s", WINDOW)
    yield from worked(desk, next(homes))


def started(desk: Desktop, home: Home) -> float:
    """Seconds from the command to a usable window."""
    begin = time.monotonic()
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        took = time.monotonic() - begin
        program.close()
    return took


def worked(desk: Desktop, home: Home) -> Iterator[Figure]:
    """Seconds from the command to words, and what the processes need."""
    begin = time.monotonic()
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE)
        program.until("the first line", home.kept.lines, _PATIENCE)
        yield Figure("first karaoke line, from the command", time.monotonic() - begin, "s", LINE)
        program.until("all lines", home.kept.complete, _PATIENCE)
        yield Figure("all lines, from the command", time.monotonic() - begin, "s")
        yield from _memory(program)
        program.close()


def _memory(program: Program) -> Iterator[Figure]:
    worker = program.worker()
    for name, process, limit in (
        ("window", program.process.pid, WINDOW_MB),
        ("worker", worker, WORKER_MB),
    ):
        if process is not None:
            yield Figure(f"memory of the {name} (PSS)", megabytes(process, "Pss"), "MB", limit)
            yield Figure(f"memory of the {name} (RSS)", megabytes(process, "Rss"), "MB")


def megabytes(process: int, kind: str) -> float:
    """What the kernel says of a process: "Pss" (shared pages by share) or "Rss", in 10^6 bytes."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
    assert found, f"no {kind} of process {process}"
    return int(found[1]) * 1024 / 1e6


def forget_files() -> None:
    """Put what the window reads at its start out of the page cache; pages in use by others stay."""
    packages = Path(sysconfig.get_path("purelib"))
    folders = [packages / part for part in _PARTS]
    folders += [Path(sysconfig.get_path("stdlib")), ROOT / "flamenco_desktop", ROOT / "resources"]
    for path in files(folders):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def files(folders: list[Path]) -> Iterator[Path]:
    """Every file in the folders, or the files themselves, without other packages inside the library."""
    for folder in folders:
        if folder.is_file():
            yield folder
        elif folder.is_dir():
            yield from (
                path
                for path in folder.rglob("*")
                if path.is_file() and "site-packages" not in path.parts[-3:]
            )


if __name__ == "__main__":
    sys.exit(main())
