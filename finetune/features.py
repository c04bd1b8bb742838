"""Log-mel of every window, computed once and kept in one file; and small changes to it while training.

Tempo, room and noise are made on the mel's energies and not on the sound: the mel is what the network hears,
a hundred times smaller, and so nothing has to be decoded or transformed again. Time stretched without the
pitch is the mel read faster or slower; late reverberation is energy that dies away in each band; noise adds
its energy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.dataset import Item
from flamenco_desktop.errors import WriteFailedError

FRAMES = 3000
FRAMES_A_SECOND = 100
Mel = NDArray[np.float32]
_DECADES = 8.0


class Features:
    """Log-mel (bins, 3000) of windows by number, from the file `path`, float16; -1 to about 1.5."""

    def __init__(self, path: Path, count: int, bins: int) -> None:
        self._mels = np.memmap(path, np.float16, "r", shape=(count, bins, FRAMES))

    def __len__(self) -> int:
        return len(self._mels)

    def __getitem__(self, number: int) -> Mel:
        return np.asarray(self._mels[number], np.float32)


def compute(
    path: Path,
    items: Sequence[Item],
    audio: Callable[[int], NDArray[np.float32]],
    extractor: Any,
    told: Callable[[float], None] = lambda fraction: None,
) -> Features:
    """The features of `items`, from the file where it holds just these; `audio(n)` gives samples (n,).

    `extractor` is the model's WhisperFeatureExtractor. Raises WriteFailedError, and what `audio` raises.
    """
    from flamenco_desktop.recognition.decoding import filled

    bins = int(extractor.feature_size)
    key = {"windows": [f"{item.name}-{item.window.end:.2f}" for item in items], "bins": bins}
    about = path.with_suffix(".json")
    size = len(items) * bins * FRAMES * 2
    try:
        if path.stat().st_size == size and json.loads(about.read_text(encoding="utf-8")) == key:
            return Features(path, len(items), bins)
    except (OSError, ValueError):
        pass
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        about.unlink(missing_ok=True)
        with path.open("wb") as stream:
            for number in range(len(items)):
                whole = filled(audio(number))
                mel = extractor(whole, sampling_rate=16000, return_tensors="np").input_features[0]
                stream.write(np.ascontiguousarray(mel, np.float16).tobytes())
                told((number + 1) / len(items))
        about.write_text(json.dumps(key), encoding="utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
    return Features(path, len(items), bins)


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a window: `pace` 1.1 is ten percent faster; the room's decay in seconds (0: none).

    `noise` is its level in decades of power under the loudest bin (0: none); `masks` of SpecAugment.
    """

    pace: float = 1.0
    room: float = 0.0
    noise: float = 0.0
    masks: bool = False


def draw(rng: np.random.Generator, seconds: float) -> Change:
    """A change for a window of `seconds`; it is never made too long for 30 s."""
    pace = float(np.exp(rng.uniform(np.log(0.9), np.log(1.1))))
    return Change(
        pace=max(pace, seconds / 30.0),
        room=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.3 else 0.0,
        noise=float(rng.uniform(3.0, 6.0)) if rng.random() < 0.3 else 0.0,
        masks=bool(rng.random() < 0.7),
    )


def changed(mel: Mel, seconds: float, change: Change, rng: np.random.Generator) -> Mel:
    """The window's log-mel (bins, 3000) after the change; `seconds` of it hold sound."""
    frames = min(FRAMES, max(1, round(seconds * FRAMES_A_SECOND)))
    heard = _stretched(mel[:, :frames], change.pace)
    result = np.full_like(mel, mel[:, -1].min() if frames < FRAMES else -1.0)
    if change.room or change.noise:
        heard = _louder(heard, change, rng)
    result[:, : heard.shape[1]] = heard
    top = float(result.max())
    result = np.maximum(result, top - _DECADES / 4)
    if change.masks:
        _mask(result, heard.shape[1], rng)
    return result


def _stretched(mel: Mel, pace: float) -> Mel:
    if pace == 1.0:
        return mel
    count = min(FRAMES, max(1, round(mel.shape[1] / pace)))
    at = np.minimum(np.arange(count) * pace, mel.shape[1] - 1)
    low = np.floor(at).astype(int)
    share = (at - low).astype(np.float32)
    later = mel[:, np.minimum(low + 1, mel.shape[1] - 1)]
    return np.asarray(mel[:, low] * (1 - share) + later * share, np.float32)


def _louder(mel: Mel, change: Change, rng: np.random.Generator) -> Mel:
    """Energy added: whisper keeps (log10 power + 4) / 4, with a floor 8 decades below the loudest."""
    power = np.power(10.0, mel * 4.0 - 4.0)
    if change.room:
        from scipy.signal import lfilter

        # 60 dB in `room` seconds; the late energy of a small room is some 10 dB below the voice.
        decay = 10 ** (-6.0 / (change.room * FRAMES_A_SECOND))
        late = lfilter([0.0, 1.0 - decay], [1.0, -decay], power, axis=1)
        power = power + 0.1 * late
    if change.noise:
        tilt = np.linspace(rng.uniform(-1, 1), rng.uniform(-1, 1), len(mel))[:, None]
        level = float(power.max()) * 10 ** (-change.noise)
        power = power + level * 10**tilt * rng.chisquare(4, mel.shape) / 4
    return np.asarray((np.log10(np.maximum(power, 1e-10)) + 4.0) / 4.0, np.float32)


def _mask(mel: Mel, frames: int, rng: np.random.Generator) -> None:
    """SpecAugment (Park et al. 2019), gently: two bands and two times, short enough to guess across."""
    quiet = float(mel.min())
    for _ in range(2):
        width = int(rng.integers(0, max(2, len(mel) // 8)))
        first = int(rng.integers(0, len(mel) - width))
        mel[first : first + width] = quiet
        width = int(rng.integers(0, max(2, min(30, frames // 10))))
        first = int(rng.integers(0, max(1, frames - width)))
        mel[:, first : first + width] = quiet
