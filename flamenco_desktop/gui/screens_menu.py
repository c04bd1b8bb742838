"""On which screen the theatre is: another one if there is one, this one, or one by its name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QActionGroup, QGuiApplication, QScreen
from PySide6.QtWidgets import QMenu, QWidget

from flamenco_desktop.gui.preferences import Preferences

OTHER, HERE = "", "here"


def chosen_screen(kept: str, own: QScreen, screens: list[QScreen]) -> QScreen | None:
    """The screen for the theatre, None for that of the window itself. What is not connected counts as any."""
    others = [screen for screen in screens if screen is not own]
    if kept == HERE or not others:
        return None
    if kept and kept == own.name():
        return None
    return next((screen for screen in others if screen.name() == kept), others[0])


class ScreensMenu(QMenu):
    """Filled anew each time it opens: screens come and go."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Theatre &on"))
        self._preferences = preferences
        self._fill()
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        group = QActionGroup(self)
        kept = self._preferences.reading.screen
        words = {OTHER: self.tr("Another screen, if there is one"), HERE: self.tr("This window's screen")}
        named = {}
        for screen in QGuiApplication.screens():
            size = screen.size()
            named[screen.name()] = f"{screen.name()}  ({size.width()} × {size.height()})"
        for name, text in {**words, **named}.items():
            if name in named and len(named) < 2:
                continue
            action = self.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == kept)
            action.triggered.connect(lambda _=False, name=name: self._choose(name))
            group.addAction(action)

    def _choose(self, name: str) -> None:
        self._preferences.reading = replace(self._preferences.reading, screen=name)
