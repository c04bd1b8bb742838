"""Whisper by MLX on Apple's own chips, where the extra `apple` is installed."""

from __future__ import annotations

import importlib.util
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models import places
from flamenco_desktop.models.folders import Form, fingerprint
from flamenco_desktop.models.store import Model
from flamenco_desktop.models.transfer import disk_error
from flamenco_desktop.recognition import names, offline
from flamenco_desktop.recognition.decoding import most_tokens
from flamenco_desktop.recognition.recogniser import RATE, TEMPERATURES, Recogniser, Samples, Segment


def usable() -> bool:
    """Whether mlx-whisper is here, and this is a machine that it was made for."""
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple and importlib.util.find_spec("mlx_whisper") is not None


class MlxRecogniser(Recogniser):
    """See `recogniser.Recogniser`. Raises ModelBrokenError, WriteFailedError, DiskFullError.

    MLX computes one window at a time, and greedily: mlx-whisper has no beam search.
    """

    batch = 1

    def __init__(self, model: Model) -> None:
        if model.form is not Form.TRANSFORMERS:
            raise ModelBrokenError(model=model.name, reason="a CTranslate2 model cannot run on mps")
        offline.prepare()
        import mlx_whisper

        self._transcribe: Any = mlx_whisper.transcribe
        self._folder = converted(model)
        self._name = model.name
        self._timestamps = model.timestamps

    def recognise_many(
        self,
        windows: Sequence[Samples],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        """See `Recogniser`."""
        return tuple(self._window(window, language, prompt, tuple(temperatures)) for window in windows)

    def _window(
        self, samples: Samples, language: str, prompt: str, temperatures: tuple[float, ...]
    ) -> tuple[Segment, ...]:
        try:
            result = self._transcribe(
                np.ascontiguousarray(samples, np.float32),
                path_or_hf_repo=str(self._folder),
                language=language,
                initial_prompt=prompt or None,
                temperature=temperatures,
                condition_on_previous_text=False,
                no_speech_threshold=None,
                without_timestamps=not self._timestamps,
                sample_len=most_tokens(len(samples)),
            )
        except ValueError as error:
            raise ModelBrokenError(model=self._name, reason=str(error).splitlines()[0]) from error
        length = len(samples) / RATE
        return tuple(
            segment
            for part in result["segments"]
            for segment in (_segment(part, length, self._timestamps),)
            if segment.text
        )


def _segment(part: dict[str, Any], length: float, timestamps: bool) -> Segment:
    start, end = float(part["start"]), min(float(part["end"]), length)
    timed = timestamps and end > start
    return Segment(
        " ".join(str(part["text"]).split()),
        start if timed else None,
        end if timed else None,
        score=float(part["avg_logprob"]),
        silence=float(part["no_speech_prob"]),
        temperature=float(part["temperature"]),
    )


def converted(model: Model) -> Path:
    """The folder of `model` for MLX, converted on first use; a cache. Raises as `MlxRecogniser` does."""
    target = places.converted_folder() / f"mlx-{fingerprint(model.folder)}"
    if (target / "weights.safetensors").is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
        try:
            convert(model.folder, work)
            work.replace(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise disk_error(target, error) from error
    return target


def convert(source: Path, target: Path) -> None:
    """Hugging Face's layout into that of mlx-whisper: OpenAI's names, channels last, half precision."""
    from safetensors.numpy import load_file, save_file

    from flamenco_desktop.models.hub import weights_among

    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    weights: dict[str, Any] = {}
    for file in weights_among([path.name for path in source.iterdir()]):
        if file.endswith(".safetensors"):
            weights |= load_file(source / file)
    renamed = {names.to_openai(key): value for key, value in weights.items() if names.to_openai(key)}
    # Sinusoids: mlx-whisper computes them itself.
    renamed.pop("encoder.positional_embedding", None)
    made = {}
    for key, value in renamed.items():
        key = key.replace("mlp.0.", "mlp1.").replace("mlp.2.", "mlp2.")
        value = value.swapaxes(1, 2) if ".conv" in key and value.ndim == 3 else value
        made[key] = np.ascontiguousarray(value, np.float16)
    save_file(made, target / "weights.safetensors")
    dims = {"model_type": "whisper", **names.dimensions(config)}
    (target / "config.json").write_text(json.dumps(dims), encoding="utf-8")
