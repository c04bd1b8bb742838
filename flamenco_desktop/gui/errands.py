"""What may have to wait for a disk is done one thing after another in a thread beside the window's."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from flamenco_desktop.errors import FlamencoError

T = TypeVar("T")


class Errands(QObject):
    """Runs errands in the order they were given; their answers come back in the window's thread."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._answered.connect(self._take)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[FlamencoError], None] | None = None,
    ) -> None:
        """Do `work` in the thread; then, here, call `then` with its result or `failed` with its error."""

        def errand() -> None:
            try:
                result = work()
            except FlamencoError as error:
                if failed is not None:
                    self._answer(partial(failed, error))
            else:
                if then is not None:
                    self._answer(partial(then, result))

        self._waiting.put(errand)
        if self._thread is None or not self._thread.is_alive():
            # A disk that never answers must not keep the program from ending.
            self._thread = threading.Thread(target=self._serve, name="errands", daemon=True)
            self._thread.start()

    def finish(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for all that was given; whether it is done. Answers come later."""
        done = threading.Event()
        self.run(done.set)
        return done.wait(timeout)

    def _answer(self, answer: Callable[[], None]) -> None:
        try:
            self._answered.emit(answer)
        except RuntimeError:
            # The window has gone meanwhile, and nobody waits for the answer.
            if shiboken6.isValid(self):
                raise

    def _serve(self) -> None:
        while True:
            self._waiting.get()()

    def _take(self, answer: Callable[[], None]) -> None:
        answer()
