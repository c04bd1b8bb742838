"""Tap mode, plainly in sight: what Space does now, which word comes next, how to go back and how to leave."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.fonts import lyric_font, tabular
from flamenco_desktop.gui.tap_mode import COUNT_IN, Phase, TapMode
from flamenco_desktop.gui.theme import GRID, Theme

COMING = 5
"""Words that are shown after the next one."""
DIAL = 44


class Dial(QWidget):
    """Counts in: a ring that empties around the seconds; then a disc that fills while the hand is down."""

    def __init__(self, tap: TapMode, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tap = tap
        self._theme = theme
        self.setFixedSize(DIAL, DIAL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        ring = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(tokens.color("raised"), 4))
        painter.drawEllipse(ring)
        if self._tap.phase is Phase.COUNTING:
            left = self._tap.seconds_to_first()
            painter.setPen(QPen(tokens.color("accent"), 4, c=Qt.PenCapStyle.RoundCap))
            painter.drawArc(ring, 90 * 16, round(360 * 16 * min(1.0, left / COUNT_IN)))
            figures = tabular(self.font())
            figures.setPixelSize(18)
            painter.setFont(figures)
            painter.setPen(tokens.color("text"))
            painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(max(1, math.ceil(left))))
        elif self._tap.held:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("sung"))
            painter.drawEllipse(ring)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("accent"))
            painter.drawEllipse(QPointF(ring.center()), 6, 6)


class TapButton(QPushButton):
    """Space under the mouse: pressed and let go as long as the word lasts."""

    def __init__(self, tap: TapMode, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tap = tap
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._tap.press()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._tap.release()


class TapBar(QWidget):
    """In sight only while the mode is on."""

    def __init__(
        self, tap: TapMode, document: LyricDocument, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tap = tap
        self._document = document
        self._theme = theme
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._dial = Dial(tap, theme, self)
        self._words = QLabel(self)
        self._words.setFont(lyric_font(22))
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._how = QLabel(self)
        self._how.setProperty("role", "muted")
        self._press = TapButton(tap, self.tr("Tap"), self)
        self._back = QPushButton(self.tr("Take back"), self)
        self._back.clicked.connect(tap.back)
        self._done = QPushButton(self.tr("Done"), self)
        self._done.clicked.connect(tap.leave)
        for button in (self._back, self._done):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._words)
        texts.addWidget(self._how)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self._dial)
        row.addLayout(texts, 1)
        for button in (self._press, self._back, self._done):
            row.addWidget(button)
        tap.changed.connect(self._show)
        theme.changed.connect(self._show)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(640, DIAL + 2 * GRID)

    def _show(self) -> None:
        tap = self._tap
        self.setVisible(tap.on)
        if not tap.on:
            return
        self._dial.update()
        words = self._line()
        if words != self._words.text():
            self._words.setText(words)
        if tap.phase is Phase.COUNTING:
            how = self.tr(
                "Tap mode. Get ready: press Space as each word begins, and hold it as long as it lasts."
            )
        else:
            how = self.tr("Tap mode. Space: the next word. Backspace: take one back. Esc: done.")
        if how != self._how.text():
            self._how.setText(how)
            self.setAccessibleName(how)

    def _line(self) -> str:
        """The word being tapped, the next one, and some that follow."""
        tokens, tap = self._theme.tokens, self._tap
        lines = self._document.lines
        parts = []
        if tap.held and tap.last is not None:
            line, word = tap.last
            parts.append(_ink(lines[line].words[word].text, tokens.sung))
        if tap.next is not None:
            line, word = tap.next
            coming = [item.text for item in lines[line].words[word:]]
            if len(coming) <= COMING and line + 1 < len(lines):
                coming += ["/", *(item.text for item in lines[line + 1].words)]
            parts.append(_ink(coming[0], tokens.muted if tap.held else tokens.text, strong=not tap.held))
            parts += [_ink(text, tokens.muted) for text in coming[1 : COMING + 1]]
        return " ".join(parts)


def _ink(text: str, color: str, *, strong: bool = False) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    weight = "font-weight:600;" if strong else ""
    return f'<span style="color:{color};{weight}">{escaped}</span>'
