"""What an aligner's evidence is worth, found on a few sung lines with the embedded aligner."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.from_scratch import calibrate
from finetune.from_scratch.calibrate import Listened
from flamenco_desktop.models import store
from flamenco_desktop.recognition import calibration
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.devices import Device

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner(store.aligner(), Device("cpu"))


@pytest.fixture(scope="module")
def heard(aligner: Aligner) -> list[Listened]:
    return calibrate.listen(aligner, None, "validation", 2)


def test_given_words_are_mostly_right(aligner: Aligner, heard: list[Listened]) -> None:
    words = calibrate.judged(aligner, heard, read=False)
    assert len(words.right) == sum(len(line.words) for line in heard)
    assert words.rows.shape == (len(words.right), len(calibration.FEATURES))
    assert words.right.mean() > 0.6


def test_words_that_are_not_sung_are_never_right(aligner: Aligner, heard: list[Listened]) -> None:
    wrong = [replace(line, read=("ventilador", "kilómetro")) for line in heard]
    words = calibrate.judged(aligner, wrong, read=True)
    assert not words.right.any()
    assert not len(calibrate.judged(aligner, heard, read=True).right)


def test_a_fit_tells_what_is_sung_from_what_is_not(
    aligner: Aligner, heard: list[Listened], tmp_path: Path
) -> None:
    mixed = [
        replace(line, read=line.given if number % 2 else tuple(reversed(line.given)))
        for number, line in enumerate(heard)
    ]
    before = aligner.calibration
    fitted = calibrate.fit(aligner, mixed)
    assert aligner.calibration == fitted != before
    words = calibrate.judged(aligner, mixed, read=True)
    chances = fitted.recognised.chances(words.rows)
    assert chances[words.right].mean() > chances[~words.right].mean() + 0.2
    calibrate.write(fitted, tmp_path)
    kept = calibration.load(tmp_path)
    assert np.allclose(kept.recognised.weights, fitted.recognised.weights, atol=1e-4)
    assert kept.boundary == fitted.boundary
