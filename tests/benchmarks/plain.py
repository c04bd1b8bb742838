"""Plain WhisperX as its README says: load_model, transcribe, load_align_model, align, on the same weights."""

from __future__ import annotations

import time
import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, offline
from flamenco_desktop.recognition.conversion import converted

RATE = 16000


@dataclass(frozen=True, slots=True)
class Told:
    """A word as told by one or the other; without times where it has none of its own."""

    text: str
    start: float | None = None
    end: float | None = None


class PlainWhisperX:
    """WhisperX on the embedded models, or others, with its default detector (pyannote) and settings.

    The only choices made for it: Spanish, and the precision that the program takes too.
    """

    def __init__(self, recogniser: str = "", aligner: str = "") -> None:
        offline.prepare()
        import whisperx

        self._whisperx: Any = whisperx
        device = devices.choose("cpu")
        begun = time.perf_counter()
        self._model = whisperx.load_model(
            str(converted(store.recogniser(recogniser))),
            "cpu",
            compute_type=device.precision,
            language="es",
            threads=device.threads,
            local_files_only=True,
        )
        self._network, self._metadata = whisperx.load_align_model(
            "es", "cpu", str(store.aligner(aligner).folder), model_cache_only=True
        )
        self.loading = time.perf_counter() - begun

    def segments(self, samples: NDArray[np.float32]) -> list[dict[str, Any]]:
        """What is recognised, by stretches; none where its detector hears nobody."""
        try:
            found = self._model.transcribe(samples, batch_size=8, language="es")
        except IndexError:
            # Where a detector finds nobody, WhisperX asks for the first of no stretches.
            return []
        return [dict(segment) for segment in found["segments"]]

    def words(self, samples: NDArray[np.float32]) -> list[Told]:
        """All words of a recording, in order; those that it gives no times included."""
        return self.aligned(samples, self.segments(samples))

    def aligned(self, samples: NDArray[np.float32], segments: Sequence[dict[str, Any]]) -> list[Told]:
        """The words of segments with their texts, starts and ends."""
        said = [segment for segment in segments if str(segment["text"]).strip()]
        if not said:
            return []
        found = self._whisperx.align(said, self._network, self._metadata, samples, "cpu")
        return [
            Told(str(word["word"]), word.get("start"), word.get("end")) for word in found["word_segments"]
        ]

    def from_emissions(
        self,
        samples: NDArray[np.float32],
        segments: Sequence[dict[str, Any]],
        logits: Sequence[Any],
    ) -> None:
        """What `whisperx.align` does when the network's answer to each segment is there already."""
        answers = iter(logits)

        def network(_: Any) -> Any:
            return types.SimpleNamespace(logits=next(answers))

        self._whisperx.align(list(segments), network, self._metadata, samples, "cpu")
