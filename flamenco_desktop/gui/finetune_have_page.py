"""First page: what there is to learn from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import finetune_words as words
from flamenco_desktop.gui.finetune_parts import Figures, Findings, Page, muted
from flamenco_desktop.gui.finetune_refusals import refusal
from flamenco_desktop.gui.finetune_story import Holding, Story
from flamenco_desktop.gui.finetune_teacher import Teacher
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.note import Note
from flamenco_desktop.gui.theme import Theme

_THIN = 4


class HavePage(Page):
    """Gathers the checked lines and says what they are worth; a finding asks for its line."""

    line_requested = Signal(int, int)

    def __init__(self, theme: Theme, teacher: Teacher, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._teacher = teacher
        self.holding: Holding | None = None
        self.ask(
            self.tr("What can it learn from?"),
            self.tr("From the lines that you have checked. Nothing of it leaves this machine."),
        )
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_THIN)
        self.doing = muted("", self)
        self.figures = Figures(
            [self.tr("of checked singing"), self.tr("checked lines"), self.tr("recordings")], self
        )
        self.singers, self.palos = muted("", self), muted("", self)
        self.note = Note(theme, self)
        self.odd = QLabel(self.tr("Worth a look before it begins"), self)
        self.findings = Findings(theme, self)
        self.findings.line_requested.connect(self.line_requested)
        for widget in (
            self.bar, self.doing, self.figures, self.singers, self.palos, self.note, self.odd
        ):  # fmt: skip
            self.column.addWidget(widget)
        self.column.addWidget(self.findings, 1)
        self.column.addStretch(0)
        teacher.changed.connect(self._show_progress)
        teacher.gathered.connect(self.show_story)
        teacher.failed.connect(self._refuse)
        self._wait()

    def _wait(self) -> None:
        self.holding = None
        for widget in (self.figures, self.singers, self.palos, self.odd, self.findings):
            widget.hide()
        self.note.say("")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.doing.setText(words.doing(Story(stage="gathering")))
        self.doing.show()
        self.completeChanged.emit()

    def again(self) -> None:
        """It is being gathered anew."""
        self._wait()

    def _show_progress(self) -> None:
        story = self._teacher.story
        if self.bar.isVisible() and story.stage == "gathering":
            self.bar.setRange(0, 100)
            self.bar.setValue(round(100 * story.fraction))

    def show_story(self, story: Story) -> None:
        """What was gathered, or why nothing was."""
        self.bar.hide()
        self.doing.hide()
        self.holding = story.holding if story.refusal is None else None
        if story.refusal is not None:
            self.note.say(refusal(story.refusal), "warning")
        if self.holding is not None:
            self._show_holding(self.holding)
        self.odd.setVisible(bool(story.findings))
        self.findings.show_findings(story.findings)
        self.findings.setVisible(bool(story.findings))
        self.completeChanged.emit()

    def _show_holding(self, holding: Holding) -> None:
        lines, recordings = str(holding.lines), str(holding.recordings)
        self.figures.show_values([words.duration(holding.seconds), lines, recordings])
        self.singers.setText(self.tr("Sung by {names}").format(names=words.amounts(holding.singers)))
        self.palos.setText(self.tr("Palos: {names}").format(names=words.amounts(holding.palos)))
        self.note.say(words.expectation(holding.seconds, holding.lines))
        for widget in (self.figures, self.singers, self.palos):
            widget.show()

    def _refuse(self, error: FlamencoError) -> None:
        if self.bar.isVisible():
            self.bar.hide()
            self.doing.hide()
            self.note.say(say(error).text, "warning")

    def isComplete(self) -> bool:
        return self.holding is not None
