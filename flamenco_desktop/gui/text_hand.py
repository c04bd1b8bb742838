"""What keys and menus do to the selected word and its line: joined, parted, moved, repeated, marked."""

from __future__ import annotations

from PySide6.QtCore import QObject

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.line_editor import LineEditor
from flamenco_desktop.lyrics.model import Kind


class TextHand(QObject):
    """Corrects what is selected in `editor`. What is refused is said there, beside the word."""

    def __init__(self, document: LyricDocument, editor: LineEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._editor = editor

    def _place(self) -> tuple[int, int] | None:
        """Line and word, once what was being typed is taken."""
        return self._editor.selected if self._editor.commit() else None

    # --- words --------------------------------------------------------------------------------------------

    def delete_word(self) -> None:
        """Take the word out."""
        place = self._place()
        if place:
            self._editor.attempt(lambda: self._document.delete_word(*place))

    def join_words(self) -> None:
        """Join the word with the next one of its line."""
        place = self._place()
        if place:
            self._editor.attempt(lambda: self._document.merge_with_next(*place))

    def split_word(self) -> None:
        """Part the word where the cursor stands in it; where it stands nowhere, first let it be put there."""
        at, place = self._editor.typing_at, self._editor.selected
        if place is None:
            return
        if at is None:
            self._editor.edit_word()
            return
        self._editor.commit()
        if self._editor.attempt(lambda: self._document.split_word(*place, at)):
            self._editor.setFocus()

    def word_to_line(self, step: int) -> None:
        """Move the word to the line above (-1), with those before it, or below (1), with those after it."""
        place = self._place()
        if place is None:
            return
        line, word = place
        lines = self._document.lines
        if step < 0:
            above = len(lines[line - 1].words) if line else 0
            if self._editor.attempt(lambda: self._document.word_to_line_above(line, word)):
                self._editor.select(line - 1, above + word)
        elif self._editor.attempt(lambda: self._document.word_to_line_below(line, word)):
            self._editor.select(line + 1 if word else line, 0)

    # --- lines --------------------------------------------------------------------------------------------

    def split_line(self) -> None:
        """Begin a new line with the word."""
        place = self._place()
        if place and self._editor.attempt(lambda: self._document.split_line(*place)):
            self._editor.select(place[0] + 1, 0)

    def join_lines(self) -> None:
        """Join the line with the next one."""
        place = self._place()
        if place:
            self._editor.attempt(lambda: self._document.merge_lines(place[0]))

    def delete_line(self) -> None:
        """Take the line out."""
        place = self._place()
        if place:
            self._editor.attempt(lambda: self._document.delete_line(place[0]))

    def repeat_line(self) -> None:
        """Put the line once more after itself."""
        place = self._place()
        if place and self._editor.attempt(lambda: self._document.duplicate_line(place[0])):
            self._editor.select(place[0] + 1, 0)

    def move_line(self, step: int) -> None:
        """Let the line change places with the one above (-1) or below (1)."""
        place = self._place()
        if place is None:
            return
        line, word = place
        if self._editor.attempt(lambda: self._document.move_line(line, line + step)):
            self._editor.select(line + step, word)

    # --- marks --------------------------------------------------------------------------------------------

    def mark_word(self, kind: Kind) -> None:
        """Say what the word is; the same again takes it back."""
        place = self._place()
        if place is None:
            return
        line, word = place
        now = self._document.lines[line].words[word].kind
        wanted = Kind.SUNG if now is kind else kind
        self._editor.attempt(lambda: self._document.set_kind(line, wanted, word))

    def mark_line(self, kind: Kind) -> None:
        """Say what the whole line is; the same again takes it back."""
        place = self._place()
        if place is None:
            return
        line = place[0]
        wanted = Kind.SUNG if self._document.lines[line].kind is kind else kind
        self._editor.attempt(lambda: self._document.set_kind(line, wanted))
