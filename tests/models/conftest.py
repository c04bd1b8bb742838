from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.hub_server import Hub, serving
from tests.models.shapes import make_whisper
from tests.tiny_models import TinyModels, shared


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    return shared(tmp_path_factory.getbasetemp())


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that models are kept in, empty and this test's own; and no cache of other programs."""
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    return tmp_path / "models"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return make_whisper(tmp_path / "made")


@pytest.fixture
def hub(made: Path) -> Iterator[Hub]:
    with serving() as hub:
        hub.add("someone/whisper-cante", made)
        yield hub
