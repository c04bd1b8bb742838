from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.errors import FlamencoError, InvalidEditError
from flamenco_desktop.library import Entry, History, Library, RecordingInfo
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics, Word
from tests.editing.test_document import COPLA
from tests.lyrics.operations import Operation, operations
from tests.lyrics.strategies import lyrics


def added(qtbot: QtBot, writer: LibraryWriter, path: Path, content: bytes = b"sound") -> Entry:
    path.write_bytes(content)
    with qtbot.waitSignal(writer.added) as answer:
        writer.add(RecordingInfo(path, 500.0))
    entry: Entry = answer.args[0]
    return entry


def loaded(qtbot: QtBot, writer: LibraryWriter, recording: int) -> History | None:
    with qtbot.waitSignal(writer.loaded) as answer:
        writer.load(recording)
    assert answer.args[0] == recording
    history: History | None = answer.args[1]
    return history


def steps(document: LyricDocument) -> list[str]:
    return [document.undo_stack.text(index) for index in range(document.undo_stack.count())]


def kept(history: History) -> tuple[Lyrics, list[tuple[object, str]], int]:
    """All of a history but when it was made."""
    return history.base, [(step.splice, step.name) for step in history.steps], history.cursor


def test_a_document_reopened_is_the_same_with_its_undo(
    qtbot: QtBot, writer: LibraryWriter, tmp_path: Path
) -> None:
    entry = added(qtbot, writer, tmp_path / "a.wav")
    document = LyricDocument()
    writer.follow(document)
    document.load(COPLA, 6.0, entry.id)
    document.set_word_text(0, 2, "cuna")
    document.begin_gesture()
    for end in (3.2, 3.1, 3.0):
        document.retime_word(0, 2, 2.0, end)
    document.end_gesture()
    document.set_line_state(0, LineState.CHECKED)
    document.delete_line(1)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert writer.flush()

    history = loaded(qtbot, writer, entry.id)
    assert history is not None
    again = LyricDocument()
    writer.follow(again)
    again.reopen(history, 6.0, entry.id)
    assert again.lyrics == document.lyrics
    assert kept(document.history()) == kept(again.history()) == kept(history)
    assert steps(again) == steps(document)
    assert [step.split(" “")[0] for step in steps(again)] == [
        "Correct word",
        "Move word",
        "Mark line",
        "Delete line",
    ]
    assert again.undo_stack.index() == document.undo_stack.index() == 2
    again.undo_stack.setIndex(4)
    document.undo_stack.setIndex(4)
    assert again.lines == document.lines
    again.undo_stack.setIndex(0)
    assert again.lines == COPLA.lines
    # Reading it back stored nothing anew.
    assert writer.flush()
    library = Library(tmp_path / "library.sqlite")
    assert len(library.versions(entry.id)) == 1
    library.close()


def test_lines_that_arrive_and_corrections_meanwhile(
    qtbot: QtBot, writer: LibraryWriter, tmp_path: Path
) -> None:
    entry = added(qtbot, writer, tmp_path / "a.wav")
    document = LyricDocument()
    writer.follow(document)
    document.begin(6.0, entry.id)
    document.append_lines(COPLA.lines[:1])
    document.set_word_text(0, 0, "baja")
    document.append_lines(COPLA.lines[1:])
    document.complete(COPLA.provenance)
    history = loaded(qtbot, writer, entry.id)
    assert history is not None and history.base == COPLA
    assert history.current() == document.lyrics
    assert kept(document.history()) == kept(history)


def test_answers_come_in_the_threads_of_those_who_ask(
    qtbot: QtBot, writer: LibraryWriter, tmp_path: Path
) -> None:
    threads: list[QThread] = []
    document = LyricDocument()
    entry = added(qtbot, writer, tmp_path / "a.wav")

    class Asker(LyricDocument):
        def note(self, entries: tuple[Entry, ...]) -> None:
            assert entries == (entry,)
            threads.append(QThread.currentThread())

    asker = Asker()
    writer.listed.connect(asker.note)
    with qtbot.waitSignal(writer.listed):
        writer.list_entries()
    assert threads == [document.thread()]


def test_a_missing_file_is_told(qtbot: QtBot, writer: LibraryWriter, tmp_path: Path) -> None:
    with qtbot.waitSignal(writer.failed) as answer:
        writer.add(RecordingInfo(tmp_path / "none.wav", 1.0))
    assert answer.args[0].code == "file_missing"
    assert writer.flush()


def test_a_damaged_library_is_told_and_replaced(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"no database, but long enough to look like one " * 50)
    writer = LibraryWriter(path)
    with qtbot.waitSignal(writer.opened), qtbot.waitSignal(writer.failed) as answer:
        writer.start()
    trouble = answer.args[0]
    assert Path(str(trouble.parameters["moved"])).exists()
    added(qtbot, writer, tmp_path / "a.wav")
    assert writer.close()


def test_while_the_file_is_locked_nothing_is_lost(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    writer = LibraryWriter(path)
    writer.start()
    entry = added(qtbot, writer, tmp_path / "a.wav")
    document = LyricDocument()
    writer.follow(document)
    document.load(COPLA, 6.0, entry.id)
    assert writer.flush()
    told: list[FlamencoError] = []
    writer.failed.connect(told.append)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with qtbot.waitSignal(writer.failed, timeout=30000):
        document.set_word_text(0, 2, "cuna")
        document.set_word_text(0, 2, "duna")
    other.execute("ROLLBACK")
    other.close()
    assert writer.close(timeout=30)
    assert [error.code for error in told] == ["library"]
    library = Library(path)
    assert library.lyrics(entry.id) == document.lyrics and len(library.journal(entry.id)) == 2
    library.close()


def test_a_document_that_is_not_kept_is_silent(qtbot: QtBot, writer: LibraryWriter) -> None:
    document = LyricDocument()
    writer.follow(document)
    told: list[FlamencoError] = []
    writer.failed.connect(told.append)
    document.load(COPLA, 6.0)
    document.set_word_text(0, 2, "cuna")
    document.undo_stack.undo()
    document.append_lines([Line((Word("ay", 5.0, 5.5),))])
    document.complete(COPLA.provenance)
    assert writer.flush()
    QCoreApplication.processEvents()
    assert told == []


def test_foreign_corrections_that_break_the_rules_are_mended(qtbot: QtBot) -> None:
    document = LyricDocument()
    overlapping = Lyrics((Line((Word("ay", 1.0, 3.0), Word("luna", 2.0, 4.0))),))
    stored: list[Lyrics] = []
    document.stored.connect(lambda _recording, lyrics: stored.append(lyrics))
    document.reopen(History(overlapping), 6.0, 1)
    assert document.lines[0].words[0].end == 2.0
    assert stored == [document.lyrics]


moves = st.sampled_from(("undo", "redo", "gesture", "rest", "arrive"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lyrics(), lyrics(most_lines=2), st.lists(st.one_of(operations, operations, moves), max_size=10))
def test_whatever_happens_the_library_holds_it(
    qtbot: QtBot,
    writer: LibraryWriter,
    tmp_path: Path,
    start: Lyrics,
    more: Lyrics,
    planned: list[Operation | str],
) -> None:
    entry = added(qtbot, writer, tmp_path / "a.wav")
    document = LyricDocument()
    writer.follow(document)
    document.load(start, 500.0, entry.id)
    for operation in planned:
        if operation == "undo":
            document.undo_stack.undo()
        elif operation == "redo":
            document.undo_stack.redo()
        elif operation == "gesture":
            document.begin_gesture()
        elif operation == "rest":
            document.end_gesture()
        elif operation == "arrive":
            document.append_lines(more.lines)
        elif isinstance(operation, Operation):
            try:
                getattr(document, operation.name)(*operation.arguments)
            except InvalidEditError:
                continue
    history = loaded(qtbot, writer, entry.id)
    assert history is not None and not history.damaged
    assert history.current() == document.lyrics
    again = LyricDocument()
    again.reopen(history, 500.0)
    assert again.lines == document.lines
    assert (steps(again), again.undo_stack.index()) == (steps(document), document.undo_stack.index())
    for index in range(document.undo_stack.count() + 1):
        again.undo_stack.setIndex(index)
        document.undo_stack.setIndex(index)
        assert again.lines == document.lines
    assert writer.flush()
