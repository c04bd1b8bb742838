"""The synthetic cante as a data set for others: an audiofolder of Hugging Face with exact times.

FOLDER/PART holds NUMBER.flac with NUMBER.json and NUMBER.TextGrid beside, and metadata.jsonl; FOLDER has a
README.md with the description that Hugging Face's library reads. Item `n` depends on the seed and `n` alone,
so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import soundfile

from finetune.from_scratch import performances
from finetune.from_scratch.faults import BrokenCorpusError, CorpusVersionError
from finetune.from_scratch.pool import RATE, VERSION
from finetune.from_scratch.recordings import write_flac
from finetune.from_scratch.song import Song, write_truth
from flamenco_desktop.errors import WriteFailedError

KINDS = ("songs", "lines")
STAMP = "corpus.json"
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class DataSet:
    """What to make: `count` songs (two to four minutes) or lines of a part.

    `levels` in dB of voice over band, taken in turn; None is a voice alone.
    """

    part: str = "test"
    kind: str = "songs"
    count: int = 10
    levels: tuple[float | None, ...] = (None, 20.0, 10.0, 0.0)
    seed: int = 1


def item(data_set: DataSet, number: int) -> tuple[Song, float | None]:
    """Performance `number`, and its level of voice over band."""
    level = data_set.levels[number % len(data_set.levels)]
    make = performances.song if data_set.kind == "songs" else performances.line
    return make(data_set.seed, number, data_set.part, level), level


def write_audiofolder(folder: Path, data_set: DataSet, progress: Told = lambda done, total: None) -> None:
    """Make the data set in `folder`, or finish it; `progress(done, total)` after each item.

    Raises CorpusVersionError for a folder of another version, seed, part's kind or levels, WriteFailedError,
    BrokenCorpusError, SpeechLibraryMissingError.
    """
    _stamp(folder, data_set)
    part = folder / data_set.part
    rows: list[dict[str, Any]] = []
    for number in range(data_set.count):
        path = part / f"{number:05d}.flac"
        level = data_set.levels[number % len(data_set.levels)]
        # The times are written last: where they are, the sound is whole.
        if not path.with_suffix(".json").exists():
            song, _ = item(data_set, number)
            write_flac(song, path)
            write_truth(song, path.with_suffix(".json"))
        rows.append(_row(path, level))
        progress(number + 1, data_set.count)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    _write(part / "metadata.jsonl", "\n".join(lines) + "\n")
    _write(folder / "README.md", _card(folder, data_set))


def _stamp(folder: Path, data_set: DataSet) -> None:
    """Note in the folder by what it is made; another maker's folder is refused."""
    settings = {key: value for key, value in asdict(data_set).items() if key != "count"}
    settings["levels"] = list(data_set.levels)
    path = folder / f"{data_set.part}.{STAMP}"
    wanted = {"version": VERSION, **settings}
    if path.exists():
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))
            version = found["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenCorpusError(path=str(path), reason=str(error)) from error
        if found != wanted:
            changed = [key for key in wanted if found.get(key) != wanted[key]]
            told = {"version": version} if version != VERSION else {key: found.get(key) for key in changed}
            now = {key: wanted[key] for key in told}
            raise CorpusVersionError(path=str(folder), found=_words(told), wanted=_words(now))
        return
    try:
        (folder / data_set.part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error
    _write(path, json.dumps(wanted) + "\n")


def _words(settings: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in settings.items())


def _row(path: Path, level: float | None) -> dict[str, Any]:
    """A row of metadata.jsonl, from the truth beside the sound."""
    try:
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        seconds = soundfile.info(path).duration
    except (OSError, ValueError, soundfile.LibsndfileError) as error:
        raise BrokenCorpusError(path=str(path), reason=str(error)) from error
    return {
        "file_name": path.name,
        "text": "\n".join(line["text"] for line in truth["lines"]),
        "palo": truth["palo"],
        "singer": truth["singer"],
        "snr": level,
        "duration": round(seconds, 4),
        "lines": [{key: line[key] for key in ("text", "start", "end")} for line in truth["lines"]],
        "words": [
            {
                "text": word["text"],
                "start": word["start"],
                "end": word["end"],
                "letters": [
                    {"text": char, "start": start, "end": end} for char, start, end in word["letters"]
                ],
            }
            for line in truth["lines"]
            for word in line["words"]
        ],
    }


def write_preview(folder: Path, count: int = 6, seed: int = 1) -> list[Path]:
    """A few WAVs to listen to, a palo and a level each, with their times. Raises WriteFailedError."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            level = (None, 20.0, 10.0, 5.0)[number % 4]
            song = performances.line(seed, number, "test", level)
            told = "alone" if level is None else f"{level:.0f}dB"
            path = folder / f"{number:02d}-{song.palo}-{told}.wav"
            soundfile.write(path, song.samples, RATE, "PCM_16")
            write_truth(song, path.with_suffix(".json"))
            written.append(path)
    except (OSError, soundfile.LibsndfileError) as error:
        raise WriteFailedError(path=str(folder), reason=str(error)) from error
    return written


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error


def _card(folder: Path, data_set: DataSet) -> str:
    """The data set's card; the header tells Hugging Face's library where each part is."""
    parts = sorted(path.parent.name for path in folder.glob("*/metadata.jsonl")) or [data_set.part]
    files = "".join(
        f'      - split: {part}\n        path: ["{part}/*.flac", "{part}/metadata.jsonl"]\n' for part in parts
    )
    return f"""---
license: apache-2.0
language:
  - es
task_categories:
  - automatic-speech-recognition
tags:
  - forced-alignment
  - lyrics-alignment
  - singing
  - flamenco
  - synthetic
configs:
  - config_name: default
    data_files:
{files}---

# Synthetic cante

Cante flamenco sung by a machine, with the exact time of every line, word and letter: a benchmark for lyrics
alignment and recognition. Made by `python -m finetune.from_scratch corpus --audiofolder` of Flamenco Desktop
(generator version {VERSION}, {_set_words(data_set)}).

The verses were written for it in the manner of the traditional coplas. A speech synthesiser (espeak-ng) says
them with known times, a vocoder (WORLD) makes singing of it, guitar, palmas, cajón and a room are computed.
**No human being sings or plays here.** It measures whether times are right to the millisecond, which no ear
can tell in a real recording; it does not show how well anything works on real cante.

`metadata.jsonl` has for each file: `text` (a tercio a line), `palo`, `singer`, `snr` (dB of voice over band
where it sings, null: voice alone), `duration`, and `lines` and `words` with `start` and `end` in seconds from
the beginning; `words` have `letters`. Spelling is normal Spanish whatever the pronunciation: Andalusian
singers drop sounds, and a letter that is not heard stands, without length or nearly so, where it would be.
The same times lie beside each file as JSON and as a TextGrid for Praat.

    from datasets import load_dataset
    songs = load_dataset("path/to/this/folder", split="{data_set.part}")

Sound: FLAC, 16 kHz, mono, 16 bit. Licence: Apache-2.0, sound and text.
"""


def _set_words(data_set: DataSet) -> str:
    levels = ", ".join("alone" if level is None else f"{level:g} dB" for level in data_set.levels)
    return f"seed {data_set.seed}, {data_set.kind}: {levels}"
