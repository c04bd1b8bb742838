"""Words moved in time by an exact number: which ones, by how much, and what comes of it before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.theme import GRID
from flamenco_desktop.gui.times import exact_clock
from flamenco_desktop.lyrics.model import Line
from flamenco_desktop.lyrics.splice import Stretch
from flamenco_desktop.lyrics.timing import on_grid

_MOST = 36_000.0  # seconds
_WIDTH, _FIELD = 440, 36
# Of times that are sums of others the last bit is nobody's business.
_NOTHING = 1e-6


class SignedBox(QDoubleSpinBox):
    """A number with its sign, a plus as well; the arrow keys step through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_FIELD)
        self.lineEdit().setTextMargins(GRID, 0, 0, 0)

    def textFromValue(self, value: float) -> str:
        text = super().textFromValue(value)
        return f"+{text}" if value > 0 else text


class ShiftDialog(QDialog):
    """Offers the stretches in `choices` (each with its title), the first that is not None being marked.

    `shifted` tells the stretch and the seconds, later where positive; nothing is moved here.
    """

    shifted = Signal(object, float)

    def __init__(
        self,
        lines: Sequence[Line],
        duration: float | None,
        choices: Sequence[tuple[str, Stretch | None]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Shift by an exact time"))
        self.setMinimumWidth(_WIDTH)
        self._lines = lines
        self._duration = duration
        self._stretches = [stretch for _, stretch in choices]
        self._per_second = 1000.0
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        self.group = QButtonGroup(self)
        for number, (title, stretch) in enumerate(choices):
            button = QRadioButton(title, self)
            button.setEnabled(stretch is not None)
            self.group.addButton(button, number)
            column.addWidget(button)
        first = next(number for number, stretch in enumerate(self._stretches) if stretch is not None)
        self.group.button(first).setChecked(True)
        column.addSpacing(GRID)
        column.addLayout(self._amount())
        self.said = QLabel(self)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        # Two lines of room from the beginning, so that nothing jumps while one types.
        self.said.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + GRID // 2)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.said)
        column.addSpacing(GRID)
        column.addLayout(self._buttons())
        self.group.idToggled.connect(lambda _, on: self._say() if on else None)
        self.amount.valueChanged.connect(self._say)
        self.unit.currentIndexChanged.connect(self._change_unit)
        self.amount.setFocus()
        self.amount.selectAll()
        self._say()

    def _amount(self) -> QHBoxLayout:
        self.amount = SignedBox(self)
        self.amount.setAccessibleName(self.tr("By how much; with a minus, earlier"))
        self.unit = QComboBox(self)
        self.unit.addItem(self.tr("milliseconds"), 1000.0)
        self.unit.addItem(self.tr("seconds"), 1.0)
        self.unit.setAccessibleName(self.tr("Unit"))
        self._set_range()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(QLabel(self.tr("By"), self))
        row.addWidget(self.amount, 1)
        row.addWidget(self.unit)
        return row

    def _buttons(self) -> QHBoxLayout:
        leave = QPushButton(self.tr("Leave it"), self)
        leave.setProperty("role", "quiet")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.move_them = QPushButton(self.tr("Shift"), self)
        self.move_them.setProperty("role", "primary")
        self.move_them.setDefault(True)
        self.move_them.clicked.connect(self._shift)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.move_them)
        return row

    def _set_range(self) -> None:
        per_second = self._per_second
        self.amount.setDecimals(1 if per_second > 1 else 4)
        self.amount.setRange(-_MOST * per_second, _MOST * per_second)
        self.amount.setSingleStep(10.0 if per_second > 1 else 0.01)

    def _change_unit(self) -> None:
        """The same time in the other unit."""
        by = self.seconds()
        self.amount.blockSignals(True)
        self._per_second = float(self.unit.currentData())
        self._set_range()
        self.amount.setValue(by * self._per_second)
        self.amount.blockSignals(False)
        self._say()

    def seconds(self) -> float:
        """By how many seconds, later where positive."""
        return on_grid(self.amount.value() / self._per_second)

    def stretch(self) -> Stretch:
        """What is to be shifted."""
        found = self._stretches[self.group.checkedId()]
        assert found is not None, "only what is there can be chosen"
        return found

    def _say(self) -> None:
        """What would come of it; or why it cannot be."""
        stretch, by = self.stretch(), self.seconds()
        words = stretch.words(self._lines)
        low, high = stretch.room(self._lines, self._duration)
        start, end = words[0].start, words[-1].end
        earliest, latest = low - start, high - end
        possible = earliest - _NOTHING <= by <= latest + _NOTHING
        self.move_them.setEnabled(possible and by != 0.0)
        if not possible:
            most, way = (latest, self.tr("later")) if by > 0 else (-earliest, self.tr("earlier"))
            said = self.tr(
                "There is room for {most} ms {way} only, before the next word or the end of the recording."
            )
            if by < 0:
                said = self.tr(
                    "There is room for {most} ms {way} only, after the word before or the beginning."
                )
            self.said.setText(said.format(most=f"{1000 * max(0.0, most):.1f}".removesuffix(".0"), way=way))
            return
        self.said.setText(
            self.tr("From {start} – {end} to {new_start} – {new_end}").format(
                start=exact_clock(start),
                end=exact_clock(end),
                new_start=exact_clock(start + by),
                new_end=exact_clock(end + by),
            )
        )

    def _shift(self) -> None:
        self.amount.interpretText()
        stretch, by = self.stretch(), self.seconds()
        self.accept()
        self.shifted.emit(stretch, by)
