"""What an aligner's evidence is worth: how sure a word is, and whether a word's end was heard.

A word's confidence is the probability that it is sung as written and begins where it stands, by logistic
regression on what the aligner hears of its letters. The parameters are fitted on the validation part of the
synthetic cante (`python -m finetune.from_scratch calibrate`) and lie beside the aligner's weights, for
another aligner is sure in another way; where there are none, they are a cautious guess.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition.ends import End
from flamenco_desktop.recognition.lines import Found, Letters

FILE = "calibration.json"
FEATURES = ("heard", "least", "sure", "beginning", "line")
_FAINTEST = 1e-4
_LIKELY = 0.5
_SOON = 0.15


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights (features,) and bias of a logistic regression."""

    weights: tuple[float, ...]
    bias: float

    def chances(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """In [0, 1] for each of `rows` (n, features)."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(rows @ np.array(self.weights) + self.bias, -30, 30))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What an aligner's evidence is worth.

    `recognised` judges words that a recogniser wrote, `given` words that are known to be sung. A word ends at
    its boundary where that is as sure as `boundary` says (`end`); above 1 it never does, for most aligners
    put it anywhere between two words. `late` says whether onsets of vowels are better taken from the voice.
    """

    recognised: Regression
    given: Regression
    boundary: float = 1.1
    late: bool = True

    def end(self, used: float, sure: float, rest: float | None) -> End:
        """What a word's boundary tells of its end; `used` and `sure` are the boundary's, as in `Found`.

        `rest` is the seconds from it to the next word, None for the last word of a line. No word follows that
        one that could be mistaken for it, and where the next word follows soon little can be wrong: that the
        boundary is likelier there than not is enough for both. Within a line, a boundary that likely is not
        there joins two words.
        """
        if self.boundary > 1.0:
            return End.UNKNOWN
        if used * sure >= self.boundary or (used > _LIKELY and (rest is None or rest < _SOON)):
            return End.HEARD
        return End.UNKNOWN if rest is None or used > _LIKELY else End.JOINED

    def confidences(
        self, letters: Letters, found: Found, lengths: Sequence[int], given: bool
    ) -> list[float | None]:
        """In [0, 1] for each word of a line, None for a word without letters. `lengths` as in `features`."""
        judge = self.given if given else self.recognised
        rows = features(letters, found, lengths)
        return [None if row is None else float(judge.chances(row)) for row in rows]


_GUESS = Calibration(Regression((0.5, 0.1, 1.0, 1.0, 0.5), 2.0), Regression((0.3, 0.1, 1.0, 2.0, 0.3), 2.5))


def load(folder: Path) -> Calibration:
    """The calibration of the aligner in `folder`; a guess where the folder says nothing usable."""
    try:
        content = json.loads((folder / FILE).read_text("utf-8"))
        if tuple(content["features"]) == FEATURES:
            return Calibration(
                _regression(content["recognised"]),
                _regression(content["given"]),
                float(content["boundary"]),
                bool(content["late"]),
            )
    except (OSError, ValueError, TypeError, KeyError):
        pass
    return _GUESS


def _regression(content: dict[str, Any]) -> Regression:
    return Regression(tuple(float(content[name]) for name in FEATURES), float(content["bias"]))


def save(calibration: Calibration, folder: Path) -> None:
    """Write it beside the aligner's weights. Raises OSError."""
    content: dict[str, Any] = {"features": list(FEATURES)}
    for name, judge in (("recognised", calibration.recognised), ("given", calibration.given)):
        weights = zip(FEATURES, judge.weights, strict=True)
        content[name] = {feature: round(weight, 5) for feature, weight in weights}
        content[name]["bias"] = round(judge.bias, 5)
    content |= {"boundary": calibration.boundary, "late": calibration.late}
    (folder / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def features(letters: Letters, found: Found, lengths: Sequence[int]) -> list[NDArray[np.float64] | None]:
    """What speaks for each word, (features,); None for a word without letters.

    `lengths` is how many letters each word has; a boundary stands after each that has any, where the line has
    boundaries. The features: the mean logarithm of what is heard of the letters, that of the least heard, how
    sure their places are in the mean, how sure the first is, and the first feature for the whole line.
    """
    heard = np.log(np.maximum(found.heard, _FAINTEST))
    bounded = int(bool(letters.optional.any()))
    line = float(heard[~letters.optional].mean()) if len(heard) else 0.0
    rows: list[NDArray[np.float64] | None] = []
    position = 0
    for length in lengths:
        if not length:
            rows.append(None)
            continue
        own = heard[position : position + length]
        sure = found.sure[position : position + length]
        rows.append(np.array([own.mean(), own.min(), sure.mean(), sure[0], line]))
        position += length + bounded
    return rows


def fit(rows: NDArray[np.float64], right: NDArray[np.bool_], penalty: float = 1.0) -> Regression:
    """The regression that makes words `right` (n,) likeliest given their features `rows` (n, features).

    Newton's method on the penalised likelihood of a logistic regression; features are scaled for the penalty.
    """
    mean, deviation = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    scaled = np.concatenate([(rows - mean) / deviation, np.ones((len(rows), 1))], axis=1)
    ridge = np.diag([penalty] * rows.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (right - chance) - ridge @ weights
        curve = scaled.T @ (scaled * (chance * (1 - chance))[:, None]) + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-8:
            break
    own = weights[:-1] / deviation
    return Regression(tuple(float(value) for value in own), float(weights[-1] - own @ mean))


def calibration_error(chances: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """The expected calibration error: how far the shares of right words lie from the chances, in the mean.

    Over `bins` groups of as many words each (Nguyen and O'Connor 2015).
    """
    order = np.argsort(chances, kind="stable")
    groups = [group for group in np.array_split(order, bins) if len(group)]
    gaps = [abs(float(chances[group].mean() - right[group].mean())) * len(group) for group in groups]
    return float(sum(gaps) / max(1, len(chances)))
