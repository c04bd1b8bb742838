from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from tests.recognition.sounds import RATE, song


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds: two hummed stretches with a silence between."""
    path = tmp_path_factory.mktemp("sound") / "hummed.wav"
    soundfile.write(path, song([(0.5, False), (4.5, True), (2.0, False), (4.5, True), (0.5, False)]), RATE)
    return path
