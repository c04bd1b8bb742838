"""Whisper's standard multilingual tokenizer for what is trained here: its ids, and its files."""

from __future__ import annotations

from pathlib import Path

from flamenco_desktop.models.tokenizer import (
    END_OF_TEXT,
    SECONDS_A_TIMESTAMP,
    START_OF_TRANSCRIPT,
    TIMESTAMPS,
    build,
    byte_pairs,
    special_tokens,
    timestamp_tokens,
)

VOCABULARY_SIZE = 51865
SPANISH = 50262
TRANSLATE = 50358
TRANSCRIBE = 50359
START_OF_PREVIOUS = 50361
NO_SPEECH = 50362
NO_TIMESTAMPS = 50363
FIRST_TIMESTAMP = 50364

__all__ = [
    "END_OF_TEXT",
    "FIRST_TIMESTAMP",
    "NO_SPEECH",
    "NO_TIMESTAMPS",
    "SECONDS_A_TIMESTAMP",
    "SPANISH",
    "START_OF_PREVIOUS",
    "START_OF_TRANSCRIPT",
    "TIMESTAMPS",
    "TRANSCRIBE",
    "TRANSLATE",
    "VOCABULARY_SIZE",
    "build_tokenizer",
    "byte_pairs",
    "special_tokens",
    "timestamp_tokens",
]


def build_tokenizer(folder: Path) -> None:
    """Write tokenizer, feature extractor and generation settings into `folder` (made if missing).

    Afterwards `transformers.WhisperProcessor.from_pretrained(folder)` works without a network, and so does
    conversion to CTranslate2 once the folder holds a model.
    """
    from transformers.models.whisper.configuration_whisper import NON_SPEECH_TOKENS_MULTI

    build(folder, VOCABULARY_SIZE, suppressed=NON_SPEECH_TOKENS_MULTI)
