"""The self-test of speed really computes; its figures are this machine's and no test's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_desktop.errors import CancelledError
from flamenco_desktop.models.whisper import Shape
from flamenco_desktop.recognition import measuring
from flamenco_desktop.recognition.devices import Device

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def test_a_piece_of_a_whisper_is_timed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(measuring, "PIECE", Shape(width=64, encoder_layers=1, decoder_layers=1))
    monkeypatch.setattr(measuring.tempfile, "tempdir", str(tmp_path))
    told: list[float] = []
    rates = measuring.measure(progress=told.append)
    assert rates.encoder > 0 and rates.decoder > 0
    assert told == sorted(told) and told[-1] == pytest.approx(1.0)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CancelledError):
        measuring.measure(cancelled=lambda: True)


def test_by_torch_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "PIECE", Shape(width=64, encoder_layers=1, decoder_layers=1))
    rates = measuring._by_torch(Device("cpu"))
    assert rates.encoder > 0 and rates.decoder > 0
