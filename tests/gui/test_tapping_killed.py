"""A machine that fails amid tapping: every line that was tapped to its end is there, as one step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics.model import Lyrics, Provenance
from tests.gui.verses import solea

LINES = 6


@pytest.mark.parametrize("after", [1, 4])
def test_the_lines_that_were_tapped_survive_a_kill(qapp: object, tmp_path: Path, after: int) -> None:
    (tmp_path / "a.wav").write_bytes(b"sound")
    home = tmp_path / "library.sqlite"
    library = Library(home)
    entry = library.add(RecordingInfo(tmp_path / "a.wav", 120.0))
    before = solea(LINES)
    library.store(entry.id, Lyrics(before, provenance=Provenance(method="recognised")))
    library.close()
    told = []
    command = [sys.executable, "-m", "tests.gui.tapping", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while len(told) < after:
            told.append(json.loads(process.stdout.readline()))
        process.kill()
        told += [json.loads(row) for row in process.stdout.read().splitlines() if row.endswith("}")]
    assert all(one["kept"] and one["steps"] == 1 for one in told)
    library = Library(home)
    history = library.history(entry.id)
    library.close()
    assert history is not None and not history.damaged
    assert [step.name for step in history.steps] == ["tap"]
    lines = history.current().lines
    for line, one in zip(lines, told, strict=False):
        assert [[word.start, word.end] for word in line.words] == one["tapped"]
    # What was not tapped yet may be on the disk already, but nothing is lost or taken for tapped by half.
    document = LyricDocument()
    document.reopen(history, 120.0)
    document.undo_stack.undo()
    assert document.lines == history.base.lines and not document.undo_stack.canUndo()
