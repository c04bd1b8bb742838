from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch.alphabet import LETTERS
from finetune.from_scratch.grammar import training_vocabulary
from finetune.from_scratch.spelling import Spelling
from finetune.from_scratch.tokenizer import END_OF_TEXT, FIRST_TIMESTAMP, NO_SPEECH, START_OF_TRANSCRIPT
from flamenco_desktop.models.tokenizer import byte_pairs

SPELLING = Spelling()


def test_every_training_word_is_spelled_with_all_its_letters() -> None:
    for word in training_vocabulary():
        tokens = SPELLING.spell(word)
        assert SPELLING.read(tokens) == word
        assert len(tokens) == len(word)


@given(st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6))
def test_whatever_is_spelled_reads_back(words: list[str]) -> None:
    tokens = [token for word in words for token in SPELLING.spell(word)]
    assert SPELLING.read(tokens) == " ".join(words)


def test_words_are_parted_by_their_own_spaces() -> None:
    tokens = [token for word in ("la", "pena", "él") for token in SPELLING.spell(word)]
    assert SPELLING.read([START_OF_TRANSCRIPT, *tokens, FIRST_TIMESTAMP + 3, END_OF_TEXT]) == "la pena él"


def test_rows_and_standard_ids_are_one_to_one() -> None:
    assert len(set(SPELLING.standard)) == SPELLING.size
    assert all(SPELLING.standard[row] == token for token, row in SPELLING.small.items())
    assert {END_OF_TEXT, START_OF_TRANSCRIPT, NO_SPEECH} <= set(SPELLING.standard)
    assert SPELLING.small[END_OF_TEXT] == 0


def test_the_ids_are_those_of_whispers_vocabulary() -> None:
    spelled, _ = byte_pairs()
    assert SPELLING.spell("la") == [spelled["Ġl"], spelled["a"]]
