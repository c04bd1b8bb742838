from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from finetune.from_scratch import performances
from finetune.from_scratch.corpus import DataSet, write_audiofolder, write_preview
from finetune.from_scratch.faults import BrokenCorpusError, CorpusVersionError
from finetune.from_scratch.singer import VARIANTS_HELD_OUT
from finetune.from_scratch.verses import load_coplas, normalise
from flamenco_desktop.errors import WriteFailedError

LINES = DataSet("test", "lines", 3, (None, 10.0), 5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("corpus")
    write_audiofolder(made, LINES)
    return made


def _rows(folder: Path) -> list[dict[str, object]]:
    return [json.loads(row) for row in (folder / "test" / "metadata.jsonl").read_text("utf-8").splitlines()]


def test_the_audiofolder_holds_sound_and_times(folder: Path) -> None:
    rows = _rows(folder)
    assert [row["snr"] for row in rows] == [None, 10.0, None]
    for row in rows:
        path = folder / "test" / str(row["file_name"])
        sound, rate = soundfile.read(path)
        assert rate == 16_000 and sound.ndim == 1
        assert row["duration"] == pytest.approx(len(sound) / rate, abs=1e-3)
        assert path.with_suffix(".TextGrid").read_text("utf-8").startswith("File type")
        words = row["words"]
        assert isinstance(words, list)
        assert " ".join(word["text"] for word in words) == normalise(str(row["text"]))
        assert all(0 <= word["start"] < word["end"] <= len(sound) / rate for word in words)
        for word in words:
            assert "".join(letter["text"] for letter in word["letters"]) == word["text"]
            assert word["letters"][0]["start"] == pytest.approx(word["start"], abs=1e-3)


def test_the_card_names_the_files_for_hugging_face(folder: Path) -> None:
    card = (folder / "README.md").read_text("utf-8")
    assert card.startswith("---\n") and 'path: ["test/*.flac", "test/metadata.jsonl"]' in card
    assert "No human being sings" in card


def test_a_finished_part_is_not_made_again(folder: Path) -> None:
    path = folder / "test" / "00001.flac"
    before = path.stat().st_mtime_ns
    (folder / "test" / "00002.json").unlink()
    told: list[tuple[int, int]] = []
    write_audiofolder(folder, LINES, lambda *said: told.append(said))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert path.stat().st_mtime_ns == before and (folder / "test" / "00002.json").exists()


def test_the_same_seed_is_the_same_sound(folder: Path, tmp_path: Path) -> None:
    write_audiofolder(tmp_path, LINES)
    for number in range(LINES.count):
        name = f"test/{number:05d}.flac"
        np.testing.assert_array_equal(*(soundfile.read(one / name)[0] for one in (folder, tmp_path)))


@pytest.mark.parametrize(
    "stamp", ['{"version": 99}', '{"version": 1, "part": "test", "kind": "songs", "levels": [], "seed": 5}']
)
def test_another_version_or_other_settings_are_refused(tmp_path: Path, stamp: str) -> None:
    (tmp_path / "test.corpus.json").write_text(stamp, "utf-8")
    with pytest.raises(CorpusVersionError) as error:
        write_audiofolder(tmp_path, LINES)
    assert str(tmp_path) in str(error.value) and "\n" not in str(error.value)


def test_a_broken_stamp_is_named(tmp_path: Path) -> None:
    (tmp_path / "test.corpus.json").write_text("[", "utf-8")
    with pytest.raises(BrokenCorpusError, match=r"test\.corpus\.json"):
        write_audiofolder(tmp_path, LINES)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WriteFailedError):
        write_audiofolder(tmp_path / "file", LINES)
    with pytest.raises(WriteFailedError):
        write_preview(tmp_path / "file")


def test_a_preview_can_be_listened_to(tmp_path: Path) -> None:
    paths = write_preview(tmp_path, 2)
    assert [path.suffix for path in paths] == [".wav", ".wav"]
    sound, rate = soundfile.read(paths[1])
    assert rate == 16_000 and 0.3 < np.abs(sound).max() <= 1.0


@pytest.mark.parametrize("number", range(3))
def test_songs_last_two_to_four_minutes_and_sing_their_part(number: int) -> None:
    song = performances.song(3, number, "test", 10.0, unseen=True)
    assert performances.SHORTEST <= len(song.samples) / 16_000 <= performances.LONGEST
    known = {
        word
        for copla in load_coplas()
        if copla.split != "train"
        for line in copla.lines
        for word in normalise(line).split()
    }
    sung = [word.text for line in song.lines for word in line.words]
    # Fillers are sung between the words of the coplas.
    assert np.mean([word in known for word in sung]) > 0.8
    assert song.singer.startswith("held-out")


def test_only_training_sings_in_trainings_voices() -> None:
    for number in range(20):
        rng = np.random.default_rng(number)
        assert performances.singer_of("test", rng).voice.split("+")[1] in VARIANTS_HELD_OUT
        assert performances.singer_of("train", rng).voice.split("+")[1] not in VARIANTS_HELD_OUT
