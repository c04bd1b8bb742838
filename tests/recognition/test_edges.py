"""Edges of words looked at closely: what is moved, what is not, and what the embedded model hears."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.recognition import edges
from flamenco_desktop.recognition.edges import Asked, Edge, edges_of, moved

UNO = Word("uno", 1.0, 2.0, letters=(Letter("u", 1.0, 1.2), Letter("n", 1.2, 1.5), Letter("o", 1.5, 2.0)))
DOS = Word("dos", 2.0, 3.0)
TRES = Word("tres", 4.0, 5.0)


def test_joined_words_share_an_edge_and_estimated_ones_have_none() -> None:
    guessed = Word("y", 3.2, 3.4, estimated=True)
    assert edges_of([UNO, DOS, guessed, TRES]) == [
        Asked(1.0, Edge.BEGINNING, None, 0),
        Asked(2.0, Edge.JOINT, 0, 1),
        Asked(3.0, Edge.END, 1, None),
        Asked(4.0, Edge.BEGINNING, None, 3),
        Asked(5.0, Edge.END, 3, None),
    ]
    assert edges_of([]) == []


def test_a_shared_edge_moves_both_words_and_letters_come_along() -> None:
    one, two, three = moved([UNO, DOS, TRES], edges_of([UNO, DOS, TRES]), [1.3, 1.95, None, 4.02, 5.03])
    assert (one.start, one.end, two.start, two.end) == (1.3, 1.95, 1.95, 3.0)
    assert [(letter.start, letter.end) for letter in one.letters] == [(1.3, 1.3), (1.3, 1.5), (1.5, 1.95)]
    assert (three.start, three.end) == (4.02, 5.03)


def test_what_its_neighbours_leave_no_room_for_stays() -> None:
    words = (UNO, DOS, TRES)
    assert moved(words, edges_of(words), [2.1, 0.9, 4.5, 2.5, 3.5]) == words


@given(
    st.lists(st.tuples(st.floats(0.0, 0.3), st.floats(0.03, 0.5)), min_size=1, max_size=6),
    st.lists(st.one_of(st.none(), st.floats(-0.1, 0.1)), min_size=12, max_size=12),
)
def test_words_stay_in_order_and_have_a_length(
    parts: list[tuple[float, float]], by: list[float | None]
) -> None:
    words: list[Word] = []
    at = 0.2
    for rest, length in parts:
        at += rest if rest > 0.15 else 0.0
        words.append(Word("ay", at, at + length, letters=(Letter("a", at, at + length / 2),)))
        at += length
    asked = edges_of(words)
    times = [None if step is None else one.time + step for one, step in zip(asked, by, strict=False)]
    found = moved(words, asked, times)
    assert [word.text for word in found] == ["ay"] * len(words)
    for word in found:
        assert word.end - word.start >= 0.019
        assert all(word.start <= one.start <= one.end <= word.end for one in word.letters)
    for one, other in itertools.pairwise(found):
        assert one.end <= other.start


@pytest.mark.model
def test_far_edges_are_heard_as_if_they_were_alone() -> None:
    from flamenco_desktop.models import store

    model = edges.load(store.aligner("").folder)
    assert model is not None
    rng = np.random.default_rng(3)
    sound = (0.1 * rng.normal(size=20 * 16_000) * (np.sin(np.arange(20 * 16_000) / 4000) > 0)).astype(
        np.float32
    )
    asked = [(time, kind) for time in (0.02, 0.79, 1.5, 9.4, 9.9, 19.97) for kind in Edge]
    alone = [model.times(sound, [one])[0] for one in asked]
    assert any(time is not None for time in alone)
    assert [time is None for time in model.times(sound, asked)] == [time is None for time in alone]
    for one, other in zip(model.times(sound, asked), alone, strict=True):
        assert one is None or one == pytest.approx(other, abs=1e-4)


def test_a_folder_without_it_has_none(tmp_path: Path) -> None:
    assert edges.load(tmp_path) is None


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / edges.FILE).write_bytes(b"no weights")
    with pytest.raises(ModelBrokenError):
        edges.load(tmp_path)


@pytest.mark.model
def test_a_tone_that_stops_is_heard_to_stop() -> None:
    """A sung vowel of the simplest make, faded as a voice fades; asked for up to 30 ms beside the truth."""
    from flamenco_desktop.models import store

    model = edges.load(store.aligner("").folder)
    assert model is not None
    rate = 16_000
    at = np.arange(3 * rate) / rate
    pitch = 220.0 * np.exp(0.004 * np.sin(2 * np.pi * 5.5 * at))
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    tone = sum(np.sin(n * phase) / n for n in range(1, 20))
    gate = np.clip((2.0 - at) / 0.045, 0, 1) * (at > 0.7)
    noise = 0.001 * np.random.default_rng(5).normal(size=len(at))
    sound = (0.2 * tone * np.sin(np.pi / 2 * gate) ** 0.7 + noise).astype(np.float32)
    for beside in (-0.03, 0.0, 0.03):
        (end,) = model.times(sound, [(2.0 + beside, Edge.END)])
        assert end == pytest.approx(2.0, abs=0.02)
    # Where nothing is, nothing is moved far.
    assert all(time is None or abs(time - 2.6) <= 0.04 for time in model.times(0 * sound, [(2.6, Edge.END)]))
    word = Word("a", 0.7, 2.02, letters=(Letter("a", 0.7, 2.02),))
    (found,) = model.correct([word], sound)
    assert found.end == pytest.approx(2.0, abs=0.02)
    assert model.correct([word], sound[:0]) == (word,)
