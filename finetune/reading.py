"""Reading windows with the network while it is trained: real decoding, token by token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from finetune.batches import Windows, stacked
from finetune.judging import scores
from finetune.training import Judgement

if TYPE_CHECKING:
    from finetune.features import Mel
    from finetune.network import Network

MOST = 60
"""Windows that are read at most each time: more would tell little more, and take as long as training."""
_EXAMPLES = 3

_SILENT = 0.6
_WRONG = 1.0
_TOKENS_A_SECOND = 14.0


def judge(network: Network, windows: Windows) -> Judgement:
    """The scores of the validation windows as the network reads them now.

    WER and CER together decide: on a few minutes of singing one word more or less is chance, and letters are
    four times as many.
    """
    items = windows.items[:MOST]
    lengths = [item.window.seconds for item in items]
    texts = read(network, [windows.mels(number) for number in range(len(items))], lengths)
    found = scores([item.text for item in items], texts, lengths)
    examples = [
        {"window": item.name, "expected": item.text, "understood": text}
        for item, text in zip(items, texts, strict=True)
        if item.text
    ]
    return Judgement(found.wer + found.cer, found.loops, {**found.plain(), "examples": examples[:_EXAMPLES]})


@torch.no_grad()
def surprise(network: Network, windows: Windows, batch: int = 8) -> float:
    """The mean loss over all that is sung in `windows`, nothing in them changed; of a token at most one nat.

    What is misread is wrong, however sure the model was of something else: uncut, a few such tokens that a
    taught model is less wrong about outweigh all that it has begun to misread.
    """
    network.module.eval()
    try:
        total, said = 0.0, 0
        for first in range(0, len(windows.items), batch):
            numbers = range(first, min(first + batch, len(windows.items)))
            examples = [(windows.mels(n), network.labels.label(windows.items[n])) for n in numbers]
            asked = stacked(examples, network.labels.end)
            total += float(network.losses(asked).clamp(max=_WRONG).sum())
            said += asked.said
        return total / max(1, said)
    finally:
        network.module.train()


@torch.no_grad()
def read(network: Network, mels: Sequence[Mel], seconds: Sequence[float], batch: int = 8) -> list[str]:
    """The text of windows, greedily; empty where the model says that nobody sings."""
    network.module.eval()
    try:
        found: list[str] = []
        for first in range(0, len(mels), batch):
            found += _read(network, mels[first : first + batch], seconds[first : first + batch])
        return found
    finally:
        network.module.train()


def _read(network: Network, mels: Sequence[Mel], seconds: Sequence[float]) -> list[str]:
    whisper, labels = network.plain, network.labels
    prompt = labels.prompt()
    sound = network.heard(torch.from_numpy(np.stack(mels)))
    with network.autocast():
        heard = whisper.model.encoder(sound).last_hidden_state
        ids = torch.tensor([prompt] * len(mels), device=network.device)
        cache: Any = None
        fed = ids
        written: list[list[int]] = [[] for _ in mels]
        ended = [False] * len(mels)
        silence = [0.0] * len(mels)
        limit = min(440, 24 + round(_TOKENS_A_SECOND * max(seconds)))
        for step in range(limit):
            output = whisper.model.decoder(
                input_ids=fed, encoder_hidden_states=heard, past_key_values=cache, use_cache=True
            )
            cache = output.past_key_values
            if step == 0:
                place = prompt.index(labels.start)
                chances = whisper.proj_out(output.last_hidden_state[:, place]).float().softmax(-1)
                silence = chances[:, labels.no_speech].tolist()
            logits = whisper.proj_out(output.last_hidden_state[:, -1]).float()
            # Text alone: no control tokens and no times; the recogniser is asked in the same way.
            logits[:, labels.end + 1 :] = -torch.inf
            if step == 0:
                logits[:, labels.end] = -torch.inf
            chosen = logits.argmax(-1)
            for row, token in enumerate(chosen.tolist()):
                ended[row] = ended[row] or token == labels.end
                if not ended[row]:
                    written[row].append(token)
            if all(ended):
                break
            fed = chosen[:, None]
    return [
        "" if chance > _SILENT else labels.read(tokens)
        for tokens, chance in zip(written, silence, strict=True)
    ]
