"""Full screen: ground, words, nothing else; the controls come with the mouse and go after two seconds.

Where there is a second screen the theatre is there, and the window stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.gui.player_bar import PlayerBar
from flamenco_desktop.gui.screens_menu import chosen_screen
from flamenco_desktop.gui.stage import Stage

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

LINGER_MS = 2000


class Theatre(QObject):
    """Takes the furniture out of the window and puts it back; the player bar lies over the words."""

    def __init__(
        self, window: MainWindow, karaoke: KaraokeView, player_bar: PlayerBar, furniture: list[QWidget]
    ) -> None:
        super().__init__(window)
        self.on = False
        self.stage: Stage | None = None
        self._window = window
        self._karaoke = karaoke
        self._bar = player_bar
        self._furniture = furniture
        self._hidden: list[QWidget] = []
        self._was_maximised = False
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER_MS)
        self._linger.timeout.connect(self._rest)
        karaoke.stirred.connect(self._stir)

    def toggle(self) -> None:
        """Begin or end."""
        if self.stage is not None:
            self.stage.close()
            return
        kept = self._window.desk.preferences.reading.screen
        screen = None if self.on else chosen_screen(kept, self._window.screen(), QGuiApplication.screens())
        if screen is not None:
            self._open_stage(screen)
        elif self.on:
            self.on = False
            self._end()
        else:
            self.on = True
            self._begin()
        self._window.theatre_changed(self.on or self.stage is not None)

    def close(self) -> None:
        """End it, wherever it is."""
        if self.on or self.stage is not None:
            self.toggle()

    def _open_stage(self, screen: QScreen) -> None:
        self.stage = Stage(self._window, screen)
        self.stage.closed.connect(self._stage_closed)
        self.stage.appear()

    def _stage_closed(self) -> None:
        stage, self.stage = self.stage, None
        if stage is not None:
            stage.deleteLater()
            self._window.theatre_changed(False)

    def _begin(self) -> None:
        self._hidden = [widget for widget in self._furniture if not widget.isHidden()]
        for widget in self._hidden:
            widget.hide()
        self._karaoke.show()
        self._lower_edge().removeWidget(self._bar)
        self._bar.hide()
        self._was_maximised = self._window.isMaximized()
        self._window.showFullScreen()
        self._karaoke.setFocus()
        self._linger.start()

    def _end(self) -> None:
        self._linger.stop()
        self._karaoke.unsetCursor()
        for widget in self._hidden:
            widget.show()
        self._lower_edge().addWidget(self._bar)
        self._bar.show()
        if self._was_maximised:
            self._window.showMaximized()
        else:
            self._window.showNormal()

    def _lower_edge(self) -> QVBoxLayout:
        return self._window.lower_edge

    def place(self) -> None:
        """Put the bar at the lower edge of the screen."""
        if self.on:
            area = self._karaoke.window().rect()
            height = self._bar.sizeHint().height()
            self._bar.setGeometry(0, area.height() - height, area.width(), height)

    def _stir(self) -> None:
        if self.on:
            self.place()
            self._bar.show()
            self._bar.raise_()
            self._karaoke.unsetCursor()
            self._linger.start()

    def _rest(self) -> None:
        if self.on and not self._bar.underMouse():
            self._bar.hide()
            self._karaoke.setCursor(Qt.CursorShape.BlankCursor)
        elif self.on:
            self._linger.start()
