"""What a training tells: JSON lines on standard output, and the same in the run's folder."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

EVENTS, CONTROL, PROCESS = "events.jsonl", "control", "process.json"

PAUSE, STOP = "pause", "stop"
"""What the file `control` may hold: wait, or end and keep the best. Without the file it goes on."""


class Events:
    """Tells events. Each has a `kind` and a time `at` (seconds since 1970):

    - stage: `stage` (checking, listening, measuring, training, testing, saving) and `fraction` of it
    - finding: as `checks.Finding`; `sentence` is English
    - split: `by`, seconds and windows of each part
    - estimate: `seconds_a_step`, `seconds`, `memory` and `disk` in bytes, and how much of both is free,
      `steps`, `batch`, `device`
    - step: `step`, `steps`, `epoch`, `loss`, `rate`, `seconds_left`, `windows_a_second`
    - validation: `step`, `wer`, `cer`, `folded_wer`, `invented`, `best` (the best yet), `examples`
    - memory: the batch is computed in parts of `windows` from now on
    - advice: why the training ended early with the best so far (`reason`, `sentence`)
    - blend: the mean `loss` on other singing with `share` of what was learnt
    - ended: the training is over (`ended`: steps, patience, stopped, nan, diverged, loops), the test comes
    - paused, resumed, kept (a checkpoint was written at `step`)
    - test: scores before and after with their intervals, and `lines` side by side
    - verdict: `offered`, `reasons` (code and values), `sentences`
    - done: `model` (its name), `folder`; `offered`
    - failed: `code`, `parameters`, `sentence`
    """

    def __init__(self, folder: Path | None, stream: TextIO | None = None) -> None:
        self._path = folder / EVENTS if folder is not None else None
        self._stream = stream

    def tell(self, kind: str, **content: Any) -> None:
        """One event."""
        line = json.dumps({"kind": kind, "at": round(time.time(), 2), **content}, ensure_ascii=False)
        if self._path is not None:
            # A full disk must not end a training by its diary.
            try:
                with self._path.open("a", encoding="utf-8") as stream:
                    stream.write(line + "\n")
            except OSError:
                self._path = None
        if self._stream is not None:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (BrokenPipeError, ValueError, OSError):
                # Whoever listened has gone; the training goes on, and can be found again by its folder.
                self._stream = None


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """The events of a run so far; a line cut short by a failing machine is passed over."""
    try:
        lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "kind" in event:
            yield event


def curve(folder: Path) -> list[dict[str, Any]]:
    """The `step` events by step; of a step that was trained twice, the later."""
    steps = {event["step"]: event for event in read(folder) if event["kind"] == "step"}
    return [steps[step] for step in sorted(steps)]


def control(folder: Path) -> str:
    """What the listener wants: "pause", "stop", or nothing."""
    try:
        return (folder / CONTROL).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def say(folder: Path, wish: str) -> None:
    """Ask the training in `folder` to pause or stop, or, with nothing, to go on."""
    if wish:
        (folder / CONTROL).write_text(wish, encoding="utf-8")
    else:
        (folder / CONTROL).unlink(missing_ok=True)


def running(folder: Path) -> int:
    """The process that trains in `folder`, 0 for none: one that died without a word counts as none."""
    try:
        told = json.loads((folder / PROCESS).read_text(encoding="utf-8"))
        process, started = int(told["pid"]), float(told["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    import psutil

    try:
        found = psutil.Process(process)
        same = abs(found.create_time() - started) < 2.0 and found.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return 0
    return process if same else 0


def enter(folder: Path) -> None:
    """Write down that this process trains in `folder`."""
    import psutil

    told = {"pid": os.getpid(), "started": psutil.Process().create_time()}
    (folder / PROCESS).write_text(json.dumps(told), encoding="utf-8")


def leave(folder: Path) -> None:
    """Say that nobody trains there any more."""
    (folder / PROCESS).unlink(missing_ok=True)


def to_stdout() -> TextIO:
    """The real standard output for events; what libraries print goes to standard error from now on."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    return open(kept, "w", encoding="utf-8", closefd=True)  # noqa: PTH123 - a file descriptor
