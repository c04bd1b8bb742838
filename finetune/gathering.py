"""From the library to a dataset: the checked lines of every recording that is still where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune import checks
from finetune.checks import Finding
from finetune.dataset import RATE, Dataset, Item, Source, Writer, by_recording
from finetune.faults import DatasetError
from finetune.packing import NOT_SUNG_SHARE, Window, empty_windows, label_words, pack
from flamenco_desktop.audio import decode
from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.library import Entry, Library
from flamenco_desktop.library.identity import identify
from flamenco_desktop.lyrics.model import Line, LineState, Lyrics
from flamenco_desktop.recognition import singing

Samples = NDArray[np.float32]
Fit = Callable[[Samples, float, float, Sequence[str]], "float | None"]
"""How well words fit the samples between two times, in [0, 1]: the aligner's score; None where unknown."""
Told = Callable[[float], None]

_PREVIOUS = 200
"""Letters of what was sung before that a window is told at most."""


def gather(
    library: Library,
    folder: Path,
    *,
    recordings: Iterable[int] | None = None,
    fit: Fit | None = None,
    seed: int = 1,
    title: str = "",
    told: Told = lambda fraction: None,
    numbers: dict[str, int] | None = None,
) -> tuple[Dataset, tuple[Finding, ...]]:
    """Write the checked lines of the library (of `recordings` only, if given) as a dataset in `folder`.

    The findings name recording and line by the library's numbers; `numbers` is filled with the number of
    each recording by its key in the dataset. Raises DatasetError where nothing can be
    trained on at all, LibraryError, WriteFailedError.
    """
    chosen = None if recordings is None else set(recordings)
    entries = [
        entry for entry in library.entries() if entry.has_lyrics and (chosen is None or entry.id in chosen)
    ]
    findings: list[Finding] = []
    numbers = {} if numbers is None else numbers
    writer = Writer(folder)
    checked = missing = 0
    texts: set[str] = set()
    empty: list[tuple[Item, Samples]] = []
    sung = 0
    for number, entry in enumerate(entries):
        told(number / len(entries))
        lyrics = library.lyrics(entry.id)
        if lyrics is None or not _marked(lyrics):
            continue
        lines = [line for line in lyrics.lines if line.state is LineState.CHECKED and label_words(line)]
        checked += len(lines)
        texts |= {checks.bare(" ".join(word.text for word in label_words(line))) for line in lines}
        try:
            source, samples = _sound(entry)
        except FlamencoError as error:
            findings.append(Finding("recording_gone", entry.id, detail=str(error.parameters.get("path", ""))))
            missing += 1
            continue
        numbers[source.key] = entry.id
        if abs(source.duration - entry.duration) > 0.5:
            findings.append(Finding("recording_changed", entry.id, detail=str(entry.path)))
        findings += checks.of_lines(entry.id, lyrics.lines, samples, fit)
        level = _loudness(samples)
        for window in pack(lyrics.lines, source.duration, level):
            item = Item(source, window, _before(lyrics.lines, window.line))
            writer.add(item, _cut(samples, window))
            sung += 1
        empty += [
            (Item(source, window), _cut(samples, window))
            for window in empty_windows(lyrics.lines, source.duration, level)
        ]
    _refuse_nothing(folder, checked, missing, sung, texts, findings)
    for item, samples in _some(empty, sung, seed):
        writer.add(item, samples)
    dataset = writer.finish(title)
    told(1.0)
    whole = (
        replace(one, recording=numbers.get(str(one.recording), "")) for one in checks.of_dataset(dataset)
    )
    return dataset, (*findings, *whole)


def fill(
    dataset: Dataset, library: Library, folder: Path, title: str = ""
) -> tuple[Dataset, tuple[Source, ...]]:
    """A dataset without sound as one with it, out of the library's own recordings; and what is not there.

    Windows of recordings that the library lacks are left out. Raises DatasetError where it has none of them,
    LibraryError, WriteFailedError.
    """
    found: dict[str, Path] = {}
    for entry in library.entries():
        try:
            if entry.path is not None:
                identity = identify(entry.path)
                found[f"{identity.sha256[:12]}-{identity.size}"] = entry.path
        except FlamencoError:
            continue
    writer = Writer(folder)
    missing: list[Source] = []
    for source, items in by_recording(dataset.items):
        if source.key not in found:
            missing.append(source)
            continue
        samples = decode.load(found[source.key], RATE)
        for item in items:
            writer.add(item, _cut(samples, item.window))
    if len(missing) == len({item.source.key for item in dataset.items}):
        raise DatasetError(path=str(dataset.folder), reason="no_audio", detail=f"{len(missing)} recordings")
    return writer.finish(title), tuple(missing)


def _marked(lyrics: Lyrics) -> bool:
    return any(line.state is LineState.CHECKED for line in lyrics.lines)


def _sound(entry: Entry) -> tuple[Source, Samples]:
    if entry.path is None:
        raise DatasetError(path="", reason="recordings_missing")
    identity = identify(entry.path)
    samples = decode.load(entry.path, RATE)
    source = Source(
        identity.sha256, identity.size, len(samples) / RATE, entry.title, entry.singer, entry.palo
    )
    return source, samples


def _loudness(samples: Samples) -> Callable[[float, float], NDArray[np.float32]]:
    activity = singing.listen(samples)

    def level(start: float, end: float) -> NDArray[np.float32]:
        return activity.level[activity.frames(start, end)]

    return level


def _cut(samples: Samples, window: Window) -> Samples:
    return samples[round(window.start * RATE) : round(window.end * RATE)]


def _before(lines: Sequence[Line], line: int) -> str:
    """The checked lines just before `line`, the nearest ones, as many as a prompt holds."""
    told: list[str] = []
    for earlier in reversed(lines[:line]):
        words = " ".join(word.text for word in label_words(earlier))
        if not words:
            continue
        if earlier.state is not LineState.CHECKED or sum(map(len, told)) + len(words) > _PREVIOUS:
            break
        told.append(words)
    return " ".join(reversed(told))


def _some(empty: list[tuple[Item, Samples]], sung: int, seed: int) -> list[tuple[Item, Samples]]:
    """As many windows without singing as make up their share of the whole, drawn by the seed."""
    most = max(1, round(sung * NOT_SUNG_SHARE / (1 - NOT_SUNG_SHARE)))
    if len(empty) <= most:
        return empty
    order = np.random.default_rng([seed, 8]).permutation(len(empty))[:most]
    return [empty[place] for place in sorted(order.tolist())]


def _refuse_nothing(
    folder: Path, checked: int, missing: int, sung: int, texts: set[str], findings: Sequence[Finding]
) -> None:
    path = str(folder)
    if not checked:
        raise DatasetError(path=path, reason="nothing_checked")
    if missing and not sung:
        gone = ", ".join(finding.detail for finding in findings if finding.code == "recording_gone")
        raise DatasetError(path=path, reason="recordings_missing", detail=gone)
    if checked == 1:
        raise DatasetError(path=path, reason="one_line")
    if len(texts) == 1:
        raise DatasetError(path=path, reason="all_same", detail=next(iter(texts)))
    silent = [finding for finding in findings if finding.code == "silent"]
    if len(silent) >= checked:
        raise DatasetError(path=path, reason="silent", detail=f"{len(silent)} lines")
    if not sung:
        raise DatasetError(path=path, reason="nothing_checked")
