"""What trainings told, kept for tests: the events of small ones, by what happens in them."""

from __future__ import annotations

import math
from typing import Any

from flamenco_desktop.gui.finetune_story import Story

Events = list[dict[str, Any]]


def story(events: Events) -> Story:
    """All that they tell."""
    told = Story()
    told.take_all(events)
    return told


def finding(code: str, **values: Any) -> dict[str, Any]:
    """A finding about the second line of the first recording, unless told otherwise."""
    whole = {"recording": 1, "line": 1, "text": "", "value": 0.0, "detail": "", "serious": False} | values
    return {"kind": "finding", "code": code, **whole}


def failed(code: str, **parameters: Any) -> dict[str, Any]:
    """The end of a process that says why."""
    return {"kind": "failed", "code": code, "parameters": parameters, "sentence": f"{code} in English."}


def _step(step: int, steps: int) -> dict[str, Any]:
    loss = 0.4 + 2.1 * math.exp(-step / 60) + 0.12 * math.sin(step * 1.7) * math.exp(-step / 200)
    return {
        "kind": "step", "step": step, "steps": steps, "epoch": step / 40, "loss": loss, "rate": 1e-3,
        "seconds_left": 1.9 * (steps - step), "windows_a_second": 4.2,
    }  # fmt: skip


def _validation(step: int, wer: float, understood: tuple[str, str]) -> dict[str, Any]:
    examples = [
        {"window": "0" * 12 + "-1000-0000030", "expected": "a la orilla de la fuente se me olvidó tu querer",
         "understood": understood[0]},
        {"window": "0" * 12 + "-1000-0001000", "expected": "y el agua que iba corriendo no lo quiso devolver",
         "understood": understood[1]},
    ]  # fmt: skip
    return {
        "kind": "validation", "step": step, "wer": wer, "cer": wer / 2, "folded_wer": 0.9 * wer,
        "invented": 0, "best": True, "examples": examples,
    }  # fmt: skip


GATHERED: Events = [
    {"kind": "stage", "stage": "gathering", "fraction": 0.5},
    finding("misfit_pace", line=4, text="a la orilla de la fuente", value=11.2),
    finding("silent", line=7, text="no lo quiso devolver", serious=True),
    finding("recording_gone", recording=3, line=-1, detail="/music/Tangos del camino.mp3", serious=True),
    {
        "kind": "dataset", "seconds": 758.0, "lines": 143, "recordings": 6, "windows": 34,
        "singers": {"Rosario": 511.0, "Manuel": 247.0}, "palos": {"soleá": 420.0, "tangos": 250.0, "": 88.0},
        "numbers": {"0" * 12 + "-1000": 1},
    },
]  # fmt: skip
NOTHING_CHECKED: Events = [failed("finetune_dataset", path="data", reason="nothing_checked")]
FORBIDDEN: Events = [failed("finetune_licence", model="whisper-small-nd", licence="cc-by-nc-nd-4.0")]
MEASURED: Events = [
    {"kind": "split", "by": "recording", "train": {"windows": 24, "seconds": 530.0},
     "validation": {"windows": 5, "seconds": 110.0}, "test": {"windows": 5, "seconds": 118.0}},
    {"kind": "stage", "stage": "measuring", "fraction": 0.0},
    {"kind": "estimate", "seconds": 1130.0, "memory": 1_400_000_000, "disk": 230_000_000, "steps": 300,
     "batch": 8, "device": "cpu", "memory_free": 12_000_000_000, "disk_free": 90_000_000_000},
]  # fmt: skip
LEARNING: Events = [
    {"kind": "stage", "stage": "checking", "fraction": 0.0},
    {"kind": "split", "by": "recording", "train": {"windows": 24, "seconds": 530.0},
     "validation": {"windows": 5, "seconds": 110.0}, "test": {"windows": 5, "seconds": 118.0}},
    {"kind": "stage", "stage": "listening", "fraction": 1.0},
    {"kind": "stage", "stage": "training", "fraction": 0.0},
    *(_step(step, 300) for step in range(1, 61)),
    _validation(60, 0.62, ("a la orilla la fuente semorbío tu querer", "y el aguaquiba corriendo")),
    *(_step(step, 300) for step in range(61, 121)),
    _validation(120, 0.44, ("a la orilla de la fuente se morbidó tu querer", "y el agua que iba corriendo")),
    *(_step(step, 300) for step in range(121, 191)),
    _validation(180, 0.31, ("a la orilla de la fuente se me olvidó tu querer",
                            "y el agua que iba corriendo no quiso devolver")),
]  # fmt: skip
PAUSED: Events = [{"kind": "paused", "step": 190}]
DIVERGED: Events = [failed("finetune_stopped", reason="diverged", step=190)]


def _scores(wer: float, invented: int) -> dict[str, float]:
    return {"words": 412, "wer": wer, "cer": wer / 2.2, "folded_wer": wer * 0.9, "invented": invented,
            "empty_seconds": 60.0, "loops": 0.0}  # fmt: skip


def _test(before: float, after: float, low: float, high: float) -> dict[str, Any]:
    lines = [
        {"window": "0" * 12 + "-1000-0000030", "recording": "Soleá", "line": 0, "start": 0.3, "end": 2.3,
         "expected": "a la orilla de la fuente", "before": "a la orilla la fuente",
         "after": "a la orilla de la fuente"},
        {"window": "0" * 12 + "-1000-0001000", "recording": "Soleá", "line": 2, "start": 10.0, "end": 13.0,
         "expected": "", "before": "eh", "after": ""},
    ]  # fmt: skip
    return {
        "kind": "test", "before": _scores(before, 4), "after": _scores(after, 1),
        "change": {"difference": after - before, "low": low, "high": high}, "lines": lines,
        "rehearsal": {"before": _scores(0.062, 0), "after": _scores(0.064, 0)},
        "scores": {"onset error, median (s)": {"before": 0.012, "after": 0.011}},
    }  # fmt: skip


def _end(offered: bool, reasons: list[dict[str, Any]]) -> Events:
    return [
        {"kind": "verdict", "offered": offered, "reasons": reasons, "sentences": ["In English."]},
        {"kind": "done", "model": "whisper-cante-demo-tuned", "folder": "run/model", "offered": offered},
    ]


_WERS = {"before": 0.41, "after": 0.22, "low": -0.25, "high": -0.13, "words": 412.0}
BETTER: Events = [
    {"kind": "ended", "ended": "steps", "step": 300, "seconds": 600.0},
    _test(0.41, 0.22, -0.25, -0.13),
    *_end(True, [{"code": "better", "values": _WERS},
                 {"code": "remembers", "values": {"before": 0.062, "after": 0.064}}]),
]  # fmt: skip
NOT_BETTER: Events = [
    {"kind": "ended", "ended": "patience", "step": 220, "seconds": 400.0},
    _test(0.41, 0.38, -0.09, 0.03),
    *_end(False, [{"code": "by_chance", "values": {**_WERS, "after": 0.38, "low": -0.09, "high": 0.03}},
                  {"code": "more_test", "values": {"minutes": 15.0}}]),
]  # fmt: skip
ALIGNED: Events = [
    {"kind": "test", "scores": {"onset error, mean (s)": {"before": 0.061, "after": 0.038},
                                "onset error, median (s)": {"before": 0.024, "after": 0.017},
                                "words tested": 412}, "change": {"low": -0.03, "high": -0.01}},
    {"kind": "verdict", "offered": True, "reasons": [], "sentences": ["In English."]},
    {"kind": "done", "model": "aligner-cante-demo-tuned", "folder": "run/model", "offered": True},
]  # fmt: skip
