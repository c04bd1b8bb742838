"""The whole-text alignment finds a path that was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_desktop.errors import CancelledError
from flamenco_desktop.recognition import trellis


@settings(deadline=None)
@given(st.data())
def test_drawn_onsets_are_found(data: st.DataObject) -> None:
    frames = data.draw(st.integers(1, 200))
    count = data.draw(st.integers(1, min(frames, 20)))
    onsets = sorted(
        data.draw(st.lists(st.integers(0, frames - 1), min_size=count, max_size=count, unique=True))
    )
    tokens = data.draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    emissions = np.full((frames, 7), -12.0, np.float32)
    emissions[:, 0] = -0.05
    for frame, token in zip(onsets, tokens, strict=True):
        emissions[frame, :] = -12.0
        emissions[frame, token] = -0.05
    found = trellis.onsets(emissions, tokens, 0)
    assert found is not None
    assert found.tolist() == onsets


def test_too_few_frames_and_no_text() -> None:
    emissions = np.zeros((3, 4), np.float32)
    assert trellis.onsets(emissions, [1, 2, 3, 1], 0) is None
    found = trellis.onsets(emissions, [], 0)
    assert found is not None
    assert len(found) == 0


def test_cancelled() -> None:
    with pytest.raises(CancelledError):
        trellis.onsets(np.zeros((10, 3), np.float32), [1], 0, lambda: True)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_band_finds_what_all_letters_find(data: st.DataObject) -> None:
    """Long texts are looked at in part: nothing is lost as long as they are sung about evenly."""
    count = data.draw(st.integers(301, 400))
    gaps = data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    onsets = np.cumsum(gaps)
    emissions = np.full((int(onsets[-1]) + 5, 7), -12.0, np.float32)
    emissions[:, 0] = -0.05
    tokens = data.draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    emissions[onsets] = -12.0
    emissions[onsets, tokens] = -0.05
    found = trellis.onsets(emissions, tokens, 0, band=300)
    whole = trellis.onsets(emissions, tokens, 0)
    assert found is not None
    assert whole is not None
    assert found.tolist() == whole.tolist() == onsets.tolist()


def test_a_long_text_goes_through_a_narrow_band() -> None:
    count = 3000
    onsets = np.arange(count) * 3
    tokens = (np.arange(count) % 6 + 1).tolist()
    emissions = np.full((count * 3, 7), -12.0, np.float32)
    emissions[:, 0] = -0.05
    emissions[onsets] = -12.0
    emissions[onsets, tokens] = -0.05
    found = trellis.onsets(emissions, tokens, 0, band=400)
    assert found is not None
    assert found.tolist() == onsets.tolist()
