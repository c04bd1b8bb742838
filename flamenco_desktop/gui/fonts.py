"""The two voices of the type: a humanist serif for lyrics, the system's own sans for the rest."""

from __future__ import annotations

from PySide6.QtGui import QFont

# In this order: what macOS, Windows and the Linux desktops bring, best drawn first.
LYRIC_FAMILIES = [
    "Iowan Old Style",
    "Palatino",
    "Palatino Linotype",
    "Constantia",
    "EB Garamond 12",
    "EB Garamond",
    "Linux Libertine O",
    "Gentium Book Plus",
    "Gentium Plus",
    "Gentium",
    "Crimson Pro",
    "Source Serif 4",
    "Charter",
    "Noto Serif",
    "C059",
    "Liberation Serif",
    "DejaVu Serif",
]


def lyric_font(pixels: float, family: str = "", *, light: bool = False) -> QFont:
    """The serif of the lyrics, or `family`, `pixels` high; its widths grow in proportion to its size.

    `light` is its form for a voice without words: the italic.
    """
    font = QFont()
    font.setFamilies([family, *LYRIC_FAMILIES] if family else LYRIC_FAMILIES)
    font.setItalic(light)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(max(1, round(pixels)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def tabular(font: QFont) -> QFont:
    """`font` with figures of one width, so that a running time does not tremble."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
