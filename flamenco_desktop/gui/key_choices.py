"""The keys of the commands: those they come with, or those that the listener gave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QAction, QKeySequence

from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.spec import Spec


def keys_of(spec: Spec, preferences: Preferences) -> tuple[str, ...]:
    """The keys of a command now, portable, perhaps none."""
    chosen = preferences.keys(spec.name)
    return spec.keys if chosen is None else chosen


def give_keys(action: QAction, spec: Spec, preferences: Preferences) -> None:
    """Let the action answer to its keys, and its tip say the first of them."""
    keys = keys_of(spec, preferences)
    action.setShortcuts([QKeySequence(key) for key in keys])
    plain = plain_text(spec.text)
    action.setToolTip(f"{plain} ({native(keys[0])})" if keys else plain)


def plain_text(text: str) -> str:
    """The words of a command without the marks of a menu."""
    return text.replace("&", "").rstrip("…")


def native(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def same(one: str, other: str) -> bool:
    """Whether two portable sequences are the same keys."""
    return QKeySequence(one).matches(QKeySequence(other)) is QKeySequence.SequenceMatch.ExactMatch


def holders(key: str, keys: Mapping[str, Iterable[str]]) -> list[str]:
    """The commands, of those named in `keys`, that answer to a key, or to one that begins with it."""
    wanted = QKeySequence(key)
    none = QKeySequence.SequenceMatch.NoMatch
    return [
        name
        for name, own in keys.items()
        if any(
            QKeySequence(item).matches(wanted) is not none or wanted.matches(QKeySequence(item)) is not none
            for item in own
        )
    ]
