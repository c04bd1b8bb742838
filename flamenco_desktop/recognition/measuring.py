"""A short self-test of speed: a piece of a Whisper with random weights, computed as a real one would be."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from flamenco_desktop.errors import CancelledError
from flamenco_desktop.models import tokenizer
from flamenco_desktop.models.speed import Rates
from flamenco_desktop.models.transfer import disk_error
from flamenco_desktop.models.whisper import FRAMES, Shape
from flamenco_desktop.recognition import devices, offline
from flamenco_desktop.recognition.decoding import BEAM, PATIENCE
from flamenco_desktop.recognition.devices import Device

# As wide as Whisper small, so that the matrices have a real size, and two layers of it.
PIECE = Shape(width=768, encoder_layers=2, decoder_layers=2)
_HEAD = 64
_TOKENS = 32
_FEW = 8
_RUNS = 3


def measure(
    cancelled: Callable[[], bool] = lambda: False, progress: Callable[[float], None] = lambda fraction: None
) -> Rates:
    """The rates of the device that recognising would take, in some seconds.

    Raises CancelledError, DiskFullError, WriteFailedError.
    """
    device = devices.tested(devices.choose("auto"), fall_back=True)
    offline.prepare()
    if device.kind == "mps":
        return _by_torch(device)
    folder = Path(tempfile.mkdtemp(prefix="flamenco-speed-"))
    try:
        build(PIECE, folder)
        progress(0.3)
        return _by_ctranslate2(folder, PIECE, device, cancelled, progress)
    except OSError as error:
        raise disk_error(folder, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _by_ctranslate2(
    folder: Path,
    shape: Shape,
    device: Device,
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> Rates:
    heard, said = timings(folder, shape, device, cancelled, progress)
    return Rates(
        device=device.words,
        encoder=(shape.encoder_work + shape.cross_work) / heard,
        decoder=shape.decoder_weights / said,
    )


def timings(
    folder: Path,
    shape: Shape,
    device: Device,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda fraction: None,
) -> tuple[float, float]:
    """Seconds for a window's encoder, and for each token after it: the shortest of a few runs.

    The shortest, because whatever else the machine does only ever adds. Raises CancelledError.
    """
    import ctranslate2

    whisper = ctranslate2.models.Whisper(
        str(folder), device=device.kind, compute_type=device.precision, intra_threads=device.threads
    )
    sound = np.random.default_rng(1).standard_normal((1, shape.mel_bins, 2 * FRAMES)).astype(np.float32)
    features = ctranslate2.StorageView.from_array(sound)
    prompt = [[tokenizer.START_OF_TRANSCRIPT, tokenizer.START_OF_TRANSCRIPT + 4]]
    ends = [tokenizer.END_OF_TEXT]

    def written(count: int) -> float:
        begun = time.perf_counter()
        # The end is forbidden, so that exactly so many are written: CTranslate2's limit counts twice.
        whisper.generate(
            encoded, prompt, beam_size=BEAM, patience=PATIENCE, suppress_tokens=ends, max_length=2 * count
        )
        return time.perf_counter() - begun

    heard, many, few = [], [], []
    for run in range(_RUNS):
        if cancelled():
            raise CancelledError()
        begun = time.perf_counter()
        # On the CPU's side, so that a GPU is waited for.
        encoded = whisper.encode(features, to_cpu=True)
        heard.append(time.perf_counter() - begun)
        many.append(written(_TOKENS))
        few.append(written(_FEW))
        progress(0.3 + 0.7 * (run + 1) / _RUNS)
    # What is before the first token costs once: two lengths tell it from what a token costs.
    said = (min(many) - min(few)) / (_TOKENS - _FEW)
    return min(heard), said if said > 0 else min(many) / _TOKENS


def _by_torch(device: Device) -> Rates:
    """The same two rates by torch alone, for devices that CTranslate2 does not know."""
    import torch

    kind = torch.float16 if device.half else torch.float32
    wide = torch.randn(FRAMES, PIECE.width, device=device.kind, dtype=kind)
    matrix = torch.randn(PIECE.width, 4 * PIECE.width, device=device.kind, dtype=kind)
    single = torch.randn(BEAM, PIECE.width, device=device.kind, dtype=kind)

    def timed(rows: Any, times: int) -> float:
        found = []
        for _ in range(_RUNS):
            begun = time.perf_counter()
            for _ in range(times):
                result = rows @ matrix
            result.sum().item()
            found.append((time.perf_counter() - begun) / times)
        return min(found)

    size = matrix.numel()
    return Rates(device.words, encoder=FRAMES * size / timed(wide, 20), decoder=size / timed(single, 200))


def build(shape: Shape, folder: Path) -> None:
    """Write a Whisper of `shape` with random weights as a CTranslate2 model into `folder`. Raises OSError."""
    from ctranslate2.specs import whisper_spec

    random = np.random.default_rng(0)

    def some(*size: int) -> Any:
        return (random.standard_normal(size, dtype=np.float32) * 0.02).astype(np.float16)

    def linear(part: Any, rows: int, columns: int) -> None:
        part.weight, part.bias = some(rows, columns), some(rows)

    def norm(part: Any) -> None:
        part.gamma = np.ones(width, np.float16)
        part.beta = np.zeros(width, np.float16)

    def block(layer: Any, inner: int) -> None:
        linear(layer.self_attention.linear[0], 3 * width, width)
        linear(layer.self_attention.linear[1], width, width)
        linear(layer.ffn.linear_0, inner, width)
        linear(layer.ffn.linear_1, width, inner)
        norm(layer.self_attention.layer_norm)
        norm(layer.ffn.layer_norm)

    width = shape.width
    heads = max(1, width // _HEAD)
    spec = whisper_spec.WhisperSpec(shape.encoder_layers, heads, shape.decoder_layers, heads)
    spec.encoder.conv1.weight, spec.encoder.conv1.bias = some(width, shape.mel_bins, 3), some(width)
    spec.encoder.conv2.weight, spec.encoder.conv2.bias = some(width, width, 3), some(width)
    spec.encoder.position_encodings.encodings = some(FRAMES, width)
    norm(spec.encoder.layer_norm)
    for layer in spec.encoder.layer:
        block(layer, shape.encoder_inner)
    spec.decoder.embeddings.weight = some(shape.vocabulary, width)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.decoder.position_encodings.encodings = some(shape.text_positions, width)
    norm(spec.decoder.layer_norm)
    for layer in spec.decoder.layer:
        block(layer, shape.decoder_inner)
        linear(layer.attention.linear[0], width, width)
        linear(layer.attention.linear[1], 2 * width, width)
        linear(layer.attention.linear[2], width, width)
        norm(layer.attention.layer_norm)
    names = tokenizer.special_tokens(shape.vocabulary)
    pieces = [f"<{index}>" for index in range(tokenizer.END_OF_TEXT)]
    spec.register_vocabulary([*pieces, *names, *tokenizer.timestamp_tokens()])
    known = range(tokenizer.START_OF_TRANSCRIPT + 1, tokenizer.START_OF_TRANSCRIPT + 100)
    spec.config.lang_ids = list(known)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))
