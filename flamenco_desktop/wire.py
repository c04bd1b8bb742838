"""The worker's protocol: one JSON object a line, one frozen dataclass for each.

Requests go to the worker's standard input, events come from its standard output. Every request has a `job`
number; every event about a job carries it back. A line that is no valid message raises `ValueError`.
Lyrics travel in the shape of `--json`: lists of `{"start", "end", "text", "words": [...]}`. A line of kind
"quejio" whose only word is "…" is a voice for which no words were found.

All times, of requests and of events, are seconds from the recording's own beginning, whatever stretch of it a
job is about. For an editor there are two jobs on a stretch:

- recognise it again: `Transcribe` with `start` and `end`. The lines that come back lie within the stretch and
  are to take the place of whatever lies there; none may come (nobody sings), and then `Done` still does.
- align known words on it: `Align` with `start` and `end`. Each line of text that is not blank comes back as
  one line with just these words, in this order; what cannot be heard gets times marked `estimated`. A pasted
  letra is the same with `start` 0 and `end` None.

Only the sound of the stretch is decoded, so a phrase out of two hours costs what a phrase costs.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Message:
    """Base of all messages; `kind` names the class on the wire."""

    kind: ClassVar[str] = ""


DETECTORS = ("evidence", "pyannote", "silero", "everything")
"""How singing is looked for: by every evidence of a voice, by a detector of speech, or not at all."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to recognise.

    `model` and `aligner` are names or folders, empty for the embedded ones. `language` is Whisper's code of
    what is sung. `singing` is one of `DETECTORS`. `isolation` takes the voice out of the mix first: empty for
    not at all, "hdemucs" for torchaudio's network, or the folder of another. `prompt` is told to a Whisper
    before it listens: None for the program's own words of flamenco (which the demonstration model is spared),
    empty for nothing.
    """

    model: str = ""
    aligner: str = ""
    device: str = "auto"
    language: str = "es"
    singing: str = "evidence"
    isolation: str = ""
    prompt: str | None = None


# --- requests -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transcribe(Message):
    """Recognise and align the recording at `path` (absolute), or what lies between `start` and `end`.

    `end` None is the recording's end; times beyond it are taken for it, an empty stretch gives no lines.
    """

    kind: ClassVar[str] = "transcribe"
    job: int
    path: str
    options: Options = field(default_factory=Options)
    start: float = 0.0
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Align(Message):
    """Give times to known `lines` of text, sung in this order between `start` and `end` (None: the end).

    One line comes back for each that is not blank, its words as they were written, parted at white space.
    """

    kind: ClassVar[str] = "align"
    job: int
    path: str
    lines: tuple[str, ...]
    start: float = 0.0
    end: float | None = None
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Isolate(Message):
    """Only take the voice out of the mix, to be listened to: `Voice` tells where it lies, then `Done` comes.

    With an empty `options.isolation` torchaudio's network is taken.
    """

    kind: ClassVar[str] = "isolate"
    job: int
    path: str
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Warm(Message):
    """Load what `options` name before anybody asks."""

    kind: ClassVar[str] = "warm"
    job: int
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Cancel(Message):
    """Stop the job `job` soon; it ends with a `Failed` of code "cancelled"."""

    kind: ClassVar[str] = "cancel"
    job: int


# --- events ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready(Message):
    """The worker is up; `device` in words ("CPU: no NVIDIA driver"), `program` its version."""

    kind: ClassVar[str] = "ready"
    device: str
    program: str


@dataclass(frozen=True, slots=True)
class Progress(Message):
    """`fraction` in [0, 1] of `stage`; `seconds_left` of it or None.

    The stages are loading, decoding, isolating, recognising, aligning.
    """

    kind: ClassVar[str] = "progress"
    job: int
    stage: str
    fraction: float
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Voice(Message):
    """The voice alone lies at `path`, a FLAC file on the recording's own time, and stays there."""

    kind: ClassVar[str] = "voice"
    job: int
    path: str


@dataclass(frozen=True, slots=True)
class Lines(Message):
    """Some lines are done, in order of time; they follow those sent before."""

    kind: ClassVar[str] = "lines"
    job: int
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Done(Message):
    """The job is done; `provenance` as in the JSON of `--json`. All lines were sent before."""

    kind: ClassVar[str] = "done"
    job: int
    provenance: dict[str, str]


@dataclass(frozen=True, slots=True)
class Failed(Message):
    """The job ended without a result: an error's code and parameters."""

    kind: ClassVar[str] = "failed"
    job: int
    code: str
    parameters: dict[str, str | float | int]


_KINDS: dict[str, type[Message]] = {
    kind.kind: kind
    for kind in (Transcribe, Align, Isolate, Warm, Cancel, Ready, Progress, Voice, Lines, Done, Failed)
}


def encode(message: Message) -> bytes:
    """The message as one line of UTF-8 JSON with its line feed."""
    content = {"kind": message.kind, **dataclasses.asdict(message)}
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message on one line. Raises ValueError for anything that is not one."""
    try:
        content = json.loads(line)
        kind = _KINDS[content.pop("kind")]
        if "options" in content:
            content["options"] = Options(**content["options"])
        if "lines" in content:
            content["lines"] = tuple(content["lines"])
        return kind(**content)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError(f"not a message of the worker's protocol: {line[:200]!r}") from error
