from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from flamenco_desktop.wire import Options
from tests.recognition.sounds import RATE, song
from tests.tiny_models import TinyModels, shared


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    return shared(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def options(tiny: TinyModels) -> Options:
    return Options(model=str(tiny.recogniser), aligner=str(tiny.aligner), device="cpu")


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds: two hummed stretches with a silence between."""
    path = tmp_path_factory.mktemp("sound") / "hummed.wav"
    soundfile.write(path, song([(0.5, False), (4.5, True), (2.0, False), (4.5, True), (0.5, False)]), RATE)
    return path


@pytest.fixture(scope="session")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes, some ten windows."""
    path = tmp_path_factory.mktemp("sound") / "long.wav"
    soundfile.write(path, song([(8.0, True), (0.4, False)] * 28), RATE)
    return path
