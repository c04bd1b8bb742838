"""How the commands look: icons in the colours of the theme, and words that say what they would do now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from flamenco_desktop.gui import actions
from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.preferences import Depth
from flamenco_desktop.gui.spec import Spec

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

# Actions with a button that is there from the first moment on.
_IN_SIGHT = frozenset(
    {
        *(depth.value for depth in Depth),
        *("open", "previous_line", "play", "next_line", "loop", "voice_alone", "check"),
    }
)


def _of_what(action: QAction, text: str) -> str:
    """The words of undo or redo, and what of."""
    return f"{action.data()}: {text}" if text else str(action.data())


class ActionLooks(QObject):
    """Gives the actions of a window their icons, and keeps the words of undo, redo and play true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = window.desk
        self._theme = window.theme
        self._named = window.actions_by_name
        self._undo, self._redo = window.undo, window.redo
        self._all_coloured = False
        for action in (self._undo, self._redo):
            action.setData(action.text())
        stack = self._desk.document.undo_stack
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._name_undo(stack.undoText())
        self._name_redo(stack.redoText())
        self._theme.changed.connect(self.recolour)

    def recolour(self) -> None:
        """Icons in the colours of the theme, for all that have one by now."""
        self._colour(spec for spec in actions.specs() if self._all_coloured or spec.name in _IN_SIGHT)
        if self._desk.playing:
            self._named["play"].setIcon(icon("pause", self._theme.tokens.text))

    def colour_the_rest(self) -> None:
        """Icons for those too that nobody sees in the first moment."""
        self._all_coloured = True
        self._colour(spec for spec in actions.specs() if spec.name not in _IN_SIGHT)

    def _colour(self, specs: Iterable[Spec]) -> None:
        for spec in specs:
            if spec.icon:
                self._named[spec.name].setIcon(icon(spec.icon, self._theme.tokens.text))

    def show_playing(self, playing: bool) -> None:
        """Let the action play offer what it would do now."""
        action = self._named["play"]
        action.setIcon(icon("pause" if playing else "play", self._theme.tokens.text))
        action.setText(self.tr("&Pause") if playing else self.tr("&Play"))

    def _name_undo(self, text: str) -> None:
        self._undo.setText(_of_what(self._undo, text))

    def _name_redo(self, text: str) -> None:
        self._redo.setText(_of_what(self._redo, text))
