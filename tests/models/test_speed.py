"""Estimates of time and memory: rules, not figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_desktop import __version__
from flamenco_desktop.models import catalogue, speed
from flamenco_desktop.models.speed import Rates

RATES = Rates("CPU: no NVIDIA driver", encoder=60e9, decoder=9e9)


def _shape(name: str) -> speed.Shape:
    entry = catalogue.find(name)
    assert entry is not None and entry.shape is not None
    return entry.shape


def test_larger_models_take_longer_and_more_memory() -> None:
    names = ["whisper-tiny", "whisper-base", "whisper-small", "whisper-medium", "whisper-large-v3"]
    shapes = [_shape(name) for name in names]
    times = [speed.seconds_a_window(shape, RATES) for shape in shapes]
    assert times == sorted(times)
    memories = [speed.memory(shape) for shape in shapes]
    assert memories == sorted(memories)
    assert speed.seconds_a_window(_shape("whisper-large-v3-turbo"), RATES) < times[-1] / 1.3
    assert speed.times_as_fast(shapes[0], RATES) == pytest.approx(30 / times[0])


def test_the_shapes_have_as_many_weights_as_is_known() -> None:
    # From the paper and the model cards, in millions.
    for name, millions in (
        ("whisper-tiny", 39),
        ("whisper-small", 244),
        ("whisper-medium", 769),
        ("whisper-large-v3", 1550),
        ("whisper-large-v3-turbo", 809),
        ("distil-large-v3.5", 756),
    ):
        assert _shape(name).weights / 1e6 == pytest.approx(millions, rel=0.06)


def test_rates_are_kept_until_the_program_is_another(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert speed.known() is None
    speed.keep(RATES)
    assert speed.known() == RATES
    monkeypatch.setattr(speed, "__version__", __version__ + ".1")
    assert speed.known() is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"program": "x"}', '{"encoder": 1}'])
def test_a_damaged_cache_counts_as_none(own: Path, text: str) -> None:
    speed.keep(RATES)
    speed._file().write_text(text)
    assert speed.known() is None
