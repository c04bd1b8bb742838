"""Verses as they are painted: each drawn once in a colour, then put together from sung and still to come."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.sheet import NEIGHBOUR
from flamenco_desktop.gui.theme import CONTRAST, Theme
from flamenco_desktop.gui.typeset import Measure, Verse, filled
from flamenco_desktop.lyrics.model import Line, Word

LEADING = 1.12
PAST = 0.72  # opacity of what is over: three to one on every ground, as large type needs
_LEAST_BYTES = 16_000_000


class VersePainter:
    """Paints verses in one type, with their upper left corner at the painter's origin.

    What is sung differs from what is to come by a line under it as well as by colour.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures: OrderedDict[tuple[Verse, str, bool, float], QPixmap] = OrderedDict()
        self._bytes = 0
        self._most = _LEAST_BYTES
        self.set_type(40.0, "", 0.0)

    def set_type(self, size: float, family: str, pixels: float) -> None:
        """Set in another size or typeface from now on; `pixels` is how many the view has."""
        self.measure = Measure(lyric_font(size, family))
        self.light = Measure(lyric_font(size, family, light=True))
        self.row = self.measure.metrics.height() * LEADING
        self._most = max(_LEAST_BYTES, round(pixels * 4 * 2.5))
        self.forget()

    def forget(self) -> None:
        """The colours, or the type, have changed: nothing drawn before is right any more."""
        self._pictures.clear()
        self._bytes = 0

    def measure_of(self, verse: Verse, word: int) -> Measure:
        """The measure that a word was set by."""
        return self.light if verse.words[word].light else self.measure

    # --- in the three times -----------------------------------------------------------------------------

    def sung(self, painter: QPainter, verse: Verse, scale: float, weight: float) -> None:
        """A verse that is over, quieter the farther it has gone; `weight` as in `to_come`."""
        if self._theme.tokens is not CONTRAST:
            painter.setOpacity(painter.opacity() * (PAST + (1.0 - PAST) * weight))
        self._paint(painter, verse, "sung", scale)
        self._underline(painter, verse, scale, [1.0] * len(verse.words), past=True)

    def to_come(self, painter: QPainter, verse: Verse, scale: float, weight: float) -> None:
        """A verse that has not begun; `weight` 0 to 1 tells how near the eye it stands."""
        self._paint(painter, verse, "muted", scale)
        if weight > 0.0:
            painter.setOpacity(painter.opacity() * weight)
            self._paint(painter, verse, "text", scale)

    def current(
        self, painter: QPainter, verse: Verse, line: Line, scale: float, time: float, *, whole: bool
    ) -> None:
        """The verse being sung (`line` with nothing but its sung words), filled up to `time`; the whole of it
        at once where it is read by lines."""
        words = line.words
        if whole:
            self._paint(painter, verse, "sung", scale)
            self._underline(painter, verse, scale, [1.0] * len(words), past=False)
            return
        shares = [self._filled(verse, index, word, time) for index, word in enumerate(words)]
        cuts = [0.0] * verse.rows
        for placed, share in zip(verse.words, shares, strict=True):
            if share > 0.0:
                cuts[placed.row] = placed.x + placed.width * share
        reach = [0.0] * verse.rows
        for placed in verse.words:
            reach[placed.row] = max(reach[placed.row], placed.x + placed.width)
        for row, cut in enumerate(cuts):
            # The last letter of a row may reach beyond its advance.
            cut = verse.width + self.row if cut >= reach[row] - 0.01 else cut
            if cut > 0.0:
                self._paint_part(painter, verse, "sung", scale, row, -self.row, cut)
            self._paint_part(
                painter, verse, "text", scale, row, cut if cut > 0.0 else -self.row, verse.width + self.row
            )
        self._underline(painter, verse, scale, shares, past=False)

    def _filled(self, verse: Verse, index: int, word: Word, time: float) -> float:
        return filled(word, self.measure_of(verse, index).edges(verse.texts[index]), time)

    # --- pieces -----------------------------------------------------------------------------------------

    def _paint_part(
        self, painter: QPainter, verse: Verse, ink: str, scale: float, row: int, left: float, right: float
    ) -> None:
        """One row of a verse from `left` to `right`."""
        stretch = QRectF(left * scale, row * self.row * scale, (right - left) * scale, self.row * scale)
        painter.save()
        painter.setClipRect(stretch, Qt.ClipOperation.IntersectClip)
        self._paint(painter, verse, ink, scale)
        painter.restore()

    def _underline(
        self, painter: QPainter, verse: Verse, scale: float, shares: Sequence[float], *, past: bool
    ) -> None:
        color = self._theme.tokens.color("sung")
        thick = max(1.5, self.row * 0.034 * scale)
        if past:
            color.setAlphaF(0.5)
            thick = max(1.0, thick * 0.6)
        painter.setPen(QPen(color, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for placed, share in zip(verse.words, shares, strict=True):
            if share > 0.0:
                y = placed.row * self.row + self._baseline() + self.measure.metrics.descent() * 0.62
                x = placed.x * scale
                painter.drawLine(QPointF(x, y * scale), QPointF(x + placed.width * share * scale, y * scale))

    def _baseline(self) -> float:
        metrics = self.measure.metrics
        return (self.row - metrics.height()) / 2 + metrics.ascent()

    def _paint(self, painter: QPainter, verse: Verse, ink: str, scale: float) -> None:
        if not verse.words:
            return
        small = abs(scale - NEIGHBOUR) < 1e-6
        picture = self._picture(verse, ink, small, painter.device().devicePixelRatioF())
        ratio = scale / (NEIGHBOUR if small else 1.0)
        size = picture.deviceIndependentSize()
        left = (verse.left - self._margin()) * scale
        target = QRectF(left, 0.0, size.width() * ratio, size.height() * ratio)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))

    def _margin(self) -> float:
        return self.row * 0.5

    def _picture(self, verse: Verse, ink: str, small: bool, ratio: float) -> QPixmap:
        """The words of `verse` in one colour, drawn once: a sweep is two of these, cut."""
        key = (verse, ink, small, ratio)
        kept = self._pictures.get(key)
        if kept is not None:
            self._pictures.move_to_end(key)
            return kept
        scale = NEIGHBOUR if small else 1.0
        width = (verse.right - verse.left + 2 * self._margin()) * scale
        size = QSize(int(width * ratio) + 1, int(verse.rows * self.row * scale * ratio) + 1)
        picture = QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        painter.translate(self._margin() - verse.left, 0.0)
        for index, (text, placed) in enumerate(zip(verse.texts, verse.words, strict=True)):
            painter.setFont(self.measure_of(verse, index).font)
            # A voice without words never comes to the fore as words do.
            own = "muted" if placed.light and ink == "text" else ink
            painter.setPen(self._theme.tokens.color(own))
            painter.drawText(QPointF(placed.x, placed.row * self.row + self._baseline()), text)
        painter.end()
        self._keep(key, picture)
        return picture

    def _keep(self, key: tuple[Verse, str, bool, float], picture: QPixmap) -> None:
        self._pictures[key] = picture
        self._bytes += _bytes_of(picture)
        most = self._most * key[3] ** 2
        while self._bytes > most and len(self._pictures) > 1:
            self._bytes -= _bytes_of(self._pictures.popitem(last=False)[1])


def _bytes_of(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
