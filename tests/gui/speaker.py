"""A worker for the tests of the window: the real protocol, words known beforehand. Run as a program.

`speaker.py LYRICS [STOP_AFTER] [CODE]` sends the lines of the JSON file LYRICS one by one; after STOP_AFTER
of them it waits to be cancelled, or, where CODE is given, fails with it ("die": ends without a word).
A stretch is answered by words that share it evenly, "otra vez" where they are not known; with a CODE of
"stretch-die", "stretch-hang" or "stretch-" and an error's code, only stretches fail, after their first line.
Voices cannot be taken out here: there is no network to fetch the weights over.
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
        elif isinstance(request, wire.Isolate):
            send(wire.Progress(request.job, "loading", 0.0))
            about = {"model": "hdemucs", "source": "download.pytorch.org", "reason": "no network"}
            send(wire.Failed(request.job, "fetch_failed", about))
        elif isinstance(request, wire.Align | wire.Transcribe) and request.end is not None:
            serve_stretch(request, code.removeprefix("stretch-"))
        else:
            serve(request.job, content["lines"], stop_after, "" if code.startswith("stretch-") else code)


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


def serve_stretch(request: wire.Align | wire.Transcribe, code: str) -> None:
    texts = request.lines if isinstance(request, wire.Align) else (f"otra vez {request.options.model}",)
    words = [word for text in texts for word in text.split()]
    start, end = request.start, request.end or 0.0
    step = (end - start) / len(words)
    at = 0
    for text in texts:
        own = []
        for word in text.split():
            own.append({"text": word, "start": start + at * step, "end": start + (at + 0.9) * step})
            at += 1
        line = {"start": own[0]["start"], "end": own[-1]["end"], "text": text, "words": own}
        send(wire.Progress(request.job, "aligning", at / len(words), None))
        send(wire.Lines(request.job, (line,)))
        if code == "die":
            sys.exit(3)
        if code == "hang":
            return
        if code:
            send(wire.Failed(request.job, code, {"reason": "as the test wants"}))
            return
    send(wire.Done(request.job, {"method": "aligned"}))


if __name__ == "__main__":
    main()
