"""Every witness of a voice: what sounds, what has a pitch, what is spelled."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flamenco_desktop.recognition import cutting, singing, voice
from flamenco_desktop.recognition.singing import Activity, Span
from flamenco_desktop.recognition.voice import Letters
from tests.recognition.sounds import hush, song

FRAME = 0.02


def letters(length: float, times: list[float], ends: list[float] | None = None) -> Letters:
    """An aligner that hears letters, and ends of words, at these seconds."""
    chances = np.full((round(length / FRAME), 3), 0.002)
    chances[:, 0] = 0.996
    for symbol, places in ((2, times), (1, ends or [])):
        for time in places:
            chances[round(time / FRAME)] = 0.002
            chances[round(time / FRAME), symbol] = 0.996
    return Letters(np.log(chances).astype(np.float32), FRAME, 0, 1)


def every(step: float, start: float, end: float) -> list[float]:
    return [float(at) for at in np.arange(start, end, step)]


def heard(activity: Activity, spelled: Letters, longest: float = 30.0) -> voice.Voices:
    return voice.find(activity, spelled, voice.chances(activity, spelled), longest)


@pytest.fixture(scope="module")
def sung() -> Activity:
    """Four seconds of silence, eight of a voice, four of silence."""
    return singing.listen(song([(4.0, False), (8.0, True), (4.0, False)]))


def test_a_voice_that_spells_is_sure(sung: Activity) -> None:
    spelled = letters(16, every(0.2, 4.0, 12.0), [12.0])
    found = heard(sung, spelled)
    assert [(round(span.start), round(span.end)) for span in found.sure] == [(4, 12)]
    assert found.doubtful == ()


def test_an_ayeo_without_ends_of_words_is_sure_too(sung: Activity) -> None:
    alone = Letters(letters(16, every(0.3, 4.0, 12.0)).emissions, FRAME, 0, None)
    (span,) = heard(sung, alone).sure
    assert span.start == pytest.approx(4.0, abs=1.2)
    assert span.end == pytest.approx(12.0, abs=1.2)


def test_what_seems_to_spell_now_and_then_is_doubtful(sung: Activity) -> None:
    found = heard(sung, letters(16, [6.0, 6.6, 7.2, 7.9]))
    assert found.sure == () or all(span.end - span.start < 3.0 for span in found.sure)
    assert found.doubtful


def test_what_spells_nothing_is_no_voice_however_it_is_pitched(sung: Activity) -> None:
    assert heard(sung, letters(16, [6.0])) == voice.Voices(())


def test_noise_that_seems_to_spell_is_no_voice() -> None:
    noise = singing.listen(hush(12.0, 0.1))
    assert voice.chances(noise, letters(12, every(0.1, 0.0, 12.0))).max() < 0.1


def test_silence_and_nothing() -> None:
    for length in (0.0, 0.01, 3.0):
        activity = singing.listen(np.zeros(round(length * 16000), np.float32))
        assert heard(activity, letters(max(length, FRAME), [])) == voice.Voices(())


def test_untold_is_what_sounds_beside_the_words(sung: Activity) -> None:
    spelled = letters(16, every(0.2, 4.0, 12.0))
    likely = voice.chances(sung, spelled)
    window = Span(3.5, 12.5)
    (whole,) = voice.untold(sung, likely, window, [])
    assert (whole.start, whole.end) == (pytest.approx(4.0, abs=0.8), pytest.approx(12.0, abs=0.8))
    (rest,) = voice.untold(sung, likely, window, [Span(4.0, 8.0)])
    assert rest.start == pytest.approx(8.5)
    # What is left of a word's end is no ayeo.
    assert voice.untold(sung, likely, window, [Span(4.0, 11.0)]) == ()
    assert voice.untold(sung, likely, Span(0.0, 3.0), []) == ()


def test_a_cut_avoids_letters_where_no_pause_helps(sung: Activity) -> None:
    spelled = letters(16, [*every(0.15, 4.0, 7.0), *every(0.15, 8.2, 12.0)])
    avoid = cutting.letter_cost(sung, spelled)
    (first, _) = singing.cut(sung, Span(4.0, 12.0), 5.0, avoid)
    assert 7.0 <= first.end <= 8.2


PARTS = st.lists(st.tuples(st.floats(0.3, 12.0), st.sampled_from(("rest", "sung", "hummed"))), max_size=8)


@settings(max_examples=15, deadline=None)
@given(PARTS, st.sampled_from([8.0, 30.0]))
def test_windows_hold_all_that_is_spelled(parts: list[tuple[float, str]], longest: float) -> None:
    total = sum(seconds for seconds, _ in parts)
    activity = singing.listen(song([(seconds, kind != "rest") for seconds, kind in parts] or [(0.1, False)]))
    times: list[float] = []
    ends: list[float] = []
    at = 0.0
    for seconds, kind in parts:
        if kind == "sung":
            times += every(0.2, at + 0.05, at + seconds - 0.05)
            ends.append(at + seconds - 0.03)
        at += seconds
    spelled = letters(max(total, FRAME), times, ends)
    windows = cutting.plan(heard(activity, spelled, longest), activity, spelled, longest, total)
    _check(windows)
    for time in times:
        assert any(window.span.start - 0.03 <= time <= window.span.end + 0.03 for window in windows) or (
            # A syllable by itself in a long rest may be a palma.
            _alone(time, times)
        )


def _check(windows: tuple[cutting.Window, ...]) -> None:
    assert all(window.span.start < window.span.end for window in windows)
    assert all(window.span.end - window.span.start <= 30.0 + 1e-6 for window in windows)
    assert all(one.span.end <= other.span.start + 1e-6 for one, other in pairwise(windows))


def _alone(time: float, times: list[float]) -> bool:
    near = np.asarray(times)
    return int(np.count_nonzero(np.abs(near - time) < 0.5)) < 3


def test_frames_of_letters_and_activity_may_differ_by_one() -> None:
    activity = singing.listen(song([(2.0, True)]))
    for frames in (1, 99, 100, 101):
        some = Letters(letters(4, []).emissions[:frames], FRAME, 0, 1)
        chances: NDArray[np.float32] = voice.chances(activity, some)
        assert chances.shape == activity.level.shape
        assert np.isfinite(chances).all()


def test_faint_letters_are_not_sure_ones() -> None:
    spelled = letters(4.0, [1.0, 1.5, 1.52, 2.5], [2.7])
    assert voice.surely_spelled(spelled, Span(0.0, 4.0)) == 3
    assert voice.surely_spelled(spelled, Span(1.2, 2.0)) == 1
    assert voice.surely_spelled(spelled, Span(3.0, 3.0)) == 0
    faint = np.tile(np.log([0.6, 0.1, 0.3]).astype(np.float32), (200, 1))
    assert voice.surely_spelled(Letters(faint, FRAME, 0, 1), Span(0.0, 4.0)) == 0
