"""Every sentence of the window is there in Spanish, in the source and in the compiled file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from PySide6.QtCore import QTranslator

from flamenco_desktop.gui.assets import TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = TRANSLATIONS / "flamenco_es.ts"
HOLE = re.compile(r"\{\w+\}")


def messages(path: Path) -> list[tuple[str, str, ElementTree.Element]]:
    """Context, English source and translation of every message."""
    found = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found.append((name, message.findtext("source") or "", translation))
    return found


def test_no_sentence_of_the_source_is_missing(tmp_path: Path) -> None:
    copy = tmp_path / SOURCE.name
    shutil.copy(SOURCE, copy)
    sources = sorted((ROOT / "flamenco_desktop" / "gui").glob("*.py"))
    sources.append(ROOT / "flamenco_desktop" / "editing" / "names.py")
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    command = [str(tool), "-no-obsolete", "-locations", "none", *map(str, sources), "-ts", str(copy)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert [source for _, source, target in messages(copy) if target.get("type") == "unfinished"] == []


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for _, source, target in messages(SOURCE):
        assert set(HOLE.findall(target.text or "")) == set(HOLE.findall(source)), source


def test_the_compiled_file_is_that_of_the_source() -> None:
    translator = QTranslator()
    assert translator.load(str(SOURCE.with_suffix(".qm")))
    for context, source, target in messages(SOURCE):
        assert translator.translate(context, source) == target.text


def test_terms_are_those_of_the_cante() -> None:
    spanish = {source: target.text for _, source, target in messages(SOURCE)}
    assert spanish["&Recognise"] == "&Transcribir"
    assert spanish["&Check the line and go on"] == "&Dar por buena y seguir"
