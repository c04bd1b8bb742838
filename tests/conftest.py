"""What every test stands on: no network, no screen, folders of its own; set before all other imports."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from flamenco_desktop.wire import Options
    from tests.tiny_models import TinyModels

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


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that models are kept in, empty and this test's own; and no cache of other programs."""
    monkeypatch.setenv("FLAMENCO_DESKTOP_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    return tmp_path / "models"


# What these fixtures need is imported in them: first of all come the folders above.


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    """An untrained recogniser and aligner, made once for all tests."""
    from tests.tiny_models import shared

    return shared(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def options(tiny: TinyModels) -> Options:
    """A job by the untrained models."""
    from flamenco_desktop.wire import Options

    return Options(model=str(tiny.recogniser), aligner=str(tiny.aligner), device="cpu")


@pytest.fixture(scope="session")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes of humming, some ten windows."""
    import soundfile

    from tests.recognition.sounds import RATE, song

    path = tmp_path_factory.mktemp("sound") / "long.wav"
    soundfile.write(path, song([(8.0, True), (0.4, False)] * 28), RATE)
    return path
