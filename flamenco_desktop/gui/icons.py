"""The program's own pictures in the colour of the ground they stand on."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from flamenco_desktop.gui.assets import ICONS

SIZE = 20


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def picture(name: str, color: str, size: QSize, ratio: float = 1.0) -> QPixmap:
    """The drawing `name` in `color`, `size` logical pixels large."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    pixmap = QPixmap(size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)
def icon(name: str, color: str) -> QIcon:
    """The icon `name` in `color` (`#rrggbb`), fainter where it is disabled, sharp up to 300 %."""
    made = QIcon()
    faint = QColor(color)
    faint.setAlphaF(0.4)
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(picture(name, color, QSize(SIZE, SIZE), ratio))
        dim = QPixmap(picture(name, color, QSize(SIZE, SIZE), ratio))
        painter = QPainter(dim)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(QRectF(0, 0, SIZE, SIZE), faint)
        painter.end()
        made.addPixmap(dim, QIcon.Mode.Disabled)
    return made
