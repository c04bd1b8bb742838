"""The search over all ways of singing a line agrees with counting them one by one."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flamenco_desktop.recognition import posterior


def _counted(
    odds: NDArray[np.float64], optional: NDArray[np.bool_], hold: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Chance of every letter at every frame, and the logarithm of the sum over all ways, by brute force."""
    letters, frames = odds.shape
    total, chances = 0.0, np.zeros((letters, frames))
    for used in product([False, True], repeat=letters):
        if any(not one and not may for one, may in zip(used, optional, strict=True)):
            continue
        sung = [letter for letter in range(letters) if used[letter]]
        for times in combinations(range(frames), len(sung)):
            ends = [*times[1:], frames]
            weight = float(
                np.exp(
                    sum(
                        odds[letter, time] - hold[letter] * (end - time - 1)
                        for letter, time, end in zip(sung, times, ends, strict=True)
                    )
                )
            )
            total += weight
            for letter, time in zip(sung, times, strict=True):
                chances[letter, time] += weight
    return chances / total, float(np.log(total))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(4, 7))
def test_all_ways_are_counted(seed: int, letters: int, frames: int) -> None:
    rng = np.random.default_rng(seed)
    optional = np.zeros(letters, np.bool_)
    for letter in range(1, letters):
        optional[letter] = not optional[letter - 1] and rng.random() < 0.5
    odds = rng.normal(0.0, 2.0, (letters, frames))
    hold = rng.uniform(0.0, 0.3, letters)
    chances, total = _counted(odds, optional, hold)
    placed = posterior.place(odds, optional, hold)
    assert placed is not None
    assert placed.odds == pytest.approx(total)
    assert placed.used == pytest.approx(chances.sum(axis=1))
    assert all(one <= other for one, other in pairwise(placed.onsets))
    assert np.all((placed.sure >= 0.0) & (placed.sure <= 1.0))


@settings(deadline=None)
@given(st.data())
def test_drawn_onsets_are_found(data: st.DataObject) -> None:
    frames = data.draw(st.integers(1, 120))
    count = data.draw(st.integers(1, min(frames, 20)))
    places = st.lists(st.integers(0, frames - 1), min_size=count, max_size=count, unique=True)
    onsets = sorted(data.draw(places))
    odds = np.full((count, frames), -14.0)
    odds[np.arange(count), onsets] = 6.0
    placed = posterior.place(odds, np.zeros(count, np.bool_), np.full(count, 0.05))
    assert placed is not None
    assert placed.onsets == pytest.approx(onsets, abs=0.05)


def test_an_onset_between_two_frames_is_found_between_them() -> None:
    odds = np.full((1, 20), -12.0)
    odds[0, 7], odds[0, 8] = 3.0, 3.0 + np.log(3.0)
    placed = posterior.place(odds, np.zeros(1, np.bool_), np.zeros(1))
    assert placed is not None
    assert placed.onsets[0] == pytest.approx(7.75, abs=0.01)


def test_what_may_be_missing_is_left_out() -> None:
    odds = np.full((3, 20), -12.0)
    odds[0, 5] = odds[2, 9] = 5.0
    placed = posterior.place(odds, np.array([False, True, False]), np.zeros(3))
    assert placed is not None
    assert placed.used[1] < 0.01
    assert placed.onsets[[0, 2]] == pytest.approx([5.0, 9.0], abs=0.01)


def test_no_room_and_no_letters() -> None:
    odds = np.zeros((3, 2))
    assert posterior.place(odds, np.zeros(3, np.bool_), np.zeros(3)) is None
    assert posterior.place(np.zeros((0, 5)), np.zeros(0, np.bool_), np.zeros(0)) is None
    placed = posterior.place(odds, np.array([False, True, False]), np.zeros(3))
    assert placed is not None
    assert np.all(np.isfinite(placed.onsets))


def test_hopeless_letters_still_get_places() -> None:
    """A text that is not sung at all: no overflow, no missing letter."""
    odds = np.full((60, 90), -18.0)
    placed = posterior.place(odds, np.zeros(60, np.bool_), np.full(60, 0.05))
    assert placed is not None
    assert np.all(np.isfinite(placed.onsets))
    assert placed.onsets[-1] <= 89
