"""The letters that both models hear: the aligner's vocabulary and the encoder's frame targets."""

from __future__ import annotations

BLANK = "<pad>"
BOUNDARY = "|"
LETTERS = "abcdefghijklmnopqrstuvwxyzñáéíóúü"
VOCABULARY: tuple[str, ...] = (BLANK, BOUNDARY, *LETTERS)
INDEX: dict[str, int] = {symbol: number for number, symbol in enumerate(VOCABULARY)}
