"""What a fine-tuning is asked to do: one frozen value, kept as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from finetune.faults import SpecError
from flamenco_desktop.errors import FileMissingError, WriteFailedError

KINDS = ("recogniser", "aligner")
METHODS = ("auto", "lora", "all")
DEVICES = ("auto", "cuda", "mps", "cpu")
PRECISIONS = ("auto", "float32", "bfloat16")
EMBEDDED = "embedded"
"""The rehearsal set that comes with the program."""

_HOUR = 3600.0
_SMALL, _LARGE = 20e6, 400e6
"""Models below and above so many weights are taught otherwise than those between."""


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """One training. Shares are in [0, 1]; 0 for `rank`, `rate`, `epochs` and `threads`, and "auto" for
    `method`, `device` and `precision`, let the program choose.

    `dataset` is a dataset's folder, `out` the run's own (checkpoints, events, the result). `base` is a name,
    a folder or a Hugging Face id as for `--model`, empty for the embedded one. `test` names a dataset to be
    tested on alone; without it a share of `dataset` is. `rehearsal` names datasets, or
    folders of speech with a .txt beside each file, against forgetting: `rehearsal_share` of each batch is
    from them. `held_out` is the share kept for validation, and the same again for the final test.
    `timestamps` and `previous` are the shares of windows with Whisper's timestamps and with the text before.
    `most_steps` 0 means: as many as the epochs take. `name` and `title` are the result's; an empty name is
    made up.
    """

    dataset: str
    out: str
    kind: str = "recogniser"
    base: str = ""
    name: str = ""
    title: str = ""
    method: str = "auto"
    rank: int = 0
    rate: float = 0.0
    epochs: int = 0
    most_steps: int = 0
    batch: int = 8
    patience: int = 24
    test: str = ""
    rehearsal: tuple[str, ...] = (EMBEDDED,)
    rehearsal_share: float = 0.25
    held_out: float = 0.15
    timestamps: float = 0.2
    previous: float = 0.2
    augment: bool = True
    checkpoint_minutes: float = 3.0
    language: str = "es"
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        for field, rule in _RULES.items():
            value = getattr(self, field)
            reason = rule(value)
            if reason:
                raise SpecError(field=field, value=_shown(value), reason=reason)

    def rank_for(self, seconds: float) -> int:
        """LoRA's rank: as asked, or 8 under an hour of training windows, 16 to five hours, 32 above."""
        if self.rank:
            return self.rank
        return 8 if seconds < _HOUR else 16 if seconds <= 5 * _HOUR else 32

    def method_for(self, parameters: int) -> str:
        """As asked, or by how many weights the model has: a small recogniser learns more with all of them."""
        if self.method != "auto":
            return self.method
        return "all" if parameters < _SMALL and self.kind == "recogniser" else "lora"

    def rate_for(self, parameters: int) -> float:
        """The highest learning rate: as asked, or by the method and how many weights the model has.

        All weights of a large model bear little; the small matrices of LoRA bear a hundred times as much.
        """
        if self.rate:
            return self.rate
        if self.method_for(parameters) == "lora":
            return 1e-3 if parameters < _LARGE else 5e-4
        return 5e-4 if parameters < _SMALL else 3e-5 if parameters < _LARGE else 1e-5


def _text(value: object) -> str:
    return "" if isinstance(value, str) else "it must be text"


def _needed(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "name a folder"


def _one_of(known: tuple[str, ...]) -> Any:
    return lambda value: "" if value in known else f"it must be one of {', '.join(known)}"


def _whole(low: int, high: int) -> Any:
    def rule(value: object) -> str:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if good else f"it must be a whole number from {low} to {high}"

    return rule


def _number(low: float, high: float) -> Any:
    def rule(value: object) -> str:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        good = good and math.isfinite(value) and low <= value <= high  # type: ignore[arg-type, operator]
        return "" if good else f"it must be a number from {low:g} to {high:g}"

    return rule


def _folders(value: object) -> str:
    good = isinstance(value, tuple) and all(isinstance(item, str) and item for item in value)
    return "" if good else "it must be a list of folders"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "it must be true or false"


_RULES: dict[str, Any] = {
    "dataset": _needed,
    "out": _needed,
    "kind": _one_of(KINDS),
    "base": _text,
    "name": _text,
    "title": _text,
    "method": _one_of(METHODS),
    "rank": _whole(0, 512),
    "rate": _number(0.0, 0.1),
    "epochs": _whole(0, 1000),
    "most_steps": _whole(0, 10_000_000),
    "batch": _whole(1, 1024),
    "patience": _whole(1, 1000),
    "test": _text,
    "rehearsal": _folders,
    "rehearsal_share": _number(0.0, 0.9),
    "held_out": _number(0.02, 0.45),
    "timestamps": _number(0.0, 1.0),
    "previous": _number(0.0, 1.0),
    "augment": _flag,
    "checkpoint_minutes": _number(0.0, 120.0),
    "language": _needed,
    "device": _one_of(DEVICES),
    "precision": _one_of(PRECISIONS),
    "threads": _whole(0, 1024),
    "seed": _whole(0, 2**31 - 1),
}


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def to_json(spec: TrainingSpec) -> str:
    """The spec as indented JSON."""
    return json.dumps(asdict(spec), ensure_ascii=False, indent=1) + "\n"


def from_plain(plain: object) -> TrainingSpec:
    """The spec of a JSON object. Raises SpecError for what is unknown, missing or cannot be."""
    if not isinstance(plain, dict):
        raise SpecError(field="the whole", value=_shown(plain), reason="it must be a JSON object")
    known = {field.name for field in fields(TrainingSpec)}
    for key in plain:
        if key not in known:
            raise SpecError(field=key, value=_shown(plain[key]), reason="there is no such field")
    for key in ("dataset", "out"):
        if key not in plain:
            raise SpecError(field=key, value="missing", reason="name a folder")
    content = dict(plain)
    if isinstance(content.get("rehearsal"), list):
        content["rehearsal"] = tuple(content["rehearsal"])
    return TrainingSpec(**content)


def read(path: Path) -> TrainingSpec:
    """The spec at `path`; its folders are relative to the file's own. Raises FileMissingError, SpecError."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileMissingError(path=str(path), reason=error.strerror or str(error)) from error
    except ValueError as error:
        raise SpecError(field="the whole", value=str(path), reason=f"it is no JSON ({error})") from error
    spec = from_plain(plain)
    home = path.resolve().parent
    places = {field: str(home / Path(getattr(spec, field)).expanduser()) for field in ("dataset", "out")}
    if spec.test:
        places["test"] = str(home / Path(spec.test).expanduser())
    rehearsal = tuple(
        name if name == EMBEDDED else str(home / Path(name).expanduser()) for name in spec.rehearsal
    )
    return from_plain({**asdict(spec), **places, "rehearsal": rehearsal})


def write(spec: TrainingSpec, path: Path) -> None:
    """Keep the spec. Raises WriteFailedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_json(spec), encoding="utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
