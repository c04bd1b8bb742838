"""What a training has told so far, event by event: all that the wizard shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something did not come to its end: a code with parameters, and the process's English sentence."""

    code: str
    parameters: Mapping[str, Any]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about the dataset; `recording` is the library's number where that is known."""

    code: str
    recording: int | str
    line: int
    text: str
    value: float
    detail: str
    serious: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A window that the training never saw: where it is, what is sung, and how it is understood now."""

    window: str
    expected: str
    understood: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A validation: errors of words and letters as shares, words invented; for an aligner its `loss`."""

    wer: float | None
    cer: float | None
    invented: float
    best: bool
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a training takes: seconds, and bytes of memory and disk with what is free of them."""

    seconds: float
    memory: int
    disk: int
    memory_free: int
    disk_free: int
    steps: int
    device: str

    @property
    def fits_memory(self) -> bool:
        """Whether there is room in memory, as far as that is known."""
        return not self.memory_free or self.memory <= self.memory_free

    @property
    def fits_disk(self) -> bool:
        """Whether there is room on the disk, as far as that is known."""
        return not self.disk_free or self.disk <= self.disk_free


@dataclass(frozen=True, slots=True)
class Holding:
    """What a dataset holds: seconds by singer and palo, and the library's number by recording."""

    seconds: float
    lines: int
    recordings: int
    singers: Mapping[str, float]
    palos: Mapping[str, float]
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a verdict."""

    code: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Changed:
    """A window of the test that is read otherwise than before; times in seconds of the recording."""

    window: str
    recording: str
    start: float
    end: float
    expected: str
    before: str
    after: str


@dataclass
class Story:
    """`take` the events in their order; a process that goes on where another was broken off adds to it."""

    stage: str = ""
    fraction: float = 0.0
    step: int = 0
    steps: int = 0
    losses: dict[int, float] = field(default_factory=dict)
    judged: dict[int, Judged] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    seconds_left: float | None = None
    paused: bool = False
    spared: bool = False
    advice: Refusal | None = None
    estimate: Estimate | None = None
    holding: Holding | None = None
    findings: list[Finding] = field(default_factory=list)
    parted_by: str = ""
    parts: dict[str, float] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    other: tuple[float, float] | None = None
    change: tuple[float, float, float] | None = None
    lines: tuple[Changed, ...] = ()
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    offered: bool | None = None
    reasons: tuple[Reason, ...] = ()
    sentences: tuple[str, ...] = ()
    model: str = ""
    done: bool = False
    refusal: Refusal | None = None

    @property
    def of_times(self) -> bool:
        """Whether an aligner was taught: only times were compared."""
        return bool(self.scores) and not self.before

    def take_all(self, events: Iterable[Event]) -> None:
        """Several, in order."""
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        """One event; one that is not whole is passed over, for a diary may be cut short anywhere."""
        handler = getattr(self, f"_{event.get('kind')}", None)
        if handler is not None:
            try:
                handler(event)
            except (KeyError, TypeError, ValueError, AttributeError):
                return

    # --- one method for each kind of event

    def _stage(self, event: Event) -> None:
        if event["stage"] == "checking":
            # A process has begun: how the one before it ended is not so any more.
            self.refusal, self.advice, self.paused, self.done = None, None, False, False
            self.findings = []
        self.stage, self.fraction = str(event["stage"]), float(event["fraction"])

    def _finding(self, event: Event) -> None:
        self.findings.append(
            Finding(
                str(event["code"]), event["recording"], int(event["line"]), str(event["text"]),
                float(event["value"]), str(event["detail"]), bool(event["serious"]),
            )
        )  # fmt: skip

    def _dataset(self, event: Event) -> None:
        self.holding = Holding(
            float(event["seconds"]), int(event["lines"]), int(event["recordings"]),
            dict(event["singers"]), dict(event["palos"]), dict(event.get("numbers", {})),
        )  # fmt: skip

    def _split(self, event: Event) -> None:
        self.parted_by = str(event["by"])
        self.parts = {
            name: float(part["seconds"])
            for name, part in event.items()
            if isinstance(part, Mapping) and "seconds" in part
        }

    def _estimate(self, event: Event) -> None:
        self.estimate = Estimate(
            float(event["seconds"]), int(event["memory"]), int(event["disk"]),
            int(event.get("memory_free", 0)), int(event.get("disk_free", 0)),
            int(event["steps"]), str(event["device"]),
        )  # fmt: skip

    def _step(self, event: Event) -> None:
        self.step, self.steps = int(event["step"]), int(event["steps"])
        self.losses[self.step] = float(event["loss"])
        self.seconds_left = float(event["seconds_left"])
        self.stage, self.fraction = "training", self.step / max(1, self.steps)
        self.paused = False

    def _validation(self, event: Event) -> None:
        def number(key: str) -> float | None:
            return float(event[key]) if key in event else None

        self.judged[int(event["step"])] = Judged(
            number("wer"), number("cer"), float(event.get("invented", 0.0)), bool(event["best"]),
            number("loss"),
        )  # fmt: skip
        self.examples = tuple(
            Example(str(one.get("window", "")), str(one["expected"]), str(one["understood"]))
            for one in event.get("examples", ())
        )

    def _memory(self, event: Event) -> None:
        self.spared = True

    def _advice(self, event: Event) -> None:
        reason, step = str(event["reason"]), int(event["step"])
        self.advice = Refusal(
            "finetune_stopped", {"reason": reason, "step": step}, str(event.get("sentence", ""))
        )

    def _paused(self, event: Event) -> None:
        self.paused = True

    def _resumed(self, event: Event) -> None:
        self.paused = False

    def _ended(self, event: Event) -> None:
        self.stage, self.fraction, self.seconds_left = "saving", 0.0, None

    def _test(self, event: Event) -> None:
        for name, kept in (("before", self.before), ("after", self.after)):
            kept.update({key: float(value) for key, value in event.get(name, {}).items()})
        other = event.get("rehearsal")
        if other:
            self.other = float(other["before"]["wer"]), float(other["after"]["wer"])
        for name, pair in event.get("scores", {}).items():
            if isinstance(pair, Mapping):
                self.scores[str(name)] = float(pair["before"]), float(pair["after"])
        change = event["change"]
        self.change = float(change.get("difference", 0.0)), float(change["low"]), float(change["high"])
        self.lines = tuple(
            Changed(
                str(row["window"]), str(row["recording"]), float(row["start"]), float(row["end"]),
                str(row["expected"]), str(row["before"]), str(row["after"]),
            )
            for row in event.get("lines", ())
        )  # fmt: skip

    def _verdict(self, event: Event) -> None:
        self.offered = bool(event["offered"])
        self.reasons = tuple(Reason(str(one["code"]), dict(one["values"])) for one in event["reasons"])
        self.sentences = tuple(map(str, event["sentences"]))

    def _done(self, event: Event) -> None:
        self.done, self.model, self.offered = True, str(event["model"]), bool(event["offered"])

    def _failed(self, event: Event) -> None:
        self.refusal = Refusal(str(event["code"]), dict(event["parameters"]), str(event.get("sentence", "")))
