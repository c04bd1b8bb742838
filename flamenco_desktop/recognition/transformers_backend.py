"""Whisper by transformers: for Apple GPUs, and for checkpoints that CTranslate2 cannot take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models.folders import Form
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import offline
from flamenco_desktop.recognition.careful import ran_out_of_memory
from flamenco_desktop.recognition.decoding import (
    BEAM,
    LATEST_BEGINNING,
    LONGEST,
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

# Vocabularies below this are English only; the count is that of CTranslate2.
_MULTILINGUAL = 51865
_PLACES_A_SECOND = 50


class TransformersRecogniser(Recogniser):
    """See `recogniser.Recogniser`. Raises ModelBrokenError where transformers cannot load the model."""

    def __init__(self, model: Model, device: Device) -> None:
        if model.form is not Form.TRANSFORMERS:
            raise ModelBrokenError(
                model=model.name, reason=f"a CTranslate2 model cannot run on {device.kind}"
            )
        offline.prepare()
        import torch
        from transformers import GenerationConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

        self._torch: Any = torch
        self._device = device.kind
        try:
            self._features: Any = WhisperFeatureExtractor.from_pretrained(model.folder, local_files_only=True)
            self._tokenizer = _tokenizer(model)
            self._whisper: Any = WhisperForConditionalGeneration.from_pretrained(
                model.folder,
                local_files_only=True,
                use_safetensors=True,
                dtype=torch.float16 if device.half else torch.float32,
                attn_implementation="sdpa",
            )
        except Exception as error:
            # The libraries raise whatever their parsers do on a damaged file.
            if ran_out_of_memory(error):
                raise
            raise ModelBrokenError(model=model.name, reason=_first_line(error)) from error
        # The checkpoint's own settings would be mixed into those given with each window.
        self._whisper.generation_config = GenerationConfig()
        self._whisper.to(device.kind).eval()
        self._places = self._whisper.model.encoder.embed_positions.weight.detach()
        self._window = model.window
        self._name = model.name
        self._timestamps = model.timestamps
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
            self._tokenizer,
            self._name,
            language,
            multilingual=self._whisper.config.vocab_size >= _MULTILINGUAL,
        )
        seconds = hearing(max(len(window) for window in windows) / RATE, self._window)
        hear(self._whisper, self._places, seconds)
        sound = self._features(
            [filled(window, seconds) for window in windows],
            sampling_rate=RATE,
            return_tensors="pt",
            max_length=round(seconds * RATE),
        ).input_features.to(self._device, self._whisper.dtype)
        attempts: list[Attempt | None] = [None] * len(windows)
        with self._torch.inference_mode():
            heard = self._whisper.model.encoder(sound).last_hidden_state
            for temperature in temperatures:
                places = to_try_again(vocabulary, attempts)
                if not places:
                    break
                asked = [windows[place] for place in places]
                found = self._generate(vocabulary, heard[places], asked, prompt, temperature)
                for place, attempt in zip(places, found, strict=True):
                    attempts[place] = better(vocabulary, attempts[place], attempt)
        return tuple(
            vocabulary.segments(attempt, len(window) / RATE, timestamps=self._timestamps) if attempt else ()
            for window, attempt in zip(windows, attempts, strict=True)
        )

    def _generate(
        self, vocabulary: Vocabulary, heard: Any, windows: Sequence[Samples], prompt: str, temperature: float
    ) -> list[Attempt]:
        """As CTranslate2 does it: the same prompt, the same suppressed tokens, the same rules of time.

        Whisper's own `generate` of transformers wants settings that older and fine-tuned checkpoints lack.
        """
        from transformers import GenerationMixin
        from transformers.modeling_outputs import BaseModelOutput

        before = vocabulary.prompt(prompt, timestamps=self._timestamps)
        given = self._torch.tensor([before] * len(windows), device=self._device)
        encoded = BaseModelOutput(last_hidden_state=heard)
        silence = self._silence(vocabulary, encoded, given)
        room = max(most_tokens(len(window)) for window in windows)
        how: dict[str, Any] = (
            {"num_beams": BEAM, "num_return_sequences": BEAM, "do_sample": False}
            if temperature == 0.0
            else {"num_beams": 1, "do_sample": True, "temperature": temperature, "top_k": 0}
        )
        result = GenerationMixin.generate(
            self._whisper,
            encoder_outputs=encoded,
            attention_mask=self._torch.ones(heard.shape[:2], dtype=self._torch.long, device=self._device),
            decoder_input_ids=given,
            generation_config=self._settings(vocabulary, len(before), room, how),
            logits_processor=self._rules(vocabulary, len(before)),
        )
        each = how.get("num_return_sequences", 1)
        attempts = []
        for index, row in enumerate(result.sequences.tolist()):
            tokens = row[len(before) :]
            tokens = tokens[: tokens.index(vocabulary.end)] if vocabulary.end in tokens else tokens
            score = self._score(result, index, len(tokens))
            attempts.append(Attempt(tuple(tokens), score, silence[index // each], temperature))
        return [
            likeliest(vocabulary, attempts[first : first + each]) for first in range(0, len(attempts), each)
        ]

    def _settings(self, vocabulary: Vocabulary, before: int, room: int, how: dict[str, Any]) -> Any:
        from transformers import GenerationConfig

        return GenerationConfig(
            max_length=min(LONGEST, before + room),
            eos_token_id=vocabulary.end,
            pad_token_id=vocabulary.end,
            bos_token_id=vocabulary.end,
            decoder_start_token_id=vocabulary.start,
            return_dict_in_generate=True,
            output_scores=True,
            **how,
        )

    def _rules(self, vocabulary: Vocabulary, before: int) -> Any:
        from transformers import (
            LogitsProcessorList,
            SuppressTokensAtBeginLogitsProcessor,
            SuppressTokensLogitsProcessor,
        )
        from transformers.generation.logits_process import WhisperTimeStampLogitsProcessor

        rules = LogitsProcessorList(
            [
                SuppressTokensLogitsProcessor(vocabulary.suppressed, device=self._device),
                SuppressTokensAtBeginLogitsProcessor(vocabulary.blank, before, device=self._device),
            ]
        )
        if self._timestamps:
            from transformers import GenerationConfig

            times = GenerationConfig(
                no_timestamps_token_id=vocabulary.no_timestamps,
                eos_token_id=vocabulary.end,
                bos_token_id=vocabulary.end,
                max_initial_timestamp_index=LATEST_BEGINNING,
            )
            rules.append(WhisperTimeStampLogitsProcessor(times, begin_index=before))
        return rules

    def _silence(self, vocabulary: Vocabulary, encoded: Any, given: Any) -> list[float | None]:
        """Whisper's probability that nobody speaks, at the place where the transcript starts."""
        if vocabulary.no_speech is None:
            return [None] * len(given)
        place = given[0].tolist().index(vocabulary.start)
        logits = self._whisper(encoder_outputs=encoded, decoder_input_ids=given[:, : place + 1]).logits[:, -1]
        chances = self._torch.softmax(logits.float(), dim=-1)[:, vocabulary.no_speech]
        return [float(chance) for chance in chances]

    def _score(self, result: Any, index: int, tokens: int) -> float:
        """Mean log probability of a token, the end's among them."""
        if getattr(result, "sequences_scores", None) is not None:
            return float(result.sequences_scores[index])
        chosen = result.sequences[index, -len(result.scores) :]
        logs = [
            float(self._torch.log_softmax(scores[index].float(), dim=-1)[token])
            for scores, token in list(zip(result.scores, chosen, strict=True))[: tokens + 1]
        ]
        return float(np.mean(logs)) if logs else 0.0


def hear(whisper: Any, places: Any, seconds: float) -> int:
    """Let a `WhisperForConditionalGeneration` take so many seconds instead of 30; how many frames those are.

    `places` (1500, width) are its encoder's own positions, sines that were never trained.
    """
    from torch.nn import Embedding

    kept = places[: round(seconds * _PLACES_A_SECOND)]
    whisper.model.encoder.embed_positions = Embedding.from_pretrained(kept)  # type: ignore[no-untyped-call]
    whisper.config.max_source_positions = len(kept)
    return 2 * len(kept)


def _tokenizer(model: Model) -> Any:
    """The fast tokenizer; older checkpoints have vocab.json and merges.txt instead."""
    from tokenizers import Tokenizer

    whole = model.folder / "tokenizer.json"
    if whole.is_file():
        return Tokenizer.from_file(str(whole))
    from transformers import WhisperTokenizerFast

    return WhisperTokenizerFast.from_pretrained(model.folder, local_files_only=True).backend_tokenizer


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
