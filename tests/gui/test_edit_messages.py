from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from flamenco_desktop import lyrics
from flamenco_desktop.errors import InvalidEditError
from flamenco_desktop.gui import edit_messages
from flamenco_desktop.gui.messages import say

ROOM = Path(lyrics.__file__).parent
REASONS = sorted(
    {code for path in ROOM.glob("*.py") for code in re.findall(r'reason="(\w+)"', path.read_text("utf-8"))}
    | {"empty", "too_long", "control", "right_to_left"}
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_rule_has_its_sentence(qapp: QCoreApplication, reason: str) -> None:
    assert f"invalid_edit.{reason}" in edit_messages.table()
    said = say(InvalidEditError(reason=reason, word="camela", most=200)).text
    assert re.fullmatch(r"[^\n{}?]+\.", said), said
