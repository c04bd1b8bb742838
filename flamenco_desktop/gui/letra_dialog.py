"""Known words: a letra is pasted, found in what was recognised, and aligned."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import letra_job
from flamenco_desktop.gui.again import Part
from flamenco_desktop.gui.desk import Desk
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.lyrics import letra
from flamenco_desktop.lyrics.letra import Found
from flamenco_desktop.lyrics.model import Line

PAUSE_MS = 300
"""Milliseconds without a key after which the letra is looked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a pasted text: its lines and where they are sung, or why it is none."""

    number: int
    lines: tuple[Line, ...]
    pasted: tuple[str, ...] = ()
    found: Found | None = None
    error: FlamencoError | None = None


class LetraDialog(QDialog):
    """The letra to the left, where its lines are sung to the right; nothing changes before it is accepted.

    The letra is looked for in a thread: a long one in a long recording takes seconds.
    """

    _answered = Signal(object)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._number = 0
        self._answer: Answer | None = None
        self._pasted = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Paste the letra"))
        self.resize(860, 560)
        title = QLabel(self.tr("Which words are sung?"), self)
        title.setFont(lyric_font(24))
        how = QLabel(
            self.tr(
                "One verse a line. Verses that are sung again or in another order are found; "
                "what is not in the letra stays as it was recognised."
            ),
            self,
        )
        how.setProperty("role", "muted")
        how.setWordWrap(True)
        self.text = QPlainTextEdit(self)
        self.text.setFont(lyric_font(17))
        self.text.setPlaceholderText(self.tr("Paste or type the letra here"))
        self.text.setAccessibleName(self.tr("Letra"))
        self.text.setTabChangesFocus(True)
        self.places = QTextBrowser(self)
        self.places.setFont(lyric_font(17))
        self.places.setAccessibleName(self.tr("Where it is sung"))
        for box in (self.text, self.places):
            box.setFrameShape(QPlainTextEdit.Shape.NoFrame)
            box.document().setDocumentMargin(2 * GRID)
        self.word = QLabel(self)
        self.word.setWordWrap(True)
        self.take = QPushButton(self.tr("Align and take over"), self)
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self.accept)
        leave = QPushButton(self.tr("Cancel"), self)
        leave.clicked.connect(self.reject)
        sides = QHBoxLayout()
        sides.setSpacing(2 * GRID)
        sides.addWidget(self.text, 1)
        sides.addWidget(self.places, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.word, 1)
        foot.addWidget(leave)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(title)
        column.addWidget(how)
        column.addSpacing(GRID)
        column.addLayout(sides, 1)
        column.addSpacing(GRID)
        column.addLayout(foot)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._answered.connect(self._show)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.accept)
        # What is sung can be heard meanwhile.
        QShortcut(QKeySequence("Ctrl+Space"), self, desk.play_or_pause)
        self.text.textChanged.connect(self._changed)
        desk.document.spliced.connect(self._changed)
        self._changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.text.setFocus()
        # What was copied before the command was given is what is meant; then Enter is enough.
        copied = QApplication.clipboard().text()
        if "\n" in copied.strip() and not self.text.toPlainText() and len(copied) < 100_000:
            self.text.setPlainText(copied)
            self._pasted = True

    def _changed(self) -> None:
        self._answer = None
        self.take.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        """Ask the thread; only the answer to the latest question counts."""
        self._number += 1
        number, text, lines = self._number, self.text.toPlainText(), self._desk.document.lines
        if not text.strip():
            self.word.setText("")
            self.places.setHtml("")
            return

        def work() -> None:
            try:
                pasted = tuple(letra.pasted_lines(text))
                answer = Answer(number, lines, pasted, letra_job.tidied(letra.find(lines, pasted), lines))
            except FlamencoError as error:
                answer = Answer(number, lines, error=error)
            try:
                self._answered.emit(answer)
            except RuntimeError:
                return  # the dialog is gone

        threading.Thread(target=work, name="letra", daemon=True).start()

    def _show(self, answer: Answer) -> None:
        if answer.number != self._number:
            return
        if answer.error is not None:
            self.places.setHtml("")
            self.word.setText(say(answer.error).text)
            return
        self._answer = answer
        self.take.setEnabled(bool(self._parts(answer)))
        if self._pasted:
            self._pasted = False
            self.take.setFocus()
        self.places.setHtml(self._rows(answer))
        self.word.setText(self._sum(answer))

    def _rows(self, answer: Answer) -> str:
        tokens = self._theme.tokens
        if answer.found is None or not answer.lines:
            return ""
        rows = []
        for verse in answer.found.verses:
            ink = tokens.muted if verse.pasted is None else tokens.text
            rows.append(
                f'<tr><td style="color:{tokens.muted};padding-right:14px">{clock(verse.line.start)}</td>'
                f'<td style="color:{ink}">{escape(verse.line.text)}</td></tr>'
            )
        return f"<table>{''.join(rows)}</table>"

    def _sum(self, answer: Answer) -> str:
        found = answer.found
        if found is None or not answer.lines:
            return self.tr("Nothing has been recognised yet: the letra is aligned to the whole recording.")
        sung = sum(verse.pasted is not None for verse in found.verses)
        if not sung:
            return self.tr("None of these verses was found in what was recognised.")
        if not found.unused:
            return self.tr("Verses found: {count}.").format(count=sung)
        unused = "; ".join(answer.pasted[at] for at in found.unused[:3])
        more = "…" if len(found.unused) > 3 else ""
        return self.tr("Verses found: {count}. Not sung here: {lines}").format(
            count=sung, lines=unused + more
        )

    def _parts(self, answer: Answer) -> tuple[Part, ...]:
        if not answer.lines:
            return (Part(0.0, self._desk.duration, answer.pasted),) if answer.pasted else ()
        return letra_job.parts(answer.found, self._desk.duration) if answer.found else ()

    def accept(self) -> None:
        """Have the verses aligned where they are sung."""
        answer = self._answer
        if answer is None or answer.found is None:
            return
        duration = self._desk.document.duration
        if answer.lines:
            put = letra_job.apply(answer.found, answer.lines, duration)
        else:
            put = letra_job.apply_to_nothing(duration)
        self._desk.again.align_known("replace_lines", self._parts(answer), put)
        super().accept()
