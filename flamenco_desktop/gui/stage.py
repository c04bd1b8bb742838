"""The theatre on another screen: the verses there, the editor here, one song."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flamenco_desktop.gui.karaoke_view import KaraokeView
from flamenco_desktop.lyrics.splice import Splice

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow

LINGER_MS = 2000


class Stage(QWidget):
    """A window of its own with nothing but the verses, on `screen`; it understands the keys of the main one.

    `closed` when the listener closed it, or its screen was taken away.
    """

    closed = Signal()

    def __init__(self, window: MainWindow, screen: QScreen) -> None:
        # No parent: it would stand on the screen of its parent.
        super().__init__(None, Qt.WindowType.Window)
        self._window = window
        self._desk = window.desk
        self._screen = screen
        self.karaoke = KaraokeView(window.theme, self)
        self.karaoke.set_clock(self._desk.position)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.karaoke)
        self.addActions(window.actions())
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER_MS)
        self._linger.timeout.connect(lambda: self.karaoke.setCursor(Qt.CursorShape.BlankCursor))
        self.karaoke.stirred.connect(self._stir)
        self.karaoke.seek_requested.connect(self._desk.seek)
        self.karaoke.correction_requested.connect(window.correct_word)
        self._desk.opened.connect(self._show_all)
        self._desk.document.reset.connect(self._show_all)
        self._desk.document.spliced.connect(self._splice)
        self._desk.sound.ticked.connect(self.karaoke.tick)
        self._desk.place_moved.connect(self.karaoke.place_moved)
        window.theme.app.screenRemoved.connect(self._screen_gone)
        window.reading.add(self.karaoke)
        self._show_all()

    def appear(self) -> None:
        """Fill the screen."""
        self.setScreen(self._screen)
        self.setGeometry(self._screen.geometry())
        self.showFullScreen()
        self.karaoke.setFocus()
        self._linger.start()

    def _show_all(self) -> None:
        entry = self._desk.entry
        if entry is not None:
            below = "  ·  ".join(part for part in (entry.singer, entry.palo) if part)
            self.karaoke.set_cover(entry.title, below)
            self.setWindowTitle(self.tr("{title} – theatre").format(title=entry.title))
        self.karaoke.set_lines(self._desk.document.lines)

    def _splice(self, splice: Splice) -> None:
        arriving = self._desk.transcribing.job is not None and not splice.old
        self.karaoke.splice(splice.index, len(splice.old), splice.new, arriving=arriving)

    def _stir(self) -> None:
        self.karaoke.unsetCursor()
        self._linger.start()

    def _screen_gone(self, screen: QScreen) -> None:
        if screen is self._screen:
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._linger.stop()
        event.accept()
        self.closed.emit()
