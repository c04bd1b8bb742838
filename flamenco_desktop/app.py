"""The composition root of the window: every object is made here and handed to those who need it."""

from __future__ import annotations

import faulthandler
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QSocketNotifier,
    Qt,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from flamenco_desktop import bundled
from flamenco_desktop.editing import LibraryWriter, LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.assets import ICONS, TRANSLATIONS
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.first_window import FirstWindow
from flamenco_desktop.gui.main_window import MainWindow
from flamenco_desktop.gui.outline import Outline
from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.jobs.worker import Worker

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player

NAME = "flamenco-desktop"
_LOG_BYTES = 1_000_000
_WARM_AFTER_MS = 1000


@dataclass(frozen=True, slots=True)
class Places:
    """Where the listener's things are kept."""

    library: Path
    preferences: Path
    peaks: Path
    log: Path

    @staticmethod
    def of_user() -> Places:
        """The folders that the system has for them."""
        dirs = platformdirs.PlatformDirs(NAME, appauthor=False)
        return Places(
            dirs.user_data_path / "library.sqlite3",
            dirs.user_config_path / "preferences.ini",
            dirs.user_cache_path / "peaks",
            dirs.user_log_path / "window.log",
        )


class Program(QObject):
    """The running program: what lives as long as the window, and longer than a window in one language."""

    _unforeseen = Signal()

    def __init__(self, app: QApplication, places: Places) -> None:
        super().__init__()
        self._app = app
        self._places = places
        self._log = _open_log(places.log)
        self.preferences = Preferences(places.preferences)
        self._translators: list[QTranslator] = []
        self._translate()
        self.theme = Theme(app, self.preferences.theme)
        self.document = LyricDocument()
        self.writer = LibraryWriter(places.library)
        self.writer.follow(self.document)
        self.worker = Worker()
        self.desk = Desk(
            self.writer, self.document, self.worker, _make_player, self.preferences, Outline(places.peaks)
        )
        self._unforeseen.connect(self._tell_unforeseen)
        self._closed = False
        self.window = self._make_window()

    def start(self, recording: Path | None) -> None:
        """Show the window; everything that takes time begins after it is there."""
        self.window.show()
        QTimer.singleShot(0, self, lambda: self._begin(recording))

    def asked(self, recording: Path | None) -> None:
        """Come to the front, with `recording` if another start of the program named one."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if recording is not None:
            self.desk.open(recording)

    def _begin(self, recording: Path | None) -> None:
        self.writer.start()
        if recording is not None:
            self.desk.open(recording)
            self.writer.list_entries()
        else:
            self.writer.listed.connect(self._open_first)
            self.writer.list_entries()
        QTimer.singleShot(_WARM_AFTER_MS, self, self.desk.transcribing.warm)

    def _open_first(self, entries: tuple[object, ...]) -> None:
        """Go on where the listener left off; with an empty library, the recording that comes along."""
        self.writer.listed.disconnect(self._open_first)
        keys = [entry.id for entry in self.desk.entries]
        if keys:
            self.desk.open_key(self.preferences.last if self.preferences.last in keys else keys[0])
        elif bundled.recordings():
            self.desk.open(bundled.recording())

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.desk, self.theme, self._places.log)
        window.language_chosen.connect(self._speak)
        return window

    # --- language ---------------------------------------------------------------------------------------

    def _translate(self) -> None:
        language = self.preferences.language or QLocale.system().name()[:2]
        QLocale.setDefault(QLocale(language))
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators.clear()
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"flamenco_{language}", str(TRANSLATIONS)), (f"qtbase_{language}", qt)):
            translator = QTranslator(self)
            if translator.load(name, folder):
                self._app.installTranslator(translator)
                self._translators.append(translator)

    def _speak(self, language: str) -> None:
        """A window in another language takes the place of this one; the desk stays as it is."""
        self.preferences.language = language
        self._translate()
        self.document.rename_steps()
        old = self.window
        self.preferences.window = old.saveGeometry()
        self.window = self._make_window()
        self.window.show()
        old.retire()

    # --- what nobody foresaw ----------------------------------------------------------------------------

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write an exception that nobody caught into the log and say so; the window goes on."""
        self._log.error("unforeseen", exc_info=(kind, error, trace))
        self._unforeseen.emit()

    def _tell_unforeseen(self) -> None:
        self.desk.failed.emit(FlamencoError())

    # --- the end ----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Keep everything and let go of everything; more than once does no harm."""
        if self._closed:
            return
        self._closed = True
        # First what could be lost.
        self.desk.transcribing.break_off()
        kept = self.writer.close()
        if not kept:
            self._log.error("not everything could be written into the library")
        self.desk.close()
        self.worker.shutdown()


def _make_player() -> Player:
    from flamenco_desktop.audio.player import Player

    return Player()


def _open_log(path: Path) -> logging.Logger:
    log = logging.getLogger(NAME)
    log.propagate = False
    log.handlers.clear()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError:  # a log that cannot be written must not keep the window from opening
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log


class _Signals(QObject):
    """SIGINT and SIGTERM close the window as its cross does.

    Python runs its handlers only between its own instructions, and Qt's loop has none: the wake-up socket
    brings Qt back to Python.
    """

    def __init__(self, close: Callable[[], None]) -> None:
        super().__init__()
        self._close = close
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        signal.set_wakeup_fd(self._write.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._close())

    def _woken(self) -> None:
        with suppress(BlockingIOError):
            self._read.recv(64)

    def restore(self) -> None:
        """Give the signals back."""
        signal.set_wakeup_fd(-1)
        for number, handler in (
            (signal.SIGINT, signal.default_int_handler),
            (signal.SIGTERM, signal.SIG_DFL),
        ):
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()


def main(recording: Path | None = None) -> int:
    """Show the window on `recording` (on the last one, or the bundled one, for None) until it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("Flamenco Desktop")
    app.setDesktopFileName(NAME)
    app.setWindowIcon(QIcon(str(ICONS / "flamenco-desktop.svg")))
    places = Places.of_user()
    first = FirstWindow(places.library)
    if not first.claim(recording):
        return 0
    program = Program(app, places)
    first.asked.connect(program.asked)
    # Only macOS tells the program of files; elsewhere watching would cost a call for each event.
    if sys.platform == "darwin":
        first.watch(app)
    sys.excepthook = program.catch
    threading.excepthook = lambda told: program.catch(
        told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
    )
    with suppress(OSError), places.log.with_name("crash.log").open("w", encoding="utf-8") as crash:
        faulthandler.enable(crash)
        return _run(app, program, first, recording)
    return _run(app, program, first, recording)


def _run(app: QApplication, program: Program, first: FirstWindow, recording: Path | None) -> int:
    signals = _Signals(app.closeAllWindows)
    app.aboutToQuit.connect(first.close)
    app.aboutToQuit.connect(program.close)
    program.start(recording)
    try:
        return app.exec()
    finally:
        program.close()
        first.release()
        signals.restore()
        faulthandler.disable()
        sys.excepthook = sys.__excepthook__
