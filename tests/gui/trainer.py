"""Stands in for `python -m finetune`: tells what was recorded, in the same files and streams.

`python -m tests.gui.trainer HOW ...`: HOW says how it goes: better, worse, diverged, mute (it cannot even
begin), or the code of a refusal, as `code` or `code.reason`, of the first thing that is asked. A training
waits with its end until `control` says stop.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.gui import recorded

_PAUSE = 0.02
ENDS = {
    "better": recorded.BETTER,
    "worse": recorded.NOT_BETTER,
    "diverged": recorded.DIVERGED,
}


def main(how: str, arguments: list[str]) -> int:
    """As the real one; the exit status."""
    if how not in ENDS and how != "mute" and "--log" not in arguments:
        code, _, reason = how.partition(".")
        _say(recorded.failed(code, **({"reason": reason} if reason else {})))
        return 1
    if arguments[0] == "dataset":
        folder = Path(arguments[arguments.index("-o") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        _say(*recorded.GATHERED)
        return 0
    if "--estimate" in arguments:
        _say(*recorded.MEASURED)
        return 0
    spec = Path(arguments[0])
    if how == "mute":
        Path(arguments[arguments.index("--log") + 1]).write_text("It cannot begin.\n", encoding="utf-8")
        return 1
    return _train(how, spec.parent / json.loads(spec.read_text(encoding="utf-8"))["out"])


def _train(how: str, out: Path) -> int:
    import psutil

    out.mkdir(parents=True, exist_ok=True)
    (out / "control").unlink(missing_ok=True)
    about = {"pid": os.getpid(), "started": psutil.Process().create_time()}
    (out / "process.json").write_text(json.dumps(about), encoding="utf-8")
    begun = (out / "events.jsonl").exists()
    _write(out, *(recorded.LEARNING[:1] if begun else recorded.LEARNING))
    paused = False
    while _wish(out) != "stop":
        if (_wish(out) == "pause") != paused:
            paused = not paused
            _write(out, {"kind": "paused" if paused else "resumed", "step": 190})
        time.sleep(_PAUSE)
    _write(out, *ENDS[how])
    (out / "process.json").unlink()
    return 0


def _wish(out: Path) -> str:
    try:
        return (out / "control").read_text(encoding="utf-8")
    except OSError:
        return ""


def _write(out: Path, *events: dict[str, Any]) -> None:
    with (out / "events.jsonl").open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(event) + "\n" for event in events)


def _say(*events: dict[str, Any]) -> None:
    for event in events:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
