"""A screen of the tests' own: Xvfb with openbox, the hands (xdotool) and the eyes (ImageMagick's import)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from tests.end_to_end.waiting import until

WIDTH, HEIGHT = 1280, 800
PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")
_KEY_PAUSE_MS = "25"


def missing() -> list[str]:
    """The programs that are not installed here."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@dataclass(frozen=True)
class Screen:
    """A running display; `environment` is what a program needs to appear on it."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.display}

    def _tell(self, *arguments: str) -> str:
        answer = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return answer.stdout.strip() if answer.returncode == 0 else ""

    def managed(self) -> bool:
        """Whether a window manager has taken over."""
        return bool(self._tell("get_desktop"))

    def window(self, title: str) -> str:
        """The number of the visible window whose title matches a regular expression, or ""."""
        return self._tell("search", "--onlyvisible", "--name", title).partition("\n")[0]

    def title(self, window: str) -> str:
        """The title of a window; "" when it is gone."""
        return self._tell("getwindowname", window)

    def activate(self, window: str) -> None:
        """Give a window the keyboard, and wait until it has it."""
        until(
            "the keyboard",
            lambda: self._tell("windowactivate", "--sync", window, "getactivewindow") == window,
            timeout=10,
        )

    def keys(self, *keys: str) -> None:
        """Press keys, as xdotool names them, one after the other."""
        self._tell("key", "--clearmodifiers", "--delay", _KEY_PAUSE_MS, *keys)

    def type(self, text: str) -> None:
        """Type plain text."""
        self._tell("type", "--clearmodifiers", "--delay", _KEY_PAUSE_MS, text)

    def click(self, window: str, x: int, y: int) -> None:
        """Press the left button at a place in a window."""
        self._tell("mousemove", "--window", window, "--sync", str(x), str(y), "click", "1")

    def hold(self, key: str) -> None:
        """Press a key and keep it down."""
        self._tell("keydown", key)

    def let_go(self, key: str) -> None:
        """Let a key go that was held."""
        self._tell("keyup", key)

    def drag(self, window: str, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the left button at a place in a window, move, and let go."""
        self._tell("mousemove", "--window", window, "--sync", str(start[0]), str(start[1]), "mousedown", "1")
        for share in (0.4, 0.8, 1.0):
            place = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
            self._tell("mousemove", "--window", window, "--sync", *map(str, place))
        self._tell("mouseup", "1")

    def close(self, window: str) -> None:
        """Ask a window to close, as its cross does: openbox sends WM_DELETE_WINDOW."""
        self.activate(window)
        self.keys("alt+F4")

    def shoot(self, window: str, path: Path) -> Path:
        """A picture of a window as it is seen."""
        subprocess.run(
            ["import", "-silent", "-window", window, f"png:{path}"],
            env={**os.environ, **self.environment},
            check=True,
            timeout=20,
        )
        return path


def pixels(path: Path) -> NDArray[np.int16]:
    """The picture as (height, width, 3) of red, green, blue."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(np.int16)


def difference(one: Path, other: Path) -> float:
    """The share of pixels, 0 to 1, in which two pictures of one size differ visibly."""
    first, second = pixels(one), pixels(other)
    assert first.shape == second.shape
    return float((np.abs(first - second).max(axis=2) > 24).mean())


def share_of(path: Path, color: str, tolerance: int = 12) -> float:
    """The share of pixels, 0 to 1, that have `color` (`#rrggbb`) or nearly so."""
    wanted = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)])
    return float((np.abs(pixels(path) - wanted).max(axis=2) <= tolerance).mean())


@contextmanager
def screen(folder: Path, width: int = WIDTH, height: int = HEIGHT) -> Iterator[Screen]:
    """A display for the block; the X server chooses a free number itself."""
    read, write = os.pipe()
    with (folder / "screen.log").open("wb") as log:
        server = subprocess.Popen(
            # Keys never repeat by themselves (-r): on a slow machine a key that is only pressed is held.
            [
                "Xvfb",
                "-displayfd",
                str(write),
                "-screen",
                "0",
                f"{width}x{height}x24",
                "-nolisten",
                "tcp",
                "-r",
            ],
            pass_fds=[write],
            stdout=log,
            stderr=log,
        )
        os.close(write)
        try:
            with os.fdopen(read) as answer:
                number = answer.readline().strip()
            assert number, f"Xvfb did not start: {(folder / 'screen.log').read_text()}"
            with _manager(Screen(f":{number}"), folder, log) as shown:
                yield shown
        finally:
            server.terminate()
            server.wait(10)


@contextmanager
def _manager(shown: Screen, folder: Path, log: IO[bytes]) -> Iterator[Screen]:
    environment = {**os.environ, **shown.environment, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=log, stderr=log)
    try:
        until("a window manager", shown.managed, timeout=20)
        yield shown
    finally:
        manager.terminate()
        manager.wait(10)
