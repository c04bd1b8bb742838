"""The commands about playing, declared like all others (`actions`)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.spec import Spec

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

DELAY_STEP = 0.01
"""Seconds by which a key lets the words come later or sooner."""


def menus() -> dict[str, str]:
    """The menus within the menu."""
    translate = QCoreApplication.translate
    return {
        "play/go": translate("Actions", "&Go"),
        "play/sound": translate("Actions", "S&ound"),
    }


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menus, in the language of the window."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "play",
            "play",
            translate("Actions", "&Play"),
            lambda w: w.desk.play_or_pause(),
            ("Space", "Ctrl+Space"),
            "play",
        ),
        Spec(
            "stop",
            "play",
            translate("Actions", "S&top, back to the beginning"),
            lambda w: w.desk.sound.stop(),
            ("Shift+Space",),
        ),
        Spec(
            "previous_line",
            "play",
            translate("Actions", "P&revious line"),
            lambda w: w.desk.steps.by_lines(-1),
            ("Alt+Up",),
            "previous",
            separated=True,
        ),
        Spec(
            "next_line",
            "play",
            translate("Actions", "&Next line"),
            lambda w: w.desk.steps.by_lines(1),
            ("Alt+Down",),
            "next",
        ),
        *_go(),
        Spec(
            "slower",
            "play",
            translate("Actions", "&Slower"),
            lambda w: w.desk.change_speed(-0.1),
            ("[", "-"),
            separated=True,
        ),
        Spec(
            "faster",
            "play",
            translate("Actions", "F&aster"),
            lambda w: w.desk.change_speed(0.1),
            ("]", "+"),
        ),
        Spec(
            "loop",
            "play",
            translate("Actions", "Repeat this &line"),
            lambda w: w.desk.steps.loop_line(),
            ("Ctrl+L",),
            "loop",
            checkable=True,
            separated=True,
        ),
        Spec(
            "loop_from",
            "play",
            translate("Actions", "Repeat &from here"),
            lambda w: w.desk.sound.repeat_from(),
            ("A",),
        ),
        Spec(
            "loop_to",
            "play",
            translate("Actions", "Repeat &up to here"),
            lambda w: w.desk.sound.repeat_to(),
            ("B",),
        ),
        *_sound(),
    )


def _go() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    steps = (
        ("back", translate("Actions", "&Back half a second"), -0.5, "Alt+Left"),
        ("forward", translate("Actions", "&Forward half a second"), 0.5, "Alt+Right"),
        ("back_second", translate("Actions", "Back &1 second"), -1.0, ","),
        ("forward_second", translate("Actions", "Forward 1 &second"), 1.0, "."),
        ("far_back", translate("Actions", "Back 5 se&conds"), -5.0, "Alt+Shift+Left"),
        ("far_forward", translate("Actions", "Forward 5 secon&ds"), 5.0, "Alt+Shift+Right"),
    )
    return (
        Spec(
            "previous_word",
            "play/go",
            translate("Actions", "P&revious word"),
            lambda w: w.desk.steps.by_words(-1),
            ("Ctrl+Left",),
        ),
        Spec(
            "next_word",
            "play/go",
            translate("Actions", "&Next word"),
            lambda w: w.desk.steps.by_words(1),
            ("Ctrl+Right",),
        ),
        *(
            Spec(
                name,
                "play/go",
                text,
                partial(_step, by),
                (key,),
                separated=name in ("back", "back_second", "far_back"),
            )
            for name, text, by, key in steps
        ),
    )


def _step(by: float, window: MainWindow) -> None:
    window.desk.steps.by_seconds(by)


def _sound() -> tuple[Spec, ...]:
    translate = QCoreApplication.translate
    return (
        Spec(
            "output",
            "play/sound",
            translate("Actions", "&Output and balance…"),
            lambda w: w.sound_controls.show_panel(),
            ("Ctrl+Shift+O",),
            "volume",
        ),
        Spec(
            "voice_alone",
            "play/sound",
            translate("Actions", "The &voice alone"),
            lambda w: w.voice_alone.choose(w.actions_by_name["voice_alone"].isChecked()),
            ("V",),
            "voice",
            checkable=True,
        ),
        Spec(
            "mono",
            "play/sound",
            translate("Actions", "The same on &both sides (mono)"),
            lambda w: w.desk.sound.set_mono(w.actions_by_name["mono"].isChecked()),
            checkable=True,
        ),
        Spec(
            "words_later",
            "play/sound",
            translate("Actions", "Words &later"),
            lambda w: w.desk.sound.change_delay(DELAY_STEP),
            ("Alt++", "Alt+="),
            separated=True,
        ),
        Spec(
            "words_sooner",
            "play/sound",
            translate("Actions", "Words &sooner"),
            lambda w: w.desk.sound.change_delay(-DELAY_STEP),
            ("Alt+-",),
        ),
        Spec(
            "calibrate",
            "play/sound",
            translate("Actions", "Set the words by &tapping…"),
            lambda w: w.sound_controls.calibrate(),
        ),
    )
