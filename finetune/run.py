"""A whole fine-tuning in its folder: check, listen, measure, train, test, save.

The folder holds the spec, the split, the events, the log-mel, the checkpoint, the best weights, and at last
`model/` and `result.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flamenco_desktop
from finetune import (
    blending,
    checkpoint,
    checks,
    events,
    onsets,
    publishing,
    reading,
    registry,
    rehearsal,
    testing,
)
from finetune import dataset as datasets
from finetune import features as mels
from finetune import spec as specs
from finetune import split as splits
from finetune.batches import Maker, Plan, Windows
from finetune.clips import Clip, clips, cut
from finetune.dataset import Dataset
from finetune.events import Events
from finetune.faults import AlreadyRunningError, SpecError
from finetune.network import Base, Network, base, memory_free
from finetune.rehearsal import Rehearsed
from finetune.spec import TrainingSpec
from finetune.split import Split
from finetune.training import Outcome, Training
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.models import places
from flamenco_desktop.models.store import Model, recogniser

if TYPE_CHECKING:
    import torch

SPEC, SPLIT, RESULT, MODEL = "spec.json", "split.json", "result.json", "model"
_MEL_BYTES = 2 * mels.FRAMES
# What may be asked otherwise when a run goes on: nothing that changes what its steps compute.
_FREE = {"out", "name", "title", "checkpoint_minutes", "patience", "threads", "device"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The windows of a run."""

    dataset: Dataset
    split: Split
    train: tuple[Clip, ...]
    validation: tuple[Clip, ...]
    test: tuple[Clip, ...]
    other: Rehearsed


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training with what it hears; `guarded` is other singing that nobody practises, if there is any."""

    training: Training
    network: Network
    guarded: Windows | None


def run(spec: TrainingSpec, told: Events, *, only_estimate: bool = False) -> dict[str, Any]:
    """Do what `spec` asks, from where its folder was left; the result as in `result.json`.

    With `only_estimate` it ends after measuring a step. Raises any of the project's errors.
    """
    folder = _enter(spec)
    try:
        finished = _finished(folder)
        if finished is not None and not only_estimate:
            told.tell("done", model=finished["name"], folder=str(folder / MODEL), offered=finished["offered"])
            return finished
        found = base(spec)
        if spec.kind == "aligner":
            from finetune import aligning

            parts = prepare(spec, told, aligning.LONGEST)
            return aligning.run(spec, found, parts, told, only_estimate=only_estimate)
        parts = prepare(spec, told, found.model.window)
        lesson = listen(spec, found, parts, told)
        training, labels = lesson.training, lesson.network.labels
        outcome = train(spec, training, min(reading.MOST, len(parts.validation)), told, only_estimate)
        if isinstance(outcome, dict):
            return outcome
        told.tell("stage", stage="saving", fraction=0.0)
        weights, share = _kept(lesson, told)
        whisper = lesson.network.merged(weights)
        del training, lesson
        made = folder / MODEL
        publishing.save(whisper, found.model, made)
        del whisper
        after = replace(recogniser(str(made)), name=name_of(spec, found))
        result = _test(spec, found, after, parts, told)
        same, of = publishing.compare(
            after, [clip.audio() for clip in parts.test[: publishing.COMPARED]], labels
        )
        result |= {"steps": outcome.steps, "best_step": outcome.step, "ended": outcome.ended}
        result["compared"] = {"same": same, "of": of}
        result["share"] = share
        return finish(spec, found, parts, after, result, told)
    finally:
        events.leave(folder)


def _kept(lesson: Lesson, told: Events) -> tuple[dict[str, torch.Tensor], float]:
    """The best weights as far from the base as they forget nothing, and how far that is."""
    network, best = lesson.network, lesson.training.best()
    if lesson.guarded is None:
        return best, 1.0
    guarded = lesson.guarded

    def loss(share: float) -> float:
        network.load(network.blended(best, share))
        return reading.surprise(network, guarded)

    blend = blending.choose(loss, lambda tried: told.tell("blend", **asdict(tried)))
    return network.blended(best, blend.share), blend.share


def train(
    spec: TrainingSpec, training: Training, judged: int, told: Events, only_estimate: bool
) -> Outcome | dict[str, Any]:
    """Measure, see whether there is room, and train; only the estimate if nothing more is wanted."""
    training.resume()
    told.tell("stage", stage="measuring", fraction=0.0)
    estimate = estimated(spec, training, judged)
    told.tell("estimate", **estimate)
    if only_estimate:
        return estimate
    checkpoint.need_space(Path(spec.out), int(estimate["disk"]))
    told.tell("stage", stage="training", fraction=training.state.step / training.plan.steps)
    return training.run()


def prepare(spec: TrainingSpec, told: Events, longest: float) -> Parts:
    """Read, check and part the windows, `longest` seconds each at most; the split is stored.

    Raises DatasetError, WriteFailedError.
    """
    told.tell("stage", stage="checking", fraction=0.0)
    dataset = datasets.read(Path(spec.dataset))
    for item in dataset.items:
        if not item.file or not (dataset.folder / item.file).is_file():
            dataset.audio(item)  # says what is missing
    split = splits.split(dataset.items, spec.held_out, spec.seed, spec.dataset)
    others = datasets.read(Path(spec.test)) if spec.test else None
    if others is not None:
        split = replace(split, train=(*split.train, *split.test), test=others.items)
    findings = [*checks.of_dataset(dataset), *checks.of_sides(split.train, (*split.validation, *split.test))]
    for finding in findings:
        told.tell("finding", **finding.plain())
    specs.write(spec, Path(spec.out) / SPEC)
    _write(Path(spec.out) / SPLIT, split.plain())
    other = rehearsal.parted(cut(rehearsal.collect(spec.rehearsal), longest), spec.seed)
    train, validation, test = (
        clips(others if others and part == "test" else dataset, getattr(split, part), longest)
        for part in splits.PARTS
    )
    parts = Parts(dataset, split, train, validation, test, other)
    told.tell(
        "split", by=split.by,
        **{part: {"windows": len(own), "seconds": round(_seconds(own), 1)}
           for part, own in (("train", parts.train), ("validation", parts.validation), ("test", parts.test),
                             ("practised", other.practised), ("rehearsed", other.tested))},
    )  # fmt: skip
    return parts


def listen(spec: TrainingSpec, found: Base, parts: Parts, told: Events) -> Lesson:
    """The training with all that it hears: the log-mel is computed, or found as it was.

    Raises what can be wrong with model, sound and disk.
    """
    folder = Path(spec.out)
    clips_heard = (*parts.train, *parts.validation, *parts.other.practised, *parts.other.guarded)
    longest = max(clip.item.window.seconds for clip in clips_heard)
    network = Network(spec, found, _seconds(parts.train), longest)
    fitting, left = _fitting(parts.train, network)
    for finding in left:
        told.tell("finding", **finding.plain())
    # Silence is soon learnt again: its small loss would hide what is being forgotten of words.
    guarded = [clip for clip in parts.other.guarded if clip.item.text]
    sets: dict[str, Sequence[Clip]] = {
        "train": fitting, "validation": parts.validation, "guarded": _fitting(guarded, network)[0],
        "practised": _fitting(parts.other.practised, network)[0],
    }  # fmt: skip
    count = sum(map(len, sets.values()))
    checkpoint.need_space(folder, count * _MEL_BYTES * int(network.extractor.feature_size))
    heard: dict[str, Windows] = {}
    done = 0
    for name, own in sets.items():
        if not own:
            continue

        def progress(fraction: float, size: int = len(own), before: int = done) -> None:
            told.tell("stage", stage="listening", fraction=round((before + fraction * size) / count, 3))

        heard[name] = _heard(own, folder / f"{name}.mel", network, _seldom(progress))
        done += len(own)
    learnt, practised = heard["train"], heard.get("practised")
    plan = Plan(spec, len(learnt.items), len(practised.items) if practised else 0)
    make = Maker(spec, plan, network.labels, learnt, practised)
    training = Training(spec, network, plan, make, lambda: reading.judge(network, heard["validation"]), told)
    return Lesson(training, network, heard.get("guarded"))


def _heard(own: Sequence[Clip], path: Path, network: Network, told: Callable[[float], None]) -> Windows:
    items = tuple(clip.item for clip in own)
    found = mels.compute(path, items, lambda number: own[number].audio(), network.extractor, told)
    return Windows(items, found.__getitem__)


def _fitting(found: Sequence[Clip], network: Network) -> tuple[tuple[Clip, ...], list[checks.Finding]]:
    """The windows whose labels Whisper can write, and what is to be said of the others."""
    long = checks.of_tokens((clip.item for clip in found), network.labels.count)
    if not long:
        return tuple(found), []
    most = checks.MOST_TOKENS
    return tuple(clip for clip in found if network.labels.count(clip.item) <= most), long


def _seldom(told: Callable[[float], None]) -> Callable[[float], None]:
    last = -1.0

    def progress(fraction: float) -> None:
        nonlocal last
        if fraction >= 1.0 or fraction - last >= 0.02:
            last = fraction
            told(fraction)

    return progress


def estimated(spec: TrainingSpec, training: Training, judged: int) -> dict[str, Any]:
    """What the training will take, by one step; `judged` windows are read in each validation."""
    measured = training.measure()
    plan = training.plan
    rounds = plan.steps // plan.round
    # Reading a window costs some three times what learning from it does, once each half epoch.
    reading_steps = 3 * rounds * judged / spec.batch
    seconds = measured["seconds_a_step"] * (plan.steps - training.state.step + reading_steps)
    return {
        **{key: round(value, 4) for key, value in measured.items()},
        "seconds": round(seconds, 1),
        "steps": plan.steps,
        "batch": spec.batch,
        "part": training.state.part,
        "device": training.network.device,
        "rank": training.network.rank,
        "rate": training.peak,
        "weights": sum(weight.numel() for weight in training.network.trained.values()),
        "memory_free": memory_free(training.network.device),
        "disk_free": places.free(Path(spec.out)),
    }


def _test(spec: TrainingSpec, found: Base, after: Model, parts: Parts, told: Events) -> dict[str, Any]:
    """Both models on what no training saw."""
    texts: list[list[list[str]]] = []
    sets = [own for own in (parts.test, parts.other.tested) if own]
    for number, model in enumerate((found.model, after)):
        opened = testing.opened(model, spec.device)

        def progress(fraction: float, before: float = number / 2) -> None:
            told.tell("stage", stage="testing", fraction=round(0.9 * (before + fraction / 2), 3))

        texts.append([testing.read(opened, own, spec.language, _seldom(progress)) for own in sets])
    compared = [
        testing.compare(own, texts[0][place], texts[1][place], spec.seed) for place, own in enumerate(sets)
    ]
    test, other = compared[0], compared[1] if len(compared) > 1 else None
    verdict = testing.decide(test, other, _seconds(parts.train))

    def placing(fraction: float) -> None:
        told.tell("stage", stage="testing", fraction=round(0.9 + 0.1 * fraction, 3))

    times = onsets.table(*onsets.errors(parts.test, [read[0] for read in texts], _seldom(placing)))
    told.tell("test", **test.plain(), rehearsal=None if other is None else other.plain(), scores=times)
    sentences = [reason.sentence for reason in verdict.reasons]
    told.tell(
        "verdict", offered=verdict.offered, sentences=sentences,
        reasons=[asdict(reason) for reason in verdict.reasons],
    )  # fmt: skip
    return {
        "offered": verdict.offered,
        "verdict": verdict.text,
        "scores": testing.table(test, other) | times,
    }


def finish(
    spec: TrainingSpec, found: Base, parts: Parts, after: Model, result: dict[str, Any], told: Events
) -> dict[str, Any]:
    """Describe the model, register it if it is offered, and keep the result."""
    folder = Path(spec.out)
    lineage = lineage_of(spec, found, parts, result)
    publishing.describe(folder / MODEL, lineage, str(result["verdict"]))
    name = after.name
    if result["offered"]:
        name = registry.register(folder / MODEL, after.name, spec.kind).name
    result |= {"name": name, "kind": spec.kind}
    _write(folder / RESULT, result)
    told.tell("done", model=name, folder=str(folder / MODEL), offered=result["offered"])
    return result


def lineage_of(spec: TrainingSpec, found: Base, parts: Parts, result: dict[str, Any]) -> dict[str, Any]:
    """Where a model comes from. It names no folder of this machine."""
    asked = asdict(spec)
    for key in ("dataset", "out", "test", "rehearsal"):
        asked.pop(key)
    asked["base"] = _short(spec.base)
    asked["rehearsal"] = [_short(name) for name in spec.rehearsal]
    train = [clip.item for clip in parts.train]
    return {
        "schema": 1,
        "title": spec.title or f"{found.model.title}, fine-tuned",
        "base": {**publishing.base_of(found.model), "name": _short(found.model.name)},
        "licence": found.licence,
        "dataset": {
            "fingerprint": parts.dataset.fingerprint,
            "windows": len(parts.dataset.items),
            "seconds": round(parts.dataset.seconds, 1),
        },
        "seconds": round(_seconds(parts.train), 1),
        "singers": [name for name in datasets.singers(train) if name],
        "palos": [name for name in datasets.palos(train) if name],
        "split": parts.split.by,
        "windows": parts.split.plain(),
        "spec": asked,
        **{key: value for key, value in result.items() if key != "verdict"},
        "program": flamenco_desktop.__version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _finished(folder: Path) -> dict[str, Any] | None:
    """The result of a run that came to its end: asked for again it is told, not made and registered again."""
    try:
        result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        return result if {"name", "offered"} <= set(result) else None
    except (OSError, ValueError, TypeError):
        return None


def _enter(spec: TrainingSpec) -> Path:
    """The run's folder, this process written down as the one that works there.

    Raises AlreadyRunningError, SpecError, WriteFailedError.
    """
    folder = Path(spec.out)
    process = events.running(folder)
    if process:
        raise AlreadyRunningError(path=str(folder), pid=process)
    before = folder / SPEC
    if before.is_file() and (folder / "checkpoint.pt").is_file():
        old = specs.read(before)
        for field, value in asdict(spec).items():
            if field not in _FREE and asdict(old)[field] != value:
                raise SpecError(
                    field=field, value=value, reason=f"the training in {folder} began with another value: "
                    "name another folder, or leave it as it was"
                )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        events.say(folder, "")
        events.enter(folder)
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error
    return folder


def name_of(spec: TrainingSpec, found: Base) -> str:
    """What the result is called: as asked, or after its base."""
    return spec.name or f"{_short(found.model.name)}-tuned"


def _short(name: str) -> str:
    return Path(name).name if Path(name).is_absolute() or name.startswith((".", "~")) else name


def _seconds(found: Sequence[Clip]) -> float:
    return sum(clip.item.window.seconds for clip in found)


def _write(path: Path, content: object) -> None:
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
