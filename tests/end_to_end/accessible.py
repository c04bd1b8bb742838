"""What the window tells a screen reader: the texts that are really in sight, over AT-SPI.

A D-Bus daemon of the tests' own takes the place of the desktop's accessibility bus.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("dbus-daemon", "gdbus")
_ROOT = "/org/a11y/atspi/accessible/root"
_SHOWING = 1 << 25
_CHILD = re.compile(r"\('(:[\d.]+)', (?:objectpath )?'([^']+)'\)")
_STRING = re.compile(r"""<(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")>""")
_NAME = re.compile(r"':1\.\d+'")


def missing() -> list[str]:
    """The programs that are not installed here."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@dataclass(frozen=True)
class Bus:
    """The running bus; `environment` makes a Qt program speak on it."""

    address: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AT_SPI_BUS_ADDRESS": self.address,
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def answers(self) -> bool:
        """Whether a program is there whose event loop answers."""
        return any(self._children(name, _ROOT) for name in self._names())

    def texts(self) -> list[str]:
        """The names and descriptions of everything in sight, of all programs on the bus."""
        found: list[str] = []
        for name in self._names():
            for child in self._children(name, _ROOT):
                self._collect(*child, found)
        return found

    def extents(self, named: str) -> tuple[int, int, int, int] | None:
        """Left, top, width and height, in its window, of the thing in sight that has this name."""
        for name in self._names():
            for child in self._children(name, _ROOT):
                found = self._find(*child, named)
                if found is not None:
                    return found
        return None

    def _find(self, name: str, path: str, named: str) -> tuple[int, int, int, int] | None:
        if not self._showing(name, path):
            return None
        if self._property(name, path, "Name") == named:
            answer = self._call(name, path, "org.a11y.atspi.Component.GetExtents", "1")
            numbers = [int(number) for number in re.findall(r"-?\d+", answer.replace("uint32", ""))]
            return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None
        for child in self._children(name, path):
            found = self._find(*child, named)
            if found is not None:
                return found
        return None

    def _showing(self, name: str, path: str) -> bool:
        state = re.search(r"uint32 (\d+)", self._call(name, path, "org.a11y.atspi.Accessible.GetState"))
        return state is not None and bool(int(state[1]) & _SHOWING)

    def _collect(self, name: str, path: str, found: list[str]) -> None:
        if not self._showing(name, path):
            return
        for wanted in ("Name", "Description"):
            text = self._property(name, path, wanted)
            if text:
                found.append(text)
        for child in self._children(name, path):
            self._collect(*child, found)

    def _names(self) -> list[str]:
        bus = "org.freedesktop.DBus"
        own = self._call(bus, "/org/freedesktop/DBus", f"{bus}.ListNames")
        return [match[0].strip("'") for match in _NAME.finditer(own)]

    def _children(self, name: str, path: str) -> list[tuple[str, str]]:
        answer = self._call(name, path, "org.a11y.atspi.Accessible.GetChildren")
        return [(match[1], match[2]) for match in _CHILD.finditer(answer)]

    def _property(self, name: str, path: str, wanted: str) -> str:
        answer = self._call(
            name, path, "org.freedesktop.DBus.Properties.Get", "org.a11y.atspi.Accessible", wanted
        )
        match = _STRING.search(answer)
        return (match[1] or match[2] or "") if match else ""

    def _call(self, name: str, path: str, method: str, *arguments: str) -> str:
        where = ["--address", self.address, "--dest", name, "--object-path", path, "--timeout", "5"]
        answer = subprocess.run(
            ["gdbus", "call", *where, "--method", method, *arguments],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return answer.stdout if answer.returncode == 0 else ""


@contextmanager
def bus(folder: Path) -> Iterator[Bus]:
    """A bus for the block."""
    with (folder / "bus.log").open("wb") as log:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={folder}"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert daemon.stdout is not None
        try:
            yield Bus(daemon.stdout.readline().strip())
        finally:
            daemon.terminate()
            daemon.wait(10)
            daemon.stdout.close()
