"""Text as single letters of Whisper's vocabulary.

Whole words as tokens, or Whisper's own byte pairs, would teach a small decoder a list of words. Letter by
letter it writes what the encoder hears, so a word that training never had can still be written, and every
token has a place in the sound of its own. The ids are the standard ones.
"""

from __future__ import annotations

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

_SPECIAL = (END_OF_TEXT, START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, NO_SPEECH, NO_TIMESTAMPS)


class Spelling:
    """The small vocabulary that training uses: rows 0 to `size` - 1 for the standard ids in `standard`."""

    def __init__(self) -> None:
        spelled, _ = byte_pairs()
        texts = {_bytes(token).decode("utf-8", errors="replace"): rank for token, rank in spelled.items()}
        self._ids = {text: texts[text] for letter in LETTERS for text in (letter, " " + letter)}
        self._texts = {token: text for text, token in self._ids.items()}
        self.standard: tuple[int, ...] = (
            *_SPECIAL,
            *sorted(self._texts),
            *range(FIRST_TIMESTAMP, FIRST_TIMESTAMP + TIMESTAMPS),
        )
        self.small: dict[int, int] = {token: row for row, token in enumerate(self.standard)}

    @property
    def size(self) -> int:
        """Rows of the small vocabulary."""
        return len(self.standard)

    def spell(self, word: str) -> list[int]:
        """Standard ids of the word's letters, the first one with the space before it."""
        return [self._ids[" " + word[0]], *(self._ids[letter] for letter in word[1:])]

    def read(self, tokens: list[int]) -> str:
        """The text of standard ids; special tokens and timestamps are left out."""
        return "".join(self._texts.get(token, "") for token in tokens).strip()


def _bytes(spelled: str) -> bytes:
    return bytes(_BYTE_OF[char] for char in spelled)


def _byte_of() -> dict[str, int]:
    """The printable spelling of byte-level BPE, back to bytes (as GPT-2's encoder defines it)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}


_BYTE_OF = _byte_of()
