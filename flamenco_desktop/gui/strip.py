"""A picture of the voice beside the wave: what every such strip is to the view that lays it out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from flamenco_desktop.gui.theme import Tokens

BAR = 160.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of the recording is in sight: from `start` seconds on, `zoom` pixels a second."""

    start: float
    zoom: float

    def x(self, time: float) -> float:
        """Where a second of the recording stands."""
        return (time - self.start) * self.zoom

    def time(self, x: float) -> float:
        """The second of the recording at a place."""
        return self.start + x / self.zoom


class Strip(QObject):
    """Paints one picture over the time of the wave. `changed` when it has something else to show."""

    changed = Signal()
    share = 1.0
    """Its height, as a multiple of the wave's."""

    def paint(
        self, painter: QPainter, area: QRectF, exposed: QRectF, stretch: Stretch, now: float, ratio: float
    ) -> None:
        """Paint into `area`, of which only `exposed` is asked for; `ratio` device pixels a pixel, `now` is
        the second heard.
        """
        raise NotImplementedError


def say_progress(painter: QPainter, area: QRectF, words: str, share: float | None, tokens: Tokens) -> None:
    """`words` in the middle of `area` over a thin bar that fills; nothing where `share` is None."""
    if share is None:
        return
    middle = area.center()
    small = painter.font()
    small.setPixelSize(13)
    painter.setFont(small)
    painter.setPen(tokens.color("muted"))
    painter.drawText(area.adjusted(0, 0, 0, -12), Qt.AlignmentFlag.AlignCenter, words)
    bar = QRectF(middle.x() - BAR / 2, middle.y() + 10, BAR, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("raised"))
    painter.drawRoundedRect(bar, 1.5, 1.5)
    painter.setBrush(tokens.color("sung"))
    painter.drawRoundedRect(QRectF(bar.x(), bar.y(), BAR * min(1.0, max(0.0, share)), 3), 1.5, 1.5)
