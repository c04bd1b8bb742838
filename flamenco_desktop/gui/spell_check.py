"""The spelling check of what is open: every word once, beside the window's thread; suggestions on demand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.lyrics.splice import Splice
from flamenco_desktop.spelling import Spelling

PAUSE_MS = 400
"""Words are looked up when nothing has changed for so long."""


class SpellCheck(QObject):
    """Tells which words of the document no dictionary knows. Does nothing until it is `on`."""

    changed = Signal()
    """`misspelled` is another set."""
    suggested = Signal(str, list)
    """The answer to `ask`: the word, and what else it might be."""
    failed = Signal(FlamencoError)

    def __init__(self, document: LyricDocument, own: Path, parent: QObject | None = None) -> None:
        """`own` is the file of the listener's words."""
        super().__init__(parent)
        self._document, self._own = document, own
        self._errands = Errands(self)
        self._spelling: Spelling | None = None
        self._language = ""
        self._judged: dict[str, bool] = {}
        self._new: set[str] = set()
        self._on = False
        self.misspelled: frozenset[str] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        document.reset.connect(self._reset)
        document.spliced.connect(self._spliced)

    @property
    def on(self) -> bool:
        """Whether words are checked."""
        return self._on

    def switch(self, on: bool) -> None:
        """Check, or do not."""
        self._on = on
        self._reset()
        if not on:
            self._show()

    def _reset(self) -> None:
        self._new.clear()
        language = self._document.lyrics.language
        if language != self._language:
            self._language, self._spelling = language, None
            self._judged.clear()
        self._gather(word.text for line in self._document.lines for word in line.words)

    def _spliced(self, splice: Splice) -> None:
        self._gather(word.text for line in splice.new for word in line.words)

    def _gather(self, texts: Iterable[str]) -> None:
        if not self._on:
            return
        self._new.update(text for text in texts if text not in self._judged)
        if self._new:
            self._pause.start()
        else:
            self._show()

    def _look_up(self) -> None:
        words, self._new = self._new, set()
        language = self._language
        self._errands.run(
            lambda: (language, {word: self._ready(language).known(word) for word in words}), self._take
        )

    def _ready(self, language: str) -> Spelling:
        """The dictionary; read when it is first needed, in the thread that uses it."""
        spelling = self._spelling
        if spelling is None:
            spelling = self._spelling = Spelling(language, self._own)
        return spelling

    def _take(self, answer: tuple[str, dict[str, bool]]) -> None:
        language, judged = answer
        if language == self._language:
            self._judged.update(judged)
            self._show()

    def _show(self) -> None:
        wrong = (
            frozenset(word for word, right in self._judged.items() if not right) if self._on else frozenset()
        )
        if wrong != self.misspelled:
            self.misspelled = wrong
            self.changed.emit()

    def next_place(self, after: tuple[int, int]) -> tuple[int, int] | None:
        """Line and place of the next misspelled word, from the beginning again after the last; None: none."""
        first = None
        for index, line in enumerate(self._document.lines):
            for place, word in enumerate(line.words):
                if word.text in self.misspelled:
                    if (index, place) > after:
                        return index, place
                    first = first or (index, place)
        return first

    def ask(self, word: str) -> None:
        """What else might the word be? `suggested` answers."""
        language = self._language
        self._errands.run(
            lambda: self._ready(language).suggestions(word), lambda found: self.suggested.emit(word, found)
        )

    def add(self, word: str) -> None:
        """The listener says that the word is right, for good."""
        language = self._language

        def keep() -> None:
            self._ready(language).add(word)

        self._errands.run(keep, failed=self.failed.emit)
        # With its signs around it and in other cases it may stand elsewhere.
        wrong = [text for text, right in self._judged.items() if not right]
        for text in wrong:
            del self._judged[text]
        self._judged[word] = True
        self._gather(wrong)

    def finish(self, timeout: float = 5.0) -> bool:
        """Wait until all that was asked is done."""
        return self._errands.finish(timeout)
