"""Typing in the editor: over a word or a line, or something new; what is refused stays in the field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.gui.place_note import PlaceNote
from flamenco_desktop.gui.word_field import WordField

if TYPE_CHECKING:
    from flamenco_desktop.gui.line_editor import LineEditor


@dataclass(frozen=True, slots=True)
class Typing:
    """What is being typed: over a word, over a whole line, a new word before `word`, a new line."""

    what: str
    line: int
    word: int = 0
    before: str = ""
    """What stands there in the document; should it be something else by then, typing is not taken."""


class LineTyping(QObject):
    """Owns the field, and corrects the document with what was typed in it."""

    def __init__(self, editor: LineEditor, document: LyricDocument, note: PlaceNote, font: QFont) -> None:
        super().__init__(editor)
        self._editor, self._document, self._note = editor, document, note
        self._what: Typing | None = None
        self.field = WordField(editor.viewport())
        self.field.setFont(font)
        self.field.committed.connect(self._commit)
        self.field.cancelled.connect(self._cancel)
        self.field.joined.connect(self._join)
        self.field.textEdited.connect(note.hide)

    @property
    def open(self) -> bool:
        """Whether something is being typed."""
        return self.field.isVisible()

    @property
    def cursor(self) -> int | None:
        """Before which character of the word the cursor stands, while a word is typed and not yet changed."""
        if not self.open or self._what is None or self._what.what != "word" or self.field.touched:
            return None
        return self.field.cursorPosition()

    def begin(self, what: Typing) -> None:
        """Open the field, once what was typed before is taken."""
        if not self.commit():
            return
        self._note.hide()
        self._what = what
        if self._document.lines:
            self._editor.show_line(min(what.line, len(self._document.lines) - 1))
        self.field.begin(what.before, self._editor.typing_place(what))

    def end(self) -> None:
        """Close the field without a word."""
        self._what = None
        self._note.hide()
        self.field.close_field()

    def commit(self) -> bool:
        """Take what is being typed, if anything is; whether nothing was refused."""
        return self._take(self.field.text()) if self.open else True

    def lines_moved(self, end: int, by: int) -> None:
        """From line `end` on all lines are `by` places further."""
        if self._what is not None and by and self._what.line >= end:
            self._what = replace(self._what, line=self._what.line + by)

    def follow(self) -> None:
        """The lines have moved under the field: it goes with them, and nothing typed is lost."""
        what = self._what
        if not self.open or what is None:
            self._note.hide()
        elif what.line < len(self._document.lines) or what.what == "new line":
            self.field.move_to(self._editor.typing_place(what))

    def _take(self, text: str) -> bool:
        """Correct with what was typed; where that is refused the field stays, with the reason beside it."""
        what = self._what
        if what is None or (what.before and text == what.before):
            self.end()
            return True
        typed = " ".join(text.split())
        if not self._editor.attempt(lambda: self._apply(what, typed)):
            return False
        self.end()
        return True

    def _apply(self, what: Typing, text: str) -> None:
        document, line, word = self._document, what.line, what.word
        if what.before and not self._stands(what):
            raise InvalidEditError(reason="stale")
        if what.what == "word":
            if not text:
                document.delete_word(line, word)
            else:
                document.set_word_text(line, word, text)
        elif what.what == "line":
            if not text:
                document.delete_line(line)
            else:
                document.set_line_text(line, text)
        elif not text:
            return
        elif what.what == "new word":
            document.insert_word(line, word, text)
            self._editor.select(line, word)
        else:
            document.add_line(line, text)
            self._editor.select(min(line, len(document.lines) - 1), 0)

    def _stands(self, what: Typing) -> bool:
        lines = self._document.lines
        if what.line >= len(lines):
            return False
        words = lines[what.line].words
        if what.what == "line":
            return lines[what.line].text == what.before
        return what.word < len(words) and words[what.word].text == what.before

    def _commit(self, text: str, step: int) -> None:
        what, editor = self._what, self._editor
        if not self._take(text):
            return
        if step == 0 or what is None:
            editor.setFocus()
            return
        if what.what in ("line", "new line"):
            editor.step_line(step)
            editor.edit_line()
            return
        typed = text.split()
        jump = len(typed) if step > 0 else -1
        editor.step(jump if typed else min(step, 0))
        editor.edit_word()

    def _join(self, step: int) -> None:
        """Join the word being typed with the one before or after it, and go on typing where they meet."""
        what = self._what
        if what is None or what.what != "word":
            return
        first = what.word + min(step, 0)
        if not self.commit():
            return
        words = self._document.lines[what.line].words if what.line < len(self._document.lines) else ()
        if first < 0 or first + 1 >= len(words):
            self._editor.edit_word()
            return
        meet = len(words[first].text)
        if self._editor.attempt(lambda: self._document.merge_with_next(what.line, first)):
            self._editor.select(what.line, first)
            self._editor.edit_word()
            self.field.setCursorPosition(meet)

    def _cancel(self) -> None:
        self.end()
        self._editor.setFocus()
