"""Voice and band together, at a known level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finetune.from_scratch.band import room

_BLOCK = 320  # 20 ms at 16 kHz
_SINGING_DB = -30.0


def singing(voice: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each sample whether the voice sings there: blocks of 20 ms within 30 dB of the loudest; (n,)."""
    blocks = -(-len(voice) // _BLOCK)
    padded = np.zeros(blocks * _BLOCK, np.float64)
    padded[: len(voice)] = voice
    power = np.mean(padded.reshape(blocks, _BLOCK) ** 2, axis=1)
    loud = power > power.max(initial=0.0) * 10 ** (_SINGING_DB / 10)
    return np.repeat(loud, _BLOCK)[: len(voice)]


def mix(
    voice: NDArray[np.float32],
    band: NDArray[np.float32] | None,
    snr_db: float,
    rng: np.random.Generator,
    *,
    room_s: float | None = None,
) -> NDArray[np.float32]:
    """`voice` over `band`, `snr_db` decibels louder where it sings; float32, peak 0.9, length of the voice.

    The level is the RMS of the voice to the RMS of the band over the stretches where the voice sings (over
    everything where it never does). A band that is shorter is repeated. `room_s` puts both into one room
    with this decay; None leaves them dry.
    """
    mixed = np.array(voice, np.float32)
    if band is not None and len(band) and len(voice):
        under = np.resize(band, len(voice)) if len(band) < len(voice) else band[: len(voice)]
        sung = singing(voice)
        if not sung.any():
            sung = np.ones(len(voice), bool)
        sound, ground = _rms(voice[sung]), _rms(under[sung])
        if sound <= 0:
            mixed = under.astype(np.float32)
        elif ground > 0:
            mixed = mixed + under * np.float32(sound / ground * 10 ** (-snr_db / 20))
    if room_s is not None:
        mixed = room(mixed, rng, room_s)
    peak = float(np.abs(mixed).max(initial=0.0))
    return (mixed * np.float32(0.9 / peak)).astype(np.float32) if peak > 0 else mixed


def _rms(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
