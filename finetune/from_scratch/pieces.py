"""Text as short byte pairs of Whisper's vocabulary, each with the letters it covers.

Whole words as tokens would teach a small decoder a list of words. Pieces of at most three letters make it
spell what it hears, so a word that training never had can still be written; their ids are the standard ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from finetune.from_scratch.alphabet import LETTERS
from finetune.from_scratch.tokenizer import (
    END_OF_TEXT,
    FIRST_TIMESTAMP,
    NO_SPEECH,
    NO_TIMESTAMPS,
    SPANISH,
    START_OF_TRANSCRIPT,
    TIMESTAMPS,
    TRANSCRIBE,
    byte_pairs,
)

LONGEST = 3
_SPECIAL = (END_OF_TEXT, START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, NO_SPEECH, NO_TIMESTAMPS)
_PIECE = re.compile(f" ?[{LETTERS}]{{1,{LONGEST}}}")


@dataclass(frozen=True)
class Piece:
    """A token of the standard vocabulary and the number of letters it spells."""

    token: int
    letters: int


class Pieces:
    """The small vocabulary that training uses: rows 0 to `size` - 1 for the standard ids in `standard`."""

    def __init__(self) -> None:
        spelled, _ = byte_pairs()
        texts = {_bytes(token).decode("utf-8", errors="replace"): rank for token, rank in spelled.items()}
        self._ranks = {text: rank for text, rank in texts.items() if _PIECE.fullmatch(text) or text == " "}
        self.standard: tuple[int, ...] = (
            *_SPECIAL,
            *sorted(self._ranks.values()),
            *range(FIRST_TIMESTAMP, FIRST_TIMESTAMP + TIMESTAMPS),
        )
        self.small: dict[int, int] = {token: row for row, token in enumerate(self.standard)}

    @property
    def size(self) -> int:
        """Rows of the small vocabulary."""
        return len(self.standard)

    @cached_property
    def texts(self) -> dict[int, str]:
        """Standard id -> its text, for the pieces (not for special tokens)."""
        return {rank: text for text, rank in self._ranks.items()}

    def spell(self, word: str, rng: np.random.Generator | None = None, dropout: float = 0.0) -> list[Piece]:
        """The word, with the space before it, in pieces; a merge is left out with probability `dropout`."""
        parts = [" " + word[0], *word[1:]] if " " + word[0] in self._ranks else [" ", *word]
        while len(parts) > 1:
            candidates = [
                (self._ranks[joined], place)
                for place in range(len(parts) - 1)
                if (joined := parts[place] + parts[place + 1]) in self._ranks
                and not (rng is not None and dropout and rng.random() < dropout)
            ]
            if not candidates:
                break
            _, place = min(candidates)
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
        return [Piece(self._ranks[part], len(part.lstrip(" "))) for part in parts]

    def read(self, tokens: list[int]) -> str:
        """The text of standard ids; special tokens and timestamps are left out."""
        return "".join(self.texts.get(token, "") for token in tokens).strip()


def _bytes(spelled: str) -> bytes:
    return bytes(_BYTE_OF[char] for char in spelled)


def _byte_of() -> dict[str, int]:
    """The printable spelling of byte-level BPE, back to bytes (as GPT-2's encoder defines it)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}


_BYTE_OF = _byte_of()
