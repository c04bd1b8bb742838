"""Whom the benchmark of fine-tuning trains on: nobody has met him, nor does the training hear the test."""

from __future__ import annotations

import pytest

from finetune.from_scratch.grammar import training_vocabulary
from finetune.from_scratch.singer import VARIANTS_IN_TRAINING
from tests.benchmarks import new_accent, new_singer


def test_his_words_are_none_of_the_training() -> None:
    assert new_singer.new_words().isdisjoint(training_vocabulary())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_test_has_his_words_and_other_verses(seed: int) -> None:
    train, test = new_singer.verses(seed, "train"), new_singer.verses(seed, "test")
    assert set(train).isdisjoint(test) and len(train) >= 400 and len(test) >= 100
    sung = " ".join(test).split()
    assert 0.15 < sum(word in new_singer.new_words() for word in sung) / len(sung) < 0.35
    singer = new_singer.singer(seed)
    assert singer.voice.split("+")[1] not in VARIANTS_IN_TRAINING and abs(singer.formant_shift) > 0.22


@pytest.mark.parametrize(
    ("word", "sound"),
    [("hambre", "jámbre"), ("fuerte", "juélte"), ("buscar", "buzcá"), ("abuelo", "agüélo"),
     ("chico", "chico"), ("tierra", "tierra"), ("mar", "ma"), ("no", "no")],
)  # fmt: skip
def test_his_accent(word: str, sound: str) -> None:
    assert "".join(letter.char for letter in new_accent.said(word)) == sound


def test_who_knows_his_accent_can_tell_his_words_apart() -> None:
    words = {
        word for seed in (1, 2, 3) for verse in new_singer.verses(seed, "train") for word in verse.split()
    }
    said = {"".join(letter.char for letter in new_accent.said(word)) for word in words}
    assert len(said) > 0.97 * len(words)
    strange = sum("".join(letter.char for letter in new_accent.said(word)) != word for word in words)
    assert strange > 0.5 * len(words)
