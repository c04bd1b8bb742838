from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flamenco_desktop.library import Entry, Library, RecordingInfo


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library.sqlite")
    yield made
    made.close()


@pytest.fixture
def entry(tmp_path: Path, library: Library) -> Entry:
    return library.add(recording(tmp_path))


def recording(
    folder: Path, name: str = "soleá.flac", content: bytes = b"sound", duration: float = 60.0
) -> RecordingInfo:
    path = folder / name
    path.write_bytes(content)
    return RecordingInfo(path, duration, "Soleá", "Nadie", "soleá")
