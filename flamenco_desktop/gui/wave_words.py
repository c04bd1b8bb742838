"""How words, lines and marked stretches are drawn on the waveform."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from flamenco_desktop.gui.theme import Theme, Tokens
from flamenco_desktop.gui.typeset import Measure
from flamenco_desktop.lyrics.doubts import THRESHOLD, doubt
from flamenco_desktop.lyrics.model import Line, LineState, Word


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch in seconds, tinted with the token `ink`; `fraction` of it is done, `words` stand in it."""

    start: float
    end: float
    ink: str
    words: str = ""
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a word's block shows beside its text."""

    sung: bool = False
    chosen: bool = False
    marked: bool = False
    checked: bool = False


class WordsPainter:
    """Draws blocks and bars with the ink of the theme. Words under `threshold` are doubtful."""

    def __init__(self, theme: Theme, measure: Measure) -> None:
        self._theme = theme
        self._measure = measure
        self.threshold = THRESHOLD

    @property
    def _tokens(self) -> Tokens:
        return self._theme.tokens

    def bar(self, painter: QPainter, line: Line, area: QRectF, *, wide: bool) -> None:
        """The bar over a line's words: by its colour how far the line is; wide under the hand."""
        inks = {LineState.CHECKED: "ok", LineState.CORRECTED: "muted", LineState.RECOGNISED: "raised"}
        ink = "focus" if wide else inks[line.state]
        height = 6.0 if wide else 3.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color(ink))
        middle = area.center().y()
        painter.drawRoundedRect(
            QRectF(area.left() + 0.5, middle - height / 2, max(2.0, area.width() - 1), height), 1.5, 1.5
        )

    def word(self, painter: QPainter, word: Word, block: QRectF, look: Look) -> None:
        """The block of a word."""
        tokens = self._tokens
        painter.setBrush(tokens.color("sung" if look.sung else "raised"))
        if word.estimated and not look.sung:
            # Nobody heard these times: an outline, not a body.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("muted"), 1.0, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(block, 4, 4)
        if look.marked and not look.sung:
            tint = tokens.color("focus")
            tint.setAlphaF(0.22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(block, 4, 4)
        if look.chosen:
            painter.setPen(QPen(tokens.color("focus"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(block.adjusted(1, 1, -1, -1), 4, 4)
        self._text(painter, word.text, block, tokens.color("ground" if look.sung else "text"))
        if not look.checked and doubt(word, self.threshold) is not None:
            ink = tokens.color("ground" if look.sung else "accent")
            painter.setPen(QPen(ink, 2.0, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap))
            y = block.bottom() - 4
            painter.drawLine(QPointF(block.left() + 5, y), QPointF(block.right() - 4, y))

    def _text(self, painter: QPainter, text: str, block: QRectF, ink: QColor) -> None:
        inner = block.adjusted(6, 0, -4, 0)
        if inner.width() <= 7:
            return
        if self._measure.width(text) > inner.width():
            text = self._measure.metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(self._measure.font)
        painter.setPen(ink)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def tapped(self, painter: QPainter, text: str, block: QRectF) -> None:
        """The block of a word where it has just been tapped."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("sung"))
        painter.drawRoundedRect(block, 4, 4)
        self._text(painter, text, block, self._tokens.color("ground"))

    def mark(self, painter: QPainter, mark: Mark, area: QRectF, font: QFont) -> None:
        """A tint over the wave with its words at the top."""
        ink = self._tokens.color(mark.ink)
        tint = QColor(ink)
        tint.setAlphaF(0.14)
        painter.fillRect(area, tint)
        if mark.fraction:
            painter.fillRect(QRectF(area.left(), area.top(), area.width() * mark.fraction, 3), ink)
        painter.setPen(QPen(ink, 1.0))
        for x in (area.left(), area.right()):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if mark.words:
            painter.setFont(font)
            room = area.adjusted(6, 5, -4, 0)
            # Where it began before the left edge, its words begin there.
            room.setLeft(max(room.left(), 6.0))
            # A short stretch says it beside itself rather than not at all.
            room.setWidth(max(room.width(), 220.0))
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, mark.words)
