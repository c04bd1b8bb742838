from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch.alphabet import LETTERS
from finetune.from_scratch.grammar import training_vocabulary
from finetune.from_scratch.pieces import LONGEST, Pieces
from finetune.from_scratch.tokenizer import END_OF_TEXT, FIRST_TIMESTAMP, NO_SPEECH, START_OF_TRANSCRIPT

PIECES = Pieces()


def test_every_training_word_is_spelled_with_all_its_letters() -> None:
    for word in training_vocabulary():
        pieces = PIECES.spell(word)
        assert PIECES.read([piece.token for piece in pieces]) == word
        assert sum(piece.letters for piece in pieces) == len(word)


@given(st.text(LETTERS, min_size=1, max_size=18), st.integers(0, 100))
def test_whatever_is_spelled_reads_back(word: str, seed: int) -> None:
    pieces = PIECES.spell(word, np.random.default_rng(seed), 0.3)
    assert PIECES.read([piece.token for piece in pieces]) == word
    assert all(piece.letters <= LONGEST for piece in pieces)
    assert sum(piece.letters for piece in pieces) == len(word)


def test_words_are_parted_by_their_own_spaces() -> None:
    tokens = [piece.token for word in ("la", "pena", "él") for piece in PIECES.spell(word)]
    assert PIECES.read([START_OF_TRANSCRIPT, *tokens, FIRST_TIMESTAMP + 3, END_OF_TEXT]) == "la pena él"


def test_rows_and_standard_ids_are_one_to_one() -> None:
    assert len(set(PIECES.standard)) == PIECES.size
    assert all(PIECES.standard[row] == token for token, row in PIECES.small.items())
    assert {END_OF_TEXT, START_OF_TRANSCRIPT, NO_SPEECH} <= set(PIECES.standard)
    assert PIECES.small[END_OF_TEXT] == 0


@pytest.mark.parametrize("word", ["guitarra", "soleá"])
def test_dropping_merges_gives_other_spellings(word: str) -> None:
    spellings = {
        tuple(piece.token for piece in PIECES.spell(word, np.random.default_rng(seed), 0.5))
        for seed in range(20)
    }
    assert len(spellings) > 1
