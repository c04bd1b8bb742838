from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from flamenco_desktop.editing import LibraryWriter


@pytest.fixture
def writer(qapp: QCoreApplication, tmp_path: Path) -> Iterator[LibraryWriter]:
    made = LibraryWriter(tmp_path / "library.sqlite")
    made.start()
    yield made
    assert made.close()
    made.deleteLater()
