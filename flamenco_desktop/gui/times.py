"""Times and amounts as a listener reads them."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def clock(seconds: float) -> str:
    """`0:47`, `12:03`, `1:02:03`."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def exact_clock(seconds: float) -> str:
    """`0:47.350`."""
    thousandths = max(0, round(1000 * seconds))
    return f"{clock(thousandths // 1000)}.{thousandths % 1000:03}"


def number(text: str) -> str:
    """A number with the language's own sign in the place of the decimal point."""
    return text.replace(".", QLocale().decimalPoint())


def megabytes(size: int) -> str:
    """`28 MB`, `1.5 GB`."""
    return number(f"{size / 1e9:.1f}") + " GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"
