from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from finetune import dataset as datasets
from finetune import split as splits
from finetune.checks import Finding, of_lines, of_sides, of_tokens
from finetune.clips import clips
from finetune.dataset import RATE
from finetune.faults import DatasetError
from finetune.gathering import fill, gather
from flamenco_desktop.library import Library
from flamenco_desktop.lyrics.model import Kind, LineState
from tests.finetune import made
from tests.finetune.made import VERSES


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Library(tmp_path / "library.sqlite")
    yield opened
    opened.close()


def codes(findings: tuple[Finding, ...] | list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_checked_lines_become_an_audiofolder(library: Library, tmp_path: Path) -> None:
    lines = (*made.song(VERSES), made.line("tres", 52.0, 6.0, kind=Kind.NOT_SUNG))
    made.add(library, tmp_path, "one", lines, 60.0)
    dataset, findings = gather(library, tmp_path / "data")
    assert codes(findings) == {"too_few"}
    rows = [json.loads(row) for row in (tmp_path / "data" / "metadata.jsonl").read_text("utf-8").splitlines()]
    assert " ".join(row["transcription"] for row in rows).split() == " ".join(VERSES).split()
    assert rows[-1]["transcription"] == "" and rows[1]["previous"].endswith(rows[0]["transcription"][-20:])
    assert str(tmp_path) not in (tmp_path / "data" / "metadata.jsonl").read_text("utf-8")
    for row, item in zip(rows, dataset.items, strict=True):
        assert (tmp_path / "data" / row["file_name"]).is_file()
        assert len(dataset.audio(item)) == pytest.approx(item.window.seconds * RATE, abs=2)
    card = (tmp_path / "data" / "README.md").read_text("utf-8")
    assert "| Ana |" in card and "| soleá |" in card and "Normal spelling" in card
    assert datasets.read(tmp_path / "data") == dataset


def test_the_sound_of_a_window_is_that_of_its_words(library: Library, tmp_path: Path) -> None:
    lines = made.song(VERSES[:4])
    made.add(library, tmp_path, "one", lines, 20.0)
    dataset, _ = gather(library, tmp_path / "data")
    (item,) = dataset.items
    start, end = (round(item.window.start * RATE), round(item.window.end * RATE))
    whole = made.sound(lines, 20.0, sum(map(ord, "one")))
    assert np.allclose(dataset.audio(item), whole[start:end], atol=2e-4)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            tuple(made.line(text, 2 + 4 * n, state=LineState.CORRECTED) for n, text in enumerate(VERSES)),
            "nothing_checked",
        ),
        ((made.line("la luna baja", 2.0),), "one_line"),
        (tuple(made.line("la luna baja", 2 + 4 * n) for n in range(5)), "all_same"),
    ],
)
def test_too_little_is_one_sentence(
    library: Library, tmp_path: Path, lines: tuple[made.Line, ...], reason: str
) -> None:
    made.add(library, tmp_path, "one", lines, 60.0)
    with pytest.raises(DatasetError) as error:
        gather(library, tmp_path / "data")
    assert error.value.parameters["reason"] == reason
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_an_empty_library_is_one_sentence(library: Library, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No line is checked"):
        gather(library, tmp_path / "data")


def test_silence_is_one_sentence(library: Library, tmp_path: Path) -> None:
    import soundfile

    made.add(library, tmp_path, "one", made.song(VERSES), 60.0)
    soundfile.write(tmp_path / "one.flac", np.zeros(60 * RATE), RATE)
    with pytest.raises(DatasetError) as error:
        gather(library, tmp_path / "data")
    assert error.value.parameters["reason"] == "silent"


def test_recordings_that_are_gone_are_told_or_refused(library: Library, tmp_path: Path) -> None:
    gone = made.add(library, tmp_path, "one", made.song(VERSES), 60.0)
    made.add(library, tmp_path, "two", made.song(VERSES[::-1]), 60.0)
    (tmp_path / "one.flac").unlink()
    dataset, findings = gather(library, tmp_path / "data")
    assert [finding.recording for finding in findings if finding.code == "recording_gone"] == [gone]
    assert {item.source.title for item in dataset.items} == {"two"}
    (tmp_path / "two.flac").unlink()
    with pytest.raises(DatasetError) as error:
        gather(library, tmp_path / "data")
    assert error.value.parameters["reason"] == "recordings_missing" and "two.flac" in str(error.value)


def test_findings_name_their_line(library: Library, tmp_path: Path) -> None:
    lines = (
        made.line("la luna baja al río", 1.0, 40.0),
        made.line("…", 42.0),
        made.line("esto va demasiado deprisa para que nadie lo cante", 46.0, 1.0),
        made.line("tengo una pena muy honda", 48.0),
    )
    samples = made.sound(lines, 60.0)
    found = {finding.code: finding.line for finding in of_lines(7, lines, samples, lambda *_: 0.05)}
    assert found == {"line_too_long": 0, "empty_label": 1, "misfit_pace": 2, "misfit_score": 3}
    assert all(finding.sentence.endswith(".") for finding in of_lines(7, lines, samples))


def test_a_line_that_is_there_twice_and_too_many_tokens(tmp_path: Path) -> None:
    dataset = made.dataset(tmp_path)
    (finding, *_) = of_tokens(dataset.items, lambda item: 500 if item.text else 0)
    assert finding.code == "too_many_tokens" and "500" in finding.sentence


def test_recordings_part_the_windows(tmp_path: Path) -> None:
    dataset = made.dataset(tmp_path, recordings=5)
    found = splits.split(dataset.items, 0.2, seed=3)
    assert found.by == "recording"
    keys = [{item.source.key for item in getattr(found, part)} for part in splits.PARTS]
    assert all(keys) and sum(map(len, keys)) == 5
    assert sum(len(getattr(found, part)) for part in splits.PARTS) == len(dataset.items)
    assert splits.split(dataset.items, 0.2, seed=3) == found
    assert any(splits.split(dataset.items, 0.2, seed=n) != found for n in range(4, 9))


def test_few_recordings_are_parted_by_verse(tmp_path: Path) -> None:
    writer = datasets.Writer(tmp_path)
    one = made.dataset(tmp_path / "a", recordings=1, windows=1).items[0]
    for number in range(8):
        verse = VERSES[number % 6]
        start = number * 10.0
        part = datasets.Part(number, made.line(verse, start + 0.2, 3.0).words)
        writer.add(datasets.Item(one.source, datasets.Window(start, start + 4.0, (part,), number)))
    dataset = writer.finish()
    found = splits.split(dataset.items, 0.2, seed=1)
    assert found.by == "verse" and found.validation and found.test
    sides = [{item.text for item in getattr(found, part)} for part in splits.PARTS]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]
    assert of_sides(found.train, found.test) == []
    both = of_sides(found.train, found.train)
    assert both and both[0].serious


def test_few_windows_are_parted_between_their_lines(library: Library, tmp_path: Path) -> None:
    made.add(library, tmp_path, "one", made.song(VERSES), 60.0)
    dataset, _ = gather(library, tmp_path / "data")
    found = splits.split(dataset.items, 0.2, seed=1)
    assert found.by == "verse" and len(dataset.items) < 3
    pieces = [item for part in splits.PARTS for item in getattr(found, part)]
    assert sorted(" ".join(item.text for item in pieces).split()) == sorted(" ".join(VERSES).split())
    for clip in clips(dataset, found.test, 30.0):
        own = made.sound(made.song(VERSES), 60.0, sum(map(ord, "one")))
        first = round(clip.item.window.start * RATE)
        assert np.allclose(clip.audio(), own[first : first + len(clip.audio())], atol=2e-4)


def test_too_few_verses_to_hold_any_out(tmp_path: Path) -> None:
    dataset = made.dataset(tmp_path, recordings=1, windows=1)
    with pytest.raises(DatasetError, match="too little to train"):
        splits.split(dataset.items, 0.2, seed=1)


def test_export_without_sound_and_merge(tmp_path: Path) -> None:
    mine = made.dataset(tmp_path / "mine", recordings=2)
    bare = datasets.export(mine, tmp_path / "bare", audio=False)
    assert not list((tmp_path / "bare").rglob("*.flac")) and bare.fingerprint == mine.fingerprint
    with pytest.raises(DatasetError, match="is missing"):
        bare.audio(bare.items[0])
    theirs = made.dataset(tmp_path / "theirs", recordings=3)
    whole = datasets.merge([mine, theirs, bare], tmp_path / "whole")
    assert len(whole.items) == len(theirs.items)
    assert all(len(whole.audio(item)) for item in whole.items)
    assert datasets.read(tmp_path / "whole").fingerprint == whole.fingerprint


def test_words_without_sound_are_filled_from_the_same_recordings(library: Library, tmp_path: Path) -> None:
    made.add(library, tmp_path, "one", made.song(VERSES), 60.0)
    mine, _ = gather(library, tmp_path / "mine")
    bare = datasets.export(mine, tmp_path / "bare", audio=False)
    again, missing = fill(bare, library, tmp_path / "again")
    assert missing == () and again.fingerprint == mine.fingerprint
    assert np.array_equal(again.audio(again.items[0]), mine.audio(mine.items[0]))
    foreign = datasets.merge([bare, made.dataset(tmp_path / "theirs", recordings=1)], tmp_path / "both")
    _, missing = fill(foreign, library, tmp_path / "filled")
    assert [source.title for source in missing] == ["song 0"]
    (tmp_path / "one.flac").unlink()
    with pytest.raises(DatasetError, match="is missing"):
        fill(bare, library, tmp_path / "none")


@pytest.mark.parametrize(
    "content", ["", "{", '{"start": 1}', '{"parts": [], "start": 2, "end": 1, "line": 0}']
)
def test_a_broken_dataset_is_one_sentence(tmp_path: Path, content: str) -> None:
    made.dataset(tmp_path)
    (tmp_path / ("dataset.json" if not content else "metadata.jsonl")).write_text(content or "?")
    with pytest.raises(DatasetError) as error:
        datasets.read(tmp_path)
    assert error.value.parameters["reason"] == "unreadable" and "\n" not in str(error.value)


def test_rows_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    made.dataset(tmp_path)
    rows = tmp_path / "metadata.jsonl"
    rows.write_text(rows.read_text("utf-8").replace("audio/", "../"), "utf-8")
    with pytest.raises(DatasetError, match="leads out"):
        datasets.read(tmp_path)
