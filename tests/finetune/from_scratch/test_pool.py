from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from finetune.from_scratch import pool
from finetune.from_scratch.faults import BrokenCorpusError, CorpusVersionError
from finetune.from_scratch.verses import held_out_lines, load_coplas, normalise, reserved_words
from finetune.from_scratch.windows import Pool
from flamenco_desktop.errors import WriteFailedError


def test_a_shard_gives_back_what_was_sung(pool_folder: Path) -> None:
    lines = list(pool.read_shard(pool_folder / "train-1-00000.json"))
    assert len(lines) == pool.LINES_A_SHARD
    again = pool.draw_line(1, 7, "train")
    assert lines[7].text == again.text
    assert lines[7].words == again.words
    np.testing.assert_allclose(lines[7].samples / 32767, again.samples, atol=1e-4)


def test_lines_sound_where_their_words_are(pool_folder: Path) -> None:
    for line in Pool(pool_folder, "train").lines[:8]:
        sound = np.abs(line.samples.astype(np.float32))
        last = len(sound) / pool.RATE
        assert [word.text for word in line.words] == line.text.split()
        assert 0 < line.words[0].start < line.words[-1].end < last
        first, after = (round(line.words[index].start * pool.RATE) for index in (0, -1))
        assert sound[first:].max() > 3000
        assert sound[: first - 160].max(initial=0) < 0.05 * sound.max()
        assert after > first


def test_nothing_held_out_is_ever_sung_for_training() -> None:
    rng = np.random.default_rng(3)
    for _ in range(400):
        text = pool.draw_text(rng, "train")
        assert text not in held_out_lines()
        assert reserved_words().isdisjoint(text.split())


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_other_parts_sing_their_own_coplas(part: str) -> None:
    own = {normalise(line) for copla in load_coplas() if copla.split == part for line in copla.lines}
    rng = np.random.default_rng(4)
    assert {pool.draw_text(rng, part) for _ in range(50)} <= own


def test_a_shard_is_made_once(pool_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(pool_folder, tmp_path / "pool")
    before = (tmp_path / "pool" / "train-1-00000.npy").stat().st_mtime_ns
    told: list[tuple[int, int]] = []
    pool.fill(tmp_path / "pool", 1, range(1), "train", progress=lambda *said: told.append(said))
    assert told == [(1, 1)]
    assert (tmp_path / "pool" / "train-1-00000.npy").stat().st_mtime_ns == before


def test_another_version_is_refused(pool_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(pool_folder, tmp_path / "pool")
    index = tmp_path / "pool" / "train-1-00000.json"
    index.write_text(json.dumps({**json.loads(index.read_text("utf-8")), "version": 99}), "utf-8")
    with pytest.raises(CorpusVersionError) as error:
        Pool(tmp_path / "pool", "train")
    assert "version 99" in str(error.value)
    assert str(error.value).count("\n") == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", f'{{"version": {pool.VERSION}}}'])
def test_a_broken_shard_is_named(pool_folder: Path, tmp_path: Path, damage: str) -> None:
    shutil.copytree(pool_folder, tmp_path / "pool")
    index = tmp_path / "pool" / "train-1-00000.json"
    index.write_text(damage, "utf-8")
    with pytest.raises(BrokenCorpusError, match="train-1-00000"):
        Pool(tmp_path / "pool", "train")


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LINES_A_SHARD", 1)
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WriteFailedError):
        pool.make_shard(tmp_path / "file" / "pool", 1, 0)


def test_a_fault_in_another_process_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WriteFailedError):
        pool.fill(tmp_path / "file" / "pool", 1, range(2), "train", processes=2)
