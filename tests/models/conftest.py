from __future__ import annotations

import pytest

from tests.tiny_models import TinyModels, shared


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    return shared(tmp_path_factory.getbasetemp())
