"""What is not believed is asked for again, dropped where it stays, and leaves a mark where somebody sings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from flamenco_desktop.recognition import listening, plausible
from flamenco_desktop.recognition.plausible import Evidence
from flamenco_desktop.recognition.recogniser import TEMPERATURES, Segment
from flamenco_desktop.recognition.singing import Span

LOOP = "y mi casa " * 12


class Told:
    """A recogniser that says what it is told to, by temperature."""

    batch = 4

    def __init__(self, *answers: Sequence[Segment]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, tuple[float, ...]]] = []

    def recognise_many(
        self,
        windows: Sequence[NDArray[np.float32]],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        self.asked.append((prompt, tuple(temperatures)))
        self.seconds = [len(window) / 16000 for window in windows]
        return tuple(tuple(self._answers.pop(0)) for _ in windows)

    def recognise(
        self,
        samples: NDArray[np.float32],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[Segment, ...]:
        return self.recognise_many([samples], language, prompt, temperatures)[0]


def witness(**known: float | bool) -> Callable[[Span], Evidence]:
    def tell(span: Span) -> Evidence:
        return Evidence(**{"voiced": span.end - span.start, **known})  # type: ignore[arg-type]

    return tell


def heard(told: Told, sure: bool = True, letters: float | None = None, prompt: str = "") -> listening.Heard:
    samples = np.zeros(16000 * 10, np.float32)
    seen = witness(sure=sure) if letters is None else witness(sure=sure, letters=letters)
    (result,) = listening.listen(told, [samples], [seen], "es", prompt)
    return result


def test_what_is_plausible_is_asked_for_once() -> None:
    told = Told([Segment("por la calle abajo")])
    assert heard(told, prompt="soleá") == listening.Heard((Segment("por la calle abajo"),))
    assert told.asked == [("soleá", TEMPERATURES)]


def test_a_loop_is_asked_for_again_without_a_prompt_at_another_temperature() -> None:
    told = Told(*[[Segment(LOOP)]] * 3, [Segment("mi casa no tiene puerta")])
    assert heard(told, prompt="soleá").segments == (Segment("mi casa no tiene puerta"),)
    assert told.asked[1:] == [("", (0.0,)), ("", (0.5,)), ("", (0.9,))]
    assert told.seconds == [10.0]


def test_a_loop_may_end_where_silence_follows() -> None:
    told = Told([Segment(LOOP)], [Segment("mi casa no tiene puerta")])
    assert heard(told).segments == (Segment("mi casa no tiene puerta"),)
    assert told.seconds == [30.0]


def test_what_stays_invented_is_dropped_and_remembered() -> None:
    told = Told(*[[Segment("por la calle", 0.0, 2.0), Segment("¡Suscríbete al canal!", 2.0, 9.0)]] * 3)
    result = heard(told)
    assert [segment.text for segment in result.segments] == ["por la calle"]
    assert result.dropped == ("stock phrase",)
    assert len(told.asked) == 3


def test_a_loop_in_pieces_is_a_loop() -> None:
    told = Told(*[[Segment("y mi casa", float(at), at + 1.0) for at in range(10)]] * 4)
    assert heard(told) == listening.Heard((), ("loop",))


def test_where_nobody_sings_nobody_is_asked_twice() -> None:
    told = Told([Segment("el", silence=0.99, score=-0.8)])
    assert heard(told, sure=False) == listening.Heard((), ("silence",))
    assert len(told.asked) == 1


@pytest.mark.parametrize(
    ("sure", "silence", "score", "letters", "kept"),
    [
        # A verse of which somebody is sure stays, whatever Whisper's token says.
        (True, 0.9, -0.5, 0.0, True),
        (True, 0.95, -1.5, 0.0, False),
        (True, 0.99, -0.5, 0.0, False),
        (False, 0.1, -0.4, 18.0, True),
        (False, 0.8, -0.4, 18.0, False),
        (False, 0.1, -1.4, 18.0, False),
        (False, 0.1, -0.4, 2.0, False),
    ],
)
def test_every_witness_has_a_say(
    sure: bool, silence: float, score: float, letters: float, kept: bool
) -> None:
    told = Told(*[[Segment("por la calle abajo voy", silence=silence, score=score)]] * 3)
    assert bool(heard(told, sure, letters).segments) is kept


def test_the_prompt_is_not_sung() -> None:
    told = Told([Segment("soleá, bulería, seguiriya, fandango")], [], [])
    assert heard(told, prompt="Cante: soleá, bulería, seguiriya, fandango, ay").dropped == ("prompt",)


@pytest.mark.parametrize(
    ("confidences", "score", "guess"),
    [
        ([0.02, None, 0.06], -0.9, True),
        ([0.02, None, 0.06], -0.3, False),
        ([0.02, 0.6], -0.9, False),
        ([0.02], None, False),
        ([], -0.9, False),
    ],
)
def test_what_nobody_is_sure_of_was_guessed(
    confidences: list[float | None], score: float | None, guess: bool
) -> None:
    assert plausible.guessed(confidences, score) is guess
