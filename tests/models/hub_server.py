"""A hub of models on this machine: real HTTP with ranges, and everything that goes wrong with real ones."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What the server gives, and how it behaves. `asked` is what it was asked for, with the range if any."""

    models: dict[str, dict[str, bytes]] = field(default_factory=dict)
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    # Behaviour:
    ranges: bool = True
    lists: bool = True
    breaks_after: dict[str, list[int]] = field(default_factory=dict)
    answers: dict[str, list[int]] = field(default_factory=dict)
    lies: dict[str, bytes] = field(default_factory=dict)
    redirects: bool = False
    holds: threading.Event | None = None

    def add(self, name: str, folder: Path) -> None:
        self.models[name] = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def ranges_of(self, file: str) -> list[str]:
        return [span for path, span in self.asked if path.endswith(f"/{file}")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ClassVar[Hub]

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        # As a proxy it is asked for whole addresses.
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append((path, self.headers.get("Range", "")))
        parts = path.strip("/").split("/")
        codes = self.hub.answers.get(parts[-1], [])
        if codes:
            self._fail(codes.pop(0))
        elif parts[:2] == ["api", "models"] and self.hub.lists:
            self._list("/".join(parts[2:4]), parts[4])
        elif len(parts) >= 5 and parts[2] == "resolve":
            if self.hub.redirects:
                self.send_response(302)
                self.send_header("Location", f"/cdn/{parts[0]}/{parts[1]}/{parts[-1]}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._file("/".join(parts[:2]), parts[-1])
        elif parts[0] == "cdn":
            self._file("/".join(parts[1:3]), parts[-1])
        else:
            self._fail(404)

    def _fail(self, code: int) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _list(self, name: str, what: str) -> None:
        files = self.hub.models.get(name)
        if files is None:
            self._fail(404)
            return
        content: Any = {"id": name, "sha": COMMIT}
        if what == "tree":
            content = [{"type": "directory", "path": "runs", "oid": "0" * 40, "size": 0}]
            content += [_entry(file, data) for file, data in files.items()]
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, name: str, file: str) -> None:
        data = self.hub.models.get(name, {}).get(file)
        if data is None:
            self._fail(404)
            return
        data = self.hub.lies.get(file, data)
        span = self.headers.get("Range", "")
        first = int(span.removeprefix("bytes=").rstrip("-")) if span and self.hub.ranges else 0
        if first and first >= len(data):
            self._fail(416)
            return
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - first))
        self.end_headers()
        breaks = self.hub.breaks_after.get(file, [])
        if breaks:
            self.wfile.write(data[first : first + breaks.pop(0)])
            self.close_connection = True
            return
        try:
            if self.hub.holds is not None and len(data) > 50_000:
                self.wfile.write(data[first : first + 40_000])
                self.hub.holds.wait(30)
                first += 40_000
            self.wfile.write(data[first:])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def _entry(file: str, data: bytes) -> dict[str, Any]:
    if file.endswith((".safetensors", ".bin", ".pt")):
        digest = hashlib.sha256(data).hexdigest()
        return {
            "type": "file",
            "path": file,
            "oid": "1" * 40,
            "size": len(data),
            "lfs": {"oid": digest, "size": len(data), "pointerSize": 135},
        }
    blob = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
    return {"type": "file", "path": file, "oid": blob, "size": len(data)}


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub at `url` while the context lasts."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        if hub.holds is not None:
            hub.holds.set()
        server.shutdown()
        thread.join()
        server.server_close()
