"""Play, the place in the song, the volume, and what the recogniser is doing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from flamenco_desktop.gui.checked_bar import CheckedBar
from flamenco_desktop.gui.fonts import tabular
from flamenco_desktop.gui.icons import SIZE, icon
from flamenco_desktop.gui.seek_bar import SeekBar
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.gui.times import clock
from flamenco_desktop.lyrics.model import Line


class ProgressLine(QWidget):
    """A thin line that grows from the left; `fraction` in [0, 1]."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.fraction = 0.0
        self.setFixedHeight(3)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.tokens.color("raised"))
        painter.fillRect(QRectF(0, 0, self.width() * self.fraction, 3), self._theme.tokens.color("sung"))


class PlayerBar(QWidget):
    """The lower edge of the window. It asks and shows; it plays nothing itself."""

    seek_requested = Signal(float)
    volume_changed = Signal(float)
    cancel_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        transport: Sequence[QAction],
        hearing: Sequence[QAction],
        check: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._duration = 0.0
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.progress = ProgressLine(theme, self)
        self._doing = QLabel(self)
        self._doing.setProperty("role", "muted")
        self._cancel = QToolButton(self)
        self._cancel.setIconSize(QSize(14, 14))
        self._cancel.setToolTip(self.tr("Stop recognising"))
        self._cancel.setAccessibleName(self._cancel.toolTip())
        self._cancel.clicked.connect(self.cancel_requested)
        self._times = QLabel(self)
        self._times.setFont(tabular(self.font()))
        self.seek_bar = SeekBar(theme, self)
        self.seek_bar.seek_requested.connect(self.seek_requested)
        self._speed = QLabel(self)
        self._speed.setProperty("role", "muted")
        self._delay = QLabel(self)
        self._delay.setProperty("role", "muted")
        self.sound_button = QToolButton(self)
        self.sound_button.setIconSize(QSize(SIZE, SIZE))
        self.sound_button.setToolTip(self.tr("Output, balance, words and sound together"))
        self.sound_button.setAccessibleName(self.sound_button.toolTip())
        self.volume = QSlider(Qt.Orientation.Horizontal, self)
        self.volume.setRange(0, 100)
        self.volume.setValue(100)
        self.volume.setFixedWidth(88)
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.setToolTip(self.tr("Volume"))
        self.volume.valueChanged.connect(self._change_volume)
        self._check = QToolButton(self)
        self._check.setDefaultAction(check)
        self._check.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._checked = CheckedBar(theme, self)
        self._assemble(transport, hearing)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.set_progress(None)
        self.set_position(0.0)
        self.set_correcting(False)

    def _assemble(self, transport: Sequence[QAction], hearing: Sequence[QAction]) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID // 2)
        for action in transport:
            row.addWidget(self._button(action))
        row.addSpacing(GRID)
        row.addWidget(self._times)
        row.addWidget(self.seek_bar, 1)
        row.addWidget(self._delay)
        row.addSpacing(GRID // 2)
        row.addWidget(self._speed)
        for action in hearing:
            row.addWidget(self._button(action))
        row.addWidget(self.sound_button)
        row.addWidget(self.volume)
        row.addSpacing(GRID)
        row.addWidget(self._checked)
        row.addWidget(self._check)
        row.addWidget(self._doing)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addLayout(row)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(QSize(SIZE, SIZE))
        return button

    def _change_volume(self, value: int) -> None:
        self._show_volume()
        self.volume_changed.emit(value / 100)

    def set_duration(self, seconds: float) -> None:
        """How long the recording is."""
        self._duration = seconds
        self.seek_bar.set_duration(seconds)
        self.set_position(0.0)

    def set_position(self, seconds: float) -> None:
        """Where one is."""
        text = f"{clock(seconds)} / {clock(self._duration)}"
        if text != self._times.text():
            self._times.setText(text)
        self.seek_bar.set_position(seconds)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """The verses: their places, and how many are checked."""
        self.seek_bar.set_lines(lines)
        self._checked.set_lines(lines)

    def set_speed(self, speed: float) -> None:
        """Tell a speed that is not the recording's own."""
        self._speed.setText("" if speed == 1.0 else f"{speed:.1f}×")

    def set_delay(self, seconds: float) -> None:
        """Tell by how much the words wait for the sound, or go before it, where they do."""
        milliseconds = round(seconds * 1000)
        self._delay.setText(f"{milliseconds:+} ms" if milliseconds else "")
        self._delay.setToolTip(self.tr("The words wait so long for the sound of this output"))

    def set_correcting(self, correcting: bool) -> None:
        """Whether the marks of checking are of use now."""
        self._check.setVisible(correcting)
        self._checked.setVisible(correcting)

    def set_progress(self, words: str | None, fraction: float = 0.0) -> None:
        """Say what the recogniser is doing and how far it is; None when it rests."""
        self.progress.fraction = fraction if words is not None else 0.0
        self.progress.update()
        self._doing.setText(words or "")
        self._doing.setVisible(words is not None)
        self._cancel.setVisible(words is not None)

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        self._cancel.setIcon(icon("cancel", tokens.muted))
        self._show_volume()

    def _show_volume(self) -> None:
        name = "volume" if self.volume.value() else "mute"
        self.sound_button.setIcon(icon(name, self._theme.tokens.muted))
