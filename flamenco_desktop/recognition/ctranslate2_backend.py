"""Whisper by CTranslate2, loaded by faster-whisper as WhisperX loads it: CPU and CUDA."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import conversion
from flamenco_desktop.recognition.careful import ran_out_of_memory
from flamenco_desktop.recognition.decoding import (
    BEAM,
    BEST_OF,
    LATEST_BEGINNING,
    LONGEST,
    PATIENCE,
    Attempt,
    Vocabulary,
    better,
    filled,
    hearing,
    likeliest,
    most_tokens,
    to_try_again,
)
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.recogniser import RATE, TEMPERATURES, Recogniser, Samples, Segment

_FRAMES_A_SECOND = 100


class CTranslate2Recogniser(Recogniser):
    """See `recogniser.Recogniser`. Raises ModelBrokenError where CTranslate2 cannot take the model."""

    def __init__(self, model: Model, device: Device) -> None:
        if device.kind == "cuda":
            # Brings cuBLAS and cuDNN along; CTranslate2 finds them among the libraries that are loaded.
            import torch  # noqa: F401
        try:
            self._whisper: Any = _loaded(conversion.converted(model), device)
        except (RuntimeError, ValueError, OSError) as error:
            if ran_out_of_memory(error):
                raise
            self._whisper = _loaded_anew(model, device, error)
        self._name = model.name
        self._timestamps = model.timestamps
        self._window = model.window
        self.batch = device.batch

    def recognise_many(
        self,
        windows: Sequence[Samples],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        """See `Recogniser`."""
        if not windows:
            return ()
        vocabulary = Vocabulary(
            self._whisper.hf_tokenizer, self._name, language, multilingual=self._whisper.model.is_multilingual
        )
        seconds = hearing(max(len(window) for window in windows) / RATE, self._window)
        frames = round(seconds * _FRAMES_A_SECOND)
        features = np.stack(
            [self._whisper.feature_extractor(filled(window, seconds))[:, :frames] for window in windows]
        )
        places = list(range(len(windows)))
        encoded = self._whisper.encode(features)
        attempts: list[Attempt | None] = [None] * len(windows)
        for temperature in temperatures:
            again = to_try_again(vocabulary, attempts)
            if not again:
                break
            if again != places:
                places = again
                encoded = self._whisper.encode(features[places])
            asked = [windows[place] for place in places]
            for place, attempt in zip(
                places, self._generate(vocabulary, encoded, asked, prompt, temperature), strict=True
            ):
                attempts[place] = better(vocabulary, attempts[place], attempt)
        return tuple(
            vocabulary.segments(attempt, len(window) / RATE, timestamps=self._timestamps) if attempt else ()
            for window, attempt in zip(windows, attempts, strict=True)
        )

    def _generate(
        self,
        vocabulary: Vocabulary,
        encoded: Any,
        windows: Sequence[Samples],
        prompt: str,
        temperature: float,
    ) -> list[Attempt]:
        before = vocabulary.prompt(prompt, timestamps=self._timestamps)
        room = max(most_tokens(len(window)) for window in windows)
        how: dict[str, Any] = (
            {"beam_size": BEAM, "patience": PATIENCE, "num_hypotheses": BEAM}
            if temperature == 0.0
            else {
                "beam_size": 1,
                "num_hypotheses": BEST_OF,
                "sampling_topk": 0,
                "sampling_temperature": temperature,
            }
        )
        results = self._whisper.model.generate(
            encoded,
            [before] * len(windows),
            # CTranslate2 lets at most half of this be new.
            max_length=min(LONGEST, max(len(before) + room, 2 * room)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=vocabulary.suppressed,
            max_initial_timestamp_index=LATEST_BEGINNING,
            **how,
        )
        return [
            likeliest(
                vocabulary,
                [
                    Attempt(
                        tuple(tokens),
                        # With a length penalty of 1 the score is the tokens' mean; the end counts too.
                        float(score) * len(tokens) / (len(tokens) + 1),
                        float(result.no_speech_prob),
                        temperature,
                    )
                    for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
                ],
            )
            for result in results
        ]


def _loaded(folder: Path, device: Device) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(
        str(folder),
        device=device.kind,
        compute_type=device.precision,
        cpu_threads=device.threads,
        local_files_only=True,
    )


def _loaded_anew(model: Model, device: Device, error: Exception) -> Any:
    """What was converted is only a cache: where it cannot be read it is made again, once."""
    try:
        if model.form is Form.CTRANSLATE2:
            raise error
        return _loaded(conversion.again(model), device)
    except (RuntimeError, ValueError, OSError) as broken:
        if ran_out_of_memory(broken):
            raise
        raise ModelBrokenError(model=model.name, reason=str(broken).splitlines()[0]) from broken
