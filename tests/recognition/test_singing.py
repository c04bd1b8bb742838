"""No sung second is lost, and long stretches are cut in pauses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.recognition import singing
from flamenco_desktop.recognition.singing import Span
from tests.recognition.sounds import RATE, hush, song, voice


def test_silence_and_nothing_have_no_windows() -> None:
    assert singing.windows(singing.listen(np.zeros(RATE * 5, np.float32))) == ()
    assert singing.windows(singing.listen(np.zeros(0, np.float32))) == ()
    assert singing.windows(singing.listen(hush(3.0, 1e-5))) == ()


@pytest.mark.parametrize("length", [1, 50, 159, 160, 161, 1600])
def test_very_short_recordings(length: int) -> None:
    activity = singing.listen(voice(1.0)[:length])
    assert len(activity.level) == -(-length // 160)
    assert np.isfinite(activity.level).all()
    assert np.isfinite(activity.voicing).all()
    for span in singing.windows(activity):
        assert 0 <= span.start < span.end


def test_voicing_tells_a_voice_from_noise() -> None:
    activity = singing.listen(song([(2.0, True), (2.0, False)], floor=0.05))
    assert np.median(activity.voicing[20:180]) > 0.8
    assert np.median(activity.voicing[220:380]) < 0.45


def test_a_window_begins_before_the_voice_and_ends_after_it() -> None:
    activity = singing.listen(song([(3.0, False), (5.0, True), (4.0, False)]))
    (span,) = singing.windows(activity)
    assert 2.5 <= span.start <= 3.0
    assert 8.0 <= span.end <= 8.5


def test_long_stretches_are_cut_in_their_pauses() -> None:
    activity = singing.listen(song([(9.0, True), (0.3, False)] * 8))
    pauses = [9.0 + 9.3 * index for index in range(8)]
    spans = singing.windows(activity)
    assert len(spans) >= 3
    for before, after in pairwise(spans):
        assert before.end == pytest.approx(after.start)
        assert any(pause <= before.end <= pause + 0.3 for pause in pauses)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.05, 25.0), st.booleans()), min_size=1, max_size=8),
    st.sampled_from([10.0, 30.0]),
)
def test_every_sung_second_lies_in_a_window(parts: list[tuple[float, bool]], longest: float) -> None:
    sound = song(parts)
    spans = singing.windows(singing.listen(sound), longest)
    assert all(span.end - span.start <= longest + 1e-6 for span in spans)
    assert all(before.end <= after.start + 1e-6 for before, after in pairwise(spans))
    place = 0.0
    for seconds, sung in parts:
        if sung and seconds > 0.1:
            for time in np.linspace(place + 0.03, place + seconds - 0.03, 7):
                assert any(span.start <= time <= span.end for span in spans)
        place += seconds


def test_voiced_seconds() -> None:
    activity = singing.listen(song([(1.0, False), (2.0, True), (1.0, False)]))
    assert singing.voiced_seconds(activity, Span(0.0, 4.0)) == pytest.approx(2.0, abs=0.1)
    assert singing.voiced_seconds(activity, Span(0.0, 0.9)) == 0.0
