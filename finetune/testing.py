"""Before and after: windows that no training saw, read by the program's own recogniser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from finetune.clips import Clip
from finetune.judging import Interval, Scores, Verdict, compared, judge, scores
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import devices
from flamenco_desktop.recognition.recogniser import Recogniser, open_recogniser

_SILENT = 0.6
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores of two models on the same windows, and what each read."""

    before: Scores
    after: Scores
    change: Interval
    lines: tuple[dict[str, Any], ...]

    def plain(self) -> dict[str, Any]:
        """For an event."""
        return {
            "before": self.before.plain(), "after": self.after.plain(), "change": asdict(self.change),
            "lines": list(self.lines),
        }  # fmt: skip


def opened(model: Model, device: str) -> Recogniser:
    """The program's recogniser. Raises ModelBrokenError, WriteFailedError, MemoryShortError."""
    return open_recogniser(model, devices.choose(device))


def read(
    recogniser: Recogniser,
    clips: Sequence[Clip],
    language: str,
    told: Callable[[float], None] = lambda fraction: None,
) -> list[str]:
    """The text of each window, in one try and without a prompt; empty where it says that nobody sings."""
    found: list[str] = []
    size = max(1, recogniser.batch)
    for first in range(0, len(clips), size):
        windows = [clip.audio() for clip in clips[first : first + size]]
        for segments in recogniser.recognise_many(windows, language, temperatures=(0.0,)):
            silence = max((one.silence or 0.0 for one in segments), default=0.0)
            text = " ".join(segment.text for segment in segments)
            found.append("" if silence > _SILENT else text)
        told(min(1.0, (first + size) / len(clips)))
    return found


def compare(clips: Sequence[Clip], before: Sequence[str], after: Sequence[str], seed: int) -> Comparison:
    """What two models read, compared."""
    expected = [clip.item.text for clip in clips]
    lengths = [clip.item.window.seconds for clip in clips]
    lines = tuple(
        {
            "window": clip.item.name, "recording": clip.item.source.title, "line": clip.item.window.line,
            "start": round(clip.item.window.start, 2), "end": round(clip.item.window.end, 2),
            "expected": clip.item.text, "before": old, "after": new,
        }
        for clip, old, new in zip(clips, before, after, strict=True)
        if old != new
    )  # fmt: skip
    return Comparison(
        scores(expected, before, lengths),
        scores(expected, after, lengths),
        compared(expected, before, after, seed),
        lines[:_MOST_LINES],
    )


def decide(test: Comparison, rehearsal: Comparison | None, seconds: float) -> Verdict:
    """Whether the new model is offered; `seconds` is how much it was trained on."""
    pair = None if rehearsal is None else (rehearsal.before, rehearsal.after)
    return judge(test.before, test.after, test.change, pair, seconds)


def table(test: Comparison, rehearsal: Comparison | None) -> dict[str, Any]:
    """The scores for a model card and a lineage."""
    rows: dict[str, Any] = {}
    for name, field in (("WER", "wer"), ("CER", "cer"), ("WER, spelling folded", "folded_wer")):
        rows[name] = _pair(test, field)
    rows["words invented"] = _pair(test, "invented")
    if rehearsal is not None:
        rows["WER on other singing"] = _pair(rehearsal, "wer")
    rows["words tested"] = test.before.words
    rows["change of WER"] = asdict(test.change)
    return rows


def _pair(comparison: Comparison, field: str) -> dict[str, float]:
    return {"before": getattr(comparison.before, field), "after": getattr(comparison.after, field)}
