"""The spectrogram under the wave: what the recogniser is given to read from, in the colours of the ground."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from flamenco_desktop.gui.strip import Stretch, Strip, say_progress
from flamenco_desktop.gui.theme import Theme, Tokens

if TYPE_CHECKING:
    from flamenco_desktop.audio.spectrogram import Spectrogram

_NAMED_HZ = (200, 1000, 4000)
_NAME = 14.0
_GAP = 6.0


class SpectrogramStrip(Strip):
    """Paints what `source` gives; while it gives None, how far `share` says that it is."""

    share = 0.9

    def __init__(
        self,
        theme: Theme,
        source: Callable[[], Spectrogram | None],
        progress: Callable[[], float | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source = source
        self._progress = progress
        self._drawn: tuple[object, QImage] | None = None

    def paint(
        self, painter: QPainter, area: QRectF, exposed: QRectF, stretch: Stretch, now: float, ratio: float
    ) -> None:
        inner = area.adjusted(0, _GAP, 0, 0)
        found = self._source()
        tokens = self._theme.tokens
        if found is None:
            words = self.tr("Drawing the spectrogram…")
            say_progress(painter, inner, words, self._progress(), tokens)
            return
        key = (id(found), stretch, inner.width(), inner.height(), ratio, tokens)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._picture(found, inner, stretch, ratio))
        painter.drawImage(inner.topLeft(), self._drawn[1])
        self._name_bands(painter, inner, tokens)

    def _picture(self, found: Spectrogram, area: QRectF, stretch: Stretch, ratio: float) -> QImage:
        """The stretch at the size of the screen's own pixels."""
        tokens = self._theme.tokens
        picture = QImage(
            max(1, round(area.width() * ratio)),
            max(1, round(area.height() * ratio)),
            QImage.Format.Format_RGB32,
        )
        picture.fill(tokens.color("surface"))
        columns = bands(found, stretch, area.width(), ratio, tokens)
        if columns is not None:
            image, first, last = columns
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            left, right = stretch.x(first) * ratio, stretch.x(last) * ratio
            painter.drawImage(QRectF(left, 0.0, right - left, picture.height()), image)
            painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _name_bands(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        from flamenco_desktop.audio.spectrogram import HIGHEST_HZ, hz_to_mel

        small = painter.font()
        small.setPixelSize(10)
        painter.setFont(small)
        above = area.bottom() + _NAME
        for hz in sorted(_NAMED_HZ):
            y = area.bottom() - area.height() * hz_to_mel(hz) / hz_to_mel(HIGHEST_HZ)
            y = min(y, area.bottom() - 8)
            if above - y < _NAME:
                continue  # in a low strip it would cover the one below
            above = y
            text = f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz"
            ground = QRectF(4, y - _NAME / 2, painter.fontMetrics().horizontalAdvance(text) + 6, _NAME)
            veil = tokens.color("surface")
            veil.setAlphaF(0.72)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(ground, 3, 3)
            painter.setPen(tokens.color("text"))
            painter.drawText(QPointF(7, y + 4), text)


def bands(
    found: Spectrogram, stretch: Stretch, width: float, ratio: float, tokens: Tokens
) -> tuple[QImage, float, float] | None:
    """The frames in sight, one column each, 80 pixels high, and the seconds where they begin and end.

    Of more frames than pixels each column is the loudest of its own. None where nothing is in sight.
    """
    import numpy as np

    wanted = stretch.zoom * ratio
    level, rate = found.level_for(wanted)
    # Frame i is what sounds around i / rate: half a frame before, half a frame after.
    first = max(0, int(stretch.start * rate) - 1)
    last = min(len(level), int(stretch.time(width) * rate) + 3)
    if last <= first:
        return None
    seen = level[first:last]
    together = max(1, int(rate / wanted))
    if together > 1:
        first -= first % together
        seen = np.maximum.reduceat(level[first:last], np.arange(0, last - first, together))
    image_data = np.ascontiguousarray(seen.T[::-1])
    height, columns = image_data.shape
    image = QImage(image_data.data, columns, height, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(inks(found.silence, found.top, tokens))
    # A copy in the format of the screen: the array goes with this call.
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    return made, (first - 0.5) / rate, (first - 0.5 + columns * together) / rate


_known_inks: dict[tuple[int, int, Tokens], list[int]] = {}


def inks(silence: int, top: int, tokens: Tokens) -> list[int]:
    """The colour of each of the 256 bytes: from the ground over what is sung to the brightest text."""
    known = _known_inks.get((silence, top, tokens))
    if known is None:
        stops = [tokens.color(name) for name in ("surface", "raised", "sung", "text")]
        places = [0.0, 0.3, 0.78, 1.0]
        known = []
        for byte in range(256):
            share = min(1.0, max(0.0, (byte - silence) / max(1, top - silence)))
            at = max(index for index in range(3) if places[index] <= share)
            within = (share - places[at]) / (places[at + 1] - places[at])
            known.append(_between(stops[at], stops[at + 1], within).rgb())
        _known_inks[silence, top, tokens] = known
    return known


def _between(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
