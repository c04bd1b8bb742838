"""The Whisper that is trained: its base, the weights that change, and how it is put together again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from finetune.batches import Batch
from finetune.faults import LicenceError
from finetune.labels import IGNORED, Labels, used_tokens
from finetune.spec import TrainingSpec
from flamenco_desktop.errors import MemoryShortError, ModelBrokenError
from flamenco_desktop.models import store
from flamenco_desktop.models.folders import Form, fingerprint
from flamenco_desktop.models.store import LONGEST_WINDOW, Model
from flamenco_desktop.recognition.careful import ran_out_of_memory
from flamenco_desktop.recognition.decoding import hearing
from flamenco_desktop.recognition.transformers_backend import hear

TARGETS = ["q_proj", "k_proj", "v_proj", "out_proj"]
FAITHFUL = 3.0
"""How much what the base says of practised windows counts beside their words; ten did not forget less."""


@dataclass(frozen=True, slots=True)
class Base:
    """A model to begin with; `licence` as its folder or the catalogue tells it."""

    model: Model
    licence: str
    fingerprint: str


def base(spec: TrainingSpec) -> Base:
    """The base that `spec` names. Raises ModelMissingError, ModelBrokenError, LicenceError."""
    find = store.recogniser if spec.kind == "recogniser" else store.aligner
    model = find(spec.base)
    if model.form is not Form.TRANSFORMERS:
        raise ModelBrokenError(
            model=model.name, reason="a converted model cannot be trained: name the one it was made from"
        )
    licence = model.licence or _licence_of(model.folder)
    # "No derivatives" is the one licence that forbids it, whoever reads the result.
    if re.search(r"(?<![a-z])nd(?![a-z])|no.?deriv", licence.lower()):
        raise LicenceError(model=model.name, licence=licence)
    return Base(model, licence, fingerprint(model.folder))


def _licence_of(folder: Path) -> str:
    """What the model card's head says."""
    try:
        head = (folder / "README.md").read_text(encoding="utf-8", errors="replace").split("---")[1]
    except (OSError, IndexError):
        return ""
    found = re.search(r"^license:\s*(\S.*)$", head, re.MULTILINE)
    return found[1].strip(" \"'") if found else ""


def need_memory(found: Base, spec: TrainingSpec) -> None:
    """Raises MemoryShortError where not even the weights in float32 would fit into what is free.

    A system that is short of memory kills a process without a word, so this has to be asked before.
    """
    import psutil

    try:
        told = json.loads((found.model.folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    half = (told.get("dtype") or told.get("torch_dtype")) in ("float16", "bfloat16")
    weights = found.model.size * (2 if half else 1)
    # With all weights there are gradients, AdamW's two moments and the base besides.
    whole = spec.method_for(weights // 4) == "all"
    if weights * (5 if whole else 1) > psutil.virtual_memory().available:
        raise MemoryShortError(model=found.model.name)


def memory_free(device: str) -> int:
    """Bytes that this process may have in all on `device`: what it has, and what nobody has."""
    import psutil

    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0]) + int(torch.cuda.memory_reserved())
    return int(psutil.virtual_memory().available) + int(psutil.Process().memory_info().rss)


def device_of(name: str) -> str:
    """cuda, mps or cpu. Raises DeviceMissingError."""
    from flamenco_desktop.recognition import devices

    return devices.choose(name).kind


def precision_of(spec: TrainingSpec, device: str) -> torch.dtype | None:
    """What products are computed in beside float32 weights; None: float32 too.

    On CUDA bfloat16, which needs no scaling of the loss; on a CPU too where the processor multiplies tiles of
    it (AMX), but not for an aligner, whose grouped convolution comes out wrong there. Apple's GPUs compute
    float16 quickly, but its gradients vanish without scaling.
    """
    if spec.precision != "auto":
        return torch.bfloat16 if spec.precision == "bfloat16" else None
    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else None
    if device == "cpu" and spec.kind == "recogniser" and _multiplies_tiles():
        return torch.bfloat16
    return None


def _multiplies_tiles() -> bool:
    """Whether the processor has AMX. PyTorch knows, but has not promised to go on telling."""
    return bool(getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)())


class Trained:
    """A model in training. `module` computes, `trained` are the weights of it that change."""

    module: Any
    trained: dict[str, nn.Parameter]
    parameters: int
    rank: int

    def __init__(self, spec: TrainingSpec, found: Base) -> None:
        self.base = found
        self.device = device_of(spec.device)
        self.precision = precision_of(spec, self.device)
        if self.device == "cpu":
            need_memory(found, spec)
        torch.manual_seed(spec.seed)

    def _adopt(self, model: Any, spec: TrainingSpec, seconds: float) -> None:
        """Choose what changes of `model`, by the spec and how many seconds there are to learn from."""
        self.parameters = sum(weight.numel() for weight in model.parameters())
        self.rank = spec.rank_for(seconds) if spec.method_for(self.parameters) == "lora" else 0
        if self.rank:
            from peft import LoraConfig, get_peft_model

            settings = LoraConfig(
                r=self.rank, lora_alpha=2 * self.rank, lora_dropout=0.0, target_modules=TARGETS
            )
            model = get_peft_model(model, settings)
        self.module = model
        try:
            model.to(self.device)
        except Exception as error:
            if ran_out_of_memory(error):
                raise MemoryShortError(model=self.base.model.name) from error
            raise
        self.trained = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}

    @property
    def plain(self) -> Any:
        """The model itself, with or without the small matrices in it."""
        return self.module.get_base_model() if self.rank else self.module

    @property
    def checkpointing(self) -> bool:
        """Whether each layer is computed again on the way back instead of being kept."""
        return bool(self.plain.is_gradient_checkpointing)

    def checkpoint(self) -> None:
        """Compute each layer again on the way back: slower, in less memory."""
        self.plain.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})

    def weights(self) -> dict[str, torch.Tensor]:
        """A copy of the weights that change, on the CPU."""
        return {name: weight.detach().cpu().clone() for name, weight in self.trained.items()}

    def load(self, weights: dict[str, torch.Tensor]) -> None:
        """Put weights back. Raises KeyError, RuntimeError where they are another model's."""
        if set(weights) != set(self.trained):
            raise KeyError("other weights than this training's")
        with torch.no_grad():
            for name, weight in self.trained.items():
                weight.copy_(weights[name])

    def merged(self, weights: dict[str, torch.Tensor]) -> Any:
        """The model with `weights` in it and no small matrices beside; this one is used up by it."""
        self.load(weights)
        whole = self.module.merge_and_unload() if self.rank else self.module
        return whole.to("cpu").eval()

    def autocast(self) -> Any:
        """Inside, products are computed in the precision that was chosen."""
        return torch.autocast(
            self.device, dtype=self.precision or torch.bfloat16, enabled=self.precision is not None
        )

    def loss(self, batch: Any) -> torch.Tensor:
        """The sum of losses over all that a batch asks for."""
        raise NotImplementedError


class Network(Trained):
    """A Whisper in training, on `seconds` of windows of which the longest has `longest`."""

    def __init__(
        self, spec: TrainingSpec, found: Base, seconds: float, longest: float = LONGEST_WINDOW
    ) -> None:
        from transformers import WhisperFeatureExtractor

        super().__init__(spec, found)
        whisper = _load(found)
        try:
            self.extractor: Any = WhisperFeatureExtractor.from_pretrained(
                found.model.folder, local_files_only=True
            )
        except Exception as error:
            raise _broken(found, error) from error
        self.tokenizer = tokenizer_of(found.model)
        rows = whisper.get_input_embeddings().weight.detach().numpy()
        self.labels = Labels(
            self.tokenizer, spec.language, timestamps=found.model.timestamps, prompted=found.model.prompted,
            used=used_tokens(rows),
        )  # fmt: skip
        whisper.config.use_cache = False
        self._places = whisper.model.encoder.embed_positions.weight.detach()
        # As much as the program gives to its longest windows.
        self._seconds = hearing(max(longest, found.model.window), found.model.window)
        self._frames = hear(whisper, self._places, self._seconds)
        self._untaught: Any = None
        self._adopt(whisper, spec, seconds)

    def heard(self, mels: torch.Tensor) -> torch.Tensor:
        """As much of log-mels (b, bins, 3000) as the encoder takes, on the device."""
        return mels[..., : self._frames].to(self.device)

    def blended(self, weights: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
        """Weights `share` of the way from the base to `weights`. Raises as loading does."""
        if self.rank:
            # What LoRA adds is a product, of which one factor is scaled.
            return {name: one * share if ".lora_B." in name else one for name, one in weights.items()}
        base = dict(_load(self.base).named_parameters())
        return {name: torch.lerp(base[name].detach(), one, share) for name, one in weights.items()}

    def merged(self, weights: dict[str, torch.Tensor]) -> Any:
        """As `Trained.merged`; it takes 30 s again."""
        whole = super().merged(weights)
        hear(whole, self._places, LONGEST_WINDOW)
        return whole

    def loss(self, batch: Batch) -> torch.Tensor:
        """The sum of cross entropies over all targets; and, `FAITHFUL` times, of the Kullback-Leibler
        divergences from what the base says over those of practised windows.

        Words alone hold little of what was known: practised windows are few and soon learnt by heart. After
        Li and Hoiem, Learning without forgetting (2016).
        """
        logits = self._logits(self.plain, batch)
        total = self._losses(logits, batch).sum()
        own = len(batch.mels) - batch.practised
        practised = Batch(batch.mels[own:], batch.inputs[own:], batch.targets[own:])
        if not practised.said:
            return total
        with torch.no_grad():
            known = self._known(practised).log_softmax(-1)
        told = logits[-practised.said :].log_softmax(-1)
        strayed = nn.functional.kl_div(told, known, reduction="sum", log_target=True)
        return total + FAITHFUL * strayed

    def losses(self, batch: Batch) -> torch.Tensor:
        """The cross entropy (n,) of each of the n targets, in nats."""
        return self._losses(self._logits(self.plain, batch), batch)

    def _losses(self, logits: torch.Tensor, batch: Batch) -> torch.Tensor:
        targets = batch.targets.to(self.device)
        return nn.functional.cross_entropy(logits, targets[targets != IGNORED], reduction="none")

    def _logits(self, whisper: Any, batch: Batch) -> torch.Tensor:
        """What `whisper` says (n, vocabulary) of the n targets of `batch`, window by window."""
        with self.autocast():
            states = whisper.model(
                input_features=self.heard(batch.mels), decoder_input_ids=batch.inputs.to(self.device)
            ).last_hidden_state
            # Only where something is to be said: the vocabulary is wide, and most of a batch is padding.
            said: torch.Tensor = whisper.proj_out(states[(batch.targets != IGNORED).to(self.device)])
        return said.float()

    def _known(self, batch: Batch) -> torch.Tensor:
        """What the base says."""
        if self.rank:
            with self.module.disable_adapter():
                return self._logits(self.plain, batch)
        if self._untaught is None:
            self._untaught = _load(self.base).requires_grad_(False).eval()
            hear(self._untaught, self._places, self._seconds)
            self._untaught.to(self.device)
        return self._logits(self._untaught, batch)


def _load(found: Base) -> Any:
    """The base in float32. Raises ModelBrokenError, MemoryShortError."""
    from transformers import WhisperForConditionalGeneration

    try:
        return WhisperForConditionalGeneration.from_pretrained(
            found.model.folder, local_files_only=True, use_safetensors=True, dtype=torch.float32,
            attn_implementation="sdpa",
        )  # fmt: skip
    except Exception as error:
        raise _broken(found, error) from error


def _broken(found: Base, error: Exception) -> MemoryShortError | ModelBrokenError:
    """What is to be said: the libraries raise whatever their parsers do on a damaged file."""
    if ran_out_of_memory(error):
        return MemoryShortError(model=found.model.name)
    return ModelBrokenError(model=found.model.name, reason=_first_line(error))


def tokenizer_of(model: Model) -> Any:
    """The model's fast tokenizer (`tokenizers.Tokenizer`). Raises ModelBrokenError."""
    from tokenizers import Tokenizer

    whole = model.folder / "tokenizer.json"
    try:
        if whole.is_file():
            return Tokenizer.from_file(str(whole))
        from transformers import WhisperTokenizerFast

        return WhisperTokenizerFast.from_pretrained(model.folder, local_files_only=True).backend_tokenizer
    except Exception as error:
        raise ModelBrokenError(model=model.name, reason=_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
