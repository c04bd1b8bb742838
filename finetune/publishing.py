"""What came of it as a model: merged, saved, converted and compared, with its lineage; and its exports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune import card
from finetune.dataset import RATE
from flamenco_desktop.errors import ModelBrokenError, WriteFailedError
from flamenco_desktop.models.folders import fingerprint
from flamenco_desktop.models.store import Model

LINEAGE = "flamenco-lineage.json"
COMPARED = 10
_COMPARED_TOKENS = 100
_KEPT = (
    "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "added_tokens.json",
    "normalizer.json", "special_tokens_map.json", "preprocessor_config.json", "generation_config.json",
)  # fmt: skip


def save(model: Any, base: Model, folder: Path) -> None:
    """A Hugging Face folder: weights in the base's precision, its tokenizer and settings as they were.

    Raises WriteFailedError.
    """
    from safetensors import SafetensorError

    told = json.loads((base.folder / "config.json").read_text(encoding="utf-8"))
    precision = {"float16": torch.float16, "bfloat16": torch.bfloat16}.get(
        told.get("dtype") or told.get("torch_dtype"), torch.float32
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if hasattr(model, "proj_out"):
            model.config.use_cache = True
            model.generation_config._from_model_config = False
        model.to(precision).save_pretrained(folder, safe_serialization=True)
        for name in _KEPT:
            if (base.folder / name).is_file():
                shutil.copyfile(base.folder / name, folder / name)
        for path in folder.glob("*.safetensors"):
            # safetensors writes for the owner alone.
            path.chmod(0o644)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteFailedError(path=str(folder), reason=reason) from error


def describe(folder: Path, lineage: dict[str, Any], verdict: str) -> None:
    """Write lineage and card into the model's folder. Raises WriteFailedError."""
    try:
        (folder / LINEAGE).write_text(json.dumps(lineage, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (folder / "README.md").write_text(card.of_model(lineage, verdict), encoding="utf-8")
    except OSError as error:
        raise WriteFailedError(path=str(folder), reason=error.strerror or str(error)) from error


def lineage_of(folder: Path) -> dict[str, Any] | None:
    """Where a fine-tuned model comes from; None for others."""
    try:
        told = json.loads((folder / LINEAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def compare(model: Model, windows: Sequence[NDArray[np.float32]], labels: Any) -> tuple[int, int]:
    """How many windows give the same tokens in transformers and in CTranslate2, and of how many.

    `windows` are samples at 16 kHz, of which the first ten are taken, as long as the program would give them.
    Both compute in float32 and take the likeliest token each time. Raises ModelBrokenError, WriteFailedError.
    """
    import ctranslate2
    from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration

    from flamenco_desktop.recognition.conversion import converted
    from flamenco_desktop.recognition.decoding import filled, hearing
    from flamenco_desktop.recognition.transformers_backend import hear

    whisper: Any = WhisperForConditionalGeneration.from_pretrained(
        model.folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
    ).eval()
    extractor: Any = WhisperFeatureExtractor.from_pretrained(model.folder, local_files_only=True)
    try:
        other = ctranslate2.models.Whisper(str(converted(model)), device="cpu", compute_type="float32")
    except (RuntimeError, ValueError) as error:
        raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
    same = 0
    chosen = windows[:COMPARED]
    seconds = hearing(max((len(samples) / RATE for samples in chosen), default=0.0), model.window)
    hear(whisper, whisper.model.encoder.embed_positions.weight.detach(), seconds)
    prompt = labels.prompt()
    for samples in chosen:
        mel = extractor(
            filled(samples, seconds),
            sampling_rate=RATE,
            return_tensors="np",
            max_length=round(seconds * RATE),
        ).input_features
        here = _greedy(whisper, torch.from_numpy(mel), prompt, labels.end)
        there = other.generate(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(mel, np.float32)), [prompt], beam_size=1,
            max_length=448, suppress_blank=False, suppress_tokens=[],
        )[0].sequences_ids[0]  # fmt: skip
        same += here == [token for token in there if token != labels.end][:_COMPARED_TOKENS]
    return same, len(chosen)


@torch.no_grad()
def _greedy(whisper: Any, mel: torch.Tensor, prompt: list[int], end: int) -> list[int]:
    heard = whisper.model.encoder(mel).last_hidden_state
    fed, cache, found = torch.tensor([prompt]), None, list[int]()
    while len(found) < _COMPARED_TOKENS:
        output = whisper.model.decoder(
            input_ids=fed, encoder_hidden_states=heard, past_key_values=cache, use_cache=True
        )
        cache = output.past_key_values
        token = int(whisper.proj_out(output.last_hidden_state[:, -1]).argmax(-1))
        if token == end:
            break
        found.append(token)
        fed = torch.tensor([[token]])
    return found


# --- exports ----------------------------------------------------------------------------------------------


def export_folder(model: Model, target: Path) -> None:
    """A copy of the Hugging Face folder. Raises WriteFailedError."""
    _copied(model.folder, target)


def export_ctranslate2(model: Model, target: Path) -> None:
    """The model as CTranslate2 reads it. Raises WriteFailedError, ModelBrokenError."""
    from flamenco_desktop.recognition.conversion import converted

    _copied(converted(model), target)


def export_openai(model: Model, target: Path) -> None:
    """One .pt file as OpenAI's whisper reads it: its own names of the weights, and the sizes.

    Raises WriteFailedError, ModelBrokenError.
    """
    from transformers import WhisperForConditionalGeneration

    try:
        whisper = WhisperForConditionalGeneration.from_pretrained(
            model.folder, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
    config = whisper.config
    dims = {
        "n_mels": config.num_mel_bins,
        "n_audio_ctx": config.max_source_positions,
        "n_audio_state": config.d_model,
        "n_audio_head": config.encoder_attention_heads,
        "n_audio_layer": config.encoder_layers,
        "n_vocab": config.vocab_size,
        "n_text_ctx": config.max_target_positions,
        "n_text_state": config.d_model,
        "n_text_head": config.decoder_attention_heads,
        "n_text_layer": config.decoder_layers,
    }
    weights = {openai_name(name): value for name, value in whisper.model.state_dict().items()}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"dims": dims, "model_state_dict": weights}, target)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise WriteFailedError(path=str(target), reason=reason) from error


_NAMES = (
    (".layers.", ".blocks."),
    (".self_attn_layer_norm.", ".attn_ln."),
    (".encoder_attn_layer_norm.", ".cross_attn_ln."),
    (".final_layer_norm.", ".mlp_ln."),
    (".self_attn.", ".attn."),
    (".encoder_attn.", ".cross_attn."),
    (".q_proj.", ".query."),
    (".k_proj.", ".key."),
    (".v_proj.", ".value."),
    (".out_proj.", ".out."),
    (".fc1.", ".mlp.0."),
    (".fc2.", ".mlp.2."),
    ("encoder.layer_norm.", "encoder.ln_post."),
    ("decoder.layer_norm.", "decoder.ln."),
    ("encoder.embed_positions.weight", "encoder.positional_embedding"),
    ("decoder.embed_positions.weight", "decoder.positional_embedding"),
    ("decoder.embed_tokens.", "decoder.token_embedding."),
)


def openai_name(name: str) -> str:
    """What OpenAI's whisper calls the weight that transformers calls `name` (without "model.")."""
    for ours, theirs in _NAMES:
        name = name.replace(ours, theirs)
    return name


def _copied(source: Path, target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, target / path.name)
    except OSError as error:
        raise WriteFailedError(path=str(target), reason=error.strerror or str(error)) from error


def base_of(model: Model) -> dict[str, str]:
    """How a lineage names a base."""
    return {"name": model.name, "title": model.title, "fingerprint": fingerprint(model.folder)}
