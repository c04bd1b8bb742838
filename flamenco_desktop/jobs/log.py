"""The worker's standard error, kept in a file of bounded size in the user's log folder."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

_MOST_BYTES = 1_000_000
_KEPT = 3


def default_path() -> Path:
    """Where the worker's log lies."""
    return Path(platformdirs.user_log_dir("flamenco-desktop", appauthor=False)) / "worker.log"


class WorkerLog:
    """Lines of text into a rotating file; a folder that cannot be written costs the log, not the job."""

    def __init__(self, path: Path) -> None:
        self._handler: logging.Handler
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=False
            )
        except OSError:
            self._handler = logging.NullHandler()

    def write(self, text: str) -> None:
        """Add the lines of `text`."""
        for line in text.splitlines():
            self._handler.emit(logging.LogRecord("worker", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()
