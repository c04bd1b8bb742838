"""Third page: it learns, in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import finetune_words as words
from flamenco_desktop.gui.finetune_clips import Clips
from flamenco_desktop.gui.finetune_curve import Curve
from flamenco_desktop.gui.finetune_parts import Page, muted, play_role
from flamenco_desktop.gui.finetune_refusals import refusal
from flamenco_desktop.gui.finetune_story import Example
from flamenco_desktop.gui.finetune_teacher import Phase, Teacher
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.note import Note
from flamenco_desktop.gui.theme import GRID, Theme

_THIN = 4
_EXAMPLES = 3


class Heard(QWidget):
    """A line to hear, with what is sung and how it is understood."""

    play_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.name = ""
        self._playing = False
        self.button = QToolButton(self)
        self.button.setIconSize(QSize(20, 20))
        self.button.clicked.connect(lambda: self.play_requested.emit(self.name))
        self.sung = QLabel(self)
        self.sung.setFont(lyric_font(15))
        self.read = muted("", self)
        for label in (self.sung, self.read):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.sung)
        column.addWidget(self.read)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.button)
        row.addLayout(column, 1)
        theme.changed.connect(self._recolour)
        self._recolour()

    def show_words(self, name: str, sung: str, read: str) -> None:
        """The window's name, what is sung, and what is said about it."""
        self.name = name
        self.sung.setText(sung)
        self.read.setText(read)
        self.button.setAccessibleName(self.tr("Hear: {words}").format(words=sung))
        self.button.setToolTip(self.tr("Hear it"))

    def show_playing(self, name: str) -> None:
        """Whether it is this one that plays."""
        self._playing = bool(name) and name == self.name
        self._recolour()

    def _recolour(self) -> None:
        self.button.setIcon(icon("pause" if self._playing else "play", self._theme.tokens.muted))


class TrainPage(Page):
    """Shows the teacher's training; pause, go on, stop, and what to do when it has ended too soon."""

    stays_changed = Signal(bool)

    def __init__(
        self, theme: Theme, teacher: Teacher, clips: Clips, stays: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._teacher, self._clips = teacher, clips
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_THIN)
        self.bar.setRange(0, 1000)
        self.note = Note(theme, self)
        self.curve = Curve(theme, self)
        self.listening = muted(self.tr("Lines it has never learnt, as it understands them now:"), self)
        self.examples = [Heard(theme, self) for _ in range(_EXAMPLES)]
        self.pause = QPushButton(self.tr("Pause"), self)
        self.stop = QPushButton(self.tr("Stop and keep the best"), self)
        for button in (self.pause, self.stop):
            button.setAutoDefault(False)
        self.pause.clicked.connect(self._pause_or_go_on)
        self.stop.clicked.connect(self._stop)
        self.stays = QCheckBox(self.tr("Let it go on learning when I close the program"), self)
        self.stays.setChecked(stays)
        self.stays.toggled.connect(self.stays_changed)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.note)
        self.column.addWidget(self.curve, 1)
        self.column.addWidget(self.listening)
        for row in self.examples:
            row.play_requested.connect(self._play)
            clips.changed.connect(row.show_playing)
            self.column.addWidget(row)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self.pause)
        below.addWidget(self.stop)
        below.addStretch(1)
        self.column.addSpacing(GRID)
        self.column.addLayout(below)
        self.column.addWidget(self.stays)
        teacher.changed.connect(self.show_story)
        teacher.failed.connect(self._refuse)
        self.show_story()

    def initializePage(self) -> None:
        self.show_story()

    def show_story(self) -> None:
        """Show where it is."""
        story, phase = self._teacher.story, self._teacher.phase
        ended = phase in (Phase.FAILED, Phase.BROKEN_OFF)
        self.ask(self._question(phase), self._words(phase))
        self.bar.setVisible(not ended)
        self.bar.setValue(round(1000 * story.fraction))
        self._show_note(phase)
        self.curve.show_story(story)
        self._show_examples(story.examples)
        learning = phase is Phase.LEARNING
        waits = ended or story.paused
        self.pause.setText(self.tr("Go on") if waits else self.tr("Pause"))
        play_role(self.pause, "primary" if ended else "")
        self.pause.setEnabled(ended or (learning and story.stage == "training"))
        self.stop.setVisible(not ended)
        self.stop.setEnabled(learning and story.stage == "training")
        self.stays.setVisible(not ended)
        self.completeChanged.emit()

    def _question(self, phase: Phase) -> str:
        if phase is Phase.BROKEN_OFF:
            return self.tr("It was interrupted")
        if phase is Phase.FAILED:
            return self.tr("It could not go on")
        if phase is Phase.DONE:
            return self.tr("It has learnt")
        return self.tr("It waits") if self._teacher.story.paused else self.tr("It is learning")

    def _words(self, phase: Phase) -> str:
        if phase is Phase.BROKEN_OFF:
            return self.tr("Nothing is lost: it goes on from where it was kept last.")
        if phase is Phase.FAILED:
            return self.tr("Go on after you have seen to it, or discard it and begin again.")
        return words.doing(self._teacher.story)

    def _show_note(self, phase: Phase) -> None:
        story = self._teacher.story
        if phase is Phase.FAILED and story.refusal is not None:
            self.note.say(refusal(story.refusal), "warning")
        elif phase is Phase.BROKEN_OFF:
            self.note.say(
                self.tr(
                    "The machine was switched off, or ran out of memory, or the program was told to end it."
                )
            )
        elif story.advice is not None:
            self.note.say(refusal(story.advice), "warning")
        elif story.spared:
            self.note.say(self.tr("Memory is short, so it learns in smaller bites; the result is the same."))
        else:
            self.note.say("")

    def _show_examples(self, examples: tuple[Example, ...]) -> None:
        self.listening.setVisible(bool(examples))
        for place, row in enumerate(self.examples):
            row.setVisible(place < len(examples))
            if place < len(examples):
                one = examples[place]
                heard = one.understood or self.tr("(nothing)")
                row.show_words(one.window, one.expected, heard)

    def _pause_or_go_on(self) -> None:
        if self._teacher.phase is Phase.LEARNING and not self._teacher.story.paused:
            self._teacher.pause()
            self.pause.setEnabled(False)
        else:
            self._teacher.go_on()

    def _stop(self) -> None:
        self._teacher.stop()
        self.stop.setEnabled(False)
        self.pause.setEnabled(False)

    def _play(self, window: str) -> None:
        training = self._teacher.training
        if training is not None:
            self._clips.toggle(window, lambda: training.sound(window))

    def _refuse(self, error: FlamencoError) -> None:
        if self.isVisible():
            self.note.say(say(error).text, "warning")

    def isComplete(self) -> bool:
        return self._teacher.phase is Phase.DONE
