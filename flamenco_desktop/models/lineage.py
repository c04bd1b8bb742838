"""Where a fine-tuned model comes from, as its training wrote it beside the weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

NAME = "flamenco-lineage.json"

SCORES = {
    "wer": "WER",
    "cer": "CER",
    "invented": "words invented",
    "other": "WER on other singing",
    "onset": "onset error, median (s)",
    "offset": "offset error, median (s)",
}
"""What a training measures, by our short name and by the one in the file."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """`base` is the title of the model that was taught, `data` the fingerprint of what it was taught with,
    `seconds` how much of it was sung, `created` when (None where it does not say). `scores` maps the short
    names of `SCORES` to values before and after: shares for error rates, words for what was invented, seconds
    for onsets and offsets.
    """

    base: str
    data: str
    created: datetime | None
    seconds: float
    singers: tuple[str, ...]
    scores: dict[str, tuple[float, float]]


def read(folder: Path) -> Lineage | None:
    """The lineage in `folder`; None for models that no training here has made."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict):
        return None
    base, data = _part(told, "base"), _part(told, "dataset")
    singers = told.get("singers")
    return Lineage(
        base=str(base.get("title") or base.get("name") or ""),
        data=str(data.get("fingerprint") or ""),
        created=_moment(told.get("created")),
        seconds=_number(told.get("seconds")) or 0.0,
        singers=tuple(str(name) for name in singers if name) if isinstance(singers, list) else (),
        scores=_scores(_part(told, "scores")),
    )


def _part(told: dict[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _scores(told: dict[str, Any]) -> dict[str, tuple[float, float]]:
    found = {}
    for short, name in SCORES.items():
        pair = _part(told, name)
        before, after = _number(pair.get("before")), _number(pair.get("after"))
        if before is not None and after is not None:
            found[short] = (before, after)
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
