"""Every command of the window, declared once: its name, menu, words, keys, icon, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from flamenco_desktop.gui import play_actions, review_actions, text_actions, time_actions, view_actions
from flamenco_desktop.gui.key_choices import give_keys
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.spec import Spec

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


def menus() -> dict[str, str]:
    """The menus in order: name and title. One within another comes after it, as "menu/inner"."""
    translate = QCoreApplication.translate
    return {
        "file": translate("Actions", "&File"),
        "edit": translate("Actions", "&Edit"),
        "time": translate("Actions", "&Times"),
        "play": translate("Actions", "&Play"),
        "view": translate("Actions", "&View"),
        "recognise": translate("Actions", "&Recognise"),
        "help": translate("Actions", "&Help"),
        "file/export": translate("Actions", "&Export"),
        **text_actions.menus(),
        **time_actions.menus(),
        **play_actions.menus(),
        **view_actions.menus(),
    }


def specs() -> tuple[Spec, ...]:
    """All commands in the order of the menus, in the language of the window."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "open",
            "file",
            translate("Actions", "&Open a recording…"),
            lambda w: w.shelf.ask(),
            ("Ctrl+O",),
            "open",
        ),
        Spec(
            "try",
            "file",
            translate("Actions", "Open the &bundled recording"),
            lambda w: w.shelf.open_bundled(),
        ),
        Spec(
            "export_srt",
            "file/export",
            translate("Actions", "SubRip subtitles (.srt)"),
            lambda w: w.lyrics_export.ask("srt"),
            ("Ctrl+E",),
        ),
        Spec(
            "remove",
            "file",
            translate("Actions", "&Take out of the library"),
            lambda w: w.desk.remove(),
            icon="remove",
        ),
        *review_actions.settings_specs(),
        Spec(
            "quit",
            "file",
            translate("Actions", "&Quit"),
            lambda w: w.quit(),
            ("Ctrl+Q",),
            "quit",
            separated=True,
        ),
        Spec(
            "undo",
            "edit",
            translate("Actions", "Undo"),
            lambda w: w.desk.document.undo_stack.undo(),
            ("Ctrl+Z",),
            "undo",
        ),
        Spec(
            "redo",
            "edit",
            translate("Actions", "Redo"),
            lambda w: w.desk.document.undo_stack.redo(),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            "redo",
        ),
        *text_actions.specs(),
        *review_actions.check_specs(),
        *time_actions.specs(),
        *review_actions.tap_specs(),
        *play_actions.specs(),
        *review_actions.play_specs(),
        Spec(
            "read",
            "view",
            translate("Actions", "&Read"),
            lambda w: w.set_depth(Depth.READ),
            ("Ctrl+1",),
            "read",
            checkable=True,
        ),
        Spec(
            "correct",
            "view",
            translate("Actions", "&Correct"),
            lambda w: w.set_depth(Depth.CORRECT),
            ("Ctrl+2",),
            "correct",
            checkable=True,
        ),
        Spec(
            "study",
            "view",
            translate("Actions", "&Study"),
            lambda w: w.set_depth(Depth.STUDY),
            ("Ctrl+3",),
            "study",
            checkable=True,
        ),
        Spec("depth", "view", translate("Actions", "&Deeper"), lambda w: w.next_depth(), ("F6",)),
        Spec(
            "library",
            "view",
            translate("Actions", "Show the &library"),
            lambda w: w.shelf.toggle(),
            ("Ctrl+B",),
            checkable=True,
            separated=True,
        ),
        Spec(
            "follow",
            "view",
            translate("Actions", "&Follow the voice"),
            lambda w: w.karaoke.follow(),
            ("Ctrl+J",),
        ),
        Spec(
            "closer",
            "view",
            translate("Actions", "Sound &closer"),
            lambda w: w.waveform.zoom(1.5),
            ("Ctrl++", "Ctrl+="),
        ),
        Spec(
            "wider",
            "view",
            translate("Actions", "Sound &wider"),
            lambda w: w.waveform.zoom(1 / 1.5),
            ("Ctrl+-",),
        ),
        *view_actions.specs(),
        Spec(
            "theatre",
            "view",
            translate("Actions", "&Theatre"),
            lambda w: w.toggle_theatre(),
            ("F11",),
            "theatre",
            checkable=True,
            separated=True,
        ),
        Spec(
            "transcribe",
            "recognise",
            translate("Actions", "&Transcribe again"),
            lambda w: w.desk.transcribing.transcribe(),
            ("Ctrl+T",),
            "recognise",
        ),
        Spec(
            "align",
            "recognise",
            translate("Actions", "&Align these words again"),
            lambda w: w.desk.transcribing.align_again(),
            ("Ctrl+Shift+T",),
            "align",
        ),
        *review_actions.again_specs(),
        Spec(
            "cancel",
            "recognise",
            translate("Actions", "&Stop"),
            lambda w: w.desk.cancel(),
            ("Ctrl+.",),
            "cancel",
        ),
        Spec(
            "models",
            "recognise",
            translate("Actions", "&Models…"),
            lambda w: w.show_models(),
            ("Ctrl+M",),
            "model",
            separated=True,
        ),
        Spec(
            "teach",
            "recognise",
            translate("Actions", "Teach the model from my &corrections…"),
            lambda w: w.teaching.show_wizard(),
        ),
        Spec(
            "keys",
            "help",
            translate("Actions", "&Keys on one sheet"),
            lambda w: w.show_keys(),
            ("Ctrl+/", "F1"),
            "help",
        ),
        Spec("log", "help", translate("Actions", "Show the &log"), lambda w: w.show_log()),
        Spec(
            "about",
            "help",
            translate("Actions", "&About Flamenco Desktop"),
            lambda w: w.show_about(),
            icon="info",
        ),
    )


def build(window: MainWindow) -> dict[str, QAction]:
    """One QAction for each command, all owned by `window`."""
    made: dict[str, QAction] = {}
    for spec in specs():
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        give_keys(action, spec, window.desk.preferences)
        action.setCheckable(spec.checkable)
        action.triggered.connect(lambda _=False, handler=spec.handler: handler(window))
        window.addAction(action)
        made[spec.name] = action
    return made
