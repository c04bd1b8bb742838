from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import FileMissingError, InvalidEditError, LibraryError, NotAFileError
from flamenco_desktop.library import Entry, Library, RecordingInfo
from flamenco_desktop.library.identity import identify
from flamenco_desktop.lyrics import edits, line_edits
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Provenance, Word
from tests.library.conftest import recording
from tests.lyrics.operations import Operation, operations
from tests.lyrics.strategies import lyrics

COPLA = Lyrics(
    (
        Line((Word("sube", 1.0, 1.5, 0.9), Word("la", 1.5, 1.75), Word("luna", 2.0, 3.25))),
        Line((Word("despacio", 3.25, 4.4999),)),
    ),
    provenance=Provenance("recognised", "demo"),
)


def corrected(library: Library, entry: Entry, *texts: str) -> Lyrics:
    """Retype the last word with each of `texts` in turn."""
    found = library.lyrics(entry.id)
    assert found is not None
    for text in texts:
        splice = edits.set_word_text(found.lines, 1, 0, text)
        library.append(entry.id, splice, "set_word_text")
        found = Lyrics(splice.apply(found.lines), found.language, found.provenance)
    return found


def text(library: Library, entry: Entry) -> str:
    found = library.lyrics(entry.id)
    assert found is not None
    return found.lines[1].text


def test_a_recording_is_added_once(tmp_path: Path, library: Library) -> None:
    info = recording(tmp_path)
    entry = library.add(info)
    assert (entry.path, entry.duration, entry.title, entry.singer, entry.palo, entry.has_lyrics) == (
        info.path.resolve(), 60.0, "Soleá", "Nadie", "soleá", False,
    )  # fmt: skip
    assert library.add(RecordingInfo(info.path, 60.0, "another title")) == entry
    assert library.entries() == (entry,)
    assert library.by_path(info.path) == library.get(entry.id) == entry
    assert library.by_path(tmp_path / "none") is None and library.get(99) is None


def test_a_moved_recording_keeps_its_lyrics(tmp_path: Path, library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    assert entry.path is not None
    moved = entry.path.rename(tmp_path / "elsewhere.flac")
    again = library.add(RecordingInfo(moved, 60.0))
    assert (again.id, again.path, again.has_lyrics, again.title) == (entry.id, moved.resolve(), True, "Soleá")


def test_a_retagged_recording_keeps_its_lyrics(tmp_path: Path, library: Library, entry: Entry) -> None:
    again = library.add(recording(tmp_path, content=b"other tags, same sound", duration=60.01))
    assert again.id == entry.id


def test_another_recording_under_the_same_name_is_another(
    tmp_path: Path, library: Library, entry: Entry
) -> None:
    library.store(entry.id, COPLA)
    other = library.add(recording(tmp_path, content=b"other", duration=75.0))
    assert other.id != entry.id and not other.has_lyrics
    assert library.entries() == (other,)
    # The first comes back with its lyrics when its file does.
    back = library.add(recording(tmp_path, "back.flac"))
    assert back.id == entry.id and back.has_lyrics


def test_removed_and_described(tmp_path: Path, library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    library.describe(entry.id, "Martinete", "Otra", "martinete")
    library.remove(entry.id)
    assert library.entries() == ()
    back = library.add(recording(tmp_path))
    assert (back.id, back.title, back.singer, back.palo, back.has_lyrics) == (
        entry.id, "Martinete", "Otra", "martinete", True,
    )  # fmt: skip


def test_no_such_file(tmp_path: Path, library: Library) -> None:
    with pytest.raises(FileMissingError):
        library.add(RecordingInfo(tmp_path / "none.wav", 1.0))
    with pytest.raises(NotAFileError):
        library.add(RecordingInfo(tmp_path, 1.0))
    assert library.entries() == ()


def test_identity_sees_both_ends_and_the_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    seen = set()
    for content in (b"", b"a", b"a" * (1 << 20), b"a" * (5 << 20), b"b" + b"a" * ((5 << 20) - 1),
                    b"a" * ((5 << 20) - 1) + b"b", b"a" * (1 << 20) + b"b"):  # fmt: skip
        path.write_bytes(content)
        seen.add(identify(path))
    assert len(seen) == 7


def test_lyrics_there_and_back(library: Library, entry: Entry) -> None:
    assert library.lyrics(entry.id) is None and library.history(entry.id) is None
    library.store(entry.id, COPLA)
    assert library.lyrics(entry.id) == COPLA
    assert library.journal(entry.id) == ()


def test_corrections_are_replayed_up_to_the_cursor(library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    end = corrected(library, entry, "deprisa", "despacito")
    assert library.lyrics(entry.id) == end
    library.set_cursor(entry.id, 1)
    assert text(library, entry) == "deprisa"
    history = library.history(entry.id)
    assert history is not None and (len(history.steps), history.cursor, history.damaged) == (2, 1, False)
    assert [step.name for step in library.journal(entry.id)] == ["set_word_text"]
    library.set_cursor(entry.id, 2)
    assert library.lyrics(entry.id) == end
    library.set_cursor(entry.id, 0)
    assert library.lyrics(entry.id) == COPLA


def test_a_correction_after_an_undo_replaces_what_was_undone_but_deletes_nothing(
    tmp_path: Path, library: Library, entry: Entry
) -> None:
    library.store(entry.id, COPLA)
    corrected(library, entry, "deprisa", "despacito")
    library.set_cursor(entry.id, 1)
    corrected(library, entry, "callada")
    history = library.history(entry.id)
    assert history is not None and (len(history.steps), history.cursor) == (2, 2)
    assert text(library, entry) == "callada"
    with sqlite3.connect(tmp_path / "library.sqlite") as plain:
        assert plain.execute("SELECT count(*), count(position) FROM journal").fetchone() == (3, 2)
    plain.close()


def test_the_last_correction_is_amended_or_dropped(library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    library.append(entry.id, edits.set_word_text(COPLA.lines, 1, 0, "d"), "set_word_text")
    library.amend(entry.id, edits.set_word_text(COPLA.lines, 1, 0, "de prisa"))
    assert text(library, entry) == "de prisa"
    library.drop(entry.id)
    assert library.lyrics(entry.id) == COPLA
    with pytest.raises(LibraryError):
        library.drop(entry.id)
    with pytest.raises(LibraryError):
        library.set_cursor(entry.id, 1)


def test_new_lyrics_keep_the_older_ones_as_a_version(library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    end = corrected(library, entry, "deprisa")
    library.store(entry.id, Lyrics())
    assert library.lyrics(entry.id) == Lyrics()
    first, second = library.versions(entry.id)
    assert (first.corrections, first.active, second.active) == (1, False, True)
    library.activate(entry.id, first.id)
    assert library.lyrics(entry.id) == end
    with pytest.raises(LibraryError):
        library.activate(entry.id, 99)


def test_one_goes_back_to_what_was_shown_before_not_to_what_was_stored_before(
    library: Library, entry: Entry
) -> None:
    library.store(entry.id, COPLA)
    end = corrected(library, entry, "deprisa")
    library.store(entry.id, Lyrics())
    library.activate(entry.id, library.versions(entry.id)[0].id)
    library.store(entry.id, Lyrics())
    library.extend(entry.id, COPLA.lines[:1])
    library.go_back(entry.id)
    assert library.lyrics(entry.id) == end
    with pytest.raises(LibraryError):
        library.go_back(entry.id)


def test_late_lines_go_where_they_belong_even_if_something_else_is_shown(
    library: Library, entry: Entry
) -> None:
    library.store(entry.id, COPLA)
    library.store(entry.id, Lyrics())
    library.go_back(entry.id)
    library.extend(entry.id, COPLA.lines[:1])
    library.finish(entry.id, Provenance("recognised", "demo"))
    assert library.lyrics(entry.id) == COPLA
    first, second = library.versions(entry.id)
    assert (first.lines, second.lines, second.finished) == (len(COPLA.lines), 1, True)


@pytest.mark.parametrize("worth", ["finished", "corrected", "nothing"])
@pytest.mark.parametrize("touched", [False, True])
def test_what_broke_off_gives_way_only_to_what_is_worth_more(
    library: Library, entry: Entry, worth: str, touched: bool
) -> None:
    library.store(entry.id, Lyrics(COPLA.lines))
    if worth == "finished":
        library.finish(entry.id, Provenance("recognised", "demo"))
    elif worth == "corrected":
        corrected(library, entry, "deprisa")
    before = library.lyrics(entry.id)
    # Broken off twice: the second time without a single line.
    library.store(entry.id, Lyrics(COPLA.lines))
    library.store(entry.id, Lyrics())
    if touched:
        library.extend(entry.id, COPLA.lines)
        corrected(library, entry, "aprisa")
    half = library.lyrics(entry.id)
    mended = worth != "nothing" and not touched
    assert library.mend(entry.id) is mended
    assert library.lyrics(entry.id) == (before if mended else half)
    assert not library.mend(entry.id)


def test_lines_arrive_while_the_listener_corrects(library: Library, entry: Entry) -> None:
    library.store(entry.id, Lyrics())
    library.extend(entry.id, COPLA.lines)
    corrected(library, entry, "deprisa")
    library.append(entry.id, line_edits.delete_line(library.lyrics(entry.id).lines, 1), "delete_line")  # type: ignore[union-attr]
    more = Line((Word("ay", 9.0, 10.0),), LineState.RECOGNISED)
    library.extend(entry.id, [more])
    library.finish(entry.id, Provenance("recognised", "demo"))
    assert library.lyrics(entry.id) == Lyrics(
        (COPLA.lines[0], more), provenance=Provenance("recognised", "demo")
    )
    library.set_cursor(entry.id, 1)
    assert text(library, entry) == "deprisa"


def test_what_is_not_there(library: Library, entry: Entry) -> None:
    splice = line_edits.delete_line(COPLA.lines, 0)
    for call in (
        lambda: library.append(entry.id, splice, "delete_line"),
        lambda: library.append(99, splice, "delete_line"),
        lambda: library.store(99, COPLA),
        lambda: library.describe(99, "", "", ""),
        lambda: library.extend(entry.id, ()),
        lambda: library.set_cursor(entry.id, 0),
    ):
        with pytest.raises(LibraryError) as error:
            call()
        assert error.value.parameters["reason"] in ("no_such_recording", "no_lyrics")


def test_a_step_that_does_not_fit_is_left_out_and_said(library: Library, entry: Entry) -> None:
    library.store(entry.id, COPLA)
    corrected(library, entry, "deprisa")
    library.append(entry.id, edits.set_word_text(COPLA.lines, 1, 0, "never"), "set_word_text")
    history = library.history(entry.id)
    assert history is not None and history.damaged and (len(history.steps), history.cursor) == (1, 1)
    assert text(library, entry) == "deprisa"


def test_every_thread_has_its_own(library: Library) -> None:
    caught: list[Exception] = []

    def work() -> None:
        try:
            library.entries()
        except LibraryError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_two_windows_on_one_library(tmp_path: Path, library: Library, entry: Entry) -> None:
    other = Library(tmp_path / "library.sqlite")
    try:
        library.store(entry.id, COPLA)
        corrected(other, entry, "deprisa")
        assert text(library, entry) == "deprisa"
    finally:
        other.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lyrics(), st.lists(st.one_of(operations, st.sampled_from(("undo", "redo"))), max_size=8))
def test_the_library_always_holds_what_was_done(
    library: Library, entry: Entry, start: Lyrics, planned: list[Operation | str]
) -> None:
    library.store(entry.id, start)
    past, future = [start.lines], []
    for operation in planned:
        if operation == "undo" and len(past) > 1:
            future.append(past.pop())
            library.set_cursor(entry.id, len(past) - 1)
        elif operation == "redo" and future:
            past.append(future.pop())
            library.set_cursor(entry.id, len(past) - 1)
        elif isinstance(operation, Operation):
            try:
                splice = operation.splice(past[-1], 1000.0)
            except InvalidEditError:
                continue
            library.append(entry.id, splice, operation.name)
            past.append(splice.apply(past[-1]))
            future = []
        found = library.lyrics(entry.id)
        assert found is not None and found.lines == past[-1]
