"""Last page: what it has learnt, with proof on lines it had never heard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import finetune_result_words as words
from flamenco_desktop.gui.finetune_clips import Clips
from flamenco_desktop.gui.finetune_parts import Page, muted
from flamenco_desktop.gui.finetune_story import Changed
from flamenco_desktop.gui.finetune_teacher import Teacher
from flamenco_desktop.gui.finetune_train_page import Heard
from flamenco_desktop.gui.fonts import tabular
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.note import Note
from flamenco_desktop.gui.theme import GRID, Theme

_MOST_LINES = 40


class ResultPage(Page):
    """Before and after, the lines that changed, and the verdict."""

    def __init__(self, theme: Theme, teacher: Teacher, clips: Clips, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._teacher, self._clips = teacher, clips
        self.setFinalPage(True)
        self.note = Note(theme, self)
        self.table = QWidget(self)
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, GRID, 0, 0)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self.interval = muted("", self)
        self.changed = QLabel(self)
        self.lines: list[Heard] = []
        self._sheet = QWidget(self)
        self._list = QVBoxLayout(self._sheet)
        self._list.setContentsMargins(0, 0, GRID, 0)
        self._list.setSpacing(GRID)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._sheet)
        for widget in (self.note, self.table, self.interval, self.changed):
            self.column.addWidget(widget)
        self.column.addWidget(area, 1)
        teacher.failed.connect(self._refuse)

    def initializePage(self) -> None:
        self.show_story()

    def show_story(self) -> None:
        """Show the result."""
        story = self._teacher.story
        better = (
            self.tr("It places words better now") if story.of_times else self.tr("It understands better now")
        )
        if story.offered:
            self.ask(
                better,
                self.tr("Use it, and the next transcription is its own. The model before stays; you can go "
                        "back to it under Models."),
            )  # fmt: skip
        else:
            self.ask(
                self.tr("It is not better yet"),
                self.tr("So the program goes on with the model that it has. Nothing you checked is lost: "
                        "more lines, and it can try again."),
            )  # fmt: skip
        self.note.say(words.verdict(story), "check" if story.offered else "info")
        self._show_table()
        self.interval.setText(words.interval(story))
        self.interval.setVisible(bool(self.interval.text()))
        self._show_lines(story.lines)
        self.completeChanged.emit()

    def _show_table(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        rows = words.measures(self._teacher.story)
        for column, text in enumerate((self.tr("Before"), self.tr("After")), 1):
            self._grid.addWidget(muted(text, self.table), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, (name, before, after) in enumerate(rows, 1):
            self._grid.addWidget(QLabel(name, self.table), row, 0)
            for column, text in enumerate((before, after), 1):
                label = QLabel(text, self.table)
                label.setFont(tabular(label.font()))
                if column == 1:
                    label.setProperty("role", "muted")
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(0, 1)
        self.table.setVisible(bool(rows))

    def _show_lines(self, lines: tuple[Changed, ...]) -> None:
        for old in self.lines:
            old.deleteLater()
        self.lines.clear()
        if not lines:
            aligner = self._teacher.story.of_times
            self.changed.setText("" if aligner else self.tr("It reads the test lines as before."))
        elif len(lines) > _MOST_LINES:
            text = self.tr("Lines that it reads otherwise than before ({shown} of {all}):")
            self.changed.setText(text.format(shown=_MOST_LINES, all=len(lines)))
        else:
            self.changed.setText(self.tr("Lines that it reads otherwise than before:"))
        for one in lines[:_MOST_LINES]:
            row = Heard(self.theme, self._sheet)
            nothing = self.tr("(nothing)")
            row.show_words(
                one.window,
                one.expected or self.tr("(nobody sings)"),
                self.tr("before: {before}\nnow: {after}").format(
                    before=one.before or nothing, after=one.after or nothing
                ),
            )
            row.play_requested.connect(lambda _=None, one=one: self._play(one))
            self._clips.changed.connect(row.show_playing)
            self._list.addWidget(row)
            self.lines.append(row)

    def _play(self, one: Changed) -> None:
        training = self._teacher.training
        if training is not None:
            self._clips.toggle(one.window, lambda: training.sound(one.window, one.start), one.end - one.start)

    def _refuse(self, error: FlamencoError) -> None:
        if self.isVisible():
            self.note.say(say(error).text, "warning")

    def isComplete(self) -> bool:
        return bool(self._teacher.story.offered) and bool(self._teacher.story.model)
