"""How the window and what is learning know of each other: the wizard, a word in the status bar, hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QToolButton

from flamenco_desktop.gui.finetune_teacher import Phase, Teacher
from flamenco_desktop.lyrics.model import LineState
from flamenco_desktop.models.catalogue import ModelKind

if TYPE_CHECKING:
    from flamenco_desktop.gui.finetune_clips import Clips
    from flamenco_desktop.gui.finetune_wizard import FinetuneWizard
    from flamenco_desktop.gui.main_window import MainWindow

LOOK_AFTER_MS = 1500
ENOUGH_LINES = 40


class Teaching(QObject):
    """Opens the wizard, tells how far a training is without it, and leads from a finding to its line."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self.teacher = Teacher(self._desk.library_path.parent / "trainings", self)
        self.wizard: FinetuneWizard | None = None
        self._clips: Clips | None = None
        self._wanted: tuple[int, int] | None = None
        self._told: Phase | None = None
        self.sign = QToolButton(window)
        self.sign.setProperty("role", "status")
        self.sign.clicked.connect(self.show_wizard)
        self.sign.hide()
        window.statusBar().addPermanentWidget(self.sign)
        self.teacher.changed.connect(self._show_sign)
        self.teacher.found.connect(self._tell)
        self._desk.document.reset.connect(self._go_to_wanted)
        self._desk.document.spliced.connect(self._hint)
        # Nobody needs it in the first moment.
        QTimer.singleShot(LOOK_AFTER_MS, self, self._look)

    def _look(self) -> None:
        if self.teacher.training is None:
            self.teacher.look()

    def show_wizard(self) -> None:
        """Open the wizard where the training is, or bring it to the front."""
        from flamenco_desktop.gui.finetune_clips import Clips
        from flamenco_desktop.gui.finetune_wizard import FinetuneWizard

        if self.wizard is not None:
            self.wizard.raise_()
            self.wizard.activateWindow()
            return
        if self._clips is None:
            self._clips = Clips(self._desk.make_player, self._desk.sound, self)
            self._clips.failed.connect(self._desk.failed)
        options, preferences = self._desk.preferences.options, self._desk.preferences
        self.wizard = FinetuneWizard(
            self._window.theme,
            self.teacher,
            self._clips,
            self._desk.library_path,
            self._window,
            model=options.model,
            aligner=options.aligner,
            stays=preferences.learns_on,
        )
        self.wizard.line_requested.connect(self.go_to)
        self.wizard.model_taken.connect(self._take)
        self.wizard.stays_changed.connect(self._keep_choice)
        self.wizard.finished.connect(self._closed)
        self.wizard.show()
        self._show_sign()

    def _closed(self) -> None:
        self.wizard = None
        self._show_sign()

    def _keep_choice(self, stays: bool) -> None:
        self._desk.preferences.learns_on = stays

    def _take(self, kind: str, name: str) -> None:
        self._desk.in_use.use(name, ModelKind(kind))
        text = self.tr("From now on the model that you taught listens. Transcribe again to hear with it.")
        self._window.strip.say(text, kind="info")

    # --- while the wizard is closed ---------------------------------------------------------------------

    def _show_sign(self) -> None:
        phase, story = self.teacher.phase, self.teacher.story
        said = {
            Phase.LEARNING: self.tr("Learning {percent} %").format(percent=round(100 * story.fraction))
            if story.stage == "training"
            else self.tr("Learning…"),
            Phase.DONE: self.tr("It has learnt"),
            Phase.FAILED: self.tr("Learning has stopped"),
            Phase.BROKEN_OFF: self.tr("Learning was interrupted"),
        }
        if phase is Phase.LEARNING and story.paused:
            said[phase] = self.tr("Learning waits")
        self.sign.setText(said.get(phase, ""))
        self.sign.setVisible(phase in said)
        before, self._told = self._told, phase
        if before is Phase.LEARNING and phase is not before:
            self._tell()

    def _tell(self) -> None:
        """What became of a training, said where the listener is when the wizard is not in sight."""
        if self.wizard is not None:
            return
        said = {
            Phase.DONE: (self.tr("The model has learnt from your corrections."), self.tr("See what")),
            Phase.FAILED: (self.tr("The model could not go on learning."), self.tr("See why")),
            Phase.BROKEN_OFF: (self.tr("Learning was interrupted; nothing is lost."), self.tr("Go on…")),
        }
        if self.teacher.phase in said:
            text, button = said[self.teacher.phase]
            self._window.strip.say(text, button, self.show_wizard, kind="info")

    def _hint(self) -> None:
        """Once, when a song has as many checked lines as make a beginning."""
        preferences = self._desk.preferences
        if preferences.told_of_teaching or self.teacher.phase is not Phase.NONE or self.wizard is not None:
            return
        checked = sum(line.state is LineState.CHECKED for line in self._desk.document.lines)
        if checked >= ENOUGH_LINES:
            preferences.told_of_teaching = True
            text = self.tr("So many checked lines: the model could learn from them.")
            self._window.strip.say(text, self.tr("Teach it…"), self.show_wizard, kind="info")

    # --- from a finding to its line ---------------------------------------------------------------------

    def go_to(self, recording: int, line: int) -> None:
        """Show a line in the editor, of whichever recording."""
        self._window.activateWindow()
        self._wanted = (recording, line)
        if self._desk.entry is not None and self._desk.entry.id == recording:
            self._go_to_wanted()
        else:
            self._desk.open_key(recording)

    def _go_to_wanted(self) -> None:
        lines, entry = self._desk.document.lines, self._desk.entry
        if self._wanted is None or entry is None or entry.id != self._wanted[0] or not lines:
            return
        line = min(self._wanted[1], len(lines) - 1)
        self._wanted = None
        self._window.deepen()
        # The editor hears of new lines too, and may do so after this.
        QTimer.singleShot(0, self, lambda: self._select(line))

    def _select(self, line: int) -> None:
        lines = self._desk.document.lines
        if line < len(lines):
            self._desk.seek(lines[line].start)
            self._window.editor.select(line, 0)
            self._window.editor.setFocus()

    # --- the end ----------------------------------------------------------------------------------------

    def leave(self) -> None:
        """The window goes; what is learning goes on, if that is wanted."""
        if self.wizard is not None:
            self.wizard.close()
        if self._clips is not None:
            self._clips.leave()
        self.teacher.leave(interrupt=not self._desk.preferences.learns_on)

    def retire(self) -> None:
        """Another window of the same program takes over."""
        if self.wizard is not None:
            self.wizard.close()
        if self._clips is not None:
            self._clips.leave()
        self.teacher.leave()
