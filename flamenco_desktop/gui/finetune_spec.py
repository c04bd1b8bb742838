"""What the wizard asks a training to do: one frozen value, written as the spec that the process reads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

RECOGNISER, ALIGNER = "recogniser", "aligner"
AUTO, LORA, ALL = "auto", "lora", "all"
DEVICES = ("auto", "cuda", "mps", "cpu")


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """The part of a spec that a listener chooses; the rest is the program's (see docs/fine-tuning.md).

    0 for `rank`, `rate` and `epochs` lets the program choose, and "auto" for `method` and `device`. An empty
    `base` is the model that comes along; `rehearsal` names what is practised against forgetting.
    """

    base: str = ""
    kind: str = RECOGNISER
    title: str = ""
    method: str = AUTO
    rank: int = 0
    rate: float = 0.0
    epochs: int = 0
    most_steps: int = 0
    batch: int = 8
    rehearsal: tuple[str, ...] = ("embedded",)
    rehearsal_share: float = 0.25
    device: str = "auto"

    def to_json(self, dataset: str, out: str) -> str:
        """As the process reads it; the folders are relative to the file's own."""
        return json.dumps({"dataset": dataset, "out": out, **asdict(self)}, ensure_ascii=False, indent=1)

    @staticmethod
    def from_json(text: str) -> TrainingSpec:
        """What `to_json` wrote; fields that the wizard does not know are passed over. Raises ValueError."""
        plain = json.loads(text)
        if not isinstance(plain, dict):
            raise ValueError("not an object")
        known = set(TrainingSpec.__slots__)
        found = {key: value for key, value in plain.items() if key in known}
        found["rehearsal"] = tuple(found.get("rehearsal", ()))
        return TrainingSpec(**found)
