"""What stands on the sheet besides verses: the cover, the dots of a falseta, what is called from the side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.theme import GRID, Theme
from flamenco_desktop.lyrics.model import Word

EDGE = 72
_DOTS = 3
_JOIN = "  ·  "


class SheetPainter:
    """Paints in one size of type; The cover says `title` and `below`, and `notice` under them."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.title = ""
        self.below = ""
        self.notice = ""
        self.set_type(40.0, "", QFont())

    def set_type(self, size: float, family: str, interface: QFont) -> None:
        """Set in another size or typeface from now on."""
        self._size, self._family = size, family
        self._quiet = QFont(interface)
        self._quiet.setPixelSize(max(15, round(size * 0.42)))
        self._aside = lyric_font(max(14.0, size * 0.46), family, light=True)

    # --- the cover --------------------------------------------------------------------------------------

    def cover(self, painter: QPainter, area: QRectF, *, notice: bool = True) -> None:
        """Title, and under it singer and palo, in the middle of `area`."""
        self._title(painter, area, 1.12, "text", self.notice if notice else "")

    def _title(self, painter: QPainter, area: QRectF, scale: float, token: str, notice: str) -> float:
        """The title at a scale of the verses' size; returns where it ends."""
        tokens = self._theme.tokens
        font = lyric_font(self._size * scale, self._family)
        unit = QFontMetricsF(font).height()
        inner = area.adjusted(3 * GRID, 0, -3 * GRID, 0)
        painter.setFont(font)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        bounds = painter.boundingRect(QRectF(inner.x(), 0, inner.width(), inner.height()), flags, self.title)
        quiet = QFont(self._quiet)
        quiet.setPixelSize(max(13, round(self._quiet.pixelSize() * min(1.0, scale * 1.1))))
        line = QFontMetricsF(quiet).height()
        lines = [(self.below, line * 1.35), (notice, line * 2.2)]
        total = bounds.height() + sum(room for text, room in lines if text)
        top = inner.center().y() - total / 2
        painter.setPen(tokens.color(token))
        painter.drawText(QRectF(inner.x(), top, inner.width(), bounds.height()), flags, self.title)
        top += bounds.height() + unit * 0.08
        painter.setFont(quiet)
        painter.setPen(tokens.color("muted"))
        for text, room in lines:
            if text:
                painter.drawText(
                    QRectF(inner.x(), top + room - line, inner.width(), line * 2.4),
                    int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap),
                    text,
                )
                top += room
        return top

    # --- a rest -----------------------------------------------------------------------------------------

    def rest(self, painter: QPainter, area: QRectF, left: float | None, *, long: bool) -> None:
        """Three dots that empty from 1 to 0, quiet ones for None; over them, in a long one, what is heard."""
        row = self._size * 1.45
        dots = QRectF(area)
        if long:
            dots.setTop(area.bottom() - row * 1.3)
            above = QRectF(area.x(), area.y(), area.width(), area.height() - row * 1.1)
            self._title(painter, above, 0.62, "muted", "")
        radius = max(4.0, row * 0.085)
        step = radius * 4.4
        color = self._theme.tokens.color("muted" if left is None else "sung")
        for index in range(_DOTS):
            # The left one empties first, as one reads.
            share = 0.4 if left is None else min(1.0, max(0.0, left * _DOTS - (_DOTS - 1 - index)))
            point = QPointF(dots.center().x() + (index - 1) * step, dots.center().y())
            if left is not None:
                painter.setPen(QPen(color, 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(point, radius, radius)
            if share > 0.0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawEllipse(point, (radius + 0.8) * share, (radius + 0.8) * share)

    # --- from the side ----------------------------------------------------------------------------------

    def asides(self, painter: QPainter, area: QRectF, words: Sequence[Word], time: float) -> None:
        """What is called or spoken while others sing: small, at the right; underlined while it sounds."""
        tokens = self._theme.tokens
        metrics = QFontMetricsF(self._aside)
        painter.setFont(self._aside)
        right = area.right()
        baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
        for place, word in enumerate(reversed(words)):
            width = metrics.horizontalAdvance(word.text)
            sounding = word.start <= time < word.end
            painter.setPen(tokens.color("sung" if sounding or time >= word.end else "muted"))
            painter.drawText(QPointF(right - width, baseline), word.text)
            if sounding:
                y = baseline + metrics.descent() * 0.6
                painter.setPen(QPen(tokens.color("sung"), 1.6))
                painter.drawLine(QPointF(right - width, y), QPointF(right, y))
            right -= width
            if place + 1 < len(words):
                gap = " " if _same_call(words[len(words) - 2 - place], word) else _JOIN
                right -= metrics.horizontalAdvance(gap)
                painter.setPen(tokens.color("muted"))
                painter.drawText(QPointF(right, baseline), gap)

    # --- the edges --------------------------------------------------------------------------------------

    def edges(self, painter: QPainter, width: int, height: int) -> None:
        """The sheet comes out of the dark and goes back into it."""
        ground = self._theme.tokens.color("ground")
        clear = QColor(ground)
        clear.setAlpha(0)
        for top, first, last in ((0, ground, clear), (height - EDGE, clear, ground)):
            gradient = QLinearGradient(0, top, 0, top + EDGE)
            gradient.setColorAt(0.0, first)
            gradient.setColorAt(1.0, last)
            painter.fillRect(QRect(0, top, width, EDGE), gradient)


def _same_call(one: Word, other: Word) -> bool:
    return other.start - one.end < 0.4
