"""The commands that move words in time, declared like all others (`actions`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.spec import Spec

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

STEP, LEAP = 0.01, 0.1
"""Seconds that a key moves a time by: alone, and with Shift."""

_KEYS = {
    "onset": ("1", "2", "Shift+1", "Shift+2"),
    "offset": ("3", "4", "Shift+3", "Shift+4"),
    "word": ("5", "6", "Shift+5", "Shift+6"),
    "line": ("7", "8", "Shift+7", "Shift+8"),
    "rest": ("9", "0", "Shift+9", "Shift+0"),
    "before": ("Alt+1", "Alt+2", "Alt+Shift+1", "Alt+Shift+2"),
    "after": ("Alt+3", "Alt+4", "Alt+Shift+3", "Alt+Shift+4"),
    "stretch": ("Alt+7", "Alt+8", "Alt+Shift+7", "Alt+Shift+8"),
}


def _nudging(what: str, by: float) -> Callable[[MainWindow], None]:
    """The handler that moves `what` by seconds."""
    return lambda window: window.correct(lambda: window.correcting.hand.nudge(what, by))


def menus() -> dict[str, str]:
    """What can be moved: a menu within the menu for each."""
    translate = QCoreApplication.translate
    return {
        "time/onset": translate("Actions", "&Onset"),
        "time/offset": translate("Actions", "O&ffset"),
        "time/word": translate("Actions", "&Word or selection"),
        "time/line": translate("Actions", "&Line"),
        "time/rest": translate("Actions", "All from here o&n"),
        "time/before": translate("Actions", "Edge shared with the word &before"),
        "time/after": translate("Actions", "Edge shared with the word &after"),
        "time/stretch": translate("Actions", "End of the line, &stretching it"),
    }


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menus, in the language of the window."""
    translate = QCoreApplication.translate
    steps = (
        (-STEP, translate("Actions", "10 ms earlier")),
        (STEP, translate("Actions", "10 ms later")),
        (-LEAP, translate("Actions", "100 ms earlier")),
        (LEAP, translate("Actions", "100 ms later")),
    )
    here = (
        Spec(
            "onset_here",
            "time",
            translate("Actions", "The word begins &here"),
            lambda w: w.correct(w.correcting.hand.onset_here),
            ("F9",),
        ),
        Spec(
            "offset_here",
            "time",
            translate("Actions", "The word &ends here"),
            lambda w: w.correct(w.correcting.hand.offset_here),
            ("F10",),
        ),
        Spec(
            "rest_here",
            "time",
            translate("Actions", "All from this word on begins he&re"),
            lambda w: w.correct(w.correcting.hand.rest_here),
            ("Shift+F9",),
        ),
    )
    nudges = tuple(
        Spec(
            f"{what}_{number}",
            f"time/{what}",
            text,
            _nudging(what, by),
            (key,),
        )
        for what, keys in _KEYS.items()
        for number, ((by, text), key) in enumerate(zip(steps, keys, strict=True))
    )
    exact = Spec(
        "shift_exactly",
        "time",
        translate("Actions", "Shift by an exa&ct time…"),
        lambda w: w.correct(w.correcting.shift_exactly),
        ("Ctrl+K",),
    )
    selection = (
        Spec(
            "select_from",
            "time",
            translate("Actions", "Selection be&gins here"),
            lambda w: w.correct(w.correcting.hand.select_from),
            ("Ctrl+[",),
            separated=True,
        ),
        Spec(
            "select_to",
            "time",
            translate("Actions", "Selection en&ds here"),
            lambda w: w.correct(w.correcting.hand.select_to),
            ("Ctrl+]",),
        ),
        Spec(
            "select_more",
            "time",
            translate("Actions", "Select on to the ne&xt word"),
            lambda w: w.correct(lambda: w.correcting.hand.select_more(1)),
            ("Shift+Right",),
        ),
        Spec(
            "select_less",
            "time",
            translate("Actions", "Select back to the &previous word"),
            lambda w: w.correct(lambda: w.correcting.hand.select_more(-1)),
            ("Shift+Left",),
        ),
        Spec(
            "select_line",
            "time",
            translate("Actions", "Select the l&ine"),
            lambda w: w.correct(w.correcting.hand.select_line),
            ("Ctrl+Shift+L",),
        ),
        Spec(
            "select_nothing",
            "time",
            translate("Actions", "Select &nothing"),
            lambda w: w.correcting.hand.select_nothing(),
            ("Ctrl+Shift+A",),
        ),
    )
    return (*here, *nudges, exact, *selection)
