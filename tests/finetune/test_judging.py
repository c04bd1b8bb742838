from __future__ import annotations

import pytest

from finetune.folding import folded
from finetune.judging import Interval, Scores, compared, judge, looping, scores

ONE, TWO = "la luna baja al río", "tengo una pena muy honda"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("se ha apagado", "se ha apagao"),
        ("para la mar", "pa la mar"),
        ("corazón", "corasón"),
        ("calle", "caye"),
        ("los ojos", "lo ojo"),
        ("el alma", "er arma"),
        ("verdad", "verdá"),
        ("hasta", "asta"),
        ("vino", "bino"),
        ("todo", "to"),
    ],
)
def test_spellings_of_one_sound_are_one_word(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("luna", "lana"), ("pena", "peña"), ("río", "mar"), ("casa", "cama")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_scores_count_words_letters_and_inventions() -> None:
    found = scores([ONE, TWO, ""], ["la luna baja a río", TWO, "ole ole"], [5.0, 5.0, 30.0])
    assert found.words == 10 and found.wer == pytest.approx(0.1) and 0 < found.cer < 0.1
    assert found.invented == 2 and found.empty_seconds == 30.0
    assert found.folded_wer <= found.wer


def test_a_loop_is_seen_and_a_verse_is_not() -> None:
    assert looping("ay mi vida " * 20) and looping("ole " * 30)
    assert not looping(ONE) and not looping(f"{ONE} {TWO} {ONE}")


def test_a_change_is_told_with_its_interval() -> None:
    texts = [f"{ONE} {number}" for number in "abcdefghijkl"]
    worse = [text.replace("luna", "lana").replace("baja", "caja") for text in texts]
    found = compared(texts, worse, texts)
    assert found.difference == pytest.approx(-2 / 6) and found.high < 0
    assert compared(texts, texts, texts) == Interval(0.0, 0.0, 0.0)
    assert compared(texts, worse, texts, 3) == compared(texts, worse, texts, 3)


def some(wer: float, words: int = 500, invented: int = 0) -> Scores:
    return Scores(words, wer, wer / 2, wer, invented, 60.0, 0.0)


@pytest.mark.parametrize(
    ("change", "rehearsal", "after", "offered", "codes"),
    [
        (Interval(-0.2, -0.3, -0.1), (some(0.1), some(0.105)), some(0.2), True, {"better", "remembers"}),
        (Interval(-0.2, -0.3, -0.1), None, some(0.2), True, {"better", "not_rehearsed"}),
        (Interval(-0.2, -0.3, -0.1), (some(0.1), some(0.12)), some(0.2), False, {"forgot", "more_rehearsal"}),
        (Interval(-0.02, -0.1, 0.05), None, some(0.38), False, {"by_chance", "more_test"}),
        (Interval(0.1, 0.0, 0.2), None, some(0.5), False, {"not_better", "more_minutes"}),
        (Interval(-0.2, -0.3, -0.1), None, some(0.2, invented=9), False, {"invents", "more_empty"}),
    ],
)
def test_only_what_is_better_and_has_not_forgotten_is_offered(
    change: Interval,
    rehearsal: tuple[Scores, Scores] | None,
    after: Scores,
    offered: bool,
    codes: set[str],
) -> None:
    verdict = judge(some(0.4), after, change, rehearsal, 600.0)
    assert verdict.offered is offered
    assert codes <= {reason.code for reason in verdict.reasons}
    assert verdict.text.endswith(".") and "{" not in verdict.text


def test_where_all_was_right_before_nothing_more_is_asked_for() -> None:
    verdict = judge(some(0.0), some(0.0), Interval(0.0, 0.0, 0.0), (some(0.1), some(0.1)), 600.0)
    assert not verdict.offered
    assert [reason.code for reason in verdict.reasons] == ["nothing_to_gain", "remembers"]
