"""The menus of the window: those of its bar, from the declared commands, and those of the right button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from flamenco_desktop.gui import actions, review_actions, text_actions
from flamenco_desktop.gui.screens_menu import ScreensMenu
from flamenco_desktop.gui.theme import Choice
from flamenco_desktop.gui.versions_menu import VersionsMenu

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

LANGUAGES = {"en": "English", "es": "Español"}
ABOUT_VERSES = ("", "play", "loop", "", "theatre")
"""What the right button offers on the karaoke; an empty name is a line between groups."""


class Menus(QObject):
    """Fills the menu bar of a window, and gives its views what the right button offers on them.

    `by_name` has the menus of the bar by the names that `actions.menus` gives them.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.by_name: dict[str, QMenu] = {}
        self._fill_bar()
        self._add_choices(self.by_name["view"])
        recognise = self.by_name["recognise"]
        self.versions = VersionsMenu(window.desk, recognise)
        recognise.insertMenu(window.actions_by_name["cancel"], self.versions)
        self._add_context_menus()

    def _fill_bar(self) -> None:
        titles = actions.menus()
        for name, title in titles.items():
            if "/" not in name:
                self.by_name[name] = self._window.menuBar().addMenu(title)
        for spec in actions.specs():
            outer = self.by_name[spec.menu.partition("/")[0]]
            if spec.separated:
                self.by_name.get(spec.menu, outer).addSeparator()
            if spec.menu not in self.by_name:
                self.by_name[spec.menu] = outer.addMenu(titles[spec.menu])
            self.by_name[spec.menu].addAction(self._window.actions_by_name[spec.name])

    def _add_context_menus(self) -> None:
        window = self._window
        window.karaoke.addAction(window.karaoke.correct_here)
        for view, names in (
            (window.karaoke, ABOUT_VERSES),
            (window.editor, text_actions.ABOUT_WORDS),
            (window.waveform, review_actions.ABOUT_TIMES),
            (window.recordings.view, ("open", "remove")),
        ):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            for name in names:
                view.addAction(window.actions_by_name[name] if name else self._line_between(view))

    @staticmethod
    def _line_between(view: QWidget) -> QAction:
        line = QAction(view)
        line.setSeparator(True)
        return line

    # --- one of several ---------------------------------------------------------------------------------

    def _add_choices(self, menu: QMenu) -> None:
        menu.addMenu(ScreensMenu(self._window.desk.preferences, menu))
        menu.addSeparator()
        themes = menu.addMenu(self.tr("&Colours"))
        words = {
            Choice.SYSTEM: self.tr("As the system"),
            Choice.DARK: self.tr("Tablao (dark)"),
            Choice.LIGHT: self.tr("Papel (light)"),
            Choice.CONTRAST: self.tr("High contrast"),
        }
        group = QActionGroup(self)
        for choice, text in words.items():
            action = self._option(themes, group, text, choice is self._window.theme.choice)
            action.triggered.connect(lambda _=False, choice=choice: self._choose_theme(choice))
        languages = menu.addMenu(self.tr("&Language"))
        group = QActionGroup(self)
        chosen = self._window.desk.preferences.language
        for language, text in {"": self.tr("As the system"), **LANGUAGES}.items():
            action = self._option(languages, group, text, language == chosen)
            action.triggered.connect(lambda _=False, language=language: self._choose_language(language))

    @staticmethod
    def _option(menu: QMenu, group: QActionGroup, text: str, checked: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
        return action

    def _choose_theme(self, choice: Choice) -> None:
        self._window.desk.preferences.theme = choice
        self._window.theme.choose(choice)

    def _choose_language(self, language: str) -> None:
        self._window.language_chosen.emit(language)
