"""What the command line and the terminal share: progress on stderr, the log, and how a job ends.

Libraries print to standard output and error as they like, from Python and from native code. While a job runs,
both file descriptors point to the log, so that results and progress stay clean.
"""

from __future__ import annotations

import datetime
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

from flamenco_desktop.errors import CancelledError, FlamencoError
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.wording import sentence

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

_STAGES = {
    "starting": "starting",
    "loading": "loading the models",
    "decoding": "reading the recording",
    "isolating": "taking the voice out",
    "recognising": "recognising the words",
    "aligning": "aligning the words",
    "fetching": "fetching the model",
    "unpacking": "unpacking",
    "copying": "copying",
    "converting": "converting",
    "checking": "checking",
    "measuring": "measuring",
}
_BAR = 24
_LARGEST_LOG = 1_000_000


def log_path() -> Path:
    """Where libraries' output and unforeseen errors are kept."""
    import platformdirs

    return platformdirs.user_log_path("flamenco-desktop", appauthor=False) / "flamenco-desktop.log"


def _open_log() -> TextIO:
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.stat().st_size if path.exists() else 0
        return path.open("w" if old > _LARGEST_LOG else "a", encoding="utf-8", errors="replace")
    except OSError:  # a log that cannot be written must not stop a job
        return Path(os.devnull).open("w", encoding="utf-8")


@contextmanager
def libraries_apart() -> Iterator[TextIO]:
    """File descriptors 1 and 2 lead to the log inside; yields the real standard error to write on."""
    kept = os.dup(1), os.dup(2)
    try:
        with (
            _open_log() as log,
            open(kept[1], "w", encoding="utf-8", closefd=False, errors="replace") as stderr,
        ):
            _point(log.fileno(), log.fileno())
            try:
                yield stderr
            finally:
                _point(*kept)
    finally:
        os.close(kept[0])
        os.close(kept[1])


def _point(out: int, err: int) -> None:
    """Let file descriptors 1 and 2 lead where `out` and `err` do, after what was written before."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(out, 1)
    os.dup2(err, 2)


class Progress:
    """A listener of the pipeline that shows a bar in a terminal, and a line for each stage elsewhere."""

    def __init__(self, stream: TextIO, title: str) -> None:
        self._stream = stream
        self._title = title
        self._live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._stage = ""
        self._shown = ""
        self._stopped = False

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """Show that `fraction` of `stage` is done."""
        words = _STAGES.get(stage, stage)
        if not self._live:
            if stage not in (self._stage, "starting"):
                self._write(f"{self._title}: {words}\n")
        else:
            full = round(_BAR * min(max(fraction, 0.0), 1.0))
            left = "" if seconds_left is None else f"  {_in_words(seconds_left)} left"
            shown = f"{words:<22} {'█' * full}{'░' * (_BAR - full)} {fraction:4.0%}{left}"
            if shown != self._shown:
                self._write(f"\r\x1b[K{shown}")
                self._shown = shown
        self._stage = stage

    def lines(self, lines: tuple[Line, ...]) -> None:
        """Lines that are done; the whole comes at the end, so nothing is shown here."""

    def cancelled(self) -> bool:
        """Whether Ctrl+C was pressed: an import deep in a library may have swallowed the exception."""
        return self._stopped

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ctrl+C: remember it, and end what runs as Python does."""
        self._stopped = True
        signal.default_int_handler(number, frame)

    def close(self) -> None:
        """Take the bar away."""
        if self._live and self._shown:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


@contextmanager
def working(title: str) -> Iterator[Progress]:
    """What a job on the recording called `title` shows, with the libraries' own output apart."""
    with libraries_apart() as stderr:
        progress = Progress(stderr, title)
        progress.progress("starting", 0.0, None)
        foremost = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, progress.stop) if foremost else None
        try:
            yield progress
        finally:
            if foremost:
                signal.signal(signal.SIGINT, before)
            progress.close()


def _in_words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def say(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def use_utf8() -> None:
    """Lyrics are UTF-8 wherever they go, also through a pipe on Windows."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")


def guarded(job: Callable[[], int]) -> int:
    """Run `job` and return its status; whatever goes wrong becomes a sentence and a status, no traceback."""
    try:
        status = job()
        sys.stdout.flush()
        return status
    except (KeyboardInterrupt, CancelledError):
        say("flamenco-desktop: stopped; what was not finished is not written.")
        return INTERRUPTED
    except FlamencoError as error:
        say(f"flamenco-desktop: {sentence(error)}")
        return FAILED
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence here, the traceback in the log
        with _open_log() as log:
            log.write(f"\n{datetime.datetime.now().astimezone().isoformat()}\n")
            traceback.print_exception(error, file=log)
        reason = " ".join(str(error).split())[:300] or "no reason given"
        say(
            f"flamenco-desktop: an unforeseen error ({type(error).__name__}: {reason}): "
            f"please report it with the log, {log_path()}"
        )
        return FAILED
