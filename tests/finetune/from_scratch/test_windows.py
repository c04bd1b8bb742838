from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from finetune.from_scratch.alphabet import INDEX, VOCABULARY
from finetune.from_scratch.faults import CorpusMissingError
from finetune.from_scratch.windows import (
    FRAME,
    Mixing,
    Placed,
    Pool,
    Window,
    draw,
    letter_onsets,
    letters_around,
    place,
    sounding_letters,
)

RATE = 16_000


@pytest.fixture(scope="module")
def pool(pool_folder: Path) -> Pool:
    return Pool(pool_folder, "train")


def test_a_missing_part_is_named(pool_folder: Path) -> None:
    with pytest.raises(CorpusMissingError, match="test"):
        Pool(pool_folder, "test")


def test_a_window_follows_from_its_number(pool: Pool) -> None:
    first, again, other = (draw(pool.lines, 5, number, Mixing()) for number in (3, 3, 4))
    np.testing.assert_array_equal(first.samples, again.samples)
    assert [line.text for line in first.lines] == [line.text for line in again.lines]
    assert not np.array_equal(first.samples, other.samples)


def test_windows_hold_whole_lines_and_never_clip(pool: Pool) -> None:
    for number in range(12):
        window = draw(pool.lines, 6, number, Mixing(seconds=10.0))
        assert len(window.samples) == 160_000
        assert np.abs(window.samples).max() <= 1.0
        for line in window.lines:
            assert 0 <= line.start < line.end <= window.sounding
        assert all(a.end <= b.start for a, b in zip(window.lines, window.lines[1:], strict=False))


def test_shares_of_voiceless_and_padded_windows(pool: Pool) -> None:
    silent = draw(pool.lines, 7, 1, Mixing(voiceless=1.0, padded=0.0))
    assert silent.lines == () and np.abs(silent.samples).max() > 0
    padded = draw(pool.lines, 7, 2, Mixing(padded=1.0))
    assert padded.sounding < 10.0
    assert not padded.samples[round(padded.sounding * RATE) :].any()


def test_stretching_a_line_stretches_its_times(pool: Pool) -> None:
    line = pool.lines[0]
    placed = place(line, 2.0, 1.25)
    assert placed.start == pytest.approx(2.0 + 1.25 * line.words[0].letters[0].start)
    assert placed.end == pytest.approx(2.0 + 1.25 * line.words[-1].end)
    assert "".join(VOCABULARY[letter] for letter in placed.letters) == line.text.replace(" ", "")
    assert len(placed.first_letters) == len(placed.word_ends) == len(line.words)


def _window(pool: Pool) -> Window:
    return Window(np.zeros(160_000, np.float32), 10.0, (place(pool.lines[1], 1.0, 1.0),))


def test_the_encoder_is_told_which_letter_sounds(pool: Pool) -> None:
    window = _window(pool)
    target = sounding_letters(window)
    assert target.shape == (500,)
    line = window.lines[0]
    assert not target[: int(line.start * 50) - 1].any() and not target[int(line.end * 50) + 2 :].any()
    longest = int(np.argmax(line.offsets - line.onsets))
    middle = (line.onsets[longest] + line.offsets[longest]) / 2
    assert target[int(middle * 50)] == line.letters[longest]


def test_the_encoder_is_told_where_among_the_letters_a_frame_stands(pool: Pool) -> None:
    window = _window(pool)
    line = window.lines[0]
    around, counts = letters_around(window)
    assert around.shape == (500, 4) and counts.shape == (500,)
    assert (np.diff(counts) >= 0).all() and counts[0] == 0 and counts[-1] == len(line.letters)
    # Before the line nothing has been sung and its first letters follow; after it the last word has ended.
    assert around[0].tolist() == [0, 0, *line.letters[:2]]
    assert around[-1, 2:].tolist() == [0, 0] and around[-1, 1] == line.letters[-1]
    # Within a word, what stands around a frame is what the text says of the letter that began last.
    symbols = [0, 0, *(INDEX[symbol] for symbol in line.text.replace(" ", "|") + "|"), 0, 0]
    letters = [place for place, symbol in enumerate(symbols) if symbol > INDEX["|"]]
    for frame in np.flatnonzero(counts)[::7]:
        at = letters[int(counts[frame]) - 1]
        after_its_word = around[frame, 1] == symbols[at] and symbols[at + 1] == INDEX["|"]
        if not after_its_word:
            assert around[frame].tolist() == [*symbols[at - 2 : at], *symbols[at + 1 : at + 3]]


def test_the_aligner_is_told_each_letter_once_in_order(pool: Pool) -> None:
    window = _window(pool)
    shares = letter_onsets(window)
    line = window.lines[0]
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    frames = np.arange(len(shares))
    # Where a letter occurs once in the line, the centre of its shares is its onset.
    for letter, onset in zip(line.letters, line.onsets, strict=True):
        mass = shares[:, letter]
        if np.count_nonzero(line.letters == letter) == 1 and mass.sum() > 0.9:
            late = float(frames @ mass / mass.sum()) * FRAME / RATE - onset
            # Letters that begin together stand one frame after another.
            assert -0.011 < late < 0.07
    assert shares[:, INDEX["|"]].sum() >= 0.5


def test_a_boundary_is_whole_where_the_voice_rests_and_faint_where_words_are_joined() -> None:
    """Two words of two letters each, three seconds in all; the second begins at once, or 60 ms later."""
    letters = np.array([INDEX[letter] for letter in "noda"], np.int64)
    masses = {}
    for pause in (0.0, 0.06):
        for shift in np.arange(0.0, 0.02, 0.005):
            onsets = 0.5 + shift + np.array([0.0, 0.1, 0.4 + pause, 0.5 + pause])
            ends = np.array([onsets[0] + 0.4, onsets[2] + 0.3])
            line = Placed("no da", letters, onsets, np.append(onsets[1:], ends[1]), np.array([0, 2]), ends)
            boundary = letter_onsets(Window(np.zeros(48_000, np.float32), 3.0, (line,)))[:, INDEX["|"]]
            near = np.arange(int(ends[0] * 50) - 2, int(ends[0] * 50) + 4)
            masses[pause, float(shift)] = float(boundary[near].sum())
            assert boundary.sum() - masses[pause, float(shift)] == pytest.approx(1.0, abs=1e-5)
            if pause:
                assert boundary[near] @ near / boundary[near].sum() == pytest.approx(ends[0] * 50, abs=0.01)
    assert all(mass == pytest.approx(1.0) for (pause, _), mass in masses.items() if pause)
    assert all(mass <= 0.25 for (pause, _), mass in masses.items() if not pause)


def test_another_share_of_bands_in_the_room_leaves_the_other_windows_alone(pool: Pool) -> None:
    usual, roomy = Mixing(voiceless=0.0), Mixing(voiceless=0.0, one_room=1.0, longest_room=1.0)
    alike = [
        np.array_equal(draw(pool.lines, 9, n, usual).samples, draw(pool.lines, 9, n, roomy).samples)
        for n in range(12)
    ]
    assert any(alike) and not all(alike)


def test_the_level_of_the_voice_is_kept(pool: Pool) -> None:
    quiet = draw(pool.lines, 8, 5, Mixing(voiceless=0.0, padded=0.0), snr_db=float("inf"))
    loud = draw(pool.lines, 8, 5, Mixing(voiceless=0.0, padded=0.0), snr_db=0.0)
    assert [line.text for line in quiet.lines] == [line.text for line in loud.lines]
    gap = slice(0, int(quiet.lines[0].start * RATE) - 800)

    def share(window: Window) -> float:
        return float(np.square(window.samples[gap]).mean() / np.square(window.samples).mean())

    assert share(loud) > 3 * share(quiet)
