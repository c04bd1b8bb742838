"""The rehearsal set can be made again, and what it says is sung is sung there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from finetune.from_scratch import rehearsal
from finetune.from_scratch.verses import held_out_lines, reserved_words
from finetune.from_scratch.voice import RATE
from flamenco_desktop.errors import WriteFailedError


def test_what_is_in_the_program_is_what_the_command_makes(tmp_path: Path) -> None:
    (made,) = rehearsal.write(tmp_path, 1)
    kept = rehearsal.FOLDER / made.name
    truth = made.with_suffix(".json").read_text("utf-8")
    assert truth == kept.with_suffix(".json").read_text("utf-8")
    ours, theirs = (soundfile.read(path)[0] for path in (made, kept))
    assert len(ours) == len(theirs)
    # Whatever the version of the codec: it is the same sound at the same time.
    assert np.corrcoef(ours, theirs)[0, 1] > 0.98
    assert np.corrcoef(ours, rehearsal.render(0).samples)[0, 1] > 0.9


def test_nothing_of_the_other_parts_is_rehearsed() -> None:
    truths = [json.loads(path.read_text("utf-8")) for path in sorted(rehearsal.FOLDER.glob("*.json"))]
    assert len(truths) == rehearsal.COUNT
    assert len({told["singer"] for told in truths}) == rehearsal.COUNT
    lines = {line["text"] for told in truths for line in told["lines"]}
    assert not lines & held_out_lines()
    assert not set(" ".join(lines).split()) & reserved_words()
    for told, path in zip(truths, sorted(rehearsal.FOLDER.glob("*.opus")), strict=True):
        sound = soundfile.info(path)
        assert sound.samplerate == RATE
        assert 0 < told["lines"][0]["start"] < told["lines"][-1]["end"] < sound.duration < 45


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WriteFailedError):
        list(rehearsal.write(tmp_path / "file" / "set", 1))
