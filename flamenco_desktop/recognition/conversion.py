"""Hugging Face's Whisper folders as CTranslate2 models, in a cache that can be thrown away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models import places
from flamenco_desktop.models.folders import Form, fingerprint
from flamenco_desktop.models.store import Model
from flamenco_desktop.models.transfer import disk_error
from flamenco_desktop.recognition import offline

_COPIED = ("tokenizer.json", "preprocessor_config.json", "generation_config.json")


def converted(model: Model) -> Path:
    """The folder of `model` for CTranslate2, converted on first use.

    Raises ModelBrokenError where CTranslate2 cannot take it, DiskFullError and WriteFailedError where there
    is no room for it.
    """
    if model.form is Form.CTRANSLATE2:
        return model.folder
    target = places.converted_folder() / fingerprint(model.folder)
    if not (target / "model.bin").is_file():
        _convert(model, target)
    return target


def again(model: Model) -> Path:
    """The same, made anew: what lay in the cache was damaged. Raises what `converted` does."""
    shutil.rmtree(places.converted_folder() / fingerprint(model.folder), ignore_errors=True)
    return converted(model)


def _convert(model: Model, target: Path) -> None:
    offline.prepare()
    from ctranslate2.converters import TransformersConverter

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that the finished folder appears in one step or not at all.
        work = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    except OSError as error:
        raise disk_error(target, error) from error
    try:
        copied = [name for name in _COPIED if (model.folder / name).is_file()]
        # Half as many bytes while it is at it, and no fewer bits in what is kept.
        converter = TransformersConverter(
            str(model.folder), copy_files=copied, load_as_float16=True, low_cpu_mem_usage=True
        )
        converter.convert(str(work), quantization="float16", force=True)
        if not (work / "tokenizer.json").is_file():
            _write_tokenizer(model.folder, work)
        _move(work, target)
    except OSError as error:
        raise disk_error(target, error) from error
    except (ValueError, KeyError, RuntimeError, TypeError) as error:
        raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_tokenizer(source: Path, target: Path) -> None:
    """Older checkpoints have vocab.json and merges.txt; faster-whisper reads tokenizer.json only."""
    from transformers import WhisperTokenizerFast

    WhisperTokenizerFast.from_pretrained(source).backend_tokenizer.save(str(target / "tokenizer.json"))


def _move(work: Path, target: Path) -> None:
    try:
        work.replace(target)
    except OSError:
        # Another process was faster; its result is the same.
        if not (target / "model.bin").is_file():
            raise
