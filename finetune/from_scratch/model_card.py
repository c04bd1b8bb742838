"""The README.md of a model's folder: what it is, how it was made, what it scored, what it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finetune.from_scratch import scores
from finetune.from_scratch.faults import BrokenCheckpointError
from flamenco_desktop.errors import WriteFailedError

RECOGNISER, ALIGNER = "recogniser", "aligner"

_HEADER = """---
license: apache-2.0
language:
  - es
library_name: transformers
pipeline_tag: automatic-speech-recognition
tags:
  - {tags}
  - singing
  - flamenco
  - synthetic
---
"""

_RECOGNISER = """
# A small Whisper for demonstrations: synthetic cante

It writes down what is sung in **synthetic** cante, so that Flamenco Desktop can show what it does on a
machine without a network. It was trained from random weights, on sound that a machine made, with the words of
a few hundred verses: **it does not understand real singing, nor speech.** For that, choose a Whisper made for
it (`flamenco-desktop models` lists some); this one is a proof that the way from sound to words works.

Whisper's architecture and standard multilingual vocabulary (51,865 rows, of which training used the single
letters, the space and the timestamps: it spells, so that it can write words that it never met, and takes more
steps for a line than a Whisper that writes whole words), windows of 30 s, half precision. It loads like any
Whisper, in transformers, CTranslate2 and WhisperX; only Spanish is there.
"""

_ALIGNER = """
# A small CTC aligner for demonstrations: synthetic cante

It says when each letter of given words is sung in **synthetic** cante, for `whisperx.load_align_model`. It
was trained from random weights, on sound that a machine made: **on real singing it was never measured, and is
likely to be lost.** For that, choose an aligner made from much real speech (`flamenco-desktop models` lists
some).

A small wav2vec 2.0 whose first convolution began as a filter bank on the mel scale, in half precision. Each
letter was learnt at its onset alone and `|` where a word truly ends, which is what WhisperX's trellis scores.
Its letters: a-z, ñ, á, é, í, ó, ú, ü.

Beside it lies a second small network (`edges.safetensors`, `python -m finetune.from_scratch edges`), which
looks closely at where its words begin and end; the scores are those of both. WhisperX uses the first alone.
"""

_TOLD = {
    "recogniser": "that it is told nothing about",
    "aligner": "whose words it is given, and nothing about where they are",
}
_END = """
## Limits

- Only what the generator makes: its verses, voices and band. Nothing here was tried on human singers.
- Spelling is normal Spanish without capitals or punctuation, whatever the pronunciation.
- Loud accompaniment costs words and precision, as the columns show; the test is not far from the training in
  its kind of sound, even if no verse, voice or instrument of it was heard before.

## How it was made

`python -m finetune.from_scratch {command}` makes such a model, by the recipe that the code has at the time;
`docs/synthetic-cante.md` of Flamenco Desktop describes the corpus, and where that recipe differs. This one's:

```json
{recipe}
```

Licence: Apache-2.0. No recording of anybody was used.
"""


def write(
    folder: Path, kind: str, recipe: Path, results: Path | None = None, songs: Path | None = None
) -> Path:
    """Write README.md into the model's folder; its path.

    `recipe` is the recipe.json of the training, `results` and `songs` what `evaluate --json` wrote line by
    line and with `--pipeline`. Raises BrokenCheckpointError (an input cannot be read), WriteFailedError.
    """
    told = _read(recipe)
    parts = [
        _HEADER.format(tags="whisper" if kind == RECOGNISER else "forced-alignment"),
        _RECOGNISER if kind == RECOGNISER else _ALIGNER,
        "\n## Scores\n",
    ]
    if results is not None:
        found = _read(results)
        parts.append(_introduced(found["test"]) + _table(found, kind))
    if songs is not None:
        found = _read(songs)
        minutes = found["test"]["seconds"] / 60
        parts.append(
            f"\nThe same through the program's own pipeline, on {minutes:.0f} minutes of whole songs "
            f"{_TOLD[kind]}:\n\n" + _table(found, kind)
        )
    if results is None and songs is None:
        parts.append("\nNot measured yet: `python -m finetune.from_scratch evaluate` does.\n")
    parts.append(_END.format(command=kind, recipe=json.dumps(told, ensure_ascii=False, indent=1)))
    path = folder / "README.md"
    try:
        path.write_text("".join(parts).lstrip(), "utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
    return path


def _introduced(test: dict[str, int]) -> str:
    return (
        f"\nOn {test['lines']} lines ({test['words']} words) of test coplas, by {test['singers']} held-out "
        "singers over held-out bands, at four levels of the voice over the band; "
        f"{test['lines_with_unseen_words']} of the lines are of verses with words that training never had."
        "\n\n"
    )


def _table(found: dict[str, Any], kind: str) -> str:
    kept = {key: value for key, value in found.items() if key not in (RECOGNISER, ALIGNER) or key == kind}
    if kind != RECOGNISER:
        kept.pop("invented_words", None)
    return scores.table(kept, markdown=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenCheckpointError(path=str(path), reason=str(error)) from error
    return content
