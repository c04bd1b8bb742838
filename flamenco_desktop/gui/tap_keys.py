"""The keyboard while words are tapped: Space is the hand, Backspace goes back, Esc and Enter leave."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from flamenco_desktop.gui.tap_mode import TapMode

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ALONE = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class TapKeys(QObject):
    """Stands before all widgets while `tap` is on. Any other command ends the mode first."""

    def __init__(self, tap: TapMode, app: QApplication) -> None:
        super().__init__(tap)
        self._tap = tap
        self._app = app
        self._listening = False
        tap.changed.connect(self._follow)

    def _follow(self) -> None:
        if self._tap.on != self._listening:
            self._listening = self._tap.on
            if self._listening:
                self._app.installEventFilter(self)
            else:
                self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent) or not watched.isWidgetType():
            return False
        if event.modifiers() & _COMMANDS and event.key() not in _ALONE:
            if event.type() == QEvent.Type.ShortcutOverride:
                self._tap.leave()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # No command has this key now.
            event.accept()
            return True
        if not event.isAutoRepeat():
            self._key(Qt.Key(event.key()), down=event.type() == QEvent.Type.KeyPress)
        return True

    def _key(self, key: Qt.Key, *, down: bool) -> None:
        tap = self._tap
        if key == Qt.Key.Key_Space:
            if down:
                tap.press()
            else:
                tap.release()
        elif down and key == Qt.Key.Key_Backspace:
            tap.back()
        elif down and key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            tap.leave()
