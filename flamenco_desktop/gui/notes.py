"""Notes by their names: numbers as MIDI counts them (69 is the A of 440 Hz), names as musicians say them."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

A4, A4_HZ = 69, 440.0
_NATURALS = frozenset({0, 2, 4, 5, 7, 9, 11})
_TRIAD = frozenset({0, 4, 7})
_LEAST_PIXELS = 11.0


def names() -> list[str]:
    """The twelve notes from C on, in the language of the window."""
    return QCoreApplication.translate("Notes", "C C♯ D E♭ E F F♯ G A♭ A B♭ B").split()


def note_name(number: int) -> str:
    """`A4`, `la4`."""
    octave, step = divmod(number, 12)
    return f"{names()[step]}{octave - 1}"


def named_between(low: float, high: float, pixels: float) -> list[int]:
    """The notes to be named between two numbers where a semitone is `pixels` high: as many as have room."""
    if pixels >= _LEAST_PIXELS:
        wanted = frozenset(range(12))
    elif pixels * 1.2 >= _LEAST_PIXELS:
        wanted = _NATURALS
    elif pixels * 3 >= _LEAST_PIXELS:
        wanted = _TRIAD
    else:
        wanted = frozenset({0})
    return [note for note in range(math.ceil(low), math.floor(high) + 1) if note % 12 in wanted]
