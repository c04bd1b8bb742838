"""The stretch of the recording that the listener has marked: to hear, move, align or recognise just that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from flamenco_desktop.lyrics.model import Line

SHORTEST = 0.05
"""Seconds; less is a hand that trembled."""


class Selection(QObject):
    """`start` to `end` in seconds, or nothing. `anchor` is where the keys began it, line and word."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._span: tuple[float, float] | None = None
        self.anchor: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[float, float] | None:
        """Start and end in seconds; None where nothing is marked."""
        return self._span

    def set(self, one: float, other: float) -> None:
        """Mark what lies between two times."""
        span = (max(0.0, min(one, other)), max(one, other))
        self._show(span if span[1] - span[0] >= SHORTEST else None)

    def clear(self) -> None:
        """Mark nothing."""
        self.anchor = None
        self._show(None)

    def _show(self, span: tuple[float, float] | None) -> None:
        if span != self._span:
            self._span = span
            self.changed.emit()


def words_within(lines: Sequence[Line], start: float, end: float) -> list[tuple[int, int]]:
    """Line and word of every word that is sung in `start` to `end`, by its middle, in order."""
    return [
        (index, place)
        for index, line in enumerate(lines)
        if line.end > start and line.start < end
        for place, word in enumerate(line.words)
        if start <= (word.start + word.end) / 2 <= end
    ]
