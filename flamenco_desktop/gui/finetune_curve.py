"""How the error falls while it learns, drawn as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from flamenco_desktop.gui.finetune_story import Story
from flamenco_desktop.gui.finetune_words import percent
from flamenco_desktop.gui.theme import GRID, RADIUS, Theme
from flamenco_desktop.gui.times import number

_SMOOTHED = 0.9
_DOT = 3.5
_MOST = 600


def smoothed(values: Sequence[float], keep: float = _SMOOTHED) -> list[float]:
    """An exponential mean of a curve, without the slow start that zero as its beginning would give it."""
    found: list[float] = []
    mean = weight = 0.0
    for value in values:
        mean = keep * mean + (1 - keep) * value
        weight = keep * weight + (1 - keep)
        found.append(mean / weight)
    return found


def thinned(points: Sequence[tuple[float, float]], most: int = _MOST) -> list[tuple[float, float]]:
    """At most some `most` of the points, the last one among them."""
    step = max(1, len(points) // most)
    kept = list(points[::step])
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return kept


class Curve(QWidget):
    """The loss of each step as a fine line and its mean as a broad one; what was judged as dots."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps = 1
        self._losses: list[tuple[float, float]] = []
        self._means: list[tuple[float, float]] = []
        self._judged: list[tuple[float, float]] = []
        self._of_times = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        self.setAccessibleName(self.tr("The curve of learning"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(560, 190)

    def show_story(self, story: Story) -> None:
        """Draw what is known."""
        steps = sorted(story.losses)
        losses = [story.losses[step] for step in steps]
        self._steps = max(1, story.steps, *steps[-1:])
        self._losses = thinned(list(zip(map(float, steps), losses, strict=True)))
        self._means = thinned(list(zip(map(float, steps), smoothed(losses), strict=True)))
        judged = sorted(story.judged.items())
        self._of_times = any(one.wer is None for _, one in judged)
        self._judged = [
            (float(step), one.wer if one.wer is not None else one.loss or 0.0) for step, one in judged
        ]
        said = [self.tr("step {step} of {steps}").format(step=story.step, steps=self._steps)]
        if self._means:
            said.append(self._learning_words())
        if self._judged:
            said.append(self._judged_words())
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def _learning_words(self) -> str:
        value = number(f"{self._means[-1][1]:.2f}")
        return self.tr("error while learning {value}").format(value=value)

    def _judged_words(self) -> str:
        value = self._judged[-1][1]
        if self._of_times:
            return self.tr("error on lines kept aside {value}").format(value=number(f"{value:.2f}"))
        return self.tr("wrong words on lines kept aside {share}").format(share=percent(value))

    # --- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        line = self.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(2 * GRID, 2 * GRID + line + GRID, -2 * GRID, -1.5 * GRID)
        grid = tokens.color("muted")
        grid.setAlphaF(0.22)
        painter.setPen(QPen(grid, 1))
        # What is said in the middle is not struck through.
        for share in (0.0, 0.5, 1.0) if self._losses else (0.0, 1.0):
            y = round(area.top() + share * area.height()) + 0.5
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        if not self._losses:
            painter.setPen(tokens.color("muted"))
            words = self.tr("The curve begins with the first step.")
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
            return
        self._paint_losses(painter, area)
        self._paint_judged(painter, area)
        self._paint_legend(painter, line)

    def _paint_losses(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        top = max(value for _, value in self._losses) or 1.0
        faint = QColor(tokens.color("muted"))
        faint.setAlphaF(0.45)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points, pen in (
            (self._losses, QPen(faint, 1)),
            (self._means, QPen(tokens.color("muted"), 2)),
        ):
            painter.setPen(pen)
            painter.drawPath(self._path(points, area, top))

    def _paint_judged(self, painter: QPainter, area: QRectF) -> None:
        if not self._judged:
            return
        # Shares of wrong words keep their scale, so that half way down means half as many.
        worst = max(value for _, value in self._judged) or 1.0
        top = worst if self._of_times else max(0.1, worst)
        color = self._theme.tokens.color("sung")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2))
        painter.drawPath(self._path(self._judged, area, top))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for step, value in self._judged:
            painter.drawEllipse(self._place(step, value, area, top), _DOT, _DOT)

    def _paint_legend(self, painter: QPainter, line: int) -> None:
        tokens = self._theme.tokens
        x, y = 2.0 * GRID, 1.25 * GRID
        entries = [("muted", self._learning_words())]
        if self._judged:
            entries.insert(0, ("sung", self._judged_words()))
        for name, words in entries:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color(name))
            painter.drawRoundedRect(QRectF(x, y + line / 2 - 1.5, 2 * GRID, 3), 1.5, 1.5)
            painter.setPen(tokens.color("text" if name == "sung" else "muted"))
            width = self.fontMetrics().horizontalAdvance(words)
            painter.drawText(QPointF(x + 3 * GRID, y + self.fontMetrics().ascent()), words)
            x += 3 * GRID + width + 3 * GRID

    def _path(self, points: Sequence[tuple[float, float]], area: QRectF, top: float) -> QPainterPath:
        path = QPainterPath()
        for count, (step, value) in enumerate(points):
            place = self._place(step, value, area, top)
            if count:
                path.lineTo(place)
            else:
                path.moveTo(place)
        return path

    def _place(self, step: float, value: float, area: QRectF, top: float) -> QPointF:
        x = area.left() + area.width() * min(1.0, step / self._steps)
        return QPointF(x, area.bottom() - area.height() * min(1.0, max(0.0, value / top)))
