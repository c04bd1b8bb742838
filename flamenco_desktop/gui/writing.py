"""Correcting the text in the window: its keys, the find bar and what is offered, joined with their views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.find_bar import FindBar
from flamenco_desktop.gui.finding import STEP, Finding
from flamenco_desktop.gui.message_strip import MessageStrip
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.spell_check import SpellCheck
from flamenco_desktop.gui.text_hand import TextHand
from flamenco_desktop.lyrics.habits import Correction, Habits, other_places
from flamenco_desktop.lyrics.splice import Splice

SPELLING_AFTER_MS = 1500
"""The dictionary is read when the window has long been there."""

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


class Writing(QObject):
    """What the commands of the Edit menu do besides what the editor does itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.desk.document
        self.hand = TextHand(self._document, window.editor, self)
        self.bar = FindBar(window.theme, window)
        self.finding = Finding(window.desk, self.bar, window.editor, self)
        self.strip = MessageStrip(window.theme, "strip", window)
        self._habits = Habits()
        self.spelling = SpellCheck(self._document, window.desk.preferences.words_path, self)

    def connect_views(self) -> None:
        """Let the views and the helpers know of each other; once, when all are there."""
        self.finding.refused.connect(self._tell)
        self.finding.replaced_all.connect(self._tell_replaced)
        self.bar.closed.connect(self.strip.hide)
        self._document.corrected.connect(self._note)
        self._window.desk.opened.connect(self._start_afresh)
        self.spelling.changed.connect(lambda: self._window.editor.set_misspelled(self.spelling.misspelled))
        self.spelling.suggested.connect(self._offer_words)
        self.spelling.failed.connect(self._tell)
        on = self._window.desk.preferences.spelling
        self._window.actions_by_name["spelling"].setChecked(on)
        QTimer.singleShot(SPELLING_AFTER_MS, self, lambda: self.spelling.switch(self._chosen))
        self._window.editor.align_requested.connect(lambda _line: self._window.correcting.align_line())

    def find(self) -> None:
        """Look for words; for the selected one to begin with."""
        self._open(replacing=False)

    def replace(self) -> None:
        """Look for words and put others in their place."""
        self._open(replacing=True)

    def _open(self, *, replacing: bool) -> None:
        editor = self._window.editor
        text = ""
        if not self.bar.isVisible() and editor.hasFocus() and editor.selected is not None:
            line, word = editor.selected
            text = self._document.lines[line].words[word].text
        self._window.deepen()
        editor.commit()
        self.bar.open_bar(text, replacing=replacing)

    def _start_afresh(self) -> None:
        self._habits.forget()
        self.strip.hide()

    # --- spelling -------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> bool:
        return self._window.desk.preferences.spelling

    def toggle_spelling(self) -> None:
        """Check spelling, or do not."""
        self._window.desk.preferences.spelling = not self._chosen
        self.spelling.switch(self._chosen)

    def next_misspelled(self) -> None:
        """Go to the next word that no dictionary knows."""
        self._window.deepen()
        editor = self._window.editor
        if not editor.commit():
            return
        place = self.spelling.next_place(editor.selected or (0, -1))
        if place is None:
            self._window.statusBar().showMessage(self.tr("Every word is in the dictionary."), 6000)
        else:
            editor.select(*place)

    def suggest(self) -> None:
        """Offer what else the selected word might be."""
        place = self._window.editor.selected
        if place is not None and self._window.editor.commit():
            line, word = place
            self.spelling.ask(self._document.lines[line].words[word].text)

    def _offer_words(self, word: str, others: list[str]) -> None:
        editor = self._window.editor
        place = editor.selected
        if place is None or self._document.lines[place[0]].words[place[1]].text != word:
            return
        menu = QMenu(editor)
        for other in others:
            action = menu.addAction(other)
            action.triggered.connect(
                lambda _=False, other=other: editor.attempt(
                    lambda: self._document.set_word_text(*place, other)
                )
            )
        if not others:
            menu.addAction(self.tr("Nothing like it in the dictionary")).setEnabled(False)
        menu.addSeparator()
        add = menu.addAction(self.tr("“{word}” is right: add it to my words").format(word=word))
        add.triggered.connect(lambda: self.spelling.add(word))
        menu.aboutToHide.connect(menu.deleteLater)
        below = editor.word_rect(*place).bottomLeft().toPoint()
        menu.popup(editor.viewport().mapToGlobal(below))

    # --- what the listener corrects again and again --------------------------------------------------------

    def _note(self, name: str, splice: Splice) -> None:
        if name == STEP:
            return
        correction = self._habits.note(splice)
        if correction is not None:
            self._offer(correction)

    def _offer(self, correction: Correction) -> None:
        """The same correction for the second time: offer it for the word's other places."""
        count = len(other_places(self._document.lines, correction))
        if not count:
            return
        words = self.tr("“{old}” became “{new}” twice. It stands in {count} more places.")
        if count == 1:
            words = self.tr("“{old}” became “{new}” twice. It stands in one more place.")
        self.strip.say(
            words.format(old=correction.old, new=correction.new, count=count),
            self.tr("Correct all"),
            lambda: self._correct_all(correction),
            "info",
            (self.tr("One by one…"), lambda: self._one_by_one(correction)),
        )

    def _correct_all(self, correction: Correction) -> None:
        hits = other_places(self._document.lines, correction)
        self.finding.replace_hits(hits, correction.new)

    def _one_by_one(self, correction: Correction) -> None:
        self.bar.scope.setCurrentIndex(0)
        self.bar.match_exactly()
        self.bar.other.setText(correction.new)
        self._window.deepen()
        self.bar.open_bar(correction.old, replacing=True)
        self.finding.step(1)
        self.bar.one.setFocus()

    # --- what is told --------------------------------------------------------------------------------------

    def _tell_replaced(self, places: int, recordings: int) -> None:
        if recordings == 1:
            words = self.tr("{places} places replaced.")
        else:
            words = self.tr("{places} places in {recordings} recordings replaced.")
        text = words.format(places=places, recordings=recordings)
        self.strip.say(text, self.tr("Undo"), self.finding.take_back, "info")

    def _tell(self, error: FlamencoError) -> None:
        self.strip.say(say(error).text)
