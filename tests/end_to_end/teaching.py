"""The wizard that teaches the model, by hand: its windows, buttons and folders."""

from __future__ import annotations

from pathlib import Path

from flamenco_desktop.gui.finetune_folder import Diary, Training
from tests.end_to_end.harness import Home, Program

LONG = 900


def trainings(home: Home) -> Path:
    """Where a home's trainings are."""
    return home.library.parent / "trainings"


def press_until(program: Program, window: str, path: Path) -> None:
    """Press Return in the wizard until it has gone on, which `path` shows."""

    def there() -> bool:
        if not path.exists():
            program.screen.activate(window)
            program.screen.keys("Return")
        return path.exists()

    program.until(path.name, there, LONG)


def press(program: Program, window: str, name: str) -> None:
    """Click the button called `name` in a window."""
    x, y, width, height = program.until(f"the button “{name}”", lambda: program.bus.extents(name), LONG)
    program.screen.click(window, x + width // 2, y + height // 2)


def open_wizard(program: Program) -> str:
    """By the keys of the menu; the wizard's window."""
    program.keys("alt+r", "c")
    return program.until("the wizard", lambda: program.screen.window("^Teach the model"))


def begin(program: Program, training: Training) -> str:
    """From the first page until it learns, with what the wizard offers; pictures of its pages, its window."""
    wizard = open_wizard(program)
    program.until("the lines", lambda: (training.data / "dataset.json").is_file(), LONG)
    look(program, wizard, "have")
    press_until(program, wizard, training.measured)
    program.until("a measured step", lambda: "estimate" in kinds(training), LONG)
    program.until("its words", lambda: not any("Measuring" in text for text in program.bus.texts()))
    look(program, wizard, "how")
    press_until(program, wizard, training.asked)
    program.until("a step", lambda: "step" in kinds(training), LONG)
    look(program, wizard, "train")
    return wizard


def look(program: Program, window: str, name: str) -> None:
    """A picture of a page."""
    program.screen.shoot(window, program.pictures / f"teach-{name}.png")


def kinds(training: Training) -> set[str]:
    """What kinds of events there are so far."""
    return {str(event["kind"]) for event in Diary(training).news()}
