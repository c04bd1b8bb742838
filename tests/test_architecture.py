"""Who may import whom, read from the source: docs/architecture.md as a test."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = "flamenco_desktop"
ROOT = Path(__file__).parent.parent / PACKAGE

CORE = {"errors"}
# Each room, and the rooms it may use besides itself. Rooms that are not named may use all but gui and app.
MAY_USE: dict[str, set[str]] = {
    "errors": set(),
    "lyrics": CORE,
    "wire": CORE | {"lyrics"},
    "formats": CORE | {"lyrics", "wire"},
    "audio": CORE | {"lyrics", "wire"},
    "models": CORE | {"lyrics", "wire"},
    "library": CORE | {"lyrics", "wire"},
    "recognition": CORE | {"lyrics", "audio", "models", "wire", "spelling"},
    "editing": CORE | {"lyrics", "library"},
    "jobs": CORE | {"wire", "lyrics"},
}
STANDARD_ONLY = {"errors", "lyrics", "wire", "formats", "library"}
QT_ROOMS = {"gui", "editing", "jobs", "app"}
QT = {"PySide6", "shiboken6"}
HEAVY = {"torch", "torchaudio", "transformers", "whisperx", "faster_whisper", "ctranslate2"}
HEAVY_ROOMS = {"recognition"}
SHELLS = {"app", "__main__"}


def room_of(module: str) -> str:
    """`flamenco_desktop.lyrics.model` -> `lyrics`; the package itself -> an empty string."""
    return [*module.split("."), ""][1]


def imports(source: str, module: str, is_package: bool) -> set[str]:
    """Every module that the source imports, at its head, in functions or for types only, with full names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                parts = parts[: len(parts) - node.level + is_package]
                base = ".".join([*parts, base] if base else parts)
            # `from flamenco_desktop import audio` imports a room too.
            found |= {f"{base}.{name.name}" for name in node.names} if base == PACKAGE else {base}
    return found


def faults(source: str, module: str, is_package: bool = False) -> list[str]:
    """What the module imports and may not."""
    room = room_of(module)
    wrong = []
    for name in sorted(imports(source, module, is_package)):
        top = name.split(".")[0]
        if top == PACKAGE:
            used = room_of(name)
            inside = used == room or used in ("", "__version__")
            if not inside and (
                (room in MAY_USE and used not in MAY_USE[room])
                or (used == "gui" and room not in SHELLS)
                or (used == "app" and room != "__main__")
                or (used == "recognition" and room == "gui")
            ):
                wrong.append(f"{module} imports {name}")
        elif (
            (top in QT and room not in QT_ROOMS)
            or (top in HEAVY and room not in HEAVY_ROOMS)
            or (top == "finetune")
            or (room in STANDARD_ONLY and top not in sys.stdlib_module_names)
            or (room == "editing" and name in ("PySide6.QtWidgets", "PySide6.QtQuick"))
            or (room == "jobs" and top in QT and name != "PySide6.QtCore")
        ):
            wrong.append(f"{module} imports {name}")
    return wrong


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


@pytest.mark.parametrize(("module", "path"), [pytest.param(*item, id=item[0]) for item in modules()])
def test_imports(module: str, path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8"), module, path.name == "__init__.py") == []


def test_all_rooms_are_read() -> None:
    assert {"errors", "lyrics", "wire", "formats", "library", "editing"} <= {
        room_of(name) for name, _ in modules()
    }


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("lyrics.model", "import numpy"),
        ("lyrics.model", "from flamenco_desktop.formats import srt"),
        ("lyrics.model", "from flamenco_desktop import library"),
        ("lyrics.model", "from .. import library"),
        ("lyrics.model", "from ..library import Library"),
        ("lyrics.model", "def late():\n    import flamenco_desktop.gui.main_window"),
        (
            "lyrics.model",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from PySide6.QtCore import QObject",
        ),
        ("wire", "import torch"),
        ("formats.srt", "from flamenco_desktop.library import Library"),
        ("library.library", "import flamenco_desktop.editing"),
        ("audio.player", "from PySide6.QtMultimedia import QMediaPlayer"),
        ("models.store", "import torch"),
        ("recognition.worker", "from flamenco_desktop.library import Library"),
        ("recognition.worker", "from PySide6.QtCore import QObject"),
        ("editing.document", "from PySide6.QtWidgets import QWidget"),
        ("editing.document", "from flamenco_desktop.jobs import Worker"),
        ("jobs.worker", "from flamenco_desktop.recognition import pipeline"),
        ("jobs.worker", "from PySide6 import QtGui"),
        ("gui.karaoke", "from flamenco_desktop.recognition.pipeline import Pipeline"),
        ("gui.karaoke", "import whisperx"),
        ("cli", "from flamenco_desktop.gui.messages import sentence"),
        ("terminal", "import PySide6"),
        ("app", "import transformers"),
        ("gui.finetune", "import finetune"),
    ],
)
def test_a_forbidden_import_is_seen(module: str, source: str) -> None:
    assert faults(source, f"{PACKAGE}.{module}") != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("lyrics.edits", "from flamenco_desktop.errors import FlamencoError"),
        ("lyrics.edits", "from .model import Word"),
        (
            "gui.karaoke",
            "from PySide6.QtWidgets import QWidget\nfrom flamenco_desktop.audio.player import Player",
        ),
        ("app", "from flamenco_desktop.gui.main_window import MainWindow"),
        ("recognition.aligner", "import torch, whisperx"),
        (
            "cli",
            "from flamenco_desktop import __version__\nimport flamenco_desktop.recognition.pipeline",
        ),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    assert faults(source, f"{PACKAGE}.{module}") == []


def test_the_core_loads_nothing_heavy() -> None:
    rooms = ("lyrics.verse", "lyrics.plain", "formats", "library", "editing", "wire")
    program = f"import sys, {', '.join(f'{PACKAGE}.{room}' for room in rooms)}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & HEAVY and "numpy" not in loaded
    assert "PySide6.QtWidgets" not in done.stdout.split()
