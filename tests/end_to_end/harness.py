"""The real program in a real window, with a home of its own.

A `Desktop` is a screen, a sound server and a bus for the words in sight; a `Home` is where one listener's
things are; a `Program` is the window running on them, driven by keys and judged by what others can see of it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from tests import sound_server
from tests.end_to_end import accessible, screen
from tests.end_to_end.accessible import Bus
from tests.end_to_end.kept import Kept
from tests.end_to_end.screen import Screen
from tests.end_to_end.waiting import NeverCameError, until
from tests.sound_server import SoundServer

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "flamenco_desktop")
INSTALLED = Path(sys.executable).with_name("flamenco-desktop")
TITLE = "Flamenco Desktop$"
OPEN_TITLE = ". – Flamenco Desktop$"
SCREENSHOTS = "FLAMENCO_SCREENSHOTS"

# The bus has no registry of screen readers, and Qt says so.
_QUIET = {"QT_LOGGING_RULES": "qt.accessibility.atspi=false"}
_XDG = {
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
}


@dataclass(frozen=True)
class Home:
    """A listener's folders, empty at first."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {variable: str(self.folder / name) for variable, name in _XDG.items()}
        return {"HOME": str(self.folder), **own}

    @property
    def kept(self) -> Kept:
        """What the program has kept in it."""
        return Kept(self.folder / "data")

    @property
    def library(self) -> Path:
        """Where the program looks for its library."""
        return self.folder / "data" / "flamenco-desktop" / "library.sqlite3"

    def logs(self) -> str:
        """The end of everything that the program has written into its logs."""
        parts = []
        for path in sorted(self.folder.rglob("*.log")):
            text = path.read_text(encoding="utf-8", errors="replace")
            parts.append(f"--- {path.name}\n{text[-2000:]}")
        return "\n".join(parts)


def new_home(folder: Path) -> Home:
    """A home at `folder`."""
    for name in _XDG.values():
        (folder / name).mkdir(parents=True, mode=0o700)
    return Home(folder)


def process_environment(*parts: dict[str, str]) -> dict[str, str]:
    """The environment of a program that the tests start: theirs, without what keeps them off the screen."""
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "OMP_NUM_THREADS")
    }
    own |= {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    for part in parts:
        own |= part
    return own


@dataclass
class Program:
    """The running window."""

    process: subprocess.Popen[bytes]
    home: Home
    screen: Screen
    bus: Bus
    pictures: Path
    window: str = ""
    _shots: int = field(default=0, repr=False)

    # --- waiting

    def until(self, what: str, look: Callable[[], T | None], timeout: float = 60) -> T:
        """Wait for a state of the program; a failure shows its picture and its logs."""
        try:
            return until(what, look, timeout, self._gone)
        except NeverCameError as error:
            with suppress(OSError, subprocess.SubprocessError):
                self.shoot("failure")
            raise NeverCameError(f"{error}\n{self.errors()}\n{self.home.logs()}") from None

    def _gone(self) -> str:
        status = self.process.poll()
        return "" if status is None else f"the program has ended with status {status}"

    def errors(self) -> str:
        """What it wrote on standard error and standard output."""
        return (self.home.folder / "output").read_text(encoding="utf-8", errors="replace")

    def await_window(self, title: str = TITLE, timeout: float = 60) -> str:
        """The window, once it is in sight and answers."""
        self.window = self.until("the window", lambda: self.screen.window(title), timeout)
        self.until("an answer of the window", self.bus.answers, timeout)
        return self.window

    def says(self, words: str, timeout: float = 30) -> str:
        """The text in sight that holds `words`, once it is there."""
        return self.until(
            f"the words “{words}”",
            lambda: next((text for text in self.bus.texts() if words in text), None),
            timeout,
        )

    # --- hands and eyes

    def keys(self, *keys: str) -> None:
        """Press keys in the window."""
        self.screen.activate(self.window)
        self.screen.keys(*keys)

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        self.screen.type(text)

    def go_to_first_word(self) -> None:
        """Select the first word in the line editor, once there is one."""
        self.keys("ctrl+2")
        self.until("the first word", self._first_word)

    def _first_word(self) -> bool:
        self.keys("Home")
        return any(text.startswith("Line 1, word:") for text in self.bus.texts())

    def correct_first_word(self, text: str) -> None:
        """Type over the first word in place, and wait until that is kept."""
        self.go_to_first_word()
        self.keys("F2", "ctrl+a")
        self.says("Text of the word")
        self.type(text)
        self.keys("Return")
        self.until("the correction in the library", lambda: self.home.kept.texts()[0] == text)

    def shoot(self, name: str) -> Path:
        """A picture of the window, kept where FLAMENCO_SCREENSHOTS says."""
        self._shots += 1
        return self.screen.shoot(self.window or "root", self.pictures / f"{name}.png")

    # --- processes

    def children(self) -> list[int]:
        """The processes it has started: the worker, when it runs."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        found: list[int] = []
        for task in tasks.iterdir():
            found += [int(number) for number in (task / "children").read_text().split()]
        return found

    def worker(self) -> int | None:
        """The worker's process."""
        for child in self.children():
            with suppress(OSError):
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                if b"worker" in words:
                    return child
        return None

    def kill(self) -> None:
        """End it as a power cut does, without any warning."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def close(self, timeout: float = 20) -> int:
        """Close the window by its cross; the exit status."""
        self.screen.close(self.window)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            # Seen twice in a hundred starts, on a machine busy just before: what was it waiting for?
            self.shoot("not-closed")
            left = self.screen.title(self.window)
            pytest.fail(f"not closed within {timeout:g} s; its window is {'in sight' if left else 'gone'}")


@dataclass(frozen=True)
class Desktop:
    """Screen, sound and bus, all of the tests' own."""

    screen: Screen
    sound: SoundServer
    bus: Bus

    @property
    def environment(self) -> dict[str, str]:
        return {**self.sound.environment, **self.bus.environment, **self.screen.environment, **_QUIET}

    @contextmanager
    def program(self, home: Home, *arguments: str | Path, deaf: bool = False) -> Iterator[Program]:
        """The program with `arguments`, running; afterwards neither it nor its worker is left.

        `deaf`: without a sound server.
        """
        own = process_environment(self.environment, home.environment)
        if deaf:
            own |= {"PULSE_SERVER": f"unix:{home.folder / 'nobody'}", "XDG_RUNTIME_DIR": str(home.folder)}
        with (home.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                [*COMMAND, *map(str, arguments)],
                env=own,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        running = Program(process, home, self.screen, self.bus, pictures_folder(home))
        try:
            yield running
        finally:
            worker = running.worker() if process.poll() is None else None
            if process.poll() is None:
                process.kill()
                process.wait(10)
            if worker is not None:
                await_end(worker)


def await_end(worker: int) -> None:
    """A worker whose window is gone ends by itself, and soon."""
    try:
        until("the end of the worker", lambda: not _runs(worker), timeout=10)
    except NeverCameError:
        os.kill(worker, signal.SIGKILL)
        raise


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def pictures_folder(home: Home) -> Path:
    """Where pictures go: to whoever asked for them, else into the home."""
    folder = Path(os.environ.get(SCREENSHOTS) or home.folder / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def lacking() -> str:
    """What is not installed here, by name; "" when a desktop can be had."""
    if not sys.platform.startswith("linux"):
        return "an X server"
    return ", ".join([*screen.missing(), *accessible.missing(), *filter(None, [sound_server.missing()])])


@contextmanager
def desktop() -> Iterator[Desktop]:
    """A desktop for the block; skips the calling test where one cannot be had."""
    wanting = lacking()
    if wanting:
        pytest.skip(f"no desktop to test on: {wanting} not installed")
    # Short, for the names of sockets in it.
    folder = Path(tempfile.mkdtemp(prefix="fe-"))
    try:
        with (
            screen.screen(folder) as shown,
            accessible.bus(folder) as words,
            sound_server.sound_server() as sound,
        ):
            yield Desktop(shown, sound, words)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
