from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.audio.clock import Alignment, DeviceClock, Track
from flamenco_desktop.audio.ring import Ring
from flamenco_desktop.audio.stretch import Stretcher
from tests.audio.files import noise

RATE = 48000
BLOCK = 1200


def test_the_median_withstands_a_late_callback() -> None:
    clock = DeviceClock(RATE)
    assert clock.frame_at(1.0) is None
    for number in range(40):
        called = number * BLOCK / RATE
        wrong = 0.08 if number in (7, 20) else 0.0
        clock.note(number * BLOCK, BLOCK, called, called + 0.1 + wrong)
    assert clock.frame_at(2.1) == pytest.approx(2.0 * RATE, abs=1)


def test_the_burst_that_fills_the_buffer_tells_nothing() -> None:
    clock = DeviceClock(RATE)
    for number in range(5):
        clock.note(number * BLOCK, BLOCK, 0.0001 * number, 0.0)
    assert clock.frame_at(0.05) is None


def test_the_burst_counts_until_the_device_plays_where_it_tells_a_lead() -> None:
    """As PortAudio does it over ALSA: each of the first blocks is heard after the one before."""
    clock = DeviceClock(RATE)
    for number in range(4):
        clock.note(number * BLOCK, BLOCK, 0.0001 * number, number * BLOCK / RATE)
    assert clock.frame_at(0.03) == pytest.approx(0.03 * RATE, abs=1)
    clock.note(4 * BLOCK, BLOCK, 0.02, 4 * BLOCK / RATE + 0.002)
    assert clock.frame_at(0.03) == pytest.approx(0.028 * RATE, abs=1)


def test_a_slip_of_the_device_is_followed_after_three_callbacks() -> None:
    clock = DeviceClock(RATE)
    for number in range(60):
        called = number * BLOCK / RATE
        clock.note(number * BLOCK, BLOCK, called, called + (0.1 if number < 57 else 0.15))
    assert clock.frame_at(2.15) == pytest.approx(2.0 * RATE, abs=1)


def test_the_ring_stands_still_where_it_ran_dry() -> None:
    alignment = Alignment()
    assert alignment.ring_frame(500) == 0
    alignment.note(1000, 0)
    alignment.note(1500, 500)
    alignment.note(3000, 800)  # dry from 1800 on
    assert [alignment.ring_frame(at) for at in (900, 1000, 1700, 1800, 2900, 3000, 3100)] == [
        0,
        0,
        700,
        800,
        800,
        800,
        900,
    ]


def test_track_of_pieces() -> None:
    track = Track()
    assert track.seconds_at(5) is None
    track.add(0, 10.0, 1 / RATE)
    track.add(RATE, 11.0, 1 / RATE)  # no new piece: it only goes on
    track.add(2 * RATE, 3.0, 0.5 / RATE)
    found = [track.seconds_at(second * RATE) for second in (-1, 0, 1.5, 2, 4)]
    assert found == pytest.approx([10.0, 10.0, 11.5, 3.0, 4.0])
    track.cut(2 * RATE)
    assert track.seconds_at(3 * RATE) == pytest.approx(13.0)


@given(st.lists(st.tuples(st.sampled_from(["write", "read", "cut"]), st.integers(1, 90)), max_size=80))
def test_the_ring_gives_what_was_written_in_order(steps: list[tuple[str, int]]) -> None:
    ring = Ring(128)
    wanted: list[float] = []
    number = 0
    for what, n in steps:
        if what == "write":
            block = np.repeat(np.arange(number, number + n, dtype=np.float32)[:, None], 2, axis=1)
            taken = ring.write(block)
            wanted += block[:taken, 0].tolist()
            number += n
        elif what == "read":
            out = np.full((n, 2), -1, np.float32)
            got = ring.read_into(out)
            assert out[:got, 0].tolist() == wanted[:got]
            assert not out[got:].any()
            del wanted[:got]
        else:
            at, follows = ring.cut(n)
            kept = at - ring.read
            assert kept >= min(n, len(wanted))
            assert follows[:, 0].tolist() == wanted[kept:]
            del wanted[kept:]
        assert ring.written - ring.read == len(wanted)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.25, 1.5])
def test_stretching_keeps_the_length_in_proportion(speed: float) -> None:
    samples = noise(12.0, RATE, 2)
    stretcher = Stretcher(RATE, speed)
    parts = [stretcher.push(samples[at : at + 2048]) for at in range(0, len(samples), 2048)]
    out = np.concatenate([*parts, stretcher.flush()])
    assert len(out) / RATE == pytest.approx(12.0 / speed, abs=0.05)
