from __future__ import annotations

import numpy as np
import torch
from transformers import WhisperFeatureExtractor

from finetune.from_scratch.mel import LogMel


def test_features_are_those_of_transformers() -> None:
    rng = np.random.default_rng(1)
    time = np.arange(480_000) / 16_000
    voice = 0.3 * np.sin(2 * np.pi * 220 * time) * (time < 12) + 0.01 * rng.standard_normal(480_000)
    samples = voice.astype(np.float32)
    wanted = WhisperFeatureExtractor()(samples, sampling_rate=16_000, return_tensors="np").input_features
    found = LogMel()(torch.from_numpy(samples)[None]).numpy()
    assert found.shape == wanted.shape == (1, 80, 3000)
    np.testing.assert_allclose(found, wanted, atol=2e-3)


def test_each_item_has_its_own_floor() -> None:
    loud = torch.randn(16_000, generator=torch.Generator().manual_seed(2))
    both = LogMel()(torch.stack([loud, loud * 0.01]))
    alone = LogMel()((loud * 0.01)[None])
    torch.testing.assert_close(both[1:], alone)
    assert torch.isfinite(LogMel()(torch.zeros(1, 16_000))).all()
