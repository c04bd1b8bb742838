"""How a line of the editor looks: its time, its mark, its words and what is said of them by signs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from flamenco_desktop.gui.icons import icon
from flamenco_desktop.gui.theme import GRID, Tokens
from flamenco_desktop.gui.times import clock
from flamenco_desktop.gui.typeset import Measure, Verse
from flamenco_desktop.lyrics.doubts import Doubt, doubt
from flamenco_desktop.lyrics.model import Kind, Line, LineState, Word

TYPE = 18
GUTTER = 104
MARK = 76
PADDING = 7
OFFER = 20
"""Pixels of the sign at the right end of a line that offers to align it again."""


def kind_name(kind: Kind) -> str:
    """What a line or word is in the cante, in the listener's language; sung ones need no name."""
    translate = QCoreApplication.translate
    names = {
        Kind.QUEJIO: translate("Kinds", "quejío"),
        Kind.JALEO: translate("Kinds", "jaleo"),
        Kind.NOT_SUNG: translate("Kinds", "not sung"),
    }
    return names.get(kind, "")


def offers_alignment(line: Line) -> bool:
    """Whether the times of some word are only estimated."""
    return line.state is not LineState.CHECKED and any(word.estimated for word in line.words)


@dataclass(slots=True)
class Look:
    """What the painting of lines depends on besides the lines."""

    tokens: Tokens
    measure: Measure
    figures: QFont
    row: float
    width: float = 0.0
    focused: bool = False
    selected: tuple[int, int] = (0, 0)
    sung: tuple[int, int] | None = None
    threshold: float = 0.0
    misspelled: Collection[str] = ()
    found: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    current: tuple[int, int] | None = None
    """The found words of each line, first and last; and which line and first word is the one gone to."""


def paint_line(painter: QPainter, look: Look, index: int, line: Line, verse: Verse, area: QRectF) -> None:
    """Paint line `index` in `area` of the viewport."""
    tokens = look.tokens
    if index == look.selected[0]:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("surface"))
        painter.drawRoundedRect(area.adjusted(GRID, 0, -GRID, 0), GRID, GRID)
    painter.setFont(look.figures)
    painter.setPen(tokens.color("muted"))
    time = QRectF(GRID, area.top() + PADDING, MARK - 3 * GRID, look.row)
    painter.drawText(time, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, clock(line.start))
    _paint_mark(painter, tokens, QPointF(MARK + 2, area.top() + PADDING + look.row / 2), line.state)
    _paint_found(painter, look, index, verse, area)
    for word, item in enumerate(line.words):
        _paint_word(painter, look, (index, word), line, item, word_rect(verse, word, area, look.row))
    _paint_end(painter, look, line, verse, area)


def word_rect(verse: Verse, word: int, area: QRectF, row: float) -> QRectF:
    """Where a word stands, given its line's area."""
    placed = verse.words[word]
    return QRectF(GUTTER + placed.x, area.top() + PADDING + placed.row * row, placed.width, row)


def offer_rect(area: QRectF, row: float) -> QRectF:
    """Where the sign stands that offers to align the line again."""
    return QRectF(area.right() - GRID - OFFER - 6, area.top() + PADDING + (row - OFFER) / 2, OFFER, OFFER)


def _paint_mark(painter: QPainter, tokens: Tokens, centre: QPointF, state: LineState) -> None:
    """An open ring as recognised, a dot in it when corrected, a full disc with a tick when checked."""
    checked = state is LineState.CHECKED
    painter.setPen(QPen(tokens.color("ok" if checked else "muted"), 1.5))
    painter.setBrush(tokens.color("ok") if checked else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, 7.0, 7.0)
    if checked:
        painter.setPen(QPen(tokens.color("ground"), 1.8, c=Qt.PenCapStyle.RoundCap))
        x, y = centre.x(), centre.y()
        painter.drawPolyline([QPointF(x - 3, y + 0.2), QPointF(x - 0.8, y + 2.5), QPointF(x + 3.2, y - 2.4)])
    elif state is LineState.CORRECTED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("muted"))
        painter.drawEllipse(centre, 3.0, 3.0)


def _paint_found(painter: QPainter, look: Look, index: int, verse: Verse, area: QRectF) -> None:
    tint = look.tokens.color("sung")
    tint.setAlphaF(0.28)
    for first, last in look.found.get(index, ()):
        here = look.current == (index, first)
        painter.setPen(QPen(look.tokens.color("sung"), 1.5) if here else Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        for word in range(first, min(last + 1, len(verse.words))):
            place = word_rect(verse, word, area, look.row)
            painter.drawRoundedRect(place.adjusted(-3, 1, 3, -1), 4, 4)


def _paint_word(
    painter: QPainter, look: Look, at: tuple[int, int], line: Line, item: Word, place: QRectF
) -> None:
    tokens = look.tokens
    why = None if line.state is LineState.CHECKED else doubt(item, look.threshold)
    sung = look.sung == at
    if sung or item.kind is Kind.JALEO:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("raised"))
        painter.drawRoundedRect(place.adjusted(-4, -1, 4, 1), 6, 6)
    if at == look.selected:
        painter.setPen(QPen(tokens.color("focus" if look.focused else "muted"), 2.0 if look.focused else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(-4, -1, 4, 1), 6, 6)
    quiet = why is not None or item.kind in (Kind.JALEO, Kind.NOT_SUNG)
    ink = tokens.color("sung" if sung else "muted" if quiet else "text")
    baseline = place.top() + 1 + look.measure.metrics.ascent()
    painter.setPen(ink)
    painter.setFont(_font(look.measure.font, item.kind))
    painter.drawText(QPointF(place.left(), baseline), item.text)
    below = baseline + 4.5
    if why is not None:
        painter.setPen(_underline(tokens, why))
        painter.drawLine(QPointF(place.left() + 1, below), QPointF(place.right() - 1, below))
    if item.text in look.misspelled:
        _paint_wave(painter, tokens.color("focus"), place, below + (3.0 if why is not None else 0.0))


def _font(font: QFont, kind: Kind) -> QFont:
    if kind is Kind.SUNG:
        return font
    marked = QFont(font)
    marked.setItalic(kind in (Kind.QUEJIO, Kind.JALEO))
    marked.setStrikeOut(kind is Kind.NOT_SUNG)
    return marked


def _underline(tokens: Tokens, why: Doubt) -> QPen:
    """Dots where the word is doubtful, dashes where only its times are."""
    if why is Doubt.ESTIMATED:
        return QPen(tokens.color("muted"), 1.5, Qt.PenStyle.DashLine)
    return QPen(tokens.color("accent"), 2.0, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap)


def _paint_wave(painter: QPainter, ink: QColor, place: QRectF, y: float) -> None:
    """The wave under a word that no dictionary knows."""
    path = QPainterPath(QPointF(place.left(), y))
    x, up = place.left(), True
    while x + 4 <= place.right():
        path.quadTo(QPointF(x + 2, y - 3 if up else y + 3), QPointF(x + 4, y))
        x, up = x + 4, not up
    painter.setPen(QPen(ink, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_end(painter: QPainter, look: Look, line: Line, verse: Verse, area: QRectF) -> None:
    """At the line's end: what it is, when it is not simply sung; and the offer to align it again."""
    tokens = look.tokens
    right = area.right() - GRID - 6
    if offers_alignment(line):
        place = offer_rect(area, look.row)
        icon("align", tokens.muted).paint(painter, place.toRect())
        right = place.left() - 6
    name = kind_name(line.kind)
    end = GUTTER + max((item.x + item.width for item in verse.words if item.row == 0), default=0.0)
    if not name:
        return
    painter.setFont(look.figures)
    painter.setPen(tokens.color("muted"))
    label = QRectF(end + GRID, area.top() + PADDING, right - end - GRID, look.row)
    width = painter.fontMetrics().horizontalAdvance(name)
    if width <= label.width():
        painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
