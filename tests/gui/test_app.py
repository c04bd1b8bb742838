"""The real program as a process of its own: what it imports, and that a signal loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flamenco_desktop.library import Library

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

HEAVY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from flamenco_desktop import app

def look():
    names = {name.split(".")[0] for name in sys.modules}
    print(sorted(names & {"torch", "transformers", "whisperx", "ctranslate2", "faster_whisper", "librosa"}))
    QApplication.closeAllWindows()

begin = app.Program.start
def start(program, recording):
    print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "sounddevice", "soundfile", "av"}))
    begin(program, recording)
    QTimer.singleShot(1500, look)
app.Program.start = start
raise SystemExit(app.main(None))
"""


def surroundings(tmp_path: Path) -> dict[str, str]:
    """An empty home, no screen, Spanish."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "es_ES.UTF-8",
        "PYTHONPATH": str(ROOT),
    }


def test_nothing_heavy_is_imported_into_the_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEAVY],
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[]", "[]"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_window_and_keeps_everything(
    tmp_path: Path, recording: Path, number: signal.Signals
) -> None:
    start = "import sys, pathlib, flamenco_desktop.app as app; sys.exit(app.main(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", start, str(recording)]
    program = subprocess.Popen(command, env=surroundings(tmp_path), stderr=subprocess.PIPE, text=True)
    library = tmp_path / ".local" / "share" / "flamenco-desktop" / "library.sqlite3"
    until = time.monotonic() + PATIENCE
    while not _kept(library) and time.monotonic() < until and program.poll() is None:
        time.sleep(0.1)
    program.send_signal(number)
    _, told = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, told
    assert "Traceback" not in told
    assert _kept(library) == ("Soleá de la silla",)


def _kept(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    library = Library(path)
    try:
        return tuple(entry.title for entry in library.entries())
    finally:
        library.close()
