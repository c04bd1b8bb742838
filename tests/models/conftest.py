from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.hub_server import Hub, serving
from tests.models.shapes import make_whisper


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return make_whisper(tmp_path / "made")


@pytest.fixture
def hub(made: Path) -> Iterator[Hub]:
    with serving() as hub:
        hub.add("someone/whisper-cante", made)
        yield hub
