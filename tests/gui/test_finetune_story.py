"""What a training tells, read from its folder and put into words; no window here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune import checks, faults, judging, spec
from finetune.from_scratch.faults import BrokenCheckpointError
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.gui import finetune_folder as folders
from flamenco_desktop.gui import finetune_result_words as results
from flamenco_desktop.gui import finetune_words as words
from flamenco_desktop.gui.finetune_curve import smoothed, thinned
from flamenco_desktop.gui.finetune_folder import Diary, Training
from flamenco_desktop.gui.finetune_refusals import refusal
from flamenco_desktop.gui.finetune_spec import TrainingSpec
from flamenco_desktop.gui.finetune_story import Finding, Reason, Refusal, Story
from tests.gui.recorded import (
    ALIGNED,
    BETTER,
    DIVERGED,
    GATHERED,
    LEARNING,
    MEASURED,
    NOT_BETTER,
    PAUSED,
    Events,
    failed,
    story,
)

SENTENCE = re.compile(r"[^{}?\n]+\.")


def lines(events: Events) -> bytes:
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events).encode()


# --- the story


def test_what_is_told_while_it_learns() -> None:
    told = story(LEARNING)
    assert (told.step, told.steps) == (190, 300) and len(told.losses) == 190
    assert [round(one.wer or 0, 2) for one in told.judged.values()] == [0.62, 0.44, 0.31]
    assert told.examples[0].understood == told.examples[0].expected
    assert words.doing(told) == "Learning · step 190 of 300 · about 3 min left"


def test_a_pause_is_known() -> None:
    assert [story(events).paused for events in (LEARNING, [*LEARNING, *PAUSED])] == [False, True]


def test_a_process_that_goes_on_takes_back_how_the_one_before_ended() -> None:
    told = story([*LEARNING, *DIVERGED])
    assert told.refusal is not None and told.refusal.parameters["reason"] == "diverged"
    told = story([*LEARNING, *DIVERGED, {"kind": "stage", "stage": "checking", "fraction": 0.0}])
    assert told.refusal is None and len(told.losses) == 190


def test_a_step_that_was_trained_twice_counts_once() -> None:
    told = story([*LEARNING, {**LEARNING[10], "loss": 9.0}])
    assert len(told.losses) == 190 and told.losses[LEARNING[10]["step"]] == 9.0


def test_what_came_of_it() -> None:
    told = story([*LEARNING, *BETTER])
    assert told.done and told.offered and told.model == "whisper-cante-demo-tuned"
    assert results.measures(told)[0] == ("Wrong words", "41 %", "22 %")
    assert ("Words begin off by, as a rule", "12 ms", "11 ms") in results.measures(told) and not told.of_times
    assert results.verdict(told).startswith("Of lines it had never heard it gets 22 % of the words wrong")
    assert "between −25.0 and −13.0" in results.interval(told)
    told = story([*LEARNING, *NOT_BETTER])
    assert told.done and not told.offered and "15 more minutes" in results.verdict(told)
    told = story([*LEARNING, *ALIGNED])
    assert ("Words begin off by, as a rule", "24 ms", "17 ms") in results.measures(told)
    assert "38 ms" in results.verdict(told) and "more than chance" in results.verdict(told)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner,
                                                                                 max_size=4), max_leaves=6),
       st.sampled_from(["stage", "step", "test", "verdict", "done", "failed", "estimate", "dataset",
                        "validation", "finding", "split", "advice", "take", "take_all", ""]))  # fmt: skip
def test_nothing_that_a_diary_may_hold_breaks_the_story(content: object, kind: str) -> None:
    told = Story()
    told.take({"kind": kind, "content": content, **(content if isinstance(content, dict) else {})})
    words.doing(told)


# --- the folder


@given(st.lists(st.integers(1, 400), max_size=30))
def test_a_diary_is_read_whole_however_it_is_written(cuts: list[int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        training = Training(Path(folder))
        training.run.mkdir()
        diary, whole = Diary(training), lines(LEARNING[:12])
        found: list[object] = []
        with (training.run / "events.jsonl").open("ab", buffering=0) as stream:
            for cut in [*cuts, len(whole)]:
                stream.write(whole[:cut])
                whole = whole[cut:]
                found += diary.news()
        assert found == LEARNING[:12]


def test_a_diary_that_begins_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    training = Training(tmp_path)
    training.run.mkdir()
    diary = Diary(training)
    (training.run / "events.jsonl").write_bytes(lines(LEARNING))
    assert len(diary.news()) == len(LEARNING)
    (training.run / "events.jsonl").write_bytes(lines(MEASURED) + b'{"kind": "half')
    assert diary.news() == MEASURED


def test_wishes_and_processes(tmp_path: Path) -> None:
    import psutil

    training = Training(tmp_path)
    training.wish(folders.PAUSE)
    assert (training.run / "control").read_text() == "pause"
    training.wish("")
    assert not (training.run / "control").exists()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        about = {"pid": process.pid, "started": psutil.Process(process.pid).create_time()}
        (training.run / "process.json").write_text(json.dumps(about))
        assert training.process() == process.pid
        # Another process that got the number of one that died is not that one.
        (training.run / "process.json").write_text(json.dumps({**about, "started": 1000.0}))
        assert training.process() == 0
        (training.run / "process.json").write_text(json.dumps(about))
        process.kill()
    assert training.process() == 0


def test_the_newest_that_was_begun_is_found_and_the_others_go(tmp_path: Path) -> None:
    one, two, three = (folders.new(tmp_path) for _ in range(3))
    assert folders.latest(tmp_path) is None
    two.write(two.asked, TrainingSpec(title="Cante"))
    three.write(three.measured, TrainingSpec())
    assert folders.latest(tmp_path) == two
    assert two.spec() == TrainingSpec(title="Cante")
    folders.sweep(tmp_path)
    assert two.folder.is_dir() and not one.folder.exists() and not three.folder.exists()


def test_where_a_window_is_heard(tmp_path: Path) -> None:
    from tests.finetune import made

    training = Training(tmp_path)
    dataset = made.dataset(training.data, recordings=1)
    item = dataset.items[1]
    found = training.sound(item.name)
    assert found == (training.data / item.file, 0.0)
    # A piece of a window, as a test by verses has them.
    piece = f"{item.source.key}-{round((item.window.start + 2.5) * 100):07d}"
    found = training.sound(piece)
    assert found is not None and found[0] == training.data / item.file and found[1] == pytest.approx(2.5)
    assert training.sound("f" * 12 + "-1-0000000") is None


def test_the_spec_is_one_that_the_process_reads(tmp_path: Path) -> None:
    asked = TrainingSpec(base="whisper-x", title="Cante de Rosario", epochs=3, rank=4, rehearsal=())
    path = Training(tmp_path).write(Training(tmp_path).asked, asked)
    read = spec.read(path)
    assert (read.base, read.title, read.epochs, read.rank) == ("whisper-x", "Cante de Rosario", 3, 4)
    assert read.dataset == str(tmp_path / "data") and read.out == str(tmp_path / "run")
    # What the wizard chooses by itself is what the process would choose.
    usual = spec.TrainingSpec("data", "run")
    for field in TrainingSpec.__slots__:
        assert getattr(TrainingSpec(), field) == getattr(usual, field), field


# --- words


def test_every_finding_has_its_sentence() -> None:
    for code in checks.SENTENCES:
        one = Finding(code, 1, 2, "ay que pena", 3.14, "music/Soleá.mp3", True)
        said = words.finding(one)
        assert SENTENCE.fullmatch(said), said
        assert "music" not in said


def test_every_reason_has_its_sentence() -> None:
    values = dict.fromkeys(("before", "after", "low", "high", "words", "minutes"), 0.25)
    for code in judging.SENTENCES:
        assert SENTENCE.fullmatch(results.reason(Reason(code, values))), code


def errors() -> list[FlamencoError]:
    found: list[FlamencoError] = [
        faults.DatasetError(path="data", reason=reason, detail="ay")
        for reason in faults.DatasetError.SENTENCES
    ]
    found += [
        faults.TrainingStoppedError(reason=reason, step=7) for reason in faults.TrainingStoppedError.SENTENCES
    ]
    return [
        *found,
        faults.LicenceError(model="whisper-x", licence="cc-by-nd-4.0"),
        faults.AlreadyRunningError(path="run", pid=7),
        faults.SpecError(field="rate", value="2", reason="it must be a number from 0 to 0.1"),
        BrokenCheckpointError(path="run/checkpoint.pt", reason="it is cut short"),
    ]


@pytest.mark.parametrize(
    "error", errors(), ids=lambda error: f"{error.code}-{error.parameters.get('reason')}"
)
def test_every_fault_has_a_sentence_of_its_own(error: FlamencoError) -> None:
    english = faults.sentence(error)
    said = refusal(Refusal(error.code, error.parameters, english))
    assert said.endswith(".") and "{" not in said and "?" not in said, said
    assert said != english


@pytest.mark.parametrize(
    ("code", "parameters", "piece"),
    [
        ("memory_short", {"model": "whisper-large-v3"}, "not enough memory to teach “whisper-large-v3”"),
        ("disk_full", {"path": "run", "free": 12, "needed": 3000}, "12 MB left, and 3000 MB are needed"),
        ("write_failed", {"path": "run/x", "reason": "No space left on device"}, "No space left on device"),
        ("model_broken", {"model": "mine", "reason": "no weights"}, "cannot be taught (no weights)"),
        ("model_missing", {"model": "mine", "reason": ""}, "“mine” is not on this machine"),
        ("worker_died", {"status": 9}, "ended without a word"),
        ("library", {"path": "library.sqlite3", "reason": "locked"}, "The library cannot be used (locked)"),
        ("file_missing", {"path": "library.sqlite3"}, "There is no file"),
        ("something_new", {}, "In English."),
    ],
)
def test_what_else_may_happen(code: str, parameters: dict[str, object], piece: str) -> None:
    assert piece in refusal(Refusal(code, parameters, "In English."))


def test_what_can_be_expected() -> None:
    said = [words.expectation(seconds, 100) for seconds in (30, 300, 900, 7200)]
    assert len(set(said)) == 4
    assert words.expectation(7200, 3) == said[0]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (40, "40 s"), (700, "12 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_amounts() -> None:
    told = story(GATHERED)
    assert told.holding is not None
    assert words.amounts(told.holding.palos) == "soleá 7 min · tangos 4 min · without a name 88 s"
    assert words.percent(0.062) == "6.2 %" and words.percent(0.41) == "41 %" and words.percent(0) == "0 %"
    assert results.points(-0.19) == "−19.0" and results.points(0.03) == "+3.0"


# --- the curve


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_a_mean_lies_among_what_it_is_the_mean_of(values: list[float]) -> None:
    found = smoothed(values)
    assert found[0] == pytest.approx(values[0]) and len(found) == len(values)
    assert min(values) - 1e-6 <= found[-1] <= max(values) + 1e-6


@given(st.integers(1, 5000), st.integers(2, 100))
def test_a_long_curve_is_thinned_and_keeps_its_end(count: int, most: int) -> None:
    points = [(float(step), 0.0) for step in range(count)]
    found = thinned(points, most)
    assert found[0] == points[0] and found[-1] == points[-1] and len(found) <= 2 * most + 1


def test_a_failure_is_known_by_its_end() -> None:
    told = story([*GATHERED, failed("finetune_dataset", reason="one_line")])
    assert told.refusal == Refusal("finetune_dataset", {"reason": "one_line"}, "finetune_dataset in English.")
