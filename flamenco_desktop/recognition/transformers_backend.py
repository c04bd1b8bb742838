"""Whisper by transformers: for Apple GPUs, and for checkpoints that CTranslate2 cannot take."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import offline
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.recogniser import RATE, Segment, most_tokens


class TransformersRecogniser:
    """See `recogniser.Recogniser`."""

    def __init__(self, model: Model, device: Device) -> None:
        if model.form is not Form.TRANSFORMERS:
            raise ModelBrokenError(
                model=model.name, reason=f"a CTranslate2 model cannot run on {device.kind}"
            )
        offline.prepare()
        import torch
        from transformers import WhisperForConditionalGeneration, WhisperProcessor

        self._torch: Any = torch
        self._device = device.kind
        kind = torch.float16 if device.kind == "cuda" else torch.float32
        try:
            self._processor = WhisperProcessor.from_pretrained(model.folder, local_files_only=True)
            self._whisper = WhisperForConditionalGeneration.from_pretrained(
                model.folder, local_files_only=True, use_safetensors=True, dtype=kind
            )
        except (RuntimeError, ValueError, OSError, KeyError) as error:
            raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
        self._whisper.to(device.kind).eval()
        self._timestamps = model.timestamps

    def recognise(
        self, samples: NDArray[np.float32], language: str, prompt: str = "", temperature: float = 0.0
    ) -> tuple[Segment, ...]:
        """See `recogniser.Recogniser`."""
        inputs = self._processor(samples, sampling_rate=RATE, return_tensors="pt", return_attention_mask=True)
        features = inputs.input_features.to(self._device, self._whisper.dtype)
        drawn: dict[str, Any] = (
            {"do_sample": True, "temperature": temperature} if temperature else {"num_beams": 5}
        )
        told: dict[str, Any] = {}
        if prompt:
            ids = self._processor.get_prompt_ids(prompt, return_tensors="pt")
            told["prompt_ids"] = ids.to(self._device)
        with self._torch.inference_mode():
            tokens = self._whisper.generate(
                features,
                attention_mask=inputs.attention_mask.to(self._device),
                language=language,
                task="transcribe",
                max_new_tokens=most_tokens(len(samples), bool(prompt)),
                return_timestamps=self._timestamps,
                **drawn,
                **told,
            )
        tokenizer = self._processor.tokenizer
        if not self._timestamps:
            text = tokenizer.decode(tokens[0], skip_special_tokens=True)
            return _kept([Segment(" ".join(text.split()))])
        length = len(samples) / RATE
        pieces = tokenizer.decode(tokens[0], skip_special_tokens=True, output_offsets=True)["offsets"]
        return _kept([_segment(piece, length) for piece in pieces])


def _segment(piece: dict[str, Any], length: float) -> Segment:
    start, end = piece["timestamp"]
    text = " ".join(str(piece["text"]).split())
    if start is None or end is None or end <= start or start >= length:
        return Segment(text)
    return Segment(text, float(start), min(float(end), length))


def _kept(segments: list[Segment]) -> tuple[Segment, ...]:
    return tuple(segment for segment in segments if segment.text)
