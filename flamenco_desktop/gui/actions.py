"""Every command of the window, declared once: its name, menu, words, keys, icon, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from flamenco_desktop.gui.preferences import Depth

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Spec:
    """One command. `menu` is the name of its menu; `keys` are portable key sequences, the first one is shown."""

    name: str
    menu: str
    text: str
    handler: Callable[[MainWindow], None]
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    separated: bool = False


def menus() -> dict[str, str]:
    """The menus in order: name and title."""
    tr = QCoreApplication.translate
    return {
        "file": tr("Actions", "&File"),
        "edit": tr("Actions", "&Edit"),
        "play": tr("Actions", "&Play"),
        "view": tr("Actions", "&View"),
        "recognise": tr("Actions", "&Recognise"),
        "help": tr("Actions", "&Help"),
    }


def specs() -> tuple[Spec, ...]:
    """All commands in the order of the menus, in the language of the window."""
    tr = QCoreApplication.translate
    return (
        Spec("open", "file", tr("Actions", "&Open a recording…"), lambda w: w.ask_recording(), ("Ctrl+O",), "open"),
        Spec("try", "file", tr("Actions", "Open the &bundled recording"), lambda w: w.open_bundled()),
        Spec("remove", "file", tr("Actions", "&Take out of the library"), lambda w: w.remove_recording(),
             icon="remove"),
        Spec("quit", "file", tr("Actions", "&Quit"), lambda w: w.quit(), ("Ctrl+Q",), "quit", separated=True),
        Spec("edit_word", "edit", tr("Actions", "&Edit the word"), lambda w: w.edit_word(), ("F2",), "edit",
             separated=True),
        Spec("delete_word", "edit", tr("Actions", "&Delete the word"), lambda w: w.editor.delete_word(), ("Del",)),
        Spec("check", "edit", tr("Actions", "&Check the line and go on"), lambda w: w.check_line(),
             ("Ctrl+Return", "Ctrl+Enter"), "check"),
        Spec("next_doubt", "edit", tr("Actions", "&Next doubtful word"), lambda w: w.next_doubtful(1), ("F8",),
             separated=True),
        Spec("previous_doubt", "edit", tr("Actions", "&Previous doubtful word"), lambda w: w.next_doubtful(-1),
             ("Shift+F8",)),
        Spec("find", "edit", tr("Actions", "&Find in the library"), lambda w: w.find(), ("Ctrl+F",), "search",
             separated=True),
        Spec("play", "play", tr("Actions", "&Play"), lambda w: w.desk.play_or_pause(), ("Space", "Ctrl+Space"),
             "play"),
        Spec("previous_line", "play", tr("Actions", "P&revious line"), lambda w: w.desk.step_line(-1), ("Alt+Up",),
             "previous"),
        Spec("next_line", "play", tr("Actions", "&Next line"), lambda w: w.desk.step_line(1), ("Alt+Down",), "next"),
        Spec("back", "play", tr("Actions", "&Back 5 seconds"), lambda w: w.desk.step(-5.0), ("Alt+Left",),
             separated=True),
        Spec("forward", "play", tr("Actions", "&Forward 5 seconds"), lambda w: w.desk.step(5.0), ("Alt+Right",)),
        Spec("slower", "play", tr("Actions", "&Slower"), lambda w: w.desk.change_speed(-0.1), ("[",), separated=True),
        Spec("faster", "play", tr("Actions", "F&aster"), lambda w: w.desk.change_speed(0.1), ("]",)),
        Spec("loop", "play", tr("Actions", "Repeat this &line"), lambda w: w.desk.loop_line(), ("Ctrl+L",),
             "loop", checkable=True),
        Spec("read", "view", tr("Actions", "&Read"), lambda w: w.set_depth(Depth.READ), ("Ctrl+1",), "read",
             checkable=True),
        Spec("correct", "view", tr("Actions", "&Correct"), lambda w: w.set_depth(Depth.CORRECT), ("Ctrl+2",),
             "correct", checkable=True),
        Spec("study", "view", tr("Actions", "&Study"), lambda w: w.set_depth(Depth.STUDY), ("Ctrl+3",), "study",
             checkable=True),
        Spec("depth", "view", tr("Actions", "&Deeper"), lambda w: w.next_depth(), ("F6",)),
        Spec("library", "view", tr("Actions", "Show the &library"), lambda w: w.toggle_library(), ("Ctrl+B",),
             checkable=True, separated=True),
        Spec("follow", "view", tr("Actions", "&Follow the voice"), lambda w: w.karaoke.follow(), ("Ctrl+J",)),
        Spec("closer", "view", tr("Actions", "Sound &closer"), lambda w: w.waveform.zoom(1.5), ("Ctrl++", "Ctrl+=")),
        Spec("wider", "view", tr("Actions", "Sound &wider"), lambda w: w.waveform.zoom(1 / 1.5), ("Ctrl+-",)),
        Spec("theatre", "view", tr("Actions", "&Theatre"), lambda w: w.toggle_theatre(), ("F11",), "theatre",
             checkable=True, separated=True),
        Spec("transcribe", "recognise", tr("Actions", "&Transcribe again"), lambda w: w.desk.transcribe(),
             ("Ctrl+T",), "recognise"),
        Spec("align", "recognise", tr("Actions", "&Align these words again"), lambda w: w.desk.align_again(),
             ("Ctrl+Shift+T",), "align"),
        Spec("cancel", "recognise", tr("Actions", "&Stop"), lambda w: w.desk.cancel(), ("Ctrl+.",), "cancel"),
        Spec("models", "recognise", tr("Actions", "&Models…"), lambda w: w.show_models(), ("Ctrl+M",), "model",
             separated=True),
        Spec("keys", "help", tr("Actions", "&Keys on one sheet"), lambda w: w.show_keys(), ("Ctrl+/", "F1"), "help"),
        Spec("log", "help", tr("Actions", "Show the &log"), lambda w: w.show_log()),
        Spec("about", "help", tr("Actions", "&About Flamenco Desktop"), lambda w: w.show_about(), icon="info"),
    )  # fmt: skip


def build(window: MainWindow) -> dict[str, QAction]:
    """One QAction for each command, all owned by `window`."""
    made: dict[str, QAction] = {}
    for spec in specs():
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setCheckable(spec.checkable)
        shown = QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
        plain = spec.text.replace("&", "").rstrip("…")
        action.setToolTip(f"{plain} ({shown})" if shown else plain)
        action.triggered.connect(lambda _=False, handler=spec.handler: handler(window))
        window.addAction(action)
        made[spec.name] = action
    return made
