"""Confidences are probabilities, and what they stand on is kept beside the aligner."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flamenco_desktop.recognition import calibration
from flamenco_desktop.recognition.calibration import Calibration, Regression
from flamenco_desktop.recognition.ends import End
from flamenco_desktop.recognition.lines import Found, Letters


def test_a_fit_on_known_chances_finds_them() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(0.0, 1.0, (6000, 5)) * np.array([1.0, 2.0, 0.1, 0.3, 5.0])
    true = Regression((1.0, -0.5, 6.0, 0.0, 0.1), 0.7)
    right = rng.random(len(rows)) < true.chances(rows)
    fitted = calibration.fit(rows, right)
    held_out = rng.normal(0.0, 1.0, (6000, 5)) * np.array([1.0, 2.0, 0.1, 0.3, 5.0])
    assert np.abs(fitted.chances(held_out) - true.chances(held_out)).mean() < 0.02
    outcome = rng.random(len(held_out)) < true.chances(held_out)
    assert calibration.calibration_error(fitted.chances(held_out), outcome) < 0.03


def test_a_fit_where_everything_is_right_stays_finite() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 5))
    fitted = calibration.fit(rows, np.ones(50, np.bool_))
    assert np.all(fitted.chances(rows) > 0.9)


def test_calibration_error() -> None:
    right = np.array([True] * 50 + [False] * 50)
    assert calibration.calibration_error(np.full(100, 0.5), right, bins=1) == pytest.approx(0.0)
    assert calibration.calibration_error(np.full(100, 0.9), right, bins=1) == pytest.approx(0.4)


def test_saved_and_loaded(tmp_path: Path) -> None:
    own = Calibration(Regression((1, 2, 3, 4, 5), -1.0), Regression((0, 0, 0, 0, 1), 2.0), 0.25, False)
    calibration.save(own, tmp_path)
    assert calibration.load(tmp_path) == own


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"features": ["other"]})])
def test_without_anything_usable_there_is_a_guess(tmp_path: Path, content: str) -> None:
    (tmp_path / calibration.FILE).write_text(content, encoding="utf-8")
    guess = calibration.load(tmp_path)
    assert guess == calibration.load(tmp_path / "nowhere")
    assert guess.boundary > 1.0


def test_words_without_letters_have_no_confidence() -> None:
    letters = Letters(np.array([3, 4, 1]), np.array([False, False, True]), np.zeros(3, np.bool_))
    found = Found(np.array([1.0, 5.0, 9.0]), np.ones(3), np.ones(3), np.array([0.9, 0.8, 0.7]))
    guess = calibration.load(Path("nowhere"))
    none, sure = guess.confidences(letters, found, [0, 2], given=False)
    assert none is None
    assert sure is not None
    assert 0.5 < sure <= 1.0


@pytest.mark.parametrize(
    ("used", "sure", "rest", "told"),
    [
        (0.9, 0.9, 0.5, End.HEARD),
        (0.7, 0.3, 0.5, End.UNKNOWN),
        (0.7, 0.3, 0.06, End.HEARD),
        (0.7, 0.3, None, End.HEARD),
        (0.3, 0.3, 0.06, End.JOINED),
        (0.3, 0.3, None, End.UNKNOWN),
    ],
)
def test_what_a_boundary_tells(used: float, sure: float, rest: float | None, told: End) -> None:
    guess = calibration.load(Path("nowhere"))
    assert guess.end(used, sure, rest) is End.UNKNOWN
    assert replace(guess, boundary=0.3).end(used, sure, rest) is told
