"""A performance: its form, its exact times, and its truth on disk."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch.song import RATE, Singer, Song, perform, write_truth
from finetune.from_scratch.textgrid import textgrid
from flamenco_desktop.errors import WriteFailedError

COPLAS = (
    "le pregunté a la marea",
    "por la barca de mi hermano",
    "y me contestó la arena",
    "",
    "que no me miren tus ojos",
    "si no me van a querer",
)


def song(seed: int = 1, snr_db: float | None = 10.0, palo: str = "soleá") -> Song:
    return perform(
        COPLAS, Singer.held_out(seed), palo, np.random.default_rng(seed), snr_db=snr_db, title="La marea"
    )


def test_the_form_is_intro_coplas_falseta_ending() -> None:
    sung = song()
    assert [line.text for line in sung.lines] == [text for text in COPLAS if text]
    assert 4.0 <= sung.lines[0].start <= 8.01
    pauses = [after.start - line.end for line, after in zip(sung.lines, sung.lines[1:], strict=False)]
    assert 4.0 <= pauses[2] <= 9.01
    assert all(0.39 <= pause <= 2.51 for index, pause in enumerate(pauses) if index != 2)
    assert 1.99 <= len(sung.samples) / RATE - sung.lines[-1].end <= 5.01
    assert sung.samples.dtype == np.float32 and np.abs(sung.samples).max() <= 1.0
    assert (sung.title, sung.palo, sung.singer) == ("La marea", "soleá", Singer.held_out(1).name)


@pytest.mark.parametrize("seed", range(3))
def test_without_a_band_the_sound_begins_with_each_line(seed: int) -> None:
    sung = song(seed, None, "martinete")
    for line in sung.lines:
        start = round(line.start * RATE)
        before = np.abs(sung.samples[start - 1200 : start - 160]).mean()
        after = np.abs(sung.samples[start + 1600 : start + 4800]).mean()
        assert after > 3 * before


def test_times_of_words_and_letters_are_in_order_within_their_lines() -> None:
    for line in song().lines:
        assert line.start == line.words[0].start and line.end == line.words[-1].end
        onsets = [letter.start for word in line.words for letter in word.letters]
        assert onsets == sorted(onsets) and len(set(onsets)) == len(onsets)


def test_the_same_seed_performs_the_same() -> None:
    first, again = song(5), song(5)
    assert np.array_equal(first.samples, again.samples) and first.lines == again.lines
    assert not np.array_equal(first.samples, song(6).samples[: len(first.samples)])


def test_lines_without_gaps_are_grouped_by_four() -> None:
    lines = [text for text in COPLAS if text] * 2
    sung = perform(lines, Singer.held_out(0), "tangos", np.random.default_rng(0), snr_db=6.0, title="")
    pauses = [after.start - line.end for line, after in zip(sung.lines, sung.lines[1:], strict=False)]
    assert [index for index, pause in enumerate(pauses) if pause >= 4.0] == [3, 7]


def test_nothing_to_sing_and_unknown_palos_are_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="needs a line"):
        perform(["", " "], Singer.held_out(0), "soleá", rng, snr_db=None, title="")
    with pytest.raises(ValueError, match="unknown palo"):
        perform(["ay"], Singer.held_out(0), "polca", rng, snr_db=None, title="")


def test_the_truth_on_disk_is_the_truth(tmp_path: Path) -> None:
    sung = song()
    write_truth(sung, tmp_path / "marea.json")
    truth = json.loads((tmp_path / "marea.json").read_text(encoding="utf-8"))
    assert truth["schema"] == 1 and truth["language"] == "es" and truth["palo"] == "soleá"
    for line, written in zip(sung.lines, truth["lines"], strict=True):
        assert written["text"] == line.text
        assert written["start"] == pytest.approx(line.start, abs=1e-4)
        for word, kept in zip(line.words, written["words"], strict=True):
            assert kept["text"] == word.text == "".join(char for char, _, _ in kept["letters"])
            assert kept["end"] == pytest.approx(word.end, abs=1e-4)
            assert all(start < end for _, start, end in kept["letters"])
    grid = (tmp_path / "marea.TextGrid").read_text(encoding="utf-8")
    assert re.findall(r'name = "(\w+)"', grid) == ["lines", "words", "letters"]
    assert [text for text in re.findall(r'text = "(.*)"', grid) if " " in text] == [
        line.text for line in sung.lines
    ]


def test_a_truth_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(WriteFailedError) as caught:
        write_truth(song(), tmp_path / "nowhere" / "marea.json")
    assert "marea.json" in str(caught.value.parameters["path"])


times = st.floats(0, 100)


@given(st.lists(st.tuples(times, times, st.text('ab"\n ', max_size=4)), max_size=8), st.floats(0.1, 120))
def test_a_textgrid_tier_is_without_gap_or_overlap(
    intervals: list[tuple[float, float, str]], duration: float
) -> None:
    ordered = sorted((min(a, b), max(a, b), text.replace("\n", " ")) for a, b, text in intervals)
    grid = textgrid(duration, [("words", ordered)])
    starts = [float(one) for one in re.findall(r"^ {12}xmin = (\S+)", grid, re.MULTILINE)]
    ends = [float(one) for one in re.findall(r"^ {12}xmax = (\S+)", grid, re.MULTILINE)]
    assert starts[0] == 0.0 and ends[-1] == pytest.approx(duration, abs=1e-4)
    assert starts[1:] == ends[:-1]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert f"intervals: size = {len(starts)}\n" in grid
