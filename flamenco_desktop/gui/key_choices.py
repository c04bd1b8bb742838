"""The keys of the commands: those they come with, or those that the listener gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction, QKeySequence

from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.spec import Spec


class KeyChoices:
    """The keys of `specs`; what is changed reaches their `actions` at once and is kept."""

    def __init__(
        self, specs: Sequence[Spec], actions: Mapping[str, QAction], preferences: Preferences
    ) -> None:
        self.specs = tuple(specs)
        self._by_name = {spec.name: spec for spec in specs}
        self._actions = actions
        self._preferences = preferences

    def spec(self, name: str) -> Spec:
        """The command called so."""
        return self._by_name[name]

    def of(self, name: str) -> tuple[str, ...]:
        """The keys of a command now, portable, perhaps none."""
        return keys_of(self._by_name[name], self._preferences)

    def changed(self, name: str) -> bool:
        """Whether the listener gave the command other keys."""
        return self._preferences.keys(name) is not None

    def holders(self, key: str) -> list[str]:
        """The commands that answer to a key."""
        return [name for name in self._by_name if any(same(own, key) for own in self.of(name))]

    def give(self, name: str, key: str) -> None:
        """Let a command answer to a key first, and no other command any more."""
        for other in self.holders(key):
            if other != name:
                self.set(other, tuple(own for own in self.of(other) if not same(own, key)))
        self.set(name, (key, *(own for own in self.of(name) if not same(own, key))))

    def set(self, name: str, keys: tuple[str, ...] | None) -> None:
        """The keys of a command from now on; None for those it comes with, but for what others have now."""
        spec = self._by_name[name]
        if keys is None:
            taken = [key for key in spec.keys if any(other != name for other in self.holders(key))]
            keys = tuple(key for key in spec.keys if key not in taken) if taken else None
        self._preferences.set_keys(name, None if keys == spec.keys else keys)
        give_keys(self._actions[name], spec, self._preferences)

    def restore(self) -> None:
        """All keys as the program came with them."""
        for spec in self.specs:
            self._preferences.set_keys(spec.name, None)
        for spec in self.specs:
            give_keys(self._actions[spec.name], spec, self._preferences)


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
    return QKeySequence(one) == QKeySequence(other)
