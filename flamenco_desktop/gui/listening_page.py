"""How the recogniser listens: to which language, for which words, where in the recording, to which voice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.preferences import Preferences
from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.lyrics.vocabulary import LANGUAGES, PROMPT
from flamenco_desktop.wire import DETECTORS

_ISOLATION = "hdemucs"


class ListeningPage(QWidget):
    """Takes effect with the next transcription."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences = preferences
        options = preferences.options
        self.language = QComboBox(self)
        for code in LANGUAGES:
            self.language.addItem(_name_of(code), code)
        if self.language.findData(options.language) < 0:
            self.language.addItem(_name_of(options.language), options.language)
        self.language.setCurrentIndex(self.language.findData(options.language))
        self.language.setAccessibleName(self.tr("What is sung"))
        self.singing = QComboBox(self)
        for name in DETECTORS:
            self.singing.addItem(self._detector(name), name)
        self.singing.setCurrentIndex(max(0, self.singing.findData(options.singing)))
        self.singing.setAccessibleName(self.tr("Where to listen"))
        self.isolates = QCheckBox(self.tr("Take the voice out of the band first"), self)
        self.isolates.setChecked(bool(options.isolation))
        self.prompt = QPlainTextEdit(self)
        self.prompt.setPlainText(PROMPT if options.prompt is None else options.prompt)
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(15 * GRID)
        self.prompt.setAccessibleName(self.tr("Words to expect"))
        self.restore = QPushButton(self.tr("The words of the cante again"), self)
        self.restore.setAutoDefault(False)
        self._lay_out()
        self.language.currentIndexChanged.connect(self._take)
        self.singing.currentIndexChanged.connect(self._take)
        self.isolates.toggled.connect(self._take)
        self.prompt.textChanged.connect(self._take)
        self.restore.clicked.connect(lambda: self.prompt.setPlainText(PROMPT))
        self._show()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GRID, 3 * GRID, 2 * GRID, 2 * GRID)
        form = QFormLayout()
        whole.addLayout(form)
        whole.addStretch(1)
        form.setVerticalSpacing(2 * GRID)
        form.setHorizontalSpacing(3 * GRID)
        form.addRow(self.tr("What is sung"), self.language)
        form.addRow(self.tr("Where to listen"), self.singing)
        isolation = QVBoxLayout()
        isolation.setSpacing(GRID // 2)
        isolation.addWidget(self.isolates)
        isolation.addWidget(
            self._quiet(
                self.tr(
                    "Words are then timed by the voice alone. It takes long without a graphics card, and a "
                    "network of 300 MB is fetched the first time."
                )
            )
        )
        form.addRow("", isolation)
        words = QVBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self.prompt)
        words.addWidget(
            self._quiet(
                self.tr(
                    "Told to the model before it listens, so that it knows names and words that everyday "
                    "speech has not. The demonstration model is told nothing."
                )
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.restore)
        row.addStretch(1)
        words.addLayout(row)
        form.addRow(self.tr("Words to expect"), words)

    def _quiet(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        return label

    def _detector(self, name: str) -> str:
        return {
            "evidence": self.tr("Wherever there is any sign of a voice"),
            "pyannote": self.tr("Where pyannote hears speech (loses verses)"),
            "silero": self.tr("Where Silero hears speech (loses verses)"),
            "everything": self.tr("Everywhere, the guitar too"),
        }[name]

    def _show(self) -> None:
        self.restore.setEnabled(self.prompt.toPlainText() != PROMPT)

    def _take(self) -> None:
        self._show()
        text = self.prompt.toPlainText()
        isolation = self._preferences.options.isolation or _ISOLATION
        self._preferences.options = replace(
            self._preferences.options,
            language=str(self.language.currentData()),
            singing=str(self.singing.currentData()),
            isolation=isolation if self.isolates.isChecked() else "",
            prompt=None if text == PROMPT else text.strip(),
        )


def _name_of(code: str) -> str:
    """A language's own name: `català`, `português`."""
    return QLocale(code).nativeLanguageName().partition(" ")[0] or code
