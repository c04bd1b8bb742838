"""Where models are fetched from and kept: what the listener has set, in one small file for all programs."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from flamenco_desktop.errors import WriteFailedError

HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Sources:
    """`mirror` stands in for Hugging Face, `proxy` is an HTTP proxy, `folder` keeps the models.

    Empty means: Hugging Face itself, the system's proxy, the program's own folder.
    """

    mirror: str = ""
    proxy: str = ""
    folder: str = ""

    @property
    def hub(self) -> str:
        """The address to fetch from, without a slash at its end; HF_ENDPOINT counts as a mirror."""
        return (self.mirror or os.environ.get("HF_ENDPOINT", "") or HUB).rstrip("/")


def fault(sources: Sources) -> str:
    """Which field cannot be right ("mirror", "proxy", "folder"), or nothing."""
    for name in ("mirror", "proxy"):
        address = getattr(sources, name)
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname):
            return name
    return "folder" if sources.folder and not Path(sources.folder).expanduser().is_absolute() else ""


def file() -> Path:
    """Where the settings are kept."""
    return platformdirs.user_config_path("flamenco-desktop", appauthor=False) / "models.json"


def load() -> Sources:
    """What was set; a file that cannot be read, or a value that cannot be right, counts as not set."""
    try:
        content = json.loads(file().read_text(encoding="utf-8"))
        known = {field.name: str(content.get(field.name, "")).strip() for field in fields(Sources)}
    except (OSError, ValueError, AttributeError):
        return Sources()
    sources = Sources(**known)
    while wrong := fault(sources):
        known[wrong] = ""
        sources = Sources(**known)
    return sources


def save(sources: Sources) -> None:
    """Keep `sources` from now on. Raises WriteFailedError."""
    path = file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=path.parent, prefix="models-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(sources), stream, indent=1)
        Path(written).replace(path)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
