"""The power fails in the middle of a write: the journal reopens at its last whole correction."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics import edits
from flamenco_desktop.lyrics.model import Line, Lyrics, Word

CORRECTIONS = 12
LINES = (Line((Word("ay", 1.0, 2.0), Word("luna", 2.0, 3.0))),)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose corrections are still in the write-ahead log: the file that grows with each of them."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "a.wav").write_bytes(b"sound")
    path = folder / "library.sqlite"
    first = Library(path)
    entry = first.add(RecordingInfo(folder / "a.wav", 9.0))
    first.store(entry.id, Lyrics(LINES))
    first.close()
    library = Library(path)
    lines = LINES
    for number in range(CORRECTIONS):
        splice = edits.set_word_text(lines, 0, number % 2, f"ay{number}")
        library.append(entry.id, splice, "set_word_text")
        lines = splice.apply(lines)
    for kept in ("library.sqlite", "library.sqlite-wal"):
        shutil.copy(folder / kept, folder / f"kept-{kept}")
    library.close()
    return folder


def texts(count: int) -> str:
    lines = LINES
    for number in range(count):
        lines = edits.set_word_text(lines, 0, number % 2, f"ay{number}").apply(lines)
    return lines[0].text


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_off_at_any_byte(written: Path, data: st.DataObject) -> None:
    log = (written / "kept-library.sqlite-wal").read_bytes()
    length = data.draw(st.integers(0, len(log)))
    place = written / "cut"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copy(written / "kept-library.sqlite", place / "library.sqlite")
    (place / "library.sqlite-wal").write_bytes(log[:length])
    library = Library(place / "library.sqlite")
    (entry,) = library.entries()
    history = library.history(entry.id)
    assert history is not None and not history.damaged
    assert len(history.steps) == history.cursor
    assert history.current().text == texts(history.cursor)
    if length == len(log):
        assert history.cursor == CORRECTIONS
    # And it goes on from there.
    splice = edits.set_word_text(history.current().lines, 0, 0, "alba")
    library.append(entry.id, splice, "set_word_text")
    again = library.history(entry.id)
    library.close()
    assert again is not None and again.current().lines[0].words[0].text == "alba"
