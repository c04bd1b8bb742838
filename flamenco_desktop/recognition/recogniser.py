"""From sound to text: one small protocol, whichever library computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition.devices import Device

WINDOW = 30.0
RATE = 16000
# Tried in turn while what comes out loops or is a guess: Whisper's own fallback, cut short.
TEMPERATURES = (0.0, 0.2, 0.4)

Samples: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised text; times in seconds from the window's start, None where not given.

    Of the whole window: `score` is the mean log probability of a token, `silence` Whisper's probability in
    [0, 1] that nobody speaks (which loses sung verses: evidence, not a verdict), `temperature` the one at
    which the text was found.
    """

    text: str
    start: float | None = None
    end: float | None = None
    score: float | None = None
    silence: float | None = None
    temperature: float = 0.0


class Recogniser(Protocol):
    """Turns windows of at most 30 s into text. `batch` is how many windows are worth giving at once."""

    batch: int

    def recognise_many(
        self,
        windows: Sequence[Samples],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        """The text sung in each of `windows` (n,) float32, mono, 16 kHz; no memory of earlier windows.

        `language` is Whisper's code; `prompt` is told before listening: words to expect, and how to write.
        """
        ...

    def recognise(
        self,
        samples: Samples,
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[Segment, ...]:
        """The same for one window."""
        return self.recognise_many([samples], language, prompt, temperatures)[0]


def open_recogniser(
    model: Model, device: Device, told: Callable[[Device], None] = lambda device: None
) -> Recogniser:
    """The recogniser for `model` on `device`; where memory runs out it goes on with less, as `told`.

    Raises ModelBrokenError, WriteFailedError, MemoryShortError.
    """
    from flamenco_desktop.recognition.careful import CarefulRecogniser

    return CarefulRecogniser(lambda where: _open(model, where), model.name, device, told)


def _open(model: Model, device: Device) -> Recogniser:
    """CTranslate2 for CPU and CUDA; MLX or transformers for Apple GPUs; transformers for what is left."""
    if device.kind == "mps":
        from flamenco_desktop.recognition.mlx_backend import MlxRecogniser, usable

        if usable():
            return MlxRecogniser(model)
        return _transformers(model, device)
    from flamenco_desktop.recognition.ctranslate2_backend import CTranslate2Recogniser

    try:
        return CTranslate2Recogniser(model, device)
    except ModelBrokenError:
        # What CTranslate2 cannot take, transformers may; a model broken for both raises from there.
        return _transformers(model, device)


def _transformers(model: Model, device: Device) -> Recogniser:
    from flamenco_desktop.recognition.transformers_backend import TransformersRecogniser

    return TransformersRecogniser(model, device)
