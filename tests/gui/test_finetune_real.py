"""A real training through the wizard: the embedded model, tones for a voice, three steps, and a kill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.finetune_clips import Clips
from flamenco_desktop.gui.finetune_spec import TrainingSpec
from flamenco_desktop.gui.finetune_teacher import Phase, Teacher
from flamenco_desktop.gui.finetune_wizard import RESULT, TRAIN, FinetuneWizard
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.library import Library
from tests.finetune import made

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True),
    pytest.mark.model,
    pytest.mark.timeout(3000),
]

BUTTON = QWizard.WizardButton
LONG = 600_000


@pytest.fixture
def library(tmp_path: Path, own: Path) -> Path:
    path = tmp_path / "library.sqlite3"
    with closing(Library(path)) as opened:
        for number in range(4):
            verses = made.VERSES[3 * number : 3 * number + 3]
            made.add(opened, tmp_path, f"Soleá {number + 1}", made.song(verses), 16.0, "Rosario")
    return path


@pytest.fixture
def teachers(tmp_path: Path) -> Iterator[list[Teacher]]:
    made: list[Teacher] = []
    yield made
    for one in made:
        one.leave(interrupt=True)


def opened(
    qtbot: QtBot, theme: Theme, library: Path, teachers: list[Teacher], *, look: bool
) -> tuple[Teacher, FinetuneWizard]:
    teacher = Teacher(library.parent / "trainings")
    teachers.append(teacher)
    if look:
        with qtbot.waitSignal(teacher.found, timeout=20000):
            teacher.look()
    start = TrainingSpec(most_steps=3, batch=2, rehearsal=())
    wizard = FinetuneWizard(theme, teacher, Clips(lambda: None, None), library, start=start)  # type: ignore[arg-type, return-value]
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(wizard)
    with qtbot.waitExposed(wizard):
        wizard.show()
    return teacher, wizard


def test_from_checked_lines_to_a_verdict_with_a_kill_on_the_way(
    qtbot: QtBot, theme: Theme, library: Path, teachers: list[Teacher]
) -> None:
    teacher, wizard = opened(qtbot, theme, library, teachers, look=False)
    qtbot.waitUntil(wizard.have.isComplete, timeout=LONG)
    assert wizard.have.figures.shown[1:] == ("12", "4")
    assert "too little" in wizard.have.note.text
    wizard.button(BUTTON.NextButton).click()
    qtbot.waitUntil(wizard.how.isComplete, timeout=LONG)
    assert wizard.how.spec.base == "whisper-cante-demo" and wizard.how.spec.title == "Cante of Rosario"
    assert "of other recordings" in wizard.how.doing.text()
    wizard.button(BUTTON.CommitButton).click()
    qtbot.waitUntil(lambda: teacher.story.step >= 1, timeout=LONG)
    assert wizard.currentId() == TRAIN
    training = teacher.training
    assert training is not None
    psutil.Process(training.process()).kill()
    qtbot.waitUntil(lambda: teacher.phase is Phase.BROKEN_OFF, timeout=LONG)
    wizard.close()
    teacher.leave()

    # The next start of the program.
    teacher, wizard = opened(qtbot, theme, library, teachers, look=True)
    assert teacher.phase is Phase.BROKEN_OFF and wizard.train.heading.text() == "It was interrupted"
    wizard.train.pause.click()
    qtbot.waitUntil(lambda: teacher.phase is Phase.LEARNING, timeout=LONG)
    qtbot.waitUntil(lambda: wizard.currentId() == RESULT, timeout=LONG)
    story = teacher.story
    assert sorted(story.losses) == [1, 2, 3] and story.judged
    assert wizard.outcome.heading.text() in ("It is not better yet", "It understands better now")
    assert wizard.outcome.note.text and "Wrong words" in [row[0] for row in wizard_rows(teacher)]
    assert (training.run / "model" / "flamenco-lineage.json").is_file()
    for changed in story.lines:
        assert training.sound(changed.window, changed.start) is not None


def wizard_rows(teacher: Teacher) -> list[tuple[str, str, str]]:
    from flamenco_desktop.gui import finetune_result_words

    return finetune_result_words.measures(teacher.story)
