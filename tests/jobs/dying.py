"""The real worker, killed (-9) by its own hand at certain places: run as a program.

`python -m tests.jobs.dying COUNT PLACE...`: the first process dies at the first PLACE, the second one at the
second; those after them are ordinary workers. The file COUNT holds how many there have been.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flamenco_desktop import wire


def die(*given: object, **named: object) -> None:
    """End without a word, as kill -9 ends a process."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_call(owner: Any, name: str, number: int = 1, *, after: bool = False) -> None:
    """Die at the `number`th call of `owner.name`, before it begins or `after` it has ended."""
    whole: Callable[..., Any] = getattr(owner, name)
    left = [number]

    def called(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] <= 0 and not after:
            die()
        result = whole(*given, **named)
        if left[0] <= 0:
            die()
        return result

    setattr(owner, name, called)


def in_a_line() -> None:
    """Die when half of a verse is out."""
    from flamenco_desktop.recognition.worker import Worker

    def write(self: Worker, event: wire.Message) -> None:
        line = wire.encode(event)
        if isinstance(event, wire.Lines):
            self._output.write(line[: len(line) // 2])
            die()
        self._output.write(line)

    Worker._write = write  # type: ignore[method-assign]


def arm(place: str) -> None:
    """Let this process die at `place`."""
    from flamenco_desktop.recognition import conversion, isolation, listening, voice
    from flamenco_desktop.recognition.aligner import Aligner

    if place == "converting":
        at_call(conversion, "_move")
    elif place == "isolating":
        at_call(isolation.Separator, "voice", 2)
    elif place == "keeping the voice":
        at_call(isolation, "_write", after=True)
    elif place == "finding the voice":
        at_call(voice, "find")
    elif place == "recognising":
        at_call(listening, "listen")
    elif place == "aligning":
        at_call(Aligner, "align_lines")
    elif place == "telling the words":
        in_a_line()
    else:
        raise ValueError(place)


if __name__ == "__main__":
    count = Path(sys.argv[1])
    places = sys.argv[2:]
    number = int(count.read_text() or "0") if count.exists() else 0
    count.write_text(str(number + 1))
    if number < len(places):
        arm(places[number])
    del sys.argv[1:]
    from flamenco_desktop.recognition import worker

    sys.exit(worker.main())
