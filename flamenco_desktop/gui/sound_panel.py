"""What one sets once and then forgets: where the sound goes, its balance, words and sound together."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from flamenco_desktop.gui.play_actions import DELAY_STEP
from flamenco_desktop.gui.sound import Sound
from flamenco_desktop.gui.theme import GRID, Theme

WIDTH = 360
_LONGEST_TITLE = 46


class BalanceSlider(QSlider):
    """-100 to 100; it rests in the middle when it comes near, and goes there by a double click."""

    REACH = 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(-100, 100)
        self.setPageStep(20)
        self.setSingleStep(10)
        self.sliderMoved.connect(self._rest)

    def _rest(self, value: int) -> None:
        if abs(value) < self.REACH:
            self.setSliderPosition(0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)


class SoundPanel(QFrame):
    """A sheet over the player bar; a click beside it, or Esc, puts it away."""

    calibration_requested = Signal()
    mono_changed = Signal(bool)

    def __init__(self, theme: Theme, sound: Sound, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._sound = sound
        self.setObjectName("sound_panel")
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._choose)
        self._keys: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._title(self.tr("Where it is heard")))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        column.addSpacing(GRID)
        column.addWidget(self._title(self.tr("Left and right")))
        column.addLayout(self._sides())
        column.addSpacing(GRID)
        column.addWidget(self._title(self.tr("Words and sound together")))
        column.addLayout(self._words())
        sound.outputs.changed.connect(self._show_outputs)
        sound.outputs.delay_changed.connect(self._show_delay)
        theme.changed.connect(self._recolour)
        self._recolour()
        self._show_outputs()
        self._show_delay()

    def open_over(self, button: QWidget) -> None:
        """Show it above `button`, its right edge on that of the button, inside the screen."""
        settings = self._sound.settings
        self.balance.setValue(round(settings.balance * 100))
        self.mono.setChecked(settings.mono)
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width(), -GRID))
        area = button.screen().availableGeometry()
        left = min(max(area.left(), corner.x() - self.width()), area.right() - self.width())
        self.move(left, max(area.top(), corner.y() - self.height()))
        self.show()

    def _title(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        return label

    def _sides(self) -> QVBoxLayout:
        self.balance = BalanceSlider(self)
        self.balance.setAccessibleName(self.tr("Balance between left and right"))
        self.balance.setToolTip(self.tr("Balance; a double click puts it in the middle"))
        self.balance.valueChanged.connect(lambda value: self._sound.set_balance(value / 100))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(QLabel(self.tr("Left"), self))
        row.addWidget(self.balance, 1)
        row.addWidget(QLabel(self.tr("Right"), self))
        self.mono = QCheckBox(self.tr("The same on both sides (mono)"), self)
        self.mono.toggled.connect(self._set_mono)
        column = QVBoxLayout()
        column.addLayout(row)
        column.addWidget(self.mono)
        return column

    def _words(self) -> QVBoxLayout:
        self._delay = QLabel(self)
        self._delay.setWordWrap(True)
        self._delay.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.sooner = QPushButton(self.tr("Sooner"), self)
        self.sooner.clicked.connect(lambda: self._sound.change_delay(-DELAY_STEP))
        self.later = QPushButton(self.tr("Later"), self)
        self.later.clicked.connect(lambda: self._sound.change_delay(DELAY_STEP))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._delay, 1)
        row.addWidget(self.sooner)
        row.addWidget(self.later)
        self.by_tapping = QPushButton(self.tr("Wireless? Set it by tapping…"), self)
        self.by_tapping.setProperty("role", "link")
        self.by_tapping.clicked.connect(self._calibrate)
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addLayout(row)
        column.addWidget(self.by_tapping, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _show_outputs(self) -> None:
        outputs = self._sound.outputs
        default = next((one.title for one in outputs.devices if one.default), "")
        system = self.tr("As the system: {output}").format(output=default or "…")
        offered = [("", system), *((one.key, one.title) for one in outputs.devices)]
        if not outputs.devices:
            offered = [("", self.tr("Nothing to listen with is connected"))]
        self._group.blockSignals(True)
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._list.removeWidget(button)
            button.deleteLater()
        self._keys = [key for key, _ in offered]
        route = outputs.route or ""
        for number, (key, title) in enumerate(offered):
            button = QRadioButton(_short(title), self)
            button.setToolTip(title)
            button.setEnabled(bool(outputs.devices))
            button.setChecked(key == route)
            self._group.addButton(button, number)
            self._list.addWidget(button)
        self._group.blockSignals(False)
        self.adjustSize()

    def _choose(self, number: int, chosen: bool) -> None:
        if chosen:
            self._sound.choose_output(self._keys[number])

    def _set_mono(self, mono: bool) -> None:
        self._sound.set_mono(mono)
        self.mono_changed.emit(mono)

    def _show_delay(self) -> None:
        milliseconds = round(self._sound.outputs.delay * 1000)
        if milliseconds > 0:
            text = self.tr("The words wait {time} ms.").format(time=milliseconds)
        elif milliseconds < 0:
            text = self.tr("The words go {time} ms ahead.").format(time=-milliseconds)
        else:
            text = self.tr("The words come with the sound.")
        self._delay.setText(text)

    def _calibrate(self) -> None:
        self.hide()
        self.calibration_requested.emit()

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"#sound_panel {{ background: {tokens.surface}; border: 1px solid {tokens.raised}; }}"
        )


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
