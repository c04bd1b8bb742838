"""The names of the pictures of a voice; nothing heavy comes with them."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Which picture."""

    SPECTROGRAM = "spectrogram"
    MELODY = "melody"
