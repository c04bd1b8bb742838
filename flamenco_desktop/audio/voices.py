"""Where the voices lie that were taken out of recordings: looked for by whoever plays, made by the worker."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

from flamenco_desktop.errors import FileMissingError

NETWORK = "hdemucs"
"""The network that takes voices out where no other is chosen."""
_PART = 1024 * 1024


def folder() -> Path:
    """Where voices are kept."""
    return Path(platformdirs.user_cache_dir("flamenco-desktop", appauthor=False)) / "voices"


def place(recording: Path | str, network: str) -> Path:
    """Where the voice of `recording` is kept once `network` has found it, whatever the recording is called.

    Raises FileMissingError.
    """
    path = Path(recording)
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            digest = hashlib.sha256(f"{network}\0{size}\0".encode())
            digest.update(stream.read(_PART))
            stream.seek(max(0, size - _PART))
            digest.update(stream.read(_PART))
    except OSError as error:
        raise FileMissingError(path=str(path)) from error
    return folder() / f"{digest.hexdigest()[:32]}.flac"
