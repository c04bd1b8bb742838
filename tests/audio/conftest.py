"""The sound server that the player's tests play into."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.sound_server import SoundServer, sound_server


@pytest.fixture(scope="session")
def null_sink() -> Iterator[SoundServer]:
    """A real device; this process's default one while the fixture lives."""
    with sound_server() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setitem(os.environ, name, value)
        yield server
