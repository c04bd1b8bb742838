"""Nothing asks the network after a model is on disk; set before the libraries that would are imported."""

from __future__ import annotations

import os

from flamenco_desktop.models.store import RESOURCES

NLTK_DATA = RESOURCES / "nltk_data"


def prepare() -> None:
    """Point the libraries at what is on this machine. Must run before transformers or nltk are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["NLTK_DATA"] = str(NLTK_DATA)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
