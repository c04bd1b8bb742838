"""Teaching the model from one's own corrections: four pages, each one question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QWidget, QWizard

from flamenco_desktop.gui.finetune_clips import Clips
from flamenco_desktop.gui.finetune_have_page import HavePage
from flamenco_desktop.gui.finetune_how_page import HowPage
from flamenco_desktop.gui.finetune_parts import play_role
from flamenco_desktop.gui.finetune_result_page import ResultPage
from flamenco_desktop.gui.finetune_spec import ALIGNER, RECOGNISER, TrainingSpec
from flamenco_desktop.gui.finetune_story import Story
from flamenco_desktop.gui.finetune_teacher import Phase, Teacher
from flamenco_desktop.gui.finetune_train_page import TrainPage
from flamenco_desktop.gui.theme import Theme

HAVE, HOW, TRAIN, RESULT = range(4)
_WIDTH, _HEIGHT = 760, 740

_Buttons = QWizard.WizardButton
_ROLES = {
    _Buttons.NextButton: "primary",
    _Buttons.CommitButton: "primary",
    _Buttons.FinishButton: "primary",
    _Buttons.CancelButton: "quiet",
    _Buttons.BackButton: "quiet",
    _Buttons.CustomButton1: "quiet",
}


class FinetuneWizard(QWizard):
    """Opens where the teacher is. `line_requested` (recording, line) asks for a line in the editor;
    `model_taken` (kind, name) tells which model is in use from now on."""

    line_requested = Signal(int, int)
    model_taken = Signal(str, str)
    stays_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        teacher: Teacher,
        clips: Clips,
        library: Path,
        parent: QWidget | None = None,
        *,
        model: str = "",
        aligner: str = "",
        stays: bool = True,
        start: TrainingSpec | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Teach the model"))
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setModal(False)
        self.resize(_WIDTH, _HEIGHT)
        self._theme, self._teacher, self._clips, self._library = theme, teacher, clips, library
        self._in_use = {RECOGNISER: model, ALIGNER: aligner}
        self._sure = False
        self._shown: list[QWizard.WizardButton] = []
        self.have = HavePage(theme, teacher, self)
        self.how = HowPage(theme, teacher, self)
        self.train = TrainPage(theme, teacher, clips, stays, self)
        self.outcome = ResultPage(theme, teacher, clips, self)
        self.setPage(HAVE, self.have)
        self.setPage(HOW, self.how)
        self.setPage(TRAIN, self.train)
        self.setPage(RESULT, self.outcome)
        self.how.start_from(start or TrainingSpec())
        self._dress()
        self.have.line_requested.connect(self.line_requested)
        self.how.line_requested.connect(self.line_requested)
        self.how.bases_wanted.connect(self._look_for_bases)
        teacher.bases_found.connect(self.how.show_bases)
        self.train.stays_changed.connect(self.stays_changed)
        teacher.gathered.connect(self._know)
        teacher.changed.connect(self._follow)
        teacher.settled.connect(self._settled)
        teacher.failed.connect(self._show_buttons)
        self.currentIdChanged.connect(self._show_buttons)
        for page in (self.have, self.how, self.outcome):
            page.completeChanged.connect(self._offer_forward)
        self.setStartId({Phase.NONE: HAVE, Phase.DONE: RESULT}.get(teacher.phase, TRAIN))
        if teacher.phase is Phase.NONE:
            teacher.gather(library)
            self._look_for_bases(RECOGNISER)

    def _dress(self) -> None:
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.setButtonText(_Buttons.NextButton, self.tr("Go on"))
        self.setButtonText(_Buttons.BackButton, self.tr("Back"))
        self.setButtonText(_Buttons.CommitButton, self.tr("Begin"))
        self.setButtonText(_Buttons.FinishButton, self.tr("Use it from now on"))
        self.customButtonClicked.connect(self._discard)

    # --- what is chosen and what is known ---------------------------------------------------------------

    def _look_for_bases(self, kind: str) -> None:
        self._teacher.look_for_bases(kind, self._in_use.get(kind, ""))

    def _know(self, story: Story) -> None:
        if story.holding is not None:
            self.how.numbers = story.holding.numbers
            named = [name for name in story.holding.singers if name]
            self.how.suggest_name(named[0] if len(named) == 1 else "")

    def _follow(self) -> None:
        """What was learnt is shown as soon as it is known."""
        if self._teacher.phase is Phase.DONE and self.currentId() == TRAIN and self.isVisible():
            self.next()
        self._show_buttons()

    # --- Qt ---------------------------------------------------------------------------------------------

    def _show_buttons(self) -> None:
        here, phase = self.currentId(), self._teacher.phase
        self._sure = False
        offered = bool(self._teacher.story.offered)
        ended = phase in (Phase.FAILED, Phase.BROKEN_OFF, Phase.DONE)
        forward = {
            HAVE: [_Buttons.NextButton],
            HOW: [_Buttons.BackButton, _Buttons.CommitButton],
            RESULT: [_Buttons.FinishButton] if offered else [],
        }.get(here, [])
        discard = [_Buttons.CustomButton1] if here == RESULT or (here == TRAIN and ended) else []
        shown = [*discard, _Buttons.Stretch, _Buttons.CancelButton, *forward]
        if shown != self._shown:
            self._shown = shown
            self.setButtonLayout(shown)
        closing = {
            HAVE: self.tr("Not now"),
            HOW: self.tr("Not now"),
            TRAIN: self.tr("Close") if ended else self.tr("Close, it goes on"),
            RESULT: self.tr("Decide later") if offered else self.tr("Close"),
        }
        self.setButtonText(_Buttons.CancelButton, closing.get(here, self.tr("Close")))
        self.setButtonText(_Buttons.CustomButton1, self.tr("Discard it"))
        for which in discard:
            self.button(which).setEnabled(True)
        for which, role in _ROLES.items():
            play_role(self.button(which), role)
        self._offer_forward()

    def _offer_forward(self) -> None:
        """Return goes on, as soon as one can, and never away by accident."""
        for which in _ROLES:
            button = self.button(which)
            if isinstance(button, QPushButton):
                button.setAutoDefault(_ROLES[which] == "primary")
        cancel = self.button(_Buttons.CancelButton)
        for which in self._shown:
            forward = self.button(which)
            if _ROLES.get(which) == "primary" and isinstance(forward, QPushButton):
                forward.setDefault(True)
                if forward.isEnabled() and (cancel.hasFocus() or self.focusWidget() is None):
                    forward.setFocus()

    def _discard(self, _which: int = 0) -> None:
        """What was learnt would be lost, so the button asks once more."""
        button = self.button(_Buttons.CustomButton1)
        if not self._sure:
            self._sure = True
            button.setText(self.tr("Discard what it learnt?"))
            return
        button.setEnabled(False)
        self._clips.stop()
        self._teacher.discard()

    def _settled(self) -> None:
        QWizard.reject(self)

    def validateCurrentPage(self) -> bool:
        if self.currentId() == HOW:
            if not self.how.isComplete():
                return False
            self._teacher.begin(self.how.spec)
        return super().validateCurrentPage()

    def accept(self) -> None:
        """Use the model; the wizard closes when that is done."""
        self.button(_Buttons.FinishButton).setEnabled(False)
        self._clips.stop()
        self._teacher.use(self.model_taken.emit)

    def reject(self) -> None:
        self._clips.stop()
        if self.currentId() in (HAVE, HOW):
            self._teacher.give_up()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._clips.stop()
        if self.currentId() in (HAVE, HOW):
            self._teacher.give_up()
        super().closeEvent(event)
