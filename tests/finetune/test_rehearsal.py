from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from finetune import rehearsal
from finetune.clips import clips, cut
from finetune.dataset import RATE
from finetune.faults import DatasetError
from tests.finetune import made


def test_the_embedded_set_is_of_many_singers() -> None:
    found = rehearsal.collect(("embedded",))
    assert len({clip.item.source.singer for clip in found}) == 80
    assert sum(clip.item.window.seconds for clip in found) > 30 * 60
    assert all(clip.item.window.seconds <= 30.0 for clip in found)
    sung = [clip for clip in found if clip.item.text]
    alone = [clip for clip in found if not clip.item.text]
    assert sum(clip.item.window.seconds for clip in alone) > 200 and len({clip.file for clip in alone}) > 40
    for clip in alone:
        words = [part.words for other in sung if other.file == clip.file for part in other.item.window.parts]
        assert not any(
            word.start < clip.item.window.end and word.end > clip.item.window.start
            for part in words
            for word in part
        )
    other = rehearsal.parted(found, 1)
    sides = [{clip.item.source.key for clip in own} for own in (other.practised, other.guarded, other.tested)]
    assert [len(keys) for keys in sides] == [41, 13, 26]
    assert len(set().union(*sides)) == 80
    shorter = cut(found, 8.0)
    assert len(shorter) > len(found)
    assert " ".join(clip.item.text for clip in shorter) == " ".join(clip.item.text for clip in found)


def test_a_folder_of_speech_and_a_dataset(tmp_path: Path) -> None:
    speech = tmp_path / "speech"
    speech.mkdir()
    for name, seconds in (("one", 2.0), ("two", 40.0), ("three", 3.0)):
        soundfile.write(speech / f"{name}.wav", np.zeros(round(seconds * RATE)), RATE)
    (speech / "one.txt").write_text("buenas tardes\n")
    (speech / "two.txt").write_text("demasiado largo\n")
    made.dataset(tmp_path / "data", recordings=1, windows=1)
    found = rehearsal.collect((str(speech), str(tmp_path / "data")))
    assert [clip.item.text for clip in found] == [
        "buenas tardes",
        "la luna baja al río el agua suena y se va",
    ]
    assert [len(clip.audio()) for clip in found] == [2 * RATE, 5 * RATE]


def test_a_set_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no such folder"):
        rehearsal.collect((str(tmp_path / "none"),))


def test_pieces_for_a_model_that_hears_less_have_their_own_sound(tmp_path: Path) -> None:
    dataset = made.dataset(tmp_path, recordings=1, windows=1, seconds=10.0)
    one, two = clips(dataset, dataset.items, 6.0)
    whole = dataset.audio(dataset.items[0])
    assert (one.item.text, two.item.text) == made.VERSES[:2]
    assert two.item.previous == one.item.text
    first = round(two.offset * RATE)
    assert np.array_equal(two.audio(), whole[first : first + len(two.audio())])
    assert len(two.audio()) == pytest.approx(two.item.window.seconds * RATE, abs=2)
