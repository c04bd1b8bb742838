"""A worker for the tests of the window: the real protocol, words known beforehand. Run as a program.

`speaker.py LYRICS [STOP_AFTER] [CODE]` sends the lines of the JSON file LYRICS one by one; after STOP_AFTER
of them it waits to be cancelled, or, where CODE is given, fails with it ("die": ends without a word).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from flamenco_desktop import wire


def send(message: wire.Message) -> None:
    sys.stdout.buffer.write(wire.encode(message))
    sys.stdout.buffer.flush()


def main() -> None:
    content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    stop_after = int(sys.argv[2]) if len(sys.argv) > 2 else -1
    code = sys.argv[3] if len(sys.argv) > 3 else ""
    send(wire.Ready("CPU: for the tests", "0"))
    for line in sys.stdin.buffer:
        request = wire.decode(line)
        if isinstance(request, wire.Warm):
            send(wire.Done(request.job, {}))
        elif isinstance(request, wire.Cancel):
            send(wire.Failed(request.job, "cancelled", {}))
        else:
            serve(request.job, content["lines"], stop_after, code)


def serve(job: int, lines: list[dict[str, object]], stop_after: int, code: str) -> None:
    for at, line in enumerate(lines):
        if at == stop_after:
            if code == "die":
                sys.exit(3)
            if code:
                send(wire.Failed(job, code, {"reason": "as the test wants", "model": "cante/whisper"}))
            return
        send(wire.Progress(job, "recognising", at / len(lines), 70.0 - at))
        send(wire.Lines(job, (line,)))
    send(wire.Done(job, {"method": "recognised", "model": "whisper-cante-demo"}))


if __name__ == "__main__":
    main()
