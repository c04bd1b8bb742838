"""The one undo command: a splice."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QUndoCommand

from flamenco_desktop.editing.names import title
from flamenco_desktop.library.records import Step
from flamenco_desktop.lyrics.splice import Splice

NO_GESTURE = -1


class Target(Protocol):
    """What commands work on."""

    def apply_splice(self, splice: Splice) -> None:
        """Swap the lines."""

    def note_merged(self, splice: Splice) -> None:
        """Take note that the last command has become `splice`."""


class SpliceCommand(QUndoCommand):
    """A correction that can be undone. Those of one gesture on the same word become one.

    `gesture` numbers the drag or the stretch of typing it belongs to, NO_GESTURE when it stands alone;
    `place` is what it touches.
    """

    def __init__(
        self,
        target: Target,
        splice: Splice,
        name: str,
        gesture: int = NO_GESTURE,
        place: tuple[int, ...] = (),
    ) -> None:
        super().__init__(title(name, splice))
        self._target = target
        self._splice = splice
        self._key = (name, place)
        self._gesture = gesture

    @property
    def step(self) -> Step:
        """The correction as it is kept."""
        return Step(self._splice, self._key[0])

    def rename(self) -> None:
        """Say it in the language of the window, which may be another one by now."""
        self.setText(title(self._key[0], self._splice))

    def redo(self) -> None:
        """Do it."""
        self._target.apply_splice(self._splice)

    def undo(self) -> None:
        """Undo it."""
        self._target.apply_splice(self._splice.inverse())

    def id(self) -> int:
        """The gesture; Qt tries to merge neighbours with the same one."""
        return self._gesture

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the next command of the same gesture in, if it changes what this one changed."""
        if not isinstance(other, SpliceCommand) or other._key != self._key:
            return False
        both = self._splice.then(other._splice)
        if both is None:
            return False
        self._splice = both
        self.rename()
        # Back where it began: Qt takes an obsolete command off the stack.
        self.setObsolete(both.changes_nothing)
        self._target.note_merged(both)
        return True
