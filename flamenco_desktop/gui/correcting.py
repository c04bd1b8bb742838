"""Correcting in the window: times, taps, stretches done again and the review, joined with their views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flamenco_desktop.errors import FlamencoError, WorkerDiedError
from flamenco_desktop.gui.actions import specs
from flamenco_desktop.gui.again import Task
from flamenco_desktop.gui.hand import Hand
from flamenco_desktop.gui.key_choices import KeyChoices
from flamenco_desktop.gui.message_strip import MessageStrip
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.review import Review
from flamenco_desktop.gui.tap_bar import TapBar
from flamenco_desktop.gui.tap_keys import TapKeys
from flamenco_desktop.gui.tap_mode import TapMode
from flamenco_desktop.gui.times import clock
from flamenco_desktop.gui.wave_words import Mark
from flamenco_desktop.lyrics.doubts import Doubt, Doubtful
from flamenco_desktop.lyrics.splice import Stretch

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


REACTION = 0.25
"""Seconds from hearing a word to pressing a key."""


class Correcting(QObject):
    """What the commands of the Times and Recognise menus do, and what is told beside the waveform."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        desk = self._desk = window.desk
        self.hand = Hand(desk, self._selected, self)
        self.tap = TapMode(desk, self._selected, self)
        self.review = Review(desk, self._selected, self)
        self.tap_bar = TapBar(self.tap, desk.document, window.theme, window)
        self.strip = MessageStrip(window.theme, "strip", window)
        self._keys = TapKeys(self.tap, window.theme.app)
        self._failed: tuple[float, float] | None = None

    def _selected(self) -> tuple[int, int] | None:
        return self._window.editor.selected

    def connect_views(self) -> None:
        """Let the views and the helpers know of each other; once, when all are there."""
        window, desk = self._window, self._desk
        window.waveform.set_selection(desk.selection)
        window.waveform.set_tap_mode(self.tap)
        for helper in (self.hand, self.tap, self.review):
            helper.refused.connect(self._tell)
        for moved in (self.hand.chosen, self.tap.word_reached, self.review.wanted):
            moved.connect(window.editor.select)
        window.editor.word_selected.connect(self.review.entered)
        window.editor.word_selected.connect(lambda _line, _word: self.hand.let_go())
        self.hand.moved.connect(self._stay_in_sight)
        self.tap.changed.connect(self._hold)
        self.review.doubted.connect(self._say_why)
        self.strip.dismissed.connect(self._forget_failure)
        desk.again.changed.connect(self._show_marks)
        desk.again.failed.connect(self._tell_failed)
        desk.again.arrived.connect(self._tell_arrived)
        desk.opened.connect(self._start_afresh)
        desk.selection.changed.connect(self._enable)
        desk.document.reset.connect(self._enable)
        self.apply_preferences()
        self._enable()

    def apply_preferences(self) -> None:
        """Take what the listener has chosen."""
        preferences, named = self._desk.preferences, self._window.actions_by_name
        self._window.waveform.set_threshold(preferences.threshold)
        self._window.editor.set_threshold(preferences.threshold)
        named["plays_lines"].setChecked(preferences.plays_lines)
        named["repeats_lines"].setChecked(preferences.repeats_lines)
        named["repeats_lines"].setEnabled(preferences.plays_lines)

    def _enable(self) -> None:
        named = self._window.actions_by_name
        marked = self._desk.selection.span is not None
        for name in ("align_selection", "recognise_selection", "recognise_with", "select_nothing"):
            named[name].setEnabled(marked)

    def _start_afresh(self) -> None:
        self.strip.hide()
        self._failed = None
        self._show_marks()

    def _stay_in_sight(self) -> None:
        place = self._selected()
        if place is not None:
            self._window.waveform.select(*place)

    def stop_at_word(self) -> None:
        """What plays stops, and the word that was just heard is selected."""
        desk = self._desk
        if desk.playing:
            heard = desk.position() - REACTION
            desk.play_or_pause()
            self._window.editor.select_at(heard)

    # --- reviewing ----------------------------------------------------------------------------------------

    def check(self) -> None:
        """Mark the line as checked, and hear the next one that is not."""
        self._window.deepen()
        self._window.editor.commit()
        self.review.check()

    def next_doubt(self, step: int) -> None:
        """Go to the next (1) or previous (-1) doubtful place."""
        self._window.deepen()
        self._window.editor.commit()
        self.review.next_doubt(step)

    def _say_why(self, goal: Doubtful | None) -> None:
        """Why this place was gone to: in the status bar, for a moment."""
        words = {
            Doubt.UNSURE: self.tr("The recogniser was not sure of this word."),
            Doubt.ESTIMATED: self.tr("Nobody has heard the times of this word: they are estimated."),
            Doubt.LONG: self.tr("This word lasts longer than 2 seconds and is not marked as a quejío."),
            Doubt.UNWRITTEN: self.tr("Somebody seems to sing here, and there are no words."),
        }
        all_done = self.tr("Nothing doubtful is left in this recording.")
        self._window.statusBar().showMessage(all_done if goal is None else words[goal.reason], 6000)

    def toggle_plays_lines(self) -> None:
        """Let lines play by themselves, or not."""
        preferences = self._desk.preferences
        preferences.plays_lines = not preferences.plays_lines
        self.apply_preferences()

    def toggle_repeats_lines(self) -> None:
        """Repeat lines that play by themselves, or not."""
        preferences = self._desk.preferences
        preferences.repeats_lines = not preferences.repeats_lines
        self.apply_preferences()

    # --- again --------------------------------------------------------------------------------------------

    def align_word(self) -> None:
        """Find the times of the word anew."""
        place = self._selected()
        if place is not None:
            self._align(Stretch(place, place))

    def align_line(self) -> None:
        """Find the times of the line anew."""
        place = self._selected()
        if place is not None:
            self._align(Stretch.of_lines(self._desk.document.lines, place[0]))

    def align_selection(self) -> None:
        """Find the times of the selected words anew."""
        stretch = self.hand.marked()
        if stretch is not None:
            self._align(stretch)

    def _align(self, stretch: Stretch) -> None:
        self._window.editor.commit()
        try:
            self._desk.again.align(stretch)
        except FlamencoError as error:
            self._tell(error)

    def recognise_selection(self, model: str | None = None) -> None:
        """Recognise anew what is selected."""
        span = self._desk.selection.span
        if span is not None:
            self._desk.again.recognise(*span, model)

    def recognise_selection_with(self) -> None:
        """Choose a model, and recognise anew what is selected with it."""
        from flamenco_desktop.gui.models_dialog import ModelsDialog

        dialog = ModelsDialog(
            self._window, self._desk.preferences.options.model, errands=self._window.model_errands()
        )
        dialog.setWindowTitle(self.tr("Recognise the selection with"))
        dialog.chosen.connect(self.recognise_selection)
        dialog.open()

    def shift_exactly(self) -> None:
        """Ask by how much to shift, and what."""
        from flamenco_desktop.gui.shift_dialog import ShiftDialog

        self._window.editor.commit()
        found = self.hand.stretches()
        if found is None:
            return
        titles = {
            "selection": self.tr("The selection"),
            "line": self.tr("This line"),
            "word": self.tr("This word"),
            "rest": self.tr("All from this word on"),
            "everything": self.tr("Everything"),
        }
        document = self._desk.document
        choices = [(title, found[name]) for name, title in titles.items()]
        dialog = ShiftDialog(document.lines, document.duration, choices, self._window)
        dialog.shifted.connect(self.hand.shift)
        # What arrives meanwhile may put other words there.
        document.spliced.connect(dialog.reject)
        document.reset.connect(dialog.reject)
        dialog.open()

    def paste_letra(self) -> None:
        """Known words for the whole recording."""
        from flamenco_desktop.gui.letra_dialog import LetraDialog

        if self._desk.entry is not None:
            LetraDialog(self._desk, self._window.theme, self._window).open()

    def keys(self) -> KeyChoices:
        """The keys of all commands."""
        window = self._window
        return KeyChoices(specs(), window.actions_by_name, self._desk.preferences)

    def show_preferences(self) -> None:
        """Reviewing and keys."""
        from flamenco_desktop.gui.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self._desk.preferences, self.keys(), self._window)
        dialog.changed.connect(self.apply_preferences)
        dialog.open()

    def _hold(self) -> None:
        # While the hand taps, nothing else moves the words under it.
        self._desk.again.hold(self.tap.on)

    # --- what is told beside the place --------------------------------------------------------------------

    def progress(self) -> tuple[str | None, float]:
        """What is being done to stretches, in words (None: nothing), and how much of it is done."""
        tasks = self._desk.again.tasks
        if not tasks:
            return None, 0.0
        return self._doing(tasks[0]), tasks[0].fraction

    def _doing(self, task: Task) -> str:
        return self.tr("Recognising again…") if task.name == "replace_stretch" else self.tr("Aligning again…")

    def _show_marks(self) -> None:
        desk = self._desk
        marks = [
            Mark(task.start, task.end, "sung", self._doing(task), task.fraction)
            for task in desk.again.of(desk.entry)
        ]
        if self._failed is not None:
            marks.append(Mark(*self._failed, "accent", self.tr("As it was")))
        self._window.waveform.set_marks(marks)

    def _forget_failure(self) -> None:
        self._failed = None
        self._show_marks()

    def _tell(self, error: FlamencoError) -> None:
        self.strip.say(say(error).text)

    def _tell_failed(self, error: FlamencoError, start: float, end: float) -> None:
        self._failed = (start, end)
        self._show_marks()
        if isinstance(error, WorkerDiedError):
            why = self.tr("The recogniser stopped in the middle of its work.")
        else:
            why = say(error).sentence
        where = self.tr("{start} to {end} stays as it was.").format(start=clock(start), end=clock(end))
        self.strip.say(f"{where} {why}", self.tr("Try again"), self._try_again)

    def _try_again(self) -> None:
        self._forget_failure()
        self._desk.again.repeat()

    def _tell_arrived(self, _name: str, start: float, end: float) -> None:
        if self._failed is not None and self._failed[0] < end and start < self._failed[1]:
            self.strip.hide()
            self._forget_failure()
