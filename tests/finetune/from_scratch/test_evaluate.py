from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch import (
    evaluate,
    evaluate_songs,
    figures,
    held_out,
    model_card,
    performances,
    scores,
)
from finetune.from_scratch.evaluate import Test
from finetune.from_scratch.faults import BrokenCheckpointError
from finetune.from_scratch.scores import WordTimes
from finetune.from_scratch.verses import load_coplas, normalise
from flamenco_desktop.errors import ModelMissingError
from tests import tiny_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tiny_models.TinyModels:
    return tiny_models.shared(tmp_path_factory.mktemp("models"))


# --- figures of merit -------------------------------------------------------------------------------------


def test_errors_of_words_and_letters() -> None:
    found = scores.reading(["Mi pena, la mía", ""], ["mi pena la", "ay ay"])
    assert found.words == 4
    assert found.wer == pytest.approx((1 + 2) / 4)
    assert found.cer == pytest.approx((4 + 5) / len("mi pena la mía"))
    assert scores.reading(["ay"], ["ay"]).wer == 0.0
    with pytest.raises(ValueError, match="no words"):
        scores.reading([""], ["ay"])


@given(st.lists(st.floats(-2.0, 2.0), min_size=1, max_size=20))
def test_onset_figures_are_those_of_numpy(errors: list[float]) -> None:
    words = [WordTimes(5.0, 6.0, 5.0 + error, 6.0, False) for error in errors]
    found = scores.timing(words)
    apart = np.abs([word.found_start - 5.0 for word in words])
    assert found.onset_mean == pytest.approx(apart.mean())
    assert found.within_50_ms == np.mean(apart <= 0.05)
    assert found.within_50_ms <= found.within_100_ms <= found.within_300_ms
    assert found.offset_plain_median == 0.0 and found.offset_sustained_median == -1.0


def test_offsets_are_told_apart_for_sustained_words() -> None:
    found = scores.timing(
        [WordTimes(0, 1, 0, 1.1, False), WordTimes(2, 4, 2, 3, True), WordTimes(5, 9, 5, 6, True)]
    )
    assert found.offset_plain_median == pytest.approx(0.1)
    assert found.offset_sustained_median == pytest.approx(2.0)


# --- the test set -----------------------------------------------------------------------------------------


def test_the_test_set_is_all_that_it_must_be() -> None:
    coplas = performances.coplas_of("test")
    lines = sum(len(copla.lines) for copla in coplas)
    assert 2 * lines >= 200
    trained = {
        word
        for copla in load_coplas()
        if copla.split == "train"
        for line in copla.lines
        for word in normalise(line).split()
    }
    for copla in coplas:
        if copla.unseen_words:
            assert all(set(normalise(line).split()) - trained for line in copla.lines)


def test_takes_fit_a_window_and_levels_add_a_band() -> None:
    takes = list(held_out.takes(1, 12))
    assert len(takes) == 12 and {take.unseen for take in takes} == {True, False}
    assert len({take.song.palo for take in takes}) == 8
    singers = {take.song.singer for take in takes}
    assert len(singers) >= 10 and all(name.startswith("held-out") for name in singers)
    for take in takes[:3]:
        assert len(take.song.samples) <= 30 * 16_000
        loud, quiet = (held_out.at_level(take, level) for level in (0.0, 20.0))
        assert len(loud) == len(quiet) == len(take.song.samples)
        gap = slice(0, max(1, int(take.song.lines[0].start * 16_000) - 1600))
        assert np.abs(loud[gap]).mean() > 2 * np.abs(quiet[gap]).mean()
        np.testing.assert_array_equal(held_out.at_level(take, None), take.song.samples)


def test_voiceless_windows_sound() -> None:
    windows = list(held_out.voiceless(60.0))
    assert [len(window) for window in windows] == [480_000, 480_000]
    assert all(np.abs(window).max() > 0.5 for window in windows)


# --- models -----------------------------------------------------------------------------------------------


@pytest.mark.model
def test_all_figures_line_by_line(models: tiny_models.TinyModels) -> None:
    told: list[tuple[str, float]] = []
    test = Test(str(models.recogniser), str(models.aligner), 1, 2, voiceless=30.0, levels=("clean", "0 dB"))
    results = evaluate.evaluate(test, lambda *said: told.append(said))
    json.dumps(results, allow_nan=False)
    assert results["test"]["takes"] == 2 and results["voiceless_seconds"] == 30.0
    assert set(results["recogniser"]) == set(results["aligner"]) == {"clean", "0 dB"}
    assert results["aligner"]["clean"]["known"]["words"] == results["test"]["words"]
    assert told[-1][1] == 1.0
    table = scores.table(results, markdown=True)
    assert "| WER, known words" in table and "Words invented in 0.5 minutes" in table
    assert len({line.count("|") for line in table.splitlines() if line.startswith("|")}) == 1


@pytest.mark.model
def test_all_figures_through_the_pipeline(
    models: tiny_models.TinyModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        performances,
        "song",
        lambda seed, number, part, snr, unseen: performances.line(seed, number, part, snr),
    )
    results = evaluate_songs.evaluate(
        str(models.recogniser), str(models.aligner), songs=1, levels=("10 dB",), voiceless=0.0
    )
    json.dumps(results, allow_nan=False)
    assert set(results["recogniser"]["10 dB"]) == {"known", "unseen"}
    assert 0 <= results["aligner"]["10 dB"]["known"]["onset_median"] < 15
    assert "WER" in scores.table(results)


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        evaluate.evaluate(Test(str(tmp_path / "none"), None))


# --- cards and pictures -----------------------------------------------------------------------------------

_RESULTS: dict[str, Any] = {
    "test": {"lines": 200, "words": 900, "singers": 30, "lines_with_unseen_words": 80, "seconds": 600},
    "recogniser": {"clean": {"known": {"words": 9, "wer": 0.0525, "cer": 0.02}}},
    "aligner": {"clean": {"known": {"words": 9, "onset_median": 0.0125, "within_50_ms": 0.97}}},
    "invented_words": 1,
    "voiceless_seconds": 600.0,
}


@pytest.mark.parametrize(
    ("kind", "there", "absent"), [("recogniser", "5.2 %", "onset"), ("aligner", "97.0 %", "WER")]
)
def test_a_card_says_what_was_measured_and_what_not(
    tmp_path: Path, kind: str, there: str, absent: str
) -> None:
    (tmp_path / "recipe.json").write_text('{"width": 192}', "utf-8")
    (tmp_path / "results.json").write_text(json.dumps(_RESULTS), "utf-8")
    results = tmp_path / "results.json"
    card = model_card.write(tmp_path, kind, tmp_path / "recipe.json", results, results).read_text("utf-8")
    assert card.startswith("---\nlicense: apache-2.0") and '"width": 192' in card
    assert there in card and absent not in card
    assert "synthetic" in card and "## Limits" in card
    bare = model_card.write(tmp_path, kind, tmp_path / "recipe.json").read_text("utf-8")
    assert "Not measured yet" in bare
    with pytest.raises(BrokenCheckpointError):
        model_card.write(tmp_path, kind, tmp_path / "none.json")


@pytest.fixture
def logs(tmp_path: Path) -> Callable[[str, list[dict[str, Any]]], Path]:
    def write(name: str, rows: list[dict[str, Any]]) -> Path:
        (tmp_path / name).mkdir()
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / name / "log.jsonl").write_text(text, "utf-8")
        return tmp_path / name

    return write


def test_pictures_of_trainings_and_of_a_line(
    tmp_path: Path, logs: Callable[[str, list[dict[str, Any]]], Path]
) -> None:
    recogniser = logs(
        "recogniser",
        [
            {"step": 20, "stage": "encoder", "rate": 0.1, "letters": 2.0},
            {"step": 20, "stage": "both", "rate": 0.1, "letters": 1.0, "text": 5.0, "guided": 1.0},
            {"step": 20, "stage": "both", "wer_clean": 0.5, "wer_10db": 0.7},
        ],
    )
    aligner = logs("aligner", [{"step": 20, "rate": 0.1, "loss": 2.0}, {"step": 20, "validation": 1.9}])
    paths = figures.draw(recogniser, aligner, tmp_path / "figures")
    assert [path.name for path in paths] == ["line.png", "recogniser.png", "aligner.png"]
    assert all(1_000 < path.stat().st_size < 150_000 for path in paths)
    assert [path.name for path in figures.draw(tmp_path, tmp_path, tmp_path)] == ["line.png"]
