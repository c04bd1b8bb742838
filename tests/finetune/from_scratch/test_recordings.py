from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from finetune.from_scratch import recordings
from finetune.from_scratch.recordings import BUNDLED, FOLDER, Bundled
from finetune.from_scratch.singer import VARIANTS_HELD_OUT, Singer
from finetune.from_scratch.verses import training_lines
from flamenco_desktop.errors import WriteFailedError


@pytest.mark.parametrize("recording", BUNDLED, ids=lambda one: one.stem)
def test_the_bundled_recording_is_whole(recording: Bundled) -> None:
    path = FOLDER / f"{recording.stem}.flac"
    with soundfile.SoundFile(path) as stream:
        assert (stream.samplerate, stream.channels, stream.subtype) == (16_000, 1, "PCM_16")
        assert (stream.title, stream.artist, stream.genre) == (
            recording.title,
            recording.artist,
            recording.genre,
        )
        sound = stream.read(dtype="float32")
    assert 60 <= len(sound) / 16_000 <= 120
    assert 0.5 < np.abs(sound).max() < 0.99
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [line["text"] for line in truth["lines"]] == [
        line for line in recordings.text_of(recording) if line
    ]
    words = [word for line in truth["lines"] for word in line["words"]]
    assert all(a["end"] <= b["start"] + 1e-3 for a, b in pairwise(words))
    assert words[-1]["end"] < len(sound) / 16_000
    inside = np.zeros(len(sound), bool)
    for word in words:
        inside[round(word["start"] * 16_000) : round(word["end"] * 16_000)] = True
    # The voice is some 12 dB over the band, or over nothing but its own room.
    assert np.square(sound[inside]).mean() > 8 * np.square(sound[~inside]).mean()
    assert path.with_suffix(".TextGrid").exists()


def test_neither_its_verses_nor_its_singers_are_of_the_training() -> None:
    learnt = set(training_lines())
    for recording in BUNDLED:
        assert not learnt & {line for line in recordings.text_of(recording) if line}
        assert Singer.held_out(recording.singer).voice.partition("+")[2] in VARIANTS_HELD_OUT


def test_the_command_makes_the_martinete_again() -> None:
    martinete = next(one for one in BUNDLED if one.snr_db is None)
    song = recordings.render(martinete)
    kept, _ = soundfile.read(FOLDER / f"{martinete.stem}.flac", dtype="float32")
    truth = json.loads((FOLDER / f"{martinete.stem}.json").read_text("utf-8"))
    assert song.title == truth["title"] and song.singer == truth["singer"]
    # To the sample with the same espeak-ng; another version of it speaks a little otherwise.
    assert len(song.samples) == pytest.approx(len(kept), rel=0.1)
    assert [line.text for line in song.lines] == [line["text"] for line in truth["lines"]]


def test_writing_and_reading_tags_and_times(tmp_path: Path) -> None:
    short = replace(BUNDLED[1], openings=BUNDLED[1].openings[:1], repeated=0, stem="short")
    (path,) = recordings.write(tmp_path, [short])
    assert {file.name for file in tmp_path.iterdir()} == {"short.flac", "short.json", "short.TextGrid"}
    assert soundfile.info(path).frames > 16_000


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WriteFailedError):
        recordings.write(tmp_path / "file", BUNDLED[:1])
