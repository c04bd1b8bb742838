"""The grammar: deterministic, various, of training words only, never a held-out line."""

from collections import Counter

import numpy as np
import pytest

from finetune.from_scratch.grammar import FILLERS, perform_copla, training_vocabulary, variant_line
from finetune.from_scratch.lexicon import diminutive, load_lexicon, plural
from finetune.from_scratch.verses import (
    Copla,
    held_out_lines,
    load_coplas,
    normalise,
    reserved_words,
    training_lines,
)


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    rng = np.random.default_rng(1922)
    return [variant_line(rng) for _ in range(25_000)]


def test_the_same_seed_gives_the_same_lines(drawn: list[str]) -> None:
    rng = np.random.default_rng(1922)
    assert [variant_line(rng) for _ in range(500)] == drawn[:500]
    other = np.random.default_rng(1923)
    assert [variant_line(other) for _ in range(500)] != drawn[:500]


def test_most_lines_are_different(drawn: list[str]) -> None:
    assert len(set(drawn)) >= 20_000


def test_words_are_not_bound_to_their_neighbours(drawn: list[str]) -> None:
    pairs = Counter(
        (first, second)
        for line in drawn
        for first, second in zip(line.split(), line.split()[1:], strict=False)
    )
    total = sum(pairs.values())
    assert len(pairs) > 0.3 * total
    assert sum(count for _, count in pairs.most_common(20)) < 0.15 * total


def test_every_training_word_is_sung_in_several_lines(drawn: list[str]) -> None:
    lines_with = Counter(word for line in set(drawn) for word in set(line.split()))
    words = set(" ".join(map(normalise, training_lines())).split())
    assert min(lines_with[word] for word in words) >= 5


def test_lines_are_normalised_and_of_a_length_to_sing(drawn: list[str]) -> None:
    for line in drawn:
        assert line == normalise(line)
        assert 12 <= len(line) <= 42


def test_no_held_out_line_and_no_reserved_word(drawn: list[str]) -> None:
    assert not set(drawn) & held_out_lines()
    words = set(" ".join(drawn).split())
    assert not words & reserved_words()
    assert words <= training_vocabulary()


def test_a_held_out_line_is_drawn_again(monkeypatch: pytest.MonkeyPatch, drawn: list[str]) -> None:
    held_out = frozenset(drawn[:1])
    monkeypatch.setattr("finetune.from_scratch.grammar.held_out_lines", lambda: held_out)
    assert variant_line(np.random.default_rng(1922)) == drawn[1]


def test_performed_training_coplas_keep_to_training() -> None:
    rng = np.random.default_rng(3)
    sung = [
        line
        for copla in load_coplas()
        if copla.split == "train"
        for _ in range(20)
        for line in perform_copla(copla, rng)
    ]
    assert not set(sung) & held_out_lines()
    assert set(" ".join(sung).split()) <= training_vocabulary()


def test_a_performance_has_every_line_in_order_with_repeats_and_fillers() -> None:
    fillers = set(" ".join(FILLERS).split())
    rng = np.random.default_rng(4)
    copla = Copla("solea", "train", False, ("si me quitan la palabra", "yo te lo digo en silencio"))
    performances = {perform_copla(copla, rng) for _ in range(200)}
    assert len(performances) > 50
    assert copla.lines in performances
    for performance in performances:
        words = iter(" ".join(performance).split())
        assert all(word in words for line in copla.lines for word in line.split())
        assert set(" ".join(performance).split()) <= set(" ".join(copla.lines).split()) | fillers


def test_a_fandango_is_sung_in_six_tercios() -> None:
    rng = np.random.default_rng(5)
    for copla in load_coplas():
        if copla.palo == "fandango":
            tercios = perform_copla(copla, rng)
            assert len(tercios) == 6
            first_words = set(tercios[0].split())
            assert any(set(normalise(line).split()) <= first_words for line in copla.lines[:2])


def test_a_performance_is_deterministic() -> None:
    copla = load_coplas()[0]
    once, again = (perform_copla(copla, np.random.default_rng(6)) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("luz", "luces"),
        ("balcón", "balcones"),
        ("compás", "compases"),
        ("piedra", "piedras"),
        ("pie", "pies"),
    ],
)
def test_plurals(word: str, expected: str) -> None:
    assert plural(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("barca", "barquita"),
        ("fuego", "fueguito"),
        ("lazo", "lacito"),
        ("pájaro", "pajarito"),
        ("noche", None),
    ],
)
def test_diminutives(word: str, expected: str | None) -> None:
    assert diminutive(word) == expected


def test_regular_verbs_keep_their_sound() -> None:
    lexicon = load_lexicon()
    assert {"busqué", "pagué", "crucé", "aprendí", "viviré", "canto"} <= set(lexicon.first_person)
    assert {"vivirán", "bebieron", "cantaban"} <= set(lexicon.third_person["p"])
    assert {"cansá", "perdía"} & set(lexicon.participles["fs"])
