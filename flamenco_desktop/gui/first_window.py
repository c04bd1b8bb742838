"""One window to a library: a second start, or the system, asks the first window to open a recording.

Two windows that correct the same lyrics would each take the other's corrections back. A lock file beside the
library says who is first (it is stale once its process has gone); a local socket, open to the same account
only, carries the wish: one line of JSON, answered by one line.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLockFile, QObject, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ATTEMPTS = 20
_WAIT_MS = 250
_ANSWER_MS = 3000
_LONGEST = 65_536


class FirstWindow(QObject):
    """Who is first, and what others ask of it: `asked` with the absolute path of a recording, or None."""

    asked = Signal(object)

    def __init__(self, library: Path) -> None:
        super().__init__()
        with suppress(OSError):
            library.parent.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(library.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self.name = f"flamenco-desktop-{sha256(str(library.absolute()).encode()).hexdigest()[:24]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def claim(self, recording: Path | None) -> bool:
        """Whether this process may show a window; if not, the first one has been asked for `recording`.

        A first window that is about to close is waited for, up to some seconds; one that does not answer, and
        a folder where no lock can be kept, hold nobody up.
        """
        for attempt in range(_ATTEMPTS):
            if self._lock.tryLock(_WAIT_MS if attempt else 0):
                QLocalServer.removeServer(self.name)  # left behind by a process that was killed
                self._server.listen(self.name)
                return True
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return True
            answered = self._hand_over(recording)
            if answered is not None:
                return not answered
        return True

    def watch(self, app: QCoreApplication) -> None:
        """Listen to the system too, which tells a running program of a file dropped on its icon (macOS)."""
        app.installEventFilter(self)

    def close(self) -> None:
        """Take no more wishes. Whoever asks from now on waits for `release`."""
        self._server.close()

    def release(self) -> None:
        """Let another be first: everything is in the library."""
        self.close()
        self._lock.unlock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit(Path(event.file()))
            return True
        return super().eventFilter(watched, event)

    def _hand_over(self, recording: Path | None) -> bool | None:
        """Whether the first window has answered; None where nobody listens: it begins or ends."""
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        if not socket.waitForConnected(_WAIT_MS):
            return None
        wish = {"open": None if recording is None else str(recording.absolute())}
        socket.write(json.dumps(wish).encode() + b"\n")
        answered = socket.waitForBytesWritten(_ANSWER_MS) and socket.waitForReadyRead(_ANSWER_MS)
        socket.disconnectFromServer()
        return answered

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._listen)
            socket.disconnected.connect(socket.deleteLater)
            self._hear(socket)

    def _listen(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        try:
            wish = json.loads(bytes(socket.readLine(_LONGEST).data()))["open"]
        except (ValueError, KeyError, TypeError):
            socket.abort()
            return
        socket.write(b"\n")
        socket.flush()
        self.asked.emit(Path(wish) if isinstance(wish, str) else None)
