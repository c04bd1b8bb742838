"""How late the loudspeakers are, found by tapping along with claps, and checked by eye."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui.errands import Errands
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.messages import say
from flamenco_desktop.gui.play_actions import DELAY_STEP
from flamenco_desktop.gui.sound import FRAME_MS, Sound
from flamenco_desktop.gui.theme import GRID, Theme

if TYPE_CHECKING:
    from flamenco_desktop.audio.player import Player

_GLOW = 0.16
_TAPS = 12  # those that warm up among them
_DOT = 5.0


class Stage(Enum):
    """Where the listener is."""

    READY = 0
    TAPPING = 1
    UNEVEN = 2
    FOUND = 3
    DEAF = 4


class Drum(QWidget):
    """A circle to look at and to hit, in a ring of dots that fill with the taps."""

    hit = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.filled = 0
        self.glow = 0.0
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The drum: it lights with every clap"))

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hit.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        centre = QRectF(self.rect()).center()
        radius = min(self.width(), self.height()) / 2 - 3 * GRID
        painter.setPen(QPen(tokens.color("muted"), 1.5))
        painter.setBrush(tokens.color("raised"))
        painter.drawEllipse(centre, radius, radius)
        if self.glow > 0.0:
            light = QColor(tokens.color("sung"))
            light.setAlphaF(self.glow)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(light)
            painter.drawEllipse(centre, radius, radius)
        painter.setPen(tokens.color("text"))
        painter.setFont(lyric_font(44))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.words)
        painter.translate(centre)
        for number in range(_TAPS):
            there = number < self.filled
            painter.setPen(QPen(tokens.color("sung" if there else "muted"), 1.5))
            painter.setBrush(tokens.color("sung") if there else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(0, -radius - 1.7 * GRID), _DOT, _DOT)
            painter.rotate(360 / _TAPS)


class CalibrationDialog(QDialog):
    """Plays claps with the output in use; the median of the taps is how long the words wait for its sound."""

    def __init__(
        self,
        theme: Theme,
        make_player: Callable[[], Player],
        sound: Sound,
        errands: Errands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Words and sound together"))
        self.setFixedWidth(560)
        self._sound = sound
        self._errands = errands
        self._make_player = make_player
        self._player: Player | None = None
        self._open = True
        self._taps: list[float] = []
        self.delay = 0.0
        self.stage = Stage.READY
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._light)
        self._lay_out(theme)
        self._show_stage(Stage.READY)

    def _lay_out(self, theme: Theme) -> None:
        self._heading = QLabel(self)
        self._heading.setFont(lyric_font(24))
        self._heading.setWordWrap(True)
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(4 * self.fontMetrics().height())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.drum = Drum(theme, self)
        self.drum.hit.connect(self.tap)
        self.sooner = self._button(self.tr("Sooner"), lambda: self._shift(-DELAY_STEP))
        self.later = self._button(self.tr("Later"), lambda: self._shift(DELAY_STEP))
        self.start = self._button(self.tr("Start"), self.begin, "primary")
        self.again = self._button(self.tr("Once more"), self.begin)
        self.keep = self._button(self.tr("Keep"), self.accept, "primary")
        self.leave = self._button(self.tr("Cancel"), self.reject)
        for button in (self.sooner, self.later):
            room = button.sizePolicy()
            room.setRetainSizeWhenHidden(True)
            button.setSizePolicy(room)
        shift = QHBoxLayout()
        shift.addStretch(1)
        shift.addWidget(self.sooner)
        shift.addSpacing(GRID)
        shift.addWidget(self.later)
        shift.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.start)
        row.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._heading)
        column.addWidget(self._words)
        column.addWidget(self.drum)
        column.addLayout(shift)
        column.addSpacing(GRID)
        column.addLayout(row)

    def _button(self, text: str, act: Callable[[], None], role: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        if role:
            button.setProperty("role", role)
        button.clicked.connect(act)
        return button

    # --- stages -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Play the claps, from the beginning where they play already."""
        self._taps.clear()
        self.drum.filled, self.drum.glow = 0, 0.0
        self.drum.update()
        self._show_stage(Stage.TAPPING)
        self.setFocus()
        if self._player is not None:
            self._player.latency_offset = 0.0
            return

        def work() -> Player:
            from flamenco_desktop.audio.tapping import Claps

            player = self._make_player()
            player.take(Claps())
            player.device = self._sound.outputs.route
            player.volume = max(0.2, self._sound.settings.volume)
            try:
                player.play()
            except FlamencoError:
                player.close()
                raise
            return player

        self._errands.run(work, self._plays, self._cannot_play)

    def _plays(self, player: Player) -> None:
        if not self._open:
            self._errands.run(player.close)
            return
        self._player = player
        self._frames.start()

    def _cannot_play(self, error: FlamencoError) -> None:
        if self._open:
            self._show_stage(Stage.DEAF)
            self._words.setText(say(error).text)

    def tap(self) -> None:
        """The listener has heard a clap."""
        if self._player is None or self.stage is not Stage.TAPPING:
            return
        from flamenco_desktop.audio.tapping import tapped

        self._taps.append(self._player.position())
        self.drum.filled = len(self._taps)
        self._show_stage(Stage.TAPPING)
        found = tapped(self._taps)
        if found is None:
            return
        if found.even:
            self.delay = round(found.delay, 2)
            self._player.latency_offset = self.delay
            self._show_stage(Stage.FOUND)
            self.keep.setFocus()
        else:
            self._show_stage(Stage.UNEVEN)

    def _shift(self, by: float) -> None:
        self.delay = round(self.delay + by, 3)
        if self._player is not None:
            self._player.latency_offset = self.delay
        self._show_stage(Stage.FOUND)

    def _light(self) -> None:
        """The drum lights when a clap is heard, as the words would fill: once it is known when."""
        if self._player is None:
            return
        from flamenco_desktop.audio.tapping import since_clap

        glow = 0.0
        if self.stage is Stage.FOUND:
            glow = max(0.0, 1.0 - since_clap(self._player.position()) / _GLOW)
        if glow != self.drum.glow:
            self.drum.glow = glow
            self.drum.update()

    def _show_stage(self, stage: Stage) -> None:
        self.stage = stage
        heading, words = self._said()[stage]
        self._heading.setText(heading)
        self._words.setText(words)
        found = stage is Stage.FOUND
        self.start.setVisible(stage is Stage.READY)
        self.again.setVisible(stage in (Stage.UNEVEN, Stage.FOUND, Stage.DEAF))
        for button in (self.keep, self.sooner, self.later):
            button.setVisible(found)
        # How many are still to come.
        self.drum.words = str(_TAPS - self.drum.filled) if stage is Stage.TAPPING else ""
        self.drum.update()

    def _said(self) -> dict[Stage, tuple[str, str]]:
        tapping = self.tr("Tap with every clap")
        return {
            Stage.READY: (
                self.tr("Do the words come before the voice?"),
                self.tr(
                    "Wireless headphones and loudspeakers play later than the computer knows. "
                    "Tap along with some claps, and the words will wait for them."
                ),
            ),
            Stage.TAPPING: (
                tapping,
                self.tr("Press the space bar, or the drum, with each clap that you hear: twelve times."),
            ),
            Stage.UNEVEN: (
                self.tr("These taps are too far apart to tell"),
                self.tr("Listen for a moment until you have the beat, then tap along once more."),
            ),
            Stage.FOUND: (
                self._found_words(),
                self.tr("Does the drum light just when you hear the clap? If not, shift it, then keep it."),
            ),
            Stage.DEAF: (self.tr("No clap can be heard"), ""),
        }

    def _found_words(self) -> str:
        milliseconds = round(self.delay * 1000)
        if milliseconds > 0:
            return self.tr("The words will wait {time} ms").format(time=milliseconds)
        if milliseconds < 0:
            return self.tr("The words will go {time} ms ahead").format(time=-milliseconds)
        return self.tr("Words and sound are together")

    # --- Qt ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.stage is Stage.TAPPING and event.text() and not event.isAutoRepeat():
            self.tap()

    def accept(self) -> None:
        self._sound.set_delay(self.delay)
        super().accept()

    def done(self, result: int) -> None:
        self._open = False
        self._frames.stop()
        player, self._player = self._player, None
        if player is not None:
            self._errands.run(player.close)
        super().done(result)
