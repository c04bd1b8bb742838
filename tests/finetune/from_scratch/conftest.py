"""A pool of a few sung lines, made once for all tests of trainings."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One shard for training and one for validation."""
    from finetune.from_scratch import pool

    folder = tmp_path_factory.mktemp("pool")
    pool.make_shard(folder, 1, 0, "train")
    pool.make_shard(folder, 1, 0, "validation")
    return folder
