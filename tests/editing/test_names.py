from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.editing.names import title
from flamenco_desktop.lyrics import edits, line_edits, time_edits
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Lyrics, Word
from flamenco_desktop.lyrics.splice import Splice, Stretch

LINES = (
    Line((Word("tú", 1.0, 1.2), Word("la", 1.2, 1.4), Word("camela", 1.5, 2.0))),
    Line((Word("por", 3.0, 3.2), Word("soleá", 3.3, 4.0))),
    Line((Word("y", 5.0, 5.2), Word("nada", 5.3, 6.0), Word("más", 6.0, 7.0))),
)


@pytest.mark.parametrize(
    ("name", "splice", "expected"),
    [
        ("set_word_text", edits.set_word_text(LINES, 0, 2, "camelas"), "Correct word “camelas”"),
        ("retime_word", time_edits.retime_word(LINES, 1, 1, 3.3, 4.2, 9.0), "Move word “soleá”"),
        ("delete_word", edits.delete_word(LINES, 0, 1), "Delete word “la”"),
        ("set_line_state", line_edits.set_line_state(LINES, 2, LineState.CHECKED), "Mark line “y nada más”"),
        ("set_kind", line_edits.set_kind(LINES, 2, Kind.JALEO, 1), "Mark “nada”"),
        ("delete_line", line_edits.delete_line(LINES, 1), "Delete line “por soleá”"),
        ("move_line", line_edits.move_line(LINES, 0, 1), "Move line “por soleá”"),
        ("shift", time_edits.shift(LINES, Stretch.from_here(LINES, 0), 0.5, 9.0), "Shift “3 lines”"),
        ("from_the_future", Splice(0, (), ()), "from_the_future"),
    ],
)  # fmt: skip
def test_undo_says_what_of(qapp: QCoreApplication, name: str, splice: Splice, expected: str) -> None:
    assert title(name, splice) == expected


def test_the_name_follows_the_typing(qapp: QCoreApplication) -> None:
    document = LyricDocument()
    document.load(Lyrics(LINES), 9.0)
    document.begin_gesture()
    document.set_word_text(0, 2, "camel")
    document.set_word_text(0, 2, "camelas")
    document.end_gesture()
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Correct word “camelas”"
    document.rename_steps()
    assert document.undo_stack.undoText() == "Correct word “camelas”"
