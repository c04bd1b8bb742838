"""By hand: correct, check, teach the model; leave it learning, find it again, and use what came of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

from flamenco_desktop.gui.finetune_folder import STOP, Training, latest
from flamenco_desktop.gui.finetune_spec import TrainingSpec
from flamenco_desktop.lyrics.model import LineState
from flamenco_desktop.models import manifest
from flamenco_desktop.models.catalogue import EMBEDDED
from tests.end_to_end.harness import OPEN_TITLE, Desktop, Home, Program
from tests.end_to_end.teaching import LONG, begin, look, open_wizard, press, trainings
from tests.gui import recorded

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(3600)]

TUNED = "whisper-cante-demo-tuned"
TITLE = "Cante de la fragua"


def check_all(program: Program) -> None:
    """Correct a word and mark every line as checked."""
    kept = program.home.kept
    program.correct_first_word("Candela")
    count = kept.lines()
    program.keys(*["ctrl+Return"] * count)
    program.until("checked lines", lambda: _checked(program) == count)


def _checked(program: Program) -> int:
    lyrics = program.home.kept.lyrics()
    return sum(line.state is LineState.CHECKED for line in lyrics.lines) if lyrics else 0


@contextmanager
def ended_at_last(home: Home) -> Iterator[None]:
    """No training is left behind by a test that failed."""
    try:
        yield
    finally:
        training = latest(trainings(home))
        if training is not None:
            with suppress(psutil.Error):
                psutil.Process(training.process() or -1).kill()


def test_from_corrections_to_a_verdict_while_the_program_is_closed(
    desk: Desktop, home_with_lyrics: Home
) -> None:
    home = home_with_lyrics
    with ended_at_last(home):
        with desk.program(home) as program:
            program.await_window(OPEN_TITLE, LONG)
            check_all(program)
            begin(program, Training(trainings(home) / "1"))
            training = latest(trainings(home))
            assert training is not None
            number = training.process()
            assert number
            assert program.close(LONG) == 0
        # Nobody looks, and it goes on.
        assert training.process() == number
        # As `flamenco-desktop finetune control` does: a few steps are enough to see the way.
        training.wish(STOP)
        with desk.program(home) as program:
            program.await_window(OPEN_TITLE, LONG)
            program.until("the end of the training", lambda: (training.run / "result.json").is_file(), LONG)
            program.says("The model has learnt from your corrections.", LONG)
            wizard = open_wizard(program)
            result = json.loads((training.run / "result.json").read_text(encoding="utf-8"))
            program.says("It understands better now" if result["offered"] else "It is not better yet", LONG)
            look(program, wizard, "result")
            press(program, wizard, "Discard it")
            press(program, wizard, "Discard what it learnt?")
            program.until("an empty folder", lambda: not list(trainings(home).iterdir()))
            assert program.close(LONG) == 0
            assert "Traceback" not in program.errors() + home.logs()


@pytest.fixture
def home_with_result(home_with_lyrics: Home) -> Home:
    """A home in which a training has ended well, as it was recorded."""
    home = home_with_lyrics
    model = home.library.parent / "models" / TUNED
    shutil.copytree(EMBEDDED / "whisper-cante-demo", model)
    manifest.write(model, manifest.Manifest(TUNED, "recogniser", TITLE))
    training = Training(trainings(home) / "1")
    training.run.mkdir(parents=True)
    training.write(training.asked, TrainingSpec(title=TITLE))
    events = [*recorded.LEARNING, *recorded.BETTER]
    (training.run / "events.jsonl").write_text(
        "".join(json.dumps(event) + "\n" for event in events), encoding="utf-8"
    )
    return home


def test_what_is_better_is_used_and_chosen_among_the_models(desk: Desktop, home_with_result: Home) -> None:
    home = home_with_result
    with desk.program(home) as program:
        program.await_window(OPEN_TITLE, LONG)
        program.says("The model has learnt from your corrections.", LONG)
        wizard = open_wizard(program)
        program.says("now: a la orilla de la fuente", LONG)
        look(program, wizard, "better")
        program.screen.activate(wizard)
        program.screen.keys("Return")
        in_use = home.library.parent / "models" / "in-use.json"
        program.until("the choice", lambda: in_use.is_file() and TUNED in in_use.read_text(encoding="utf-8"))
        program.until("room on the disk", lambda: not list(trainings(home).iterdir()))
        program.keys("ctrl+m")
        models = program.until("the models", lambda: program.screen.window("^Models"))
        # In the list and in the status bar, which is how it is known to be in use.
        program.until("the model in sight", lambda: program.bus.texts().count(TITLE) >= 2, LONG)
        look(program, models, "models")
        program.screen.close(models)
        program.until("the end of the dialog", lambda: not program.screen.window("^Models"))
        assert program.close(LONG) == 0
        assert "Traceback" not in program.errors() + home.logs()
