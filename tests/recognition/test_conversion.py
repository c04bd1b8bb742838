"""The converted form is a cache: it can be thrown away, damaged, or find no room."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from flamenco_desktop.errors import DiskFullError, ModelBrokenError
from flamenco_desktop.models import inventory, places, store
from flamenco_desktop.recognition import conversion
from flamenco_desktop.recognition.ctranslate2_backend import CTranslate2Recogniser
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.wording import sentence
from tests.recognition.sounds import voice
from tests.tiny_models import TinyModels

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return places.converted_folder()


def test_thrown_away_damaged_and_made_again(cache: Path, tiny: TinyModels) -> None:
    model = store.recogniser(str(tiny.recogniser))
    folder = conversion.converted(model)
    assert folder.parent == cache
    assert inventory.clear_converted() > 0
    assert inventory.converted_size() == 0
    folder = conversion.converted(model)
    weights = folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[:1000])
    recogniser = CTranslate2Recogniser(model, Device("cpu"))
    assert recogniser.recognise(voice(1.0), "es", temperatures=(0.0,)) is not None
    # What the listener chose himself is no cache: it is not touched, and one sentence says so.
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelBrokenError) as caught:
        CTranslate2Recogniser(store.recogniser(str(folder)), Device("cpu"))
    assert "\n" not in sentence(caught.value)
    assert weights.stat().st_size == 1000


def test_a_full_disk_is_one_sentence(cache: Path, tiny: TinyModels, monkeypatch: pytest.MonkeyPatch) -> None:
    import ctranslate2.converters

    def full(*_: object, **__: object) -> None:
        # A fake: what the real converter raises when the cache's disk is full.
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ctranslate2.converters.TransformersConverter, "convert", full)
    with pytest.raises(DiskFullError) as caught:
        conversion.converted(store.recogniser(str(tiny.recogniser)))
    assert "MB are needed" in sentence(caught.value)
    assert list(cache.iterdir()) == []
