"""Models with random weights in the real formats: small enough to make in every test run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from finetune.from_scratch import tokenizer

LETTERS = ["<pad>", "|", *"abcdefghijklmnopqrstuvwxyzñáéíóúü"]


def make_recogniser(
    folder: Path,
    seed: int = 0,
    *,
    encoder_layers: int = 1,
    decoder_layers: int = 1,
    mel_bins: int = 80,
    vocabulary: int = tokenizer.VOCABULARY_SIZE,
) -> Path:
    """A Whisper of 64 dimensions with the standard vocabulary; it writes nonsense, but really runs.

    With fewer layers in the decoder it has the shape of distil-whisper, with 128 bins that of large-v3.
    """
    import torch
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    torch.manual_seed(seed)
    config = WhisperConfig(
        vocab_size=vocabulary,
        d_model=64,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        num_mel_bins=mel_bins,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        pad_token_id=tokenizer.END_OF_TEXT,
        bos_token_id=tokenizer.END_OF_TEXT,
        eos_token_id=tokenizer.END_OF_TEXT,
        decoder_start_token_id=tokenizer.START_OF_TRANSCRIPT,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    model = WhisperForConditionalGeneration(config)
    model.half().save_pretrained(folder)
    tokenizer.build_tokenizer(folder)
    if mel_bins != 80:
        settings = folder / "preprocessor_config.json"
        content = json.loads(settings.read_text(encoding="utf-8"))
        _write(settings, {**content, "feature_size": mel_bins})
    return folder


def make_aligner(folder: Path, seed: int = 0) -> Path:
    """A Wav2Vec2ForCTC with the Spanish letters and frames of 20 ms."""
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    torch.manual_seed(seed)
    config = Wav2Vec2Config(
        vocab_size=len(LETTERS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        conv_dim=(32, 32, 32),
        conv_kernel=(400, 3, 3),
        conv_stride=(160, 1, 2),
        num_feat_extract_layers=3,
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
        apply_spec_augment=False,
    )
    Wav2Vec2ForCTC(config).save_pretrained(folder)
    vocabulary = {letter: index for index, letter in enumerate(LETTERS)}
    _write(folder / "vocab.json", vocabulary)
    _write(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "Wav2Vec2CTCTokenizer",
            "pad_token": "<pad>",
            "unk_token": "<pad>",
            "bos_token": None,
            "eos_token": None,
            "word_delimiter_token": "|",
        },
    )
    _write(
        folder / "preprocessor_config.json",
        {
            "feature_extractor_type": "Wav2Vec2FeatureExtractor",
            "feature_size": 1,
            "sampling_rate": 16000,
            "padding_value": 0.0,
            "do_normalize": False,
            "return_attention_mask": False,
            "processor_class": "Wav2Vec2Processor",
        },
    )
    return folder


def make_separator(folder: Path) -> Path:
    """A Hybrid Demucs of sixteen channels with random weights."""
    import torch
    from safetensors.torch import save_file
    from torchaudio.models import HDemucs

    torch.manual_seed(0)
    config = {
        "sources": ["drums", "bass", "other", "vocals"],
        "audio_channels": 2,
        "channels": 16,
        "growth": 1,
        "nfft": 2048,
        "depth": 5,
    }
    network = HDemucs(**config)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.json", {**config, "sample_rate": 44100})
    save_file(
        {name: weight.contiguous() for name, weight in network.state_dict().items()},
        folder / "model.safetensors",
    )
    return folder


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True)
class TinyModels:
    """Folders of a recogniser and an aligner."""

    recogniser: Path
    aligner: Path


def shared(base: Path) -> TinyModels:
    """Both models below `base`, made once."""
    models = TinyModels(base / "tiny-recogniser", base / "tiny-aligner")
    if not models.aligner.is_dir():
        make_recogniser(models.recogniser)
        make_aligner(models.aligner)
    return models
