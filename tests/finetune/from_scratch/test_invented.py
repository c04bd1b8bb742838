"""Words that nobody ever heard, spelled as Spanish is."""

from __future__ import annotations

import re

import numpy as np

from finetune.from_scratch.alphabet import LETTERS
from finetune.from_scratch.invented import invented_word
from finetune.from_scratch.verses import reserved_words

_WORDS = [invented_word(np.random.default_rng([7, n])) for n in range(2000)]


def test_they_have_letters_of_the_alphabet_only() -> None:
    assert all(re.fullmatch(f"[{LETTERS}]{{3,20}}|[{LETTERS}]{{2}}", word) for word in _WORDS)


def test_they_are_spelled_by_the_rules() -> None:
    # No k or w, z and hard c never before e or i, q only in que and qui, m before b and p.
    for word in _WORDS:
        assert not re.search(r"[kw]|z[eiéí]|q(?!u[eiéí])|n[bp]|^rr", word), word


def test_they_vary_and_none_is_kept_for_the_test() -> None:
    assert len(set(_WORDS)) > 1900
    assert reserved_words().isdisjoint(_WORDS)


def test_the_same_state_gives_the_same_word() -> None:
    assert invented_word(np.random.default_rng(3)) == invented_word(np.random.default_rng(3))
