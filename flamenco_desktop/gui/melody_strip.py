"""The melody over the words, in notes: each syllable with the notes that it is drawn out over."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen, QPolygonF

from flamenco_desktop.editing import LyricDocument
from flamenco_desktop.gui.fonts import lyric_font
from flamenco_desktop.gui.notes import A4, A4_HZ, named_between, note_name
from flamenco_desktop.gui.strip import Stretch, Strip, say_progress
from flamenco_desktop.gui.theme import Theme
from flamenco_desktop.gui.typeset import Measure
from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.lyrics.syllable_split import syllables_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flamenco_desktop.audio.melody import Melody

RATE = 100.0
_GAP = 6.0
_FOOT = 18.0  # where the syllables stand
_LEAST_RANGE = 12.0  # semitones
_LEAP = 3.0  # semitones in a hundredth of a second: more is another note, not a glide
_USUAL = (48.0, 67.0)


class MelodyStrip(Strip):
    """Paints what `source` gives; while it gives None, how far `progress` says that it is."""

    share = 1.3

    def __init__(
        self,
        document: LyricDocument,
        theme: Theme,
        source: Callable[[], Melody | None],
        progress: Callable[[], float | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._source = source
        self._progress = progress
        self._measure = Measure(lyric_font(13))
        self._notes: NDArray[Any] | None = None
        self._of: object = None
        self._range = _USUAL
        self._words: list[Word] | None = None
        self._onsets: list[float] = []
        self._spans: tuple[NDArray[Any], NDArray[Any]] | None = None
        self._drawn: tuple[object, QImage] | None = None
        document.reset.connect(self._words_changed)
        document.spliced.connect(self._words_changed)
        theme.changed.connect(self._redraw)

    def _words_changed(self) -> None:
        self._words = None
        self._redraw()

    def _redraw(self) -> None:
        self._drawn = None
        self.changed.emit()

    def paint(
        self, painter: QPainter, area: QRectF, exposed: QRectF, stretch: Stretch, now: float, ratio: float
    ) -> None:
        inner = area.adjusted(0, _GAP, 0, 0)
        found = self._source()
        tokens = self._theme.tokens
        if found is None:
            say_progress(painter, inner, self.tr("Listening for the melody…"), self._progress(), tokens)
            return
        self._look_at(found)
        key = (stretch, inner.width(), inner.height(), ratio, tokens, id(found))
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._picture(inner, stretch, ratio))
        painter.drawImage(inner.topLeft(), self._drawn[1])
        self._paint_now(painter, inner, stretch, now)

    # --- what there is to draw --------------------------------------------------------------------------

    def _look_at(self, found: Melody) -> None:
        """The notes of another melody, or where other words lie: once, not for every paint."""
        import numpy as np

        if self._of is not found or self._notes is None:
            self._of = found
            heard = np.where(found.hz > 0.0, found.hz, np.nan)
            self._notes = (A4 + 12.0 * np.log2(heard / A4_HZ)).astype(np.float32)
            self._words, self._drawn = None, None
        if self._words is None:
            self._words = [word for line in self._document.lines for word in line.words]
            self._onsets = [word.start for word in self._words]
            self._spans = np.array(self._onsets), np.array([word.end for word in self._words])
            self._range = self._find_range(self._notes)

    def _find_range(self, notes: NDArray[Any]) -> tuple[float, float]:
        """From below the lowest note that is sung to above the highest, without the strays."""
        import numpy as np

        sung = notes[self._inside(np.arange(len(notes)) / RATE)]
        sung = sung[~np.isnan(sung)]
        if len(sung) < 10:
            sung = notes[~np.isnan(notes)]
        if len(sung) < 10:
            return _USUAL
        low, high = np.percentile(sung, 1.5) - 1.5, np.percentile(sung, 98.5) + 1.5
        spare = max(0.0, _LEAST_RANGE - (high - low)) / 2
        return float(low - spare), float(high + spare)

    def _inside(self, times: NDArray[Any]) -> NDArray[Any]:
        """Whether each of the times lies within a word."""
        import numpy as np

        if self._spans is None or not self._onsets:
            return np.zeros(len(times), bool)
        onsets, offsets = self._spans
        word = np.searchsorted(onsets, times, side="right") - 1
        return (word >= 0) & (times < offsets[np.maximum(word, 0)])

    # --- drawing ----------------------------------------------------------------------------------------

    def _y(self, area: QRectF, note: Any) -> Any:
        low, high = self._range
        return area.bottom() - _FOOT - (note - low) / (high - low) * (area.height() - _FOOT)

    def _picture(self, place: QRectF, stretch: Stretch, ratio: float) -> QImage:
        area = QRectF(0, 0, place.width(), place.height())
        picture = QImage(
            max(1, round(area.width() * ratio)),
            max(1, round(area.height() * ratio)),
            QImage.Format.Format_RGB32,
        )
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.tokens.color("surface"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_staff(painter, area)
        self._draw_syllables(painter, area, stretch)
        self._draw_line(painter, area, stretch, ratio)
        self._name_notes(painter, area)
        painter.end()
        return picture

    def _draw_staff(self, painter: QPainter, area: QRectF) -> None:
        low, high = self._range
        pixels = (area.height() - _FOOT) / (high - low)
        for note in named_between(low, high, pixels):
            y = round(self._y(area, note))
            painter.fillRect(QRectF(0, y, area.width(), 1), self._theme.tokens.color("raised"))

    def _name_notes(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        low, high = self._range
        small = QFont()
        small.setPixelSize(10)
        painter.setFont(small)
        veil = tokens.color("surface")
        veil.setAlphaF(0.72)
        for note in named_between(low, high, (area.height() - _FOOT) / (high - low)):
            y, text = self._y(area, note), note_name(note)
            if y < 7:
                continue
            painter.fillRect(QRectF(3, y - 6, painter.fontMetrics().horizontalAdvance(text) + 7, 12), veil)
            painter.setPen(tokens.color("muted"))
            painter.drawText(QPointF(7, y + 3.5), text)

    def _draw_line(self, painter: QPainter, area: QRectF, stretch: Stretch, ratio: float) -> None:
        """What is sung in full, what sounds between the words faintly: there it is mostly the guitar."""
        import numpy as np

        if self._notes is None:
            return
        # A point for two pixels: eight for each swing of a vibrato where a second has a hundred pixels.
        step = max(1, round(2.0 * RATE / (stretch.zoom * ratio)))
        first = max(0, int(stretch.start * RATE) // step * step - step)
        last = min(len(self._notes), int(stretch.time(area.width()) * RATE) + 2 * step)
        if last - first < 2:
            return
        at = np.arange(first, last, step)
        notes = self._notes[at]
        low, high = self._range
        notes = np.where((notes < low - 0.5) | (notes > high + 0.5), np.nan, notes)
        times = at / RATE
        inside = self._inside(times)
        xs, ys = (times - stretch.start) * stretch.zoom, self._y(area, notes)
        tokens = self._theme.tokens
        faint = tokens.color("muted")
        faint.setAlphaF(0.4)
        leap = min(12.0, _LEAP * step)
        for own, pen in (
            (~inside, QPen(faint, 1.2)),
            (inside, QPen(tokens.color("sung"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)),
        ):
            painter.setPen(pen)
            for run in runs(np.where(own, notes, np.nan), leap):
                painter.drawPolyline(
                    QPolygonF(
                        [QPointF(x, y) for x, y in zip(xs[run].tolist(), ys[run].tolist(), strict=True)]
                    )
                )

    def _draw_syllables(self, painter: QPainter, area: QRectF, stretch: Stretch) -> None:
        """A thin line where each syllable begins, and the syllable at its foot where it has room."""
        words = self._words or []
        first = max(0, bisect_right(self._onsets, stretch.start) - 1)
        last = bisect_left(self._onsets, stretch.time(area.width()))
        tokens = self._theme.tokens
        if last - first > area.width() / 12:
            return  # a song seen from far away
        painter.setFont(self._measure.font)
        painter.setPen(tokens.color("muted"))
        edge = tokens.color("muted")
        edge.setAlphaF(0.3)
        for word in words[first:last]:
            for text, start, end in syllable_times(word):
                left, room = stretch.x(start), (end - start) * stretch.zoom
                width = self._measure.width(text)
                top = 0.0 if start == word.start else area.height() * 0.25
                # Filled, not drawn: a pen's dots would cost more than all the rest.
                painter.fillRect(QRectF(round(left), top, 1, area.height() - 2 - top), edge)
                if width + 5 <= room:
                    painter.drawText(QPointF(left + 4, area.height() - 5), text)

    def _paint_now(self, painter: QPainter, area: QRectF, stretch: Stretch, now: float) -> None:
        """A bead on the note that is heard."""
        at = round(now * RATE)
        if self._notes is None or not 0 <= at < len(self._notes):
            return
        note = float(self._notes[at])
        if math.isnan(note) or not self._range[0] <= note <= self._range[1]:
            return
        tokens = self._theme.tokens
        painter.setPen(QPen(tokens.color("surface"), 1.5))
        painter.setBrush(tokens.color("text"))
        painter.drawEllipse(QPointF(stretch.x(now), self._y(area, note)), 4.5, 4.5)


def runs(notes: NDArray[Any], leap: float) -> list[slice]:
    """Stretches without a gap (NaN) and without a leap of more than `leap`, each of two points at least."""
    import numpy as np

    if not len(notes):
        return []
    there = ~np.isnan(notes)
    with np.errstate(invalid="ignore"):
        joined = there[1:] & there[:-1] & (np.abs(np.diff(notes)) <= leap)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], joined, [False]]).astype(np.int8)))
    return [slice(int(begin), int(end) + 1) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def syllable_times(word: Word) -> list[tuple[str, float, float]]:
    """The syllables of a word with onset and offset, by its letters' times where it has them."""
    parts = syllables_of(word.text)
    onsets, place = [], 0
    for part in parts:
        if len(word.letters) == len(word.text) and place:
            onsets.append(word.letters[place].start)
        else:
            onsets.append(word.start + (word.end - word.start) * place / max(1, len(word.text)))
        place += len(part)
    return list(zip(parts, onsets, [*onsets[1:], word.end], strict=True))
