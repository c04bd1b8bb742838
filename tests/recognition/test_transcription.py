"""Piece by piece: every word comes once, in order, soon, whatever the pieces and windows are.

The sound is a hummed voice in which letters, ends of words and the words' numbers are hidden where only the
aligner and the recogniser of this test look for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError
from flamenco_desktop.lyrics.model import Kind, Line, Word
from flamenco_desktop.recognition.recogniser import TEMPERATURES, Segment
from flamenco_desktop.recognition.singing import Activity, Span
from flamenco_desktop.recognition.transcription import UNHEARD, Ears, Transcription
from tests.recognition.sounds import RATE, voice

FRAME = 0.02
LETTER, END, ZERO, ONE = 1, 2, 3, 4
BITS = 10
GRID = 2.0**-10


@dataclass(frozen=True)
class Sung:
    """A word of `letters` letters after a pause, each `step` seconds long."""

    pause: float
    letters: int
    step: float = 0.16


def hide(words: Sequence[Sung], rest: float = 1.0) -> tuple[NDArray[np.float32], list[float]]:
    """The sound of the words, with their numbers, and when each begins."""
    length = sum(word.pause + word.letters * word.step for word in words) + rest
    sound = np.zeros(round(length * RATE) + RATE, np.float32)
    tone = voice(20.0)
    onsets, at = [], 0.0
    marks: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        at += word.pause
        first, last = round(at * RATE), round((at + word.letters * word.step) * RATE)
        sound[first:last] = tone[: last - first]
        onsets.append(at)
        marks += [(first + round(k * word.step * RATE), LETTER) for k in range(word.letters)]
        marks += [(first + 1 + bit, ONE if number >> bit & 1 else ZERO) for bit in range(BITS)]
        at += word.letters * word.step
        marks.append((round(at * RATE), END))
    sound = np.asarray(np.round(sound / GRID) * GRID, np.float32)
    for place, mark in marks:
        sound[place] += np.float32(mark * GRID / 16)
    return sound[: round(length * RATE)], onsets


def seek(samples: NDArray[np.float32]) -> NDArray[np.int64]:
    """The hidden mark of every sample, 0 for none."""
    return np.asarray(np.round(samples / GRID % 1.0 * 16), np.int64) % 16


class Mix:
    """A sound as `Sound` gives it."""

    def __init__(self, samples: NDArray[np.float32], start: float = 0.0) -> None:
        self.start, self.end = start, start + len(samples) / RATE
        self._samples = samples
        self._at = 0
        self.asked = 0

    def read(self, seconds: float, cancelled: Callable[[], bool]) -> NDArray[np.float32]:
        self.asked += 1
        piece = self._samples[self._at : self._at + round(seconds * RATE)]
        self._at += len(piece)
        return piece


class Speller:
    """An aligner that finds the hidden letters."""

    blank, boundary = 0, 1

    def __init__(self) -> None:
        self.spelled = 0

    def emissions(
        self, samples: NDArray[np.float32], cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[NDArray[np.float32], float]:
        self.spelled += len(samples)
        chances = np.full((max(1, int(len(samples) / RATE / FRAME)), 3), 0.005)
        chances[:, 0] = 0.99
        marks = seek(samples)
        for mark, symbol in ((END, 1), (LETTER, 2)):
            for place in np.flatnonzero(marks == mark):
                frame = min(len(chances) - 1, int(place / RATE / FRAME))
                chances[frame] = 0.005
                chances[frame, symbol] = 0.99
        return np.log(chances).astype(np.float32), FRAME

    def align_lines(
        self,
        emissions: NDArray[np.float32],
        wanted: Sequence[tuple[Span, Sequence[str]]],
        start: float,
        activity: Activity,
        until: float,
    ) -> list[tuple[Word, ...]]:
        best = emissions.argmax(axis=1)
        letters = np.flatnonzero(best == 2)
        ends = np.flatnonzero(best == 1)
        first = [int(at) for at in letters if not np.any((letters < at) & (letters > _before(ends, at)))]
        found = iter(first)
        lines = []
        for _, texts in wanted:
            words = []
            for text in texts:
                at = next(found)
                after = ends[ends > at]
                end = int(after[0]) if len(after) else len(best)
                words.append(Word(text, start + at * FRAME, start + end * FRAME))
            lines.append(tuple(words))
        return lines


def _before(ends: NDArray[np.intp], at: int) -> int:
    earlier = ends[ends <= at]
    return int(earlier[-1]) - 1 if len(earlier) else -1


class Reader:
    """A recogniser that reads the hidden numbers, or says what it is told to."""

    def __init__(self, batch: int = 1, instead: str | None = None) -> None:
        self.batch = batch
        self.longest = 0.0
        self._instead = instead

    def recognise_many(
        self,
        windows: Sequence[NDArray[np.float32]],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        assert len(windows) <= self.batch or len(windows) == 1
        return tuple(self._read(window) for window in windows)

    def recognise(
        self,
        samples: NDArray[np.float32],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[Segment, ...]:
        return self._read(samples)

    def _read(self, samples: NDArray[np.float32]) -> tuple[Segment, ...]:
        self.longest = max(self.longest, len(samples) / RATE)
        if self._instead is not None:
            return (Segment(self._instead),) if self._instead else ()
        marks = seek(samples)
        numbers = []
        for place in np.flatnonzero(marks == LETTER):
            bits = marks[place + 1 : place + 1 + BITS]
            if len(bits) == BITS and np.isin(bits, (ZERO, ONE)).all():
                numbers.append(sum(1 << bit for bit in range(BITS) if bits[bit] == ONE))
        return (Segment(" ".join(f"p{number}" for number in numbers)),) if numbers else ()


def transcribe(
    samples: NDArray[np.float32],
    longest: float,
    reader: Reader | None = None,
    start: float = 0.0,
    **more: object,
) -> list[Line]:
    ears = Ears(reader or Reader(), Speller(), longest, "es")  # type: ignore[arg-type]
    lines: list[Line] = []
    for new in Transcription(ears, Mix(samples, start), None, **more).lines():  # type: ignore[arg-type]
        lines += new
    return lines


SONGS = st.lists(
    st.builds(
        Sung,
        st.sampled_from((0.04, 0.2, 0.5, 1.3, 4.0, 9.0)),
        st.integers(2, 6),
        st.sampled_from((0.12, 0.2, 0.9)),
    ),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=12)
@given(SONGS, st.sampled_from((8.0, 30.0)), st.sampled_from((1, 4)), st.sampled_from((0.0, 71.5)))
def test_every_word_comes_once_in_order_at_its_time(
    words: list[Sung], longest: float, batch: int, start: float
) -> None:
    samples, onsets = hide(words)
    reader = Reader(batch)
    told = [word for line in transcribe(samples, longest, reader, start) for word in line.words]
    assert [word.text for word in told if word.kind is Kind.SUNG] == [f"p{at}" for at in range(len(words))]
    assert reader.longest <= 30.0
    sung = [word for word in told if word.kind is Kind.SUNG]
    for word, onset in zip(sung, onsets, strict=True):
        assert word.start == pytest.approx(start + onset, abs=2.5 * FRAME)


def test_the_first_lines_come_before_the_rest_is_read() -> None:
    samples, _ = hide([Sung(0.05 if at % 4 else 0.6, 4) for at in range(900)])
    mix = Mix(samples)
    ears = Ears(Reader(), Speller(), 8.0, "es")  # type: ignore[arg-type]
    lines = Transcription(ears, mix).lines()  # type: ignore[arg-type]
    next(lines)
    assert mix.asked <= 2
    assert len(samples) / RATE > 600
    lines.close()


def test_sound_is_spelled_about_once() -> None:
    samples, _ = hide([Sung(0.05 if at % 4 else 0.6, 4) for at in range(400)])
    speller = Speller()
    ears = Ears(Reader(), speller, 30.0, "es")  # type: ignore[arg-type]
    list(Transcription(ears, Mix(samples)).lines())  # type: ignore[arg-type]
    assert speller.spelled < 1.1 * len(samples)


def test_a_voice_without_words_is_marked_once_and_a_guitar_is_not() -> None:
    samples, _ = hide([Sung(1.0, 20, 0.3)])
    (line,) = transcribe(samples, 8.0, Reader(instead=""))
    assert (line.text, line.kind) == (UNHEARD, Kind.QUEJIO)
    assert 0.8 <= line.start <= 2.2
    assert 5.5 <= line.end <= 7.3
    # Pitched as a voice is, but nothing spelled.
    hummed = np.asarray(np.round(voice(12.0) / GRID) * GRID, np.float32)
    assert transcribe(hummed, 8.0, Reader(instead="por la calle")) == []


def test_what_is_dropped_leaves_its_mark() -> None:
    samples, _ = hide([Sung(1.0, 20, 0.3)])
    (line,) = transcribe(samples, 8.0, Reader(instead="¡Suscríbete al canal!"))
    assert line.text == UNHEARD


def test_progress_rises_to_its_end_and_says_how_long() -> None:
    told: list[tuple[float, float | None]] = []
    samples, _ = hide([Sung(0.3, 4) for _ in range(100)])
    transcribe(samples, 8.0, progress=lambda fraction, left: told.append((fraction, left)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert all(left is not None and left >= 0 for fraction, left in told if fraction > 0)


def test_cancelled_between_two_windows() -> None:
    seen: list[float] = []
    samples, _ = hide([Sung(0.3, 4) for _ in range(100)])
    with pytest.raises(CancelledError):
        transcribe(
            samples,
            8.0,
            cancelled=lambda: len(seen) > 3,
            progress=lambda fraction, left: seen.append(fraction),
        )
    assert len(seen) == 4
