"""A program that is killed between two keystrokes: everything acknowledged is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.library import Library

PROGRAM = """
import sys
from pathlib import Path
from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics import edits
from flamenco_desktop.lyrics.model import Line, Lyrics, Word

folder = Path(sys.argv[1])
library = Library(folder / "library.sqlite")
(folder / "a.wav").write_bytes(b"sound")
entry = library.add(RecordingInfo(folder / "a.wav", 9.0))
lines = (Line((Word("ay", 1.0, 2.0),)),)
library.store(entry.id, Lyrics(lines))
number = 0
while True:
    number += 1
    splice = edits.set_word_text(lines, 0, 0, f"ay{number}")
    library.append(entry.id, splice, "set_word_text")
    lines = splice.apply(lines)
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40])
def test_every_acknowledged_correction_survives_a_kill(tmp_path: Path, after: int) -> None:
    command = [sys.executable, "-B", "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        process.kill()
        rest = [row for row in process.stdout.read().split("\n") if row.strip()]
    acknowledged = int(rest[-1]) if rest else after
    library = Library(tmp_path / "library.sqlite")
    (entry,) = library.entries()
    history = library.history(entry.id)
    library.close()
    assert history is not None and not history.damaged
    # One more may be on the disk whose answer was never written.
    assert len(history.steps) == history.cursor in (acknowledged, acknowledged + 1)
    assert history.current().text == f"ay{history.cursor}"
