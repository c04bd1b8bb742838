from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.audio.tapping import ENOUGH, PERIOD, WARMING_UP, Claps, since_clap, tapped


@given(
    delay=st.floats(-0.15, 0.55),
    seed=st.integers(0, 1000),
    forgotten=st.integers(0, 11),
    first=st.integers(1, 50),
)
def test_a_steady_hand_tells_the_delay(delay: float, seed: int, forgotten: int, first: int) -> None:
    hand = random.Random(seed)
    claps = [number for number in range(first, first + 14) if number != first + forgotten]
    found = tapped([number * PERIOD + delay + hand.gauss(0, 0.012) for number in claps])
    assert found is not None
    assert found.even
    assert found.delay == pytest.approx(delay, abs=0.03)


def test_one_wild_tap_does_no_harm() -> None:
    taps = [number * PERIOD + 0.18 for number in range(1, 14)]
    taps[6] += 0.33
    found = tapped(taps)
    assert found is not None
    assert found.even
    assert found.delay == pytest.approx(0.18, abs=1e-6)


def test_a_hand_that_does_not_listen_tells_nothing() -> None:
    hand = random.Random(3)
    found = tapped(sorted(hand.uniform(0, 12) for _ in range(WARMING_UP + ENOUGH + 8)))
    assert found is not None
    assert not found.even


def test_a_few_taps_are_not_enough() -> None:
    assert tapped([]) is None
    assert tapped([number * PERIOD for number in range(WARMING_UP + ENOUGH - 1)]) is None


def test_claps_begin_in_their_frame() -> None:
    claps = Claps()
    sound = claps.read(int(4.1 * claps.rate))[:, 0]
    assert len(sound) == int(4.1 * claps.rate)
    loud = np.nonzero(np.abs(sound) > 0.01)[0]
    begins = loud[np.diff(loud, prepend=-claps.rate) > claps.rate // 4] / claps.rate
    assert begins == pytest.approx([0.8, 1.6, 2.4, 3.2, 4.0], abs=0.002)
    claps.seek(int(1.6 * claps.rate))
    np.testing.assert_array_equal(claps.read(100)[:, 0], sound[int(1.6 * claps.rate) :][:100])
    claps.seek(claps.frames - 10)
    assert len(claps.read(100)) == 10
    assert len(claps.read(100)) == 0
    assert np.abs(sound).max() < 1.0


def test_since_the_last_clap() -> None:
    assert since_clap(0.3) > 1.0
    assert since_clap(PERIOD) == 0.0
    assert since_clap(2 * PERIOD + 0.1) == pytest.approx(0.1)
