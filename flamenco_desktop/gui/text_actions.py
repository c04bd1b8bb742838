"""The commands that change words and lines, declared like all others (`actions`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.spec import Spec
from flamenco_desktop.lyrics.model import Kind

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

ABOUT_WORDS = (
    "edit_word", "edit_line", "split_word", "join_words", "delete_word", "spell_word", "",
    "mark_quejio", "mark_jaleo", "mark_not_sung", "",
    "split_line", "join_lines", "repeat_line", "delete_line", "", "check",
)  # fmt: skip
"""What the right button offers over words; an empty name is a line between groups."""


def menus() -> dict[str, str]:
    """The menus within the Edit menu."""
    translate = QCoreApplication.translate
    return {
        "edit/mark": translate("Actions", "&Mark as"),
        "edit/lines": translate("Actions", "&Lines"),
    }


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menus, in the language of the window."""
    return (*_words(), *_marks(), *_lines(), *_finding())


def _words() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    return (
        Spec(
            "edit_word",
            "edit",
            translate("Actions", "&Edit the word"),
            lambda w: w.edit_word(),
            ("F2",),
            "edit",
            separated=True,
        ),
        Spec(
            "edit_line",
            "edit",
            translate("Actions", "Edit the whole li&ne"),
            lambda w: w.correct(w.editor.edit_line),
            ("Shift+F2",),
        ),
        Spec(
            "insert_word",
            "edit",
            translate("Actions", "&Insert a word after"),
            lambda w: w.correct(lambda: w.editor.insert_word(1)),
            ("Ins",),
        ),
        Spec(
            "insert_word_before",
            "edit",
            translate("Actions", "Insert a word &before"),
            lambda w: w.correct(lambda: w.editor.insert_word(0)),
            ("Shift+Ins",),
        ),
        Spec(
            "split_word",
            "edit",
            translate("Actions", "&Split the word at the cursor"),
            lambda w: w.correct(w.writing.hand.split_word),
            ("Ctrl+Shift+S",),
        ),
        Spec(
            "join_words",
            "edit",
            translate("Actions", "&Join with the next word"),
            lambda w: w.correct(w.writing.hand.join_words),
            ("Ctrl+Shift+J",),
        ),
        Spec(
            "delete_word",
            "edit",
            translate("Actions", "&Delete the word"),
            lambda w: w.correct(w.writing.hand.delete_word),
            ("Del",),
        ),
        Spec(
            "word_up",
            "edit",
            translate("Actions", "Move the word to the line abo&ve"),
            lambda w: w.correct(lambda: w.writing.hand.word_to_line(-1)),
            ("Ctrl+Shift+Up",),
        ),
        Spec(
            "word_down",
            "edit",
            translate("Actions", "Move the word to the line belo&w"),
            lambda w: w.correct(lambda: w.writing.hand.word_to_line(1)),
            ("Ctrl+Shift+Down",),
        ),
    )


def _marks() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    names = (
        (
            Kind.QUEJIO,
            translate("Actions", "&Quejío: ay, lerele"),
            translate("Actions", "Line of q&uejío"),
            "Q",
        ),
        (Kind.JALEO, translate("Actions", "&Jaleo: a shout"), translate("Actions", "Line of j&aleo"), "J"),
        (Kind.NOT_SUNG, translate("Actions", "&Not sung"), translate("Actions", "Line n&ot sung"), "N"),
    )
    words = tuple(
        Spec(
            f"mark_{kind.value}",
            "edit/mark",
            word,
            _marker(kind, whole=False),
            (key,),
        )
        for kind, word, _, key in names
    )
    lines = tuple(
        Spec(
            f"mark_line_{kind.value}",
            "edit/mark",
            line,
            _marker(kind, whole=True),
            (f"Shift+{key}",),
        )
        for kind, _, line, key in names
    )
    return (*words, *lines)


def _marker(kind: Kind, *, whole: bool) -> Callable[[MainWindow], None]:
    def mark(window: MainWindow) -> None:
        hand = window.writing.hand
        window.correct(lambda: hand.mark_line(kind) if whole else hand.mark_word(kind))

    return mark


def _lines() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    return (
        Spec(
            "split_line",
            "edit/lines",
            translate("Actions", "&Begin a line with this word"),
            lambda w: w.correct(w.writing.hand.split_line),
            ("Ctrl+D",),
        ),
        Spec(
            "join_lines",
            "edit/lines",
            translate("Actions", "Join with the next &line"),
            lambda w: w.correct(w.writing.hand.join_lines),
            ("Ctrl+Shift+D",),
        ),
        Spec(
            "insert_line",
            "edit/lines",
            translate("Actions", "&Insert a line after"),
            lambda w: w.correct(lambda: w.editor.insert_line(1)),
            ("Alt+Ins",),
        ),
        Spec(
            "insert_line_before",
            "edit/lines",
            translate("Actions", "Insert a line be&fore"),
            lambda w: w.correct(lambda: w.editor.insert_line(0)),
            ("Alt+Shift+Ins",),
        ),
        Spec(
            "repeat_line",
            "edit/lines",
            translate("Actions", "&Repeat the line"),
            lambda w: w.correct(w.writing.hand.repeat_line),
            ("Ctrl+U",),
        ),
        Spec(
            "line_up",
            "edit/lines",
            translate("Actions", "Move the line &up"),
            lambda w: w.correct(lambda: w.writing.hand.move_line(-1)),
            ("Alt+Shift+Up",),
        ),
        Spec(
            "line_down",
            "edit/lines",
            translate("Actions", "Move the line &down"),
            lambda w: w.correct(lambda: w.writing.hand.move_line(1)),
            ("Alt+Shift+Down",),
        ),
        Spec(
            "delete_line",
            "edit/lines",
            translate("Actions", "Delete the li&ne"),
            lambda w: w.correct(w.writing.hand.delete_line),
            ("Ctrl+Del",),
        ),
    )


def _finding() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    return (
        Spec(
            "find",
            "edit",
            translate("Actions", "&Find…"),
            lambda w: w.writing.find(),
            ("Ctrl+F",),
            "search",
            separated=True,
        ),
        Spec(
            "replace",
            "edit",
            translate("Actions", "Find and &replace…"),
            lambda w: w.writing.replace(),
            ("Ctrl+H",),
        ),
        Spec(
            "search",
            "edit",
            translate("Actions", "Find a recordin&g"),
            lambda w: w.shelf.search(),
            ("Ctrl+Shift+F",),
        ),
        Spec(
            "spelling",
            "edit",
            translate("Actions", "&Check spelling"),
            lambda w: w.writing.toggle_spelling(),
            checkable=True,
            separated=True,
        ),
        Spec(
            "next_misspelled",
            "edit",
            translate("Actions", "Next word not in the dictionar&y"),
            lambda w: w.writing.next_misspelled(),
            ("F7",),
        ),
        Spec(
            "spell_word",
            "edit",
            translate("Actions", "Other s&pellings of the word…"),
            lambda w: w.correct(w.writing.suggest),
            ("Shift+F7",),
        ),
    )
