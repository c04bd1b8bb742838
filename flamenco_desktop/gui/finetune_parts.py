"""What the wizard's pages are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from flamenco_desktop.gui import finetune_words as words
from flamenco_desktop.gui.finetune_story import Finding
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.icons import SIZE, icon
from flamenco_desktop.gui.theme import GRID, Theme

_FIGURE = 26


def muted(text: str, parent: QWidget) -> QLabel:
    """A quiet label that breaks its lines."""
    label = QLabel(text, parent)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def play_role(button: QAbstractButton | None, role: str) -> None:
    """A role of the stylesheet; a button that has been painted already has to be told of it."""
    if button is not None and (button.property("role") or "") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)
        button.style().polish(button)


class Page(QWizardPage):
    """A question in the serif of the lyrics, a quiet sentence under it, and `column` for the rest."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.heading = QLabel(self)
        self.heading.setFont(lyric_font(24))
        self.heading.setWordWrap(True)
        self.about = muted("", self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, GRID)
        self.column.setSpacing(GRID)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.about)

    def ask(self, question: str, about: str) -> None:
        """Show another question."""
        self.heading.setText(question)
        self.about.setText(about)
        self.setAccessibleName(question)
        self.setAccessibleDescription(about)


class Figures(QWidget):
    """Some figures side by side, each large over a quiet word."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(2)
        for place, name in enumerate(names):
            value = QLabel("–", self)
            value.setFont(tabular(lyric_font(_FIGURE)))
            grid.addWidget(value, 0, place)
            grid.addWidget(muted(name, self), 1, place)
            grid.setColumnStretch(place, 1)
            self._values.append(value)

    def show_values(self, values: Sequence[str]) -> None:
        """The figures, as many as there are names."""
        for label, value in zip(self._values, values, strict=True):
            label.setText(value)

    @property
    def shown(self) -> tuple[str, ...]:
        """What stands there."""
        return tuple(label.text() for label in self._values)


class Findings(QListWidget):
    """Findings, the serious ones first; one with a line asks for it when it is clicked."""

    line_requested = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Worth a look"))
        self.itemClicked.connect(self._ask)
        self.itemActivated.connect(self._ask)
        theme.changed.connect(self._recolour)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show them in the order of weight."""
        self._findings = tuple(sorted(findings, key=lambda one: not one.serious))
        self.clear()
        for one in self._findings:
            item = QListWidgetItem(words.finding(one), self)
            if self._place(one) is not None:
                item.setToolTip(self.tr("Go to this line"))
        self._recolour()

    @staticmethod
    def _place(one: Finding) -> tuple[int, int] | None:
        return (one.recording, max(0, one.line)) if isinstance(one.recording, int) else None

    def _ask(self, item: QListWidgetItem) -> None:
        place = self._place(self._findings[self.row(item)])
        if place is not None:
            self.line_requested.emit(*place)

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        for row, one in enumerate(self._findings):
            kind, color = ("warning", tokens.accent) if one.serious else ("info", tokens.muted)
            self.item(row).setIcon(icon(kind, color))
