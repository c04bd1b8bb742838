"""The README.md of a dataset and of a fine-tuned model, as Hugging Face reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finetune.dataset import Dataset

_DATASET = """---
language:
  - es
task_categories:
  - automatic-speech-recognition
tags:
  - flamenco
  - cante
  - singing
---

# {title}

{hours} of cante in {windows} windows of at most 30 s, from {recordings} recordings{empty}. Made with Flamenco
Desktop from lines that a listener checked by ear.

| Singer | Minutes |
|--------|--------:|
{singers}

| Palo | Minutes |
|------|--------:|
{palos}

## What the rows hold

`transcription` is the label; `previous` what was sung just before; `parts` the lines with every word's
times in seconds of the recording; `start` and `end` the window's own. `recording` tells the recording by the
size of its file and the SHA-256 of its first and last MiB{audio}.

## How it is spelt

Normal spelling, with the forms that the metre needs (*apagao*, *pa*, *to*); the words as sung, repeats and
*ayes* included; jaleos left out. Where nobody sings (falsetas, palmas, applause) the label is empty.

## Rights

The labels are the listener's own work. The recordings are not: see to the rights of their owners before you
pass their sound on.
"""


def of_dataset(dataset: Dataset, title: str) -> str:
    """The card of a dataset."""
    from finetune.dataset import palos, singers

    items = dataset.items
    empty = sum(not item.text for item in items)
    return _DATASET.format(
        title=title or "Cante, labelled",
        hours=_length(dataset.seconds),
        windows=len(items),
        recordings=len({item.source.key for item in items}),
        empty=f" ({empty} windows without singing)" if empty else "",
        singers=_minutes(singers(items)),
        palos=_minutes(palos(items)),
        audio="" if any(item.file for item in items) else "; the sound itself is not part of this dataset",
    )


def _minutes(seconds: Mapping[str, float]) -> str:
    rows = [f"| {_cell(name) or '(not said)'} | {value / 60:.1f} |" for name, value in seconds.items()]
    return "\n".join(rows)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _length(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 5400 else f"{seconds / 60:.1f} minutes"


_MODEL = """---
license: {licence}
language:
  - {language}
library_name: transformers
pipeline_tag: automatic-speech-recognition
tags:
  - flamenco
  - cante
  - fine-tuned
---

# {title}

{base}, fine-tuned on {hours} of cante that a listener corrected in Flamenco Desktop{singers}.

## Scores

On windows that training never saw{split}:

{scores}

{verdict}

## Lineage

```json
{lineage}
```
"""


def of_model(lineage: Mapping[str, Any], verdict: str) -> str:
    """The card of a fine-tuned model; `lineage` as in flamenco-lineage.json."""
    names = [name for name in lineage.get("singers", ()) if name]
    return _MODEL.format(
        licence=str(lineage.get("licence") or "other").lower(),
        language=lineage["spec"]["language"],
        title=lineage["title"],
        base=lineage["base"]["name"],
        hours=_length(float(lineage["seconds"])),
        singers=f" by {', '.join(map(_cell, names))}" if names else "",
        split="" if lineage.get("split") == "recording" else " (other verses of the same recordings)",
        scores=_scores(lineage.get("scores", {})),
        verdict=verdict,
        lineage=json.dumps(lineage, ensure_ascii=False, indent=1),
    )


def _scores(scores: Mapping[str, Any]) -> str:
    rows = ["| | before | after |", "|---|---:|---:|"]
    for name, pair in scores.items():
        if isinstance(pair, Mapping) and {"before", "after"} <= set(pair):
            rows.append(f"| {name} | {_figure(pair['before'])} | {_figure(pair['after'])} |")
    return "\n".join(rows)


def _figure(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
