"""The lyrics that a recording had before: nothing that was ever written down or corrected is out of reach."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.library import Version


class VersionsMenu(QMenu):
    """One entry for each version of the open recording's lyrics, the newest first, the one shown ticked."""

    def __init__(self, desk: Desk, parent: QMenu) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Earlier lyrics"))
        self._desk = desk
        self._group = QActionGroup(self)
        parent.aboutToShow.connect(desk.open_lyrics.look_for_versions)
        desk.open_lyrics.versions_changed.connect(self.fill)
        desk.opened.connect(self.fill)
        desk.transcribing.changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Show what the desk knows."""
        self.clear()
        for version in reversed(self._desk.open_lyrics.versions):
            if version.lines or version.active:
                self._add(version)
        several = len(self.actions()) > 1
        self.menuAction().setEnabled(several and self._desk.transcribing.job is None)

    def _add(self, version: Version) -> None:
        when = QDateTime.fromString(version.stored, Qt.DateFormat.ISODateWithMs).toLocalTime()
        text = self.tr("{when}  ·  lines: {lines}  ·  corrections: {corrections}").format(
            when=QLocale().toString(when, QLocale.FormatType.ShortFormat),
            lines=version.lines,
            corrections=version.corrections,
        )
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(version.active)
        self._group.addAction(action)
        action.triggered.connect(lambda _=False: self._choose(version))
        self.addAction(action)

    def _choose(self, version: Version) -> None:
        if not version.active:
            self._desk.open_lyrics.choose_version(version.id)
