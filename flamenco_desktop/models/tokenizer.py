"""Whisper's standard multilingual tokenizer in Hugging Face's format, rebuilt from its byte-pair vocabulary.

The vocabulary ships in `resources/whisper_vocabulary` (OpenAI, MIT licence), so no network is needed. Ids are
those of every multilingual Whisper: 50,257 byte pairs, then end of text, start of transcript, the languages,
the tasks and 1,501 timestamps. Up to large-v2 there are 99 languages and 51,865 rows in all; large-v3 and its
descendants know Cantonese too, which moves what follows by one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flamenco_desktop.models.catalogue import RESOURCES

VOCABULARY = RESOURCES / "whisper_vocabulary" / "multilingual.tiktoken"

END_OF_TEXT = 50257
START_OF_TRANSCRIPT = 50258
TIMESTAMPS = 1501
SECONDS_A_TIMESTAMP = 0.02
SIZES = {51865: 99, 51866: 100}
"""Rows of a vocabulary, and how many languages it knows."""

# In the order of their ids.
_LANGUAGES = """
en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr
bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn
yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue
"""


def languages(size: int) -> list[str]:
    """The languages that a vocabulary of `size` rows knows, in the order of their ids. Raises ValueError."""
    if size not in SIZES:
        raise ValueError(f"no multilingual Whisper has a vocabulary of {size}")
    return _LANGUAGES.split()[: SIZES[size]]


def special_tokens(size: int = 51865) -> list[str]:
    """The control tokens of a vocabulary of `size` rows, in the order of their ids from END_OF_TEXT on."""
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{language}|>" for language in languages(size)),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]


def timestamp_tokens() -> list[str]:
    """`<|0.00|>` to `<|30.00|>`, in the order of their ids, after the control tokens."""
    return [f"<|{index * SECONDS_A_TIMESTAMP:.2f}|>" for index in range(TIMESTAMPS)]


def byte_pairs() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Vocabulary (token in the printable spelling of byte-level BPE -> id) and merges in order of rank."""
    ranks: dict[bytes, int] = {}
    for line in VOCABULARY.read_text(encoding="ascii").splitlines():
        encoded, number = line.split()
        ranks[base64.b64decode(encoded)] = int(number)
    spelling = _printable_bytes()
    vocabulary = {"".join(spelling[byte] for byte in token): rank for token, rank in ranks.items()}
    merges: list[tuple[str, str]] = []
    for token, rank in ranks.items():
        if len(token) > 1:
            first, second = _halves(token, rank, ranks)
            merges.append(
                ("".join(spelling[byte] for byte in first), "".join(spelling[byte] for byte in second))
            )
    return vocabulary, merges


def build(
    folder: Path, size: int = 51865, mel_bins: int = 80, suppressed: Sequence[int] | None = None
) -> None:
    """Write tokenizer, feature extractor and generation settings into `folder` (made if missing).

    `suppressed` are the tokens that transformers' own generation is not to write; this program finds them by
    itself. Raises ValueError for a `size` that no multilingual Whisper has.

    Afterwards `transformers.WhisperProcessor.from_pretrained(folder)` works without a network, and so does
    conversion to CTranslate2 once the folder holds a model. Files: tokenizer.json, tokenizer_config.json,
    vocab.json, merges.txt, added_tokens.json, special_tokens_map.json, preprocessor_config.json,
    generation_config.json.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    special = special_tokens(size)
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, merges = byte_pairs()
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in timestamp_tokens()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|startoftranscript|> <|notimestamps|> $A <|endoftext|>",
        pair="<|startoftranscript|> <|notimestamps|> $A $B <|endoftext|>",
        special_tokens=[
            ("<|startoftranscript|>", START_OF_TRANSCRIPT),
            ("<|notimestamps|>", END_OF_TEXT + len(special) - 1),
            ("<|endoftext|>", END_OF_TEXT),
        ],
    )
    if tokenizer.get_vocab_size() != size:
        raise ValueError(f"{VOCABULARY.name} gives {tokenizer.get_vocab_size()} tokens, not {size}")
    tokenizer.save(str(folder / "tokenizer.json"))
    pairs = "".join(f"{first} {second}\n" for first, second in merges)
    (folder / "merges.txt").write_text("#version: 0.2\n" + pairs, encoding="utf-8")
    _write(folder / "vocab.json", vocabulary)
    added = [*special, *timestamp_tokens()]
    _write(folder / "added_tokens.json", {token: END_OF_TEXT + index for index, token in enumerate(added)})
    named = dict.fromkeys(("bos_token", "eos_token", "unk_token", "pad_token"), "<|endoftext|>")
    _write(folder / "special_tokens_map.json", {**named, "additional_special_tokens": special[1:]})
    _write(
        folder / "tokenizer_config.json",
        {
            **named,
            "add_prefix_space": False,
            "additional_special_tokens": special[1:],
            "clean_up_tokenization_spaces": False,
            "errors": "replace",
            "model_max_length": 448,
            "processor_class": "WhisperProcessor",
            "return_attention_mask": False,
            "tokenizer_class": "WhisperTokenizer",
        },
    )
    _write(folder / "preprocessor_config.json", feature_extractor(mel_bins))
    _write(folder / "generation_config.json", generation_settings(size, suppressed))


def feature_extractor(mel_bins: int = 80) -> dict[str, Any]:
    """Whisper's log-mel features: 10 ms frames, windows of 30 s."""
    return {
        "chunk_length": 30,
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": mel_bins,
        "hop_length": 160,
        "n_fft": 400,
        "n_samples": 480000,
        "nb_max_frames": 3000,
        "padding_side": "right",
        "padding_value": 0.0,
        "processor_class": "WhisperProcessor",
        "return_attention_mask": False,
        "sampling_rate": 16000,
    }


def generation_settings(size: int = 51865, suppressed: Sequence[int] | None = None) -> dict[str, Any]:
    """Whisper's settings of generation, with the ids of a vocabulary of `size` rows."""
    ids = {token: END_OF_TEXT + index for index, token in enumerate(special_tokens(size))}
    known = languages(size)
    return {
        "begin_suppress_tokens": [220, END_OF_TEXT],
        "bos_token_id": END_OF_TEXT,
        "decoder_start_token_id": START_OF_TRANSCRIPT,
        "eos_token_id": END_OF_TEXT,
        "is_multilingual": True,
        "lang_to_id": {f"<|{language}|>": ids[f"<|{language}|>"] for language in known},
        "max_initial_timestamp_index": 50,
        "max_length": 448,
        "no_timestamps_token_id": ids["<|notimestamps|>"],
        "pad_token_id": END_OF_TEXT,
        "prev_sot_token_id": ids["<|startofprev|>"],
        "return_timestamps": False,
        **({} if suppressed is None else {"suppress_tokens": list(suppressed)}),
        "task_to_id": {"transcribe": ids["<|transcribe|>"], "translate": ids["<|translate|>"]},
    }


def _halves(token: bytes, rank: int, ranks: dict[bytes, int]) -> tuple[bytes, bytes]:
    """The two tokens whose merge, of this rank, makes `token`: byte-pair encoding with lower ranks only."""
    parts = [token[index : index + 1] for index in range(len(token))]
    while len(parts) > 2:
        merged = [ranks.get(parts[index] + parts[index + 1], rank) for index in range(len(parts) - 1)]
        lowest = min(merged)
        if lowest >= rank:
            raise ValueError(f"the vocabulary cannot build token {rank}")
        place = merged.index(lowest)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    return parts[0], parts[1]


def _printable_bytes() -> list[str]:
    """The sign that byte-level BPE writes for each byte: printable Latin-1 as itself, others from U+0100."""
    printable = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), 256)}
    signs: list[str] = []
    moved = 256
    for byte in range(256):
        if byte in printable:
            signs.append(chr(byte))
        else:
            signs.append(chr(moved))
            moved += 1
    return signs


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
