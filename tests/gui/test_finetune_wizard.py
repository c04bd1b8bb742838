"""The pages of the wizard over what trainings told, and the way from a finding to its line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWizard
from pytestqt.qtbot import QtBot

from flamenco_desktop.gui.finetune_bases import bases
from flamenco_desktop.gui.finetune_clips import Clips
from flamenco_desktop.gui.finetune_curve import Curve
from flamenco_desktop.gui.finetune_teacher import Phase, Teacher
from flamenco_desktop.gui.finetune_wizard import HAVE, HOW, RESULT, TRAIN, FinetuneWizard
from flamenco_desktop.gui.theme import Choice, Theme
from tests.gui.conftest import Room
from tests.gui.recorded import LEARNING, MEASURED, finding, story

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

BUTTON = QWizard.WizardButton


@dataclass
class School:
    """A teacher with a wizard over it."""

    teacher: Teacher
    wizard: FinetuneWizard
    bot: QtBot

    def button(self, which: QWizard.WizardButton) -> QPushButton:
        found = self.wizard.button(which)
        assert isinstance(found, QPushButton)
        return found

    def press(self, which: QWizard.WizardButton) -> None:
        assert self.button(which).isVisible() and self.button(which).isEnabled()
        self.button(which).click()

    def until(self, look: Callable[[], bool]) -> None:
        self.bot.waitUntil(look, timeout=20000)

    def learn(self) -> None:
        """To the third page, with a training that waits for its end."""
        self.until(self.wizard.have.isComplete)
        self.press(BUTTON.NextButton)
        self.until(self.wizard.how.isComplete)
        self.press(BUTTON.CommitButton)
        self.until(lambda: self.teacher.phase is Phase.LEARNING and self.teacher.story.step == 190)
        assert self.wizard.currentId() == TRAIN


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path


class Deaf:
    """A sound that nobody needs."""

    def __call__(self) -> Any:
        raise AssertionError("nothing is to be played")


@pytest.fixture
def school(qtbot: QtBot, theme: Theme, own: Path) -> Iterator[Callable[..., School]]:
    made: list[School] = []

    def make(how: str = "better", *, look: bool = False) -> School:
        teacher = Teacher(own / "trainings", command=(sys.executable, "-m", "tests.gui.trainer", how))
        if look:
            with qtbot.waitSignal(teacher.found, timeout=20000):
                teacher.look()
        clips = Clips(Deaf(), None)
        wizard = FinetuneWizard(theme, teacher, clips, own / "library.sqlite3")
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(wizard)
        with qtbot.waitExposed(wizard):
            wizard.show()
        made.append(School(teacher, wizard, qtbot))
        return made[-1]

    yield make
    for one in made:
        one.wizard.close()
        one.teacher.leave(interrupt=True)


def test_from_the_first_page_to_a_model_in_use(school: Callable[..., School], own: Path) -> None:
    one = school("better")
    have = one.wizard.have
    one.until(have.isComplete)
    assert have.figures.shown == ("13 min", "143", "6")
    assert have.singers.text() == "Sung by Rosario 9 min · Manuel 4 min"
    assert "clearly better" in have.note.text
    # Return goes on.
    assert one.button(BUTTON.NextButton).isDefault()
    one.until(one.button(BUTTON.NextButton).hasFocus)
    QTest.keyClick(one.wizard, Qt.Key.Key_Return)
    assert one.wizard.currentId() == HOW
    how = one.wizard.how
    assert not one.button(BUTTON.CommitButton).isEnabled()
    one.until(how.isComplete)
    assert how.costs.shown == ("19 min", "1.4 GB", "230 MB")
    assert "tested on 2 min of other recordings" in how.doing.text()
    assert not how.advanced.isVisible()
    one.press(BUTTON.CommitButton)
    train = one.wizard.train
    one.until(lambda: one.teacher.story.step == 190)
    assert train.heading.text() == "It is learning" and "about 3 min left" in train.about.text()
    assert "wrong words on lines kept aside 31 %" in train.curve.accessibleDescription()
    assert train.examples[0].isVisible() and not train.examples[2].isVisible()
    train.stop.click()
    one.until(lambda: one.wizard.currentId() == RESULT)
    assert one.wizard.outcome.heading.text() == "It understands better now"
    assert len(one.wizard.outcome.lines) == 2
    with one.bot.waitSignal(one.wizard.model_taken) as taken, one.bot.waitSignal(one.teacher.settled):
        one.press(BUTTON.FinishButton)
    assert taken.args == ["recogniser", "whisper-cante-demo-tuned"]
    one.until(lambda: not one.wizard.isVisible())
    assert list((own / "trainings").iterdir()) == []


def test_what_is_not_better_cannot_be_used_only_thrown_away(school: Callable[..., School], own: Path) -> None:
    one = school("worse")
    one.learn()
    one.teacher.stop()
    one.until(lambda: one.wizard.currentId() == RESULT)
    assert one.wizard.outcome.heading.text() == "It is not better yet"
    assert "15 more minutes" in one.wizard.outcome.note.text
    assert not one.button(BUTTON.FinishButton).isVisible()
    one.press(BUTTON.CustomButton1)
    assert one.button(BUTTON.CustomButton1).text() == "Discard what it learnt?"
    assert one.teacher.training is not None
    with one.bot.waitSignal(one.teacher.settled, timeout=20000):
        one.press(BUTTON.CustomButton1)
    assert one.teacher.phase is Phase.NONE and list((own / "trainings").iterdir()) == []


def test_decided_later_it_is_there_again(school: Callable[..., School]) -> None:
    one = school("better")
    one.learn()
    one.teacher.stop()
    one.until(lambda: one.wizard.currentId() == RESULT)
    one.press(BUTTON.CancelButton)
    again = school("better", look=True)
    assert again.wizard.currentId() == RESULT and again.wizard.outcome.isComplete()


@pytest.mark.parametrize(
    ("how", "piece"),
    [
        ("finetune_dataset.nothing_checked", "No line is checked yet."),
        ("finetune_dataset.one_line", "Only one line is checked"),
        ("finetune_dataset.all_same", "All checked lines say the same words"),
        ("finetune_dataset.silent", "nothing but silence"),
        ("finetune_dataset.recordings_missing", "None of the recordings with checked lines"),
        ("disk_full", "Make room"),
        ("library.locked", "The library cannot be used"),
    ],
)
def test_what_cannot_be_gathered_is_one_clear_sentence(
    school: Callable[..., School], own: Path, how: str, piece: str
) -> None:
    one = school(how)
    one.until(lambda: bool(one.wizard.have.note.text))
    assert piece in one.wizard.have.note.text
    assert not one.button(BUTTON.NextButton).isEnabled() and not one.wizard.have.bar.isVisible()
    one.press(BUTTON.CancelButton)
    one.until(lambda: list((own / "trainings").iterdir()) == [])


@pytest.mark.parametrize(
    ("code", "parameters", "piece"),
    [
        ("finetune_licence", {"model": "w", "licence": "by-nd"}, "does not allow to change it"),
        ("model_broken", {"model": "w", "reason": "no weights"}, "cannot be taught (no weights)"),
        ("memory_short", {"model": "w"}, "not enough memory to teach “w”"),
        ("finetune_dataset", {"reason": "nothing_held_out"}, "at least three different verses"),
        ("worker_died", {"status": 9}, "ended without a word"),
    ],
)
def test_what_cannot_be_measured_is_one_clear_sentence(
    school: Callable[..., School], code: str, parameters: dict[str, str], piece: str
) -> None:
    one = school()
    one.until(one.wizard.have.isComplete)
    one.press(BUTTON.NextButton)
    one.until(one.wizard.how.isComplete)
    told = {"kind": "failed", "code": code, "parameters": parameters, "sentence": ""}
    one.teacher.measured.emit(story([*MEASURED, told]))
    assert piece in one.wizard.how.note.text
    assert not one.button(BUTTON.CommitButton).isEnabled() and one.wizard.how.costs.shown[0] == "–"


def test_a_full_disk_keeps_it_from_beginning_and_short_memory_warns(school: Callable[..., School]) -> None:
    one = school()
    one.until(one.wizard.have.isComplete)
    one.press(BUTTON.NextButton)
    one.until(one.wizard.how.isComplete)
    one.teacher.measured.emit(story([MEASURED[0], {**MEASURED[2], "disk_free": 50_000_000}]))
    assert "The disk has 50 MB left" in one.wizard.how.note.text
    assert not one.button(BUTTON.CommitButton).isEnabled()
    one.teacher.measured.emit(story([MEASURED[0], {**MEASURED[2], "memory_free": 900_000_000}]))
    assert "Only 900 MB of memory are free" in one.wizard.how.note.text
    assert one.button(BUTTON.CommitButton).isEnabled()


def test_every_choice_is_measured_anew_and_goes_into_the_spec(school: Callable[..., School]) -> None:
    one = school()
    one.until(one.wizard.have.isComplete)
    one.press(BUTTON.NextButton)
    one.until(one.wizard.how.isComplete)
    how = one.wizard.how
    how.more.click()
    assert how.advanced.isVisible()
    how.methods["all"].click()
    assert not one.button(BUTTON.CommitButton).isEnabled()
    how.epochs.setValue(3)
    how.rank.setValue(16)
    how.rehearsal.setValue(30)
    how.name.setText("  Cante de Rosario ")
    how.choose_folder("/somewhere/whisper-of-mine")
    one.until(how.isComplete)
    spec = how.spec
    assert (spec.method, spec.epochs, spec.rank, spec.rehearsal_share) == ("all", 3, 16, 0.3)
    assert (spec.title, spec.base) == ("Cante de Rosario", "/somewhere/whisper-of-mine")
    how.kind.setCurrentIndex(1)
    one.until(lambda: how.spec.base == "aligner-cante-demo")
    assert how.spec.kind == "aligner"


def test_pause_and_go_on(school: Callable[..., School]) -> None:
    one = school()
    one.learn()
    train = one.wizard.train
    train.pause.click()
    one.until(lambda: one.teacher.story.paused)
    assert train.heading.text() == "It waits" and train.pause.text() == "Go on"
    train.pause.click()
    one.until(lambda: not one.teacher.story.paused)
    assert train.pause.text() == "Pause"


def test_a_closed_window_leaves_it_learning_and_finds_it_again(school: Callable[..., School]) -> None:
    one = school()
    one.learn()
    training = one.teacher.training
    assert training is not None
    number = training.process()
    assert number
    one.press(BUTTON.CancelButton)
    one.teacher.leave()
    assert training.process() == number
    again = school(look=True)
    assert again.wizard.currentId() == TRAIN and again.teacher.phase is Phase.LEARNING
    assert len(again.teacher.story.losses) == 190


def test_a_process_that_died_is_found_as_such_and_gone_on_with(school: Callable[..., School]) -> None:
    one = school()
    one.learn()
    training = one.teacher.training
    assert training is not None
    psutil.Process(training.process()).kill()
    one.until(lambda: one.teacher.phase is Phase.BROKEN_OFF)
    train = one.wizard.train
    assert train.heading.text() == "It was interrupted" and "Nothing is lost" in train.about.text()
    assert train.pause.text() == "Go on" and train.pause.isEnabled()
    one.teacher.leave()
    again = school(look=True)
    assert again.teacher.phase is Phase.BROKEN_OFF and again.wizard.currentId() == TRAIN
    again.wizard.train.pause.click()
    again.until(lambda: again.teacher.phase is Phase.LEARNING and training.process() != 0)
    again.teacher.stop()
    again.until(lambda: again.wizard.currentId() == RESULT)


def test_what_ends_a_training_is_said(school: Callable[..., School]) -> None:
    one = school("diverged")
    one.learn()
    one.teacher.stop()
    one.until(lambda: one.teacher.phase is Phase.FAILED)
    assert "At step 190 the error grew" in one.wizard.train.note.text
    assert one.wizard.currentId() == TRAIN
    one.press(BUTTON.CustomButton1)
    with one.bot.waitSignal(one.teacher.settled, timeout=20000):
        one.press(BUTTON.CustomButton1)


def test_one_that_cannot_even_begin_says_why(school: Callable[..., School]) -> None:
    one = school("mute")
    one.until(one.wizard.have.isComplete)
    one.press(BUTTON.NextButton)
    one.until(one.wizard.how.isComplete)
    one.press(BUTTON.CommitButton)
    one.until(lambda: one.teacher.phase is Phase.FAILED)
    assert one.wizard.train.note.text == "It cannot begin."


def test_it_is_ended_with_the_program_if_that_is_wanted(school: Callable[..., School]) -> None:
    one = school()
    one.learn()
    training = one.teacher.training
    assert training is not None
    process = psutil.Process(training.process())
    one.teacher.leave(interrupt=True)
    gone, _ = psutil.wait_procs([process], timeout=20)
    assert gone


def test_a_finding_asks_for_its_line(school: Callable[..., School]) -> None:
    one = school()
    one.until(one.wizard.have.isComplete)
    found = one.wizard.have.findings
    texts = [found.item(row).text() for row in range(found.count())]
    # What costs lines comes first.
    assert "silence" in texts[0] and "Tangos del camino.mp3" in texts[1] and "11.2 syllables" in texts[2]
    with one.bot.waitSignal(one.wizard.line_requested) as asked:
        place = found.visualItemRect(found.item(0)).center()
        QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [1, 7]


def test_a_finding_of_the_split_leads_to_the_library_too(school: Callable[..., School]) -> None:
    one = school()
    one.until(one.wizard.have.isComplete)
    one.press(BUTTON.NextButton)
    one.until(one.wizard.how.isComplete)
    both = finding("both_sides", recording="0" * 12 + "-1000", line=3, text="la luna baja", serious=True)
    one.teacher.measured.emit(story([*MEASURED, both]))
    found = one.wizard.how.findings
    assert found.isVisible() and "in the lessons and in the test" in found.item(0).text()
    with one.bot.waitSignal(one.wizard.line_requested) as asked:
        found.itemActivated.emit(found.item(0))
    assert asked.args == [1, 3]


def test_the_model_to_begin_with(own: Path) -> None:
    found, place = bases("recogniser", "")
    assert found[place].name == "whisper-cante-demo" and found[place].demonstration
    found, place = bases("aligner", "gone since")
    assert found[place].name == "aligner-cante-demo"


def test_the_curve_is_painted_on_every_ground(qtbot: QtBot, theme: Theme) -> None:
    curve = Curve(theme)
    qtbot.addWidget(curve)
    curve.resize(600, 200)
    empty = curve.grab().toImage()
    for choice in (Choice.DARK, Choice.LIGHT, Choice.CONTRAST):
        theme.choose(choice)
        curve.show_story(story(LEARNING))
        drawn = curve.grab().toImage()
        assert drawn != empty
        sung = theme.tokens.color("sung").rgb()
        count = sum(drawn.pixel(x, y) == sung for x in range(600) for y in range(50, 200))
        assert count > 100
        empty = drawn


# --- in the window


def test_the_window_opens_it_and_leads_to_a_line(
    qtbot: QtBot, make_room: Callable[..., Room], recording: Path, own: Path
) -> None:
    room = make_room()
    window, desk = room.window, room.desk
    window.show()
    desk.open(recording)
    qtbot.waitUntil(lambda: desk.transcribing.job is None and len(desk.document.lines) == 8, timeout=20000)
    window.teaching.teacher._command = (sys.executable, "-m", "tests.gui.trainer", "better")
    window.actions_by_name["teach"].trigger()
    wizard = window.teaching.wizard
    assert wizard is not None and wizard.currentId() == HAVE
    qtbot.waitUntil(wizard.have.isComplete, timeout=20000)
    assert desk.entry is not None
    wizard.line_requested.emit(desk.entry.id, 5)
    qtbot.waitUntil(lambda: window.editor.selected == (5, 0), timeout=5000)
    # The program stays usable while it learns.
    wizard.next()
    qtbot.waitUntil(wizard.how.isComplete, timeout=20000)
    wizard.next()
    qtbot.waitUntil(lambda: window.teaching.teacher.story.step == 190, timeout=20000)
    assert wizard.currentId() == TRAIN and not wizard.isModal()
    wizard.close()
    assert window.teaching.sign.isVisible() and window.teaching.sign.text() == "Learning 63 %"
    window.teaching.teacher.stop()
    qtbot.waitUntil(lambda: window.teaching.teacher.phase is Phase.DONE, timeout=20000)
    assert window.strip.text == "The model has learnt from your corrections."
    window.teaching.show_wizard()
    assert window.teaching.wizard is not None and window.teaching.wizard.currentId() == RESULT
    window.teaching.wizard.accept()
    qtbot.waitUntil(lambda: desk.preferences.options.model == "whisper-cante-demo-tuned", timeout=5000)
    qtbot.waitUntil(lambda: window.teaching.wizard is None, timeout=20000)


def test_a_hint_comes_once_when_enough_is_checked(
    qtbot: QtBot, make_room: Callable[..., Room], recording: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flamenco_desktop.gui.finetune_desk.ENOUGH_LINES", 3)
    room = make_room()
    window, desk = room.window, room.desk
    window.show()
    desk.open(recording)
    qtbot.waitUntil(lambda: desk.transcribing.job is None and len(desk.document.lines) == 8, timeout=20000)
    for line in range(2):
        window.editor.toggle_checked(line)
    assert not window.strip.isVisible()
    window.editor.toggle_checked(2)
    assert window.strip.text == "So many checked lines: the model could learn from them."
    window.strip.hide()
    window.editor.toggle_checked(3)
    assert not window.strip.isVisible()


class OneClip:
    """A player of one clip that lasts until it is told to end."""

    def __init__(self) -> None:
        self.playing, self.place, self.duration, self.closed = False, 0.0, 4.0, False

    def open(self, path: Path) -> None:
        self.path = path

    def seek(self, seconds: float) -> None:
        self.place = seconds

    def play(self) -> None:
        self.playing = True

    def position(self) -> float:
        return self.place

    def close(self) -> None:
        self.closed = True


def test_a_line_is_heard_to_its_end(qtbot: QtBot, tmp_path: Path) -> None:
    player = OneClip()
    clips = Clips(lambda: player, None)  # type: ignore[arg-type, return-value]
    with qtbot.waitSignal(clips.changed) as told:
        clips.toggle("one", lambda: (tmp_path / "one.flac", 1.5), 2.0)
    assert told.args == ["one"]
    qtbot.waitUntil(lambda: player.playing)
    assert player.place == 1.5
    qtbot.waitUntil(lambda: clips._player is not None)
    player.place = 3.5
    qtbot.waitUntil(lambda: player.closed)
    assert clips.playing == ""
    # What is not there is silence.
    clips.toggle("two", lambda: None)
    qtbot.waitUntil(lambda: clips.playing == "")
    clips.leave()
