"""Fine-tunes the aligner on lines whose times are known: which letter begins where, frame by frame.

What WhisperX's forced alignment pays for is a letter at its onset, `|` where a word ends, and blanks between.
So each frame is told just that (as in `from_scratch.aligner`), and the errors of onset and offset that count
are those of the program's own alignment, on recordings that no training saw.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.batches import Plan
from finetune.clips import Clip
from finetune.network import Base, Trained
from finetune.spec import TrainingSpec
from finetune.training import Judgement
from flamenco_desktop.errors import MemoryShortError, ModelBrokenError
from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.recognition.careful import ran_out_of_memory
from flamenco_desktop.recognition.spelling import spell

LONGEST = 10.0
"""Seconds of a window: times are a local matter, and short windows need little memory."""
RATE = 16000
BLANK_WEIGHT = 0.35


@dataclass(frozen=True, slots=True)
class Frames:
    """Samples (b, n), and for each frame the shares of letters that begin in it, weighed: (b, frames, v)."""

    samples: torch.Tensor
    targets: torch.Tensor

    @property
    def said(self) -> int:
        """Frames that are asked for."""
        return int((self.targets.sum(-1) > 0).sum())

    def parts(self, size: int) -> list[Frames]:
        """The batch in parts of at most `size` windows."""
        return [
            Frames(self.samples[n : n + size], self.targets[n : n + size])
            for n in range(0, len(self.samples), size)
        ]


class CtcNetwork(Trained):
    """A CTC aligner in training. Raises ModelBrokenError, MemoryShortError."""

    def __init__(self, spec: TrainingSpec, found: Base, seconds: float) -> None:
        from transformers import AutoModelForCTC

        super().__init__(spec, found)
        folder = found.model.folder
        try:
            model = AutoModelForCTC.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
            )
            self.alphabet: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        except Exception as error:
            # The libraries raise whatever their parsers do on a damaged file.
            if ran_out_of_memory(error):
                raise MemoryShortError(model=found.model.name) from error
            raise ModelBrokenError(model=found.model.name, reason=str(error).splitlines()[0]) from error
        self.blank = self.alphabet.get("<pad>", self.alphabet.get("[PAD]", 0))
        self.boundary = self.alphabet.get("|")
        self.frame = int(np.prod(model.config.conv_stride))
        model.freeze_feature_encoder()
        self._adopt(model, spec, seconds)

    def loss(self, batch: Frames) -> torch.Tensor:
        """The sum over all frames of the cross entropy with their targets' shares."""
        with self.autocast():
            # The sound as it is, whatever the model's settings say: WhisperX gives it so.
            scores = self.plain(batch.samples.to(self.device)).logits
        targets = batch.targets.to(self.device)[:, : scores.shape[1]]
        loss: torch.Tensor = -(targets * scores.float().log_softmax(-1)[:, : targets.shape[1]]).sum()
        return loss

    def targets(self, clip: Clip, samples: int) -> NDArray[np.float32]:
        """Frame targets (frames, v) of a window of so many samples, weighed; nothing after its end."""
        count = samples // self.frame
        found = np.zeros((count + 2, max(self.alphabet.values()) + 1), np.float32)
        words = [word for part in clip.item.window.parts for word in part.words]
        last = -1.0
        for word in words:
            for letter, onset in self._onsets(word, clip.item.window.start):
                last = min(max(onset / self.frame * RATE, last + 1), count)
                place = max(0, int(last))
                found[place, letter] += place + 1 - last
                found[place + 1, letter] += last - place
        free = np.maximum(0.0, 1.0 - found.sum(axis=1))
        if self.boundary is not None:
            for word in words:
                end = min(max((word.end - clip.item.window.start) * RATE / self.frame, 0.0), count)
                place = int(end)
                for at, share in ((place, place + 1 - end), (place + 1, end - place)):
                    share = min(share, float(free[at]))
                    found[at, self.boundary] += share
                    free[at] -= share
        found[:, self.blank] += np.maximum(0.0, 1.0 - found.sum(axis=1))
        found /= found.sum(axis=1, keepdims=True)
        found[:, self.blank] *= BLANK_WEIGHT
        return found[:count]

    def _onsets(self, word: Word, start: float) -> list[tuple[int, float]]:
        """Letters of a word and their onsets in seconds of the window: as heard, else spread evenly."""
        letters = spell(word.text, self.alphabet).letters
        spelled = [self.alphabet[char] for char in letters if char in self.alphabet]
        if not spelled:
            return []
        heard = [letter.start for letter in word.letters]
        fits = len(heard) == len(spelled) and all(word.start - 0.02 <= at <= word.end + 0.02 for at in heard)
        if not fits:
            heard = np.linspace(word.start, word.end, len(spelled), endpoint=False).tolist()
        return [(letter, at - start) for letter, at in zip(spelled, heard, strict=True)]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the batch of a step: its windows with a little noise, as loud or less."""

    spec: TrainingSpec
    plan: Plan
    network: CtcNetwork
    own: Sequence[Clip]
    practised: Sequence[Clip]

    def __call__(self, step: int) -> Frames:
        """The batch of `step`."""
        own, practised = self.plan.step(step)
        chosen = [self.own[n] for n in own] + [self.practised[n] for n in practised]
        sounds = [clip.audio() for clip in chosen]
        if self.spec.augment:
            sounds = [
                _louder(sound, np.random.default_rng([self.spec.seed, 30, step, place]))
                for place, sound in enumerate(sounds)
            ]
        return framed(self.network, chosen, sounds)


def framed(network: CtcNetwork, clips: Sequence[Clip], sounds: Sequence[NDArray[np.float32]]) -> Frames:
    """A batch, short windows filled up with silence that nobody asks about."""
    longest = max(map(len, sounds))
    samples = np.zeros((len(sounds), longest), np.float32)
    told = [network.targets(clip, len(sound)) for clip, sound in zip(clips, sounds, strict=True)]
    targets = np.zeros((len(sounds), max(map(len, told)), told[0].shape[1]), np.float32)
    for row, (sound, target) in enumerate(zip(sounds, told, strict=True)):
        samples[row, : len(sound)] = sound
        targets[row, : len(target)] = target
    return Frames(torch.from_numpy(samples), torch.from_numpy(targets))


def _louder(sound: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    level = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    noise = rng.standard_normal(len(sound)) * level * 10 ** (-rng.uniform(15, 45) / 20)
    return ((sound + noise) * 10 ** (-rng.uniform(0, 10) / 20)).astype(np.float32)


@torch.no_grad()
def judge(network: CtcNetwork, clips: Sequence[Clip]) -> Judgement:
    """The mean loss of a frame on windows that are not trained on."""
    network.module.eval()
    try:
        total = said = 0.0
        for clip in clips:
            batch = framed(network, [clip], [clip.audio()])
            total += float(network.loss(batch))
            said += batch.said
    finally:
        network.module.train()
    error = total / max(1.0, said)
    return Judgement(error, 0.0, {"loss": round(error, 5)})


def times(
    model_folder: Path, clips: Sequence[Clip], told: Callable[[float], None] = lambda fraction: None
) -> list[tuple[float, float]]:
    """Errors (onset, offset) in seconds, without sign, of each word as the program aligns its line."""
    from flamenco_desktop.models import store
    from flamenco_desktop.recognition import ends, singing
    from flamenco_desktop.recognition.aligner import Aligner
    from flamenco_desktop.recognition.devices import choose
    from flamenco_desktop.recognition.singing import Span

    aligner = Aligner(store.aligner(str(model_folder)), choose("cpu"))
    found: list[tuple[float, float]] = []
    for number, clip in enumerate(clips):
        samples = clip.audio()
        activity = singing.listen(samples)
        window = clip.item.window
        for part in window.parts:
            if not part.exact:
                continue
            low = max(0.0, part.words[0].start - window.start - 0.4)
            high = min(window.seconds, part.words[-1].end - window.start + 0.8)
            words = aligner.align(samples, Span(low, high), [word.text for word in part.words])
            words = ends.refine(words, activity, high)
            found += [
                (
                    abs(one.start + window.start - true.start),
                    abs(one.end + window.start - true.end),
                )
                for one, true in zip(words, part.words, strict=True)
            ]
        told((number + 1) / len(clips))
    return found


def save(model: Any, base: Base, folder: Path) -> None:
    """The aligner as a folder that WhisperX loads: the base's own with the new weights in its precision."""
    from finetune import publishing

    publishing.save(model, base.model, folder)
    for name in ("vocab.json", "special_tokens_map.json", "tokenizer_config.json"):
        if (base.model.folder / name).is_file():
            shutil.copyfile(base.model.folder / name, folder / name)
