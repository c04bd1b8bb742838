"""Find and replace in the window, over what is open and over the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flamenco_desktop.library import Library, RecordingInfo
from flamenco_desktop.lyrics.model import Lyrics
from tests.gui.conftest import Room
from tests.gui.verses import solea

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


def test_over_the_recording_and_over_the_library(
    qtbot: QtBot, make_room: Callable[..., Room], recording: Path, tmp_path: Path
) -> None:
    library = Library(tmp_path / "library.sqlite3")
    keys = []
    for number in (1, 2):
        sound = tmp_path / f"{number}.wav"
        sound.write_bytes(recording.read_bytes() + bytes(2 * number))
        keys.append(library.add(RecordingInfo(sound, 60.0, title=f"Soleá {number}")).id)
        library.store(keys[-1], Lyrics(solea(8)))
    library.close()
    room = make_room()
    window, document = room.window, room.desk.document
    window.show()
    qtbot.waitUntil(lambda: len(room.desk.entries) == 2, timeout=20000)
    room.desk.open_key(keys[0])
    qtbot.waitUntil(lambda: len(document.lines) == 8, timeout=20000)
    before = document.lines
    bar = window.writing.bar

    window.actions_by_name["find"].trigger()
    bar.field.setText("MI")
    assert bar.count.text() == "1 of 3" and window.editor._look.found
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert window.editor.selected == (4, 4) and bar.count.text() == "2 of 3"

    window.actions_by_name["replace"].trigger()
    bar.field.setText("mi")
    bar.other.setText("tu")
    # Who replaces means just this word: "mí" is another.
    assert bar.count.text().endswith("of 2") and bar.rows.count() == 2
    assert "→" in bar.rows.item(0).text()
    bar.all.click()
    assert document.lines[0].text == "en la puerta de tu casa"
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.lines == before

    bar.scope.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "4 in 2" in bar.count.text(), timeout=20000)
    assert bar.rows.count() == 6
    bar.all.click()
    room.writer.flush()
    assert document.lines[0].text == "en la puerta de tu casa"
    library = Library(tmp_path / "library.sqlite3")
    other = library.lyrics(keys[1])
    assert other is not None and other.lines[4].text == "ay el pozo de tu calle"
    window.writing.finding.take_back()
    room.writer.flush()
    assert document.lines == before
    again = library.lyrics(keys[1])
    assert again is not None and [line.text for line in again.lines] == [line.text for line in solea(8)]
    library.close()
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible() and not window.editor._look.found

    # The same correction for the second time is offered for the word's other places.
    document.set_word_text(0, 0, "an")
    assert not window.writing.strip.isVisible()
    document.set_word_text(0, 0, "en")
    for line, word in ((0, 3), (1, 3)):
        document.set_word_text(line, word, "da")
    assert "twice" in window.writing.strip.text
    window.writing.strip._button.click()
    assert not any(word.text == "de" for line in document.lines for word in line.words)
    document.undo_stack.undo()
    assert any(word.text == "de" for line in document.lines for word in line.words)
    room.close()
