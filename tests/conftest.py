"""What every test stands on: no network, no screen, folders of its own; set before all other imports."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# How long something takes is measured in tests/benchmarks, on machines that do nothing else.
settings.register_profile("flamenco", deadline=None)
settings.load_profile("flamenco")

_NO_NETWORK = Path(__file__).parent / "no_network"
sys.path.insert(0, str(_NO_NETWORK))
import sitecustomize as _installed  # noqa: E402

if Path(_installed.__file__ or "").parent != _NO_NETWORK:
    # The system had a sitecustomize of its own, which Python took at its start.
    del sys.modules["sitecustomize"]
    import sitecustomize  # noqa: F401
sys.path.remove(str(_NO_NETWORK))


def _own_folders() -> Path:
    """A home of the tests' own, gone afterwards; short, for the names of sockets in it."""
    home = Path(tempfile.mkdtemp(prefix="fd-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for variable, name in (
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
        ("HF_HOME", "huggingface"),
        ("LOCALAPPDATA", "local"),
        ("APPDATA", "roaming"),
    ):
        folder = home / name
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    return home


_own_folders()
os.environ["PYTHONPATH"] = os.pathsep.join(
    part for part in (str(_NO_NETWORK), os.environ.get("PYTHONPATH", "")) if part
)
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
for _variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(_variable, None)
# tests/end_to_end gives its own programs a screen; all else paints into memory.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's folder."""
    return Path(__file__).resolve().parent.parent
