"""Whisper's log-mel features in torch, the same figures as transformers' WhisperFeatureExtractor."""

from __future__ import annotations

import numpy as np
import torch
from transformers.audio_utils import mel_filter_bank


class LogMel:
    """Samples (batch, n) at 16 kHz -> log-mel (batch, 80, n // 160), float32, about [-1, 1.5]."""

    def __init__(self) -> None:
        filters = mel_filter_bank(
            num_frequency_bins=201,
            num_mel_filters=80,
            min_frequency=0.0,
            max_frequency=8000.0,
            sampling_rate=16_000,
            norm="slaney",
            mel_scale="slaney",
        )
        self._filters = torch.from_numpy(filters.T.astype(np.float32))
        self._window = torch.hann_window(400)

    def __call__(self, samples: torch.Tensor) -> torch.Tensor:
        """The features; each item's own loudest bin sets its floor, 8 (in log10) below."""
        if self._window.device != samples.device:
            self._filters, self._window = self._filters.to(samples.device), self._window.to(samples.device)
        spectrum = torch.stft(samples, 400, 160, window=self._window, return_complex=True)
        power = torch.view_as_real(spectrum[..., :-1]).square().sum(-1)
        logarithm = torch.clamp(self._filters @ power, min=1e-10).log10()
        top = logarithm.amax(dim=(1, 2), keepdim=True)
        return (torch.maximum(logarithm, top - 8.0) + 4.0) / 4.0
