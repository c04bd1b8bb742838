"""Labels as Whisper's tokens: the text before, language and task, times or none, the text, the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.dataset import Item
from finetune.packing import Part
from flamenco_desktop.errors import ModelBrokenError

IGNORED = -100
LONGEST = 448
SLIPS = 0.15
"""The share of the given tokens that are wrong: with none a new singer's WER stayed at 13 %, so at 11 %."""
_TICK = 0.02
_PROMPT = LONGEST // 2 - 1


@dataclass(frozen=True, slots=True)
class Label:
    """Token ids: what the decoder is given (t,) and what it should say next (t,), IGNORED for the prompt."""

    inputs: NDArray[np.int64]
    targets: NDArray[np.int64]


class Labels:
    """Writes labels with the tokens of one Whisper. `tokenizer` is a `tokenizers.Tokenizer`.

    `used`, if given, tells for each token whether the model ever writes it: one that was trained to spell in
    short pieces is taught in those, as the others point nowhere. A model that is not `prompted` is never told
    what was sung before, in its training as in its use. Raises ModelBrokenError where a control token is
    missing.
    """

    def __init__(
        self,
        tokenizer: Any,
        language: str,
        *,
        timestamps: bool,
        prompted: bool = True,
        used: NDArray[np.bool_] | None = None,
    ) -> None:
        self._tokenizer = tokenizer
        self.start = self._id("<|startoftranscript|>")
        self.end = self._id("<|endoftext|>")
        self.language = self._id(f"<|{language}|>")
        self.task = self._id("<|transcribe|>")
        self.previous = self._id("<|startofprev|>")
        self.no_timestamps = self._id("<|notimestamps|>")
        self.no_speech = self._id("<|nospeech|>", "<|nocaptions|>")
        self.timestamps = timestamps
        self._prompted = prompted
        self._spelling = None if used is None or used[: self.end].all() else _Spelling(tokenizer, used)

    def _id(self, *names: str) -> int:
        for name in names:
            found = self._tokenizer.token_to_id(name)
            if found is not None:
                return int(found)
        raise ModelBrokenError(model="", reason=f"its vocabulary lacks {names[0]}")

    def text(self, text: str) -> list[int]:
        """The tokens of ` text` as the model writes it."""
        words = " ".join(text.split())
        if not words:
            return []
        if self._spelling is not None:
            return self._spelling.tokens(" " + words)
        return list(self._tokenizer.encode(" " + words, add_special_tokens=False).ids)

    def read(self, tokens: Iterable[int]) -> str:
        """The words of `tokens`; control tokens and times are left out."""
        written = [token for token in tokens if token < self.end]
        return " ".join(str(self._tokenizer.decode(written)).split())

    def prompt(self, previous: str = "", *, timestamps: bool = False, room: int = _PROMPT) -> list[int]:
        """What stands before the text; of what was sung before the last `room` tokens."""
        most = min(room, _PROMPT)
        before = self.text(previous)[-most:] if previous and most > 0 else []
        told = [self.previous, *before] if before else []
        told += [self.start, self.language, self.task]
        return told if timestamps else [*told, self.no_timestamps]

    def label(
        self,
        item: Item,
        *,
        timestamps: bool = False,
        previous: bool = False,
        pace: float = 1.0,
        slips: np.random.Generator | None = None,
    ) -> Label:
        """The label of a window; times are divided by `pace` where it is played faster or slower.

        Where nobody sings the first thing to say is that, at the place where Whisper tells it. With `slips`
        some of the text that the decoder is given is not what was to be said before: it learns to go on from
        its own mistakes, and to listen, instead of learning the verses by heart.
        """
        timed = timestamps and self.timestamps and bool(item.window.parts)
        text = self._timed(item, pace) if timed else self.text(item.text)
        before = item.previous if previous and self._prompted else ""
        prompt = self.prompt(before, timestamps=timed, room=LONGEST - len(text) - 6)
        whole = [*prompt, *text, self.end]
        inputs = np.array(whole[:-1], np.int64)
        targets = np.array(whole[1:], np.int64)
        if slips is not None and text:
            given = np.flatnonzero(inputs[len(prompt) :] < self.end) + len(prompt)
            wrong = given[slips.random(len(given)) < SLIPS]
            inputs[wrong] = slips.choice(inputs[given], len(wrong))
        targets[: len(prompt) - 1] = IGNORED
        place = prompt.index(self.start)
        targets[place] = self.language if item.text else self.no_speech
        return Label(inputs, targets)

    def count(self, item: Item) -> int:
        """The most tokens that a window's label takes."""
        return (
            len(self.prompt()) + len(self._timed(item, 1.0) if self.timestamps else self.text(item.text)) + 1
        )

    def _timed(self, item: Item, pace: float) -> list[int]:
        found: list[int] = []
        for part in item.window.parts:
            start, end = (self._tick(time - item.window.start, pace) for time in _span(part))
            found += [start, *self.text(part.text), max(end, start)]
        return found

    def _tick(self, seconds: float, pace: float) -> int:
        return self.no_timestamps + 1 + min(1500, max(0, round(seconds / pace / _TICK)))


def _span(part: Part) -> tuple[float, float]:
    return part.words[0].start, part.words[-1].end


class _Spelling:
    """Byte pairs again, with only those merges whose result the model writes."""

    def __init__(self, tokenizer: Any, used: NDArray[np.bool_]) -> None:
        vocabulary: dict[str, int] = tokenizer.get_vocab(with_added_tokens=False)
        self._ranks = {text: rank for text, rank in vocabulary.items() if rank < len(used) and used[rank]}
        self._bytes = _printable_bytes()

    def tokens(self, text: str) -> list[int]:
        """Tokens of `text`; letters that the model cannot write are tried in lower case, then left out."""
        found: list[int] = []
        for word in text.split():
            # A letter of two bytes is one token or nothing for such a model.
            spelled = self._spell(" ") + "".join(filter(None, map(self._letter, word)))
            found += self._merged(spelled)
        return found

    def _spell(self, letter: str) -> str:
        return "".join(self._bytes[byte] for byte in letter.encode())

    def _letter(self, letter: str) -> str:
        for tried in (letter, letter.lower()):
            spelled = self._spell(tried)
            if all(sign in self._ranks for sign in spelled) or spelled in self._ranks:
                return spelled
        return ""

    def _merged(self, spelled: str) -> list[int]:
        parts = self._signs(spelled)
        while len(parts) > 1:
            joined = [
                (self._ranks[one + other], place)
                for place, (one, other) in enumerate(pairwise(parts))
                if one + other in self._ranks
            ]
            if not joined:
                break
            _, place = min(joined)
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
        return [self._ranks[part] for part in parts if part in self._ranks]

    def _signs(self, spelled: str) -> list[str]:
        """Single signs, but letters of several bytes whole where only the whole is a token."""
        found: list[str] = []
        place = 0
        while place < len(spelled):
            for size in (1, 2, 3, 4):
                if spelled[place : place + size] in self._ranks or size == 4:
                    break
            found.append(spelled[place : place + size])
            place += size
        return found


def _printable_bytes() -> list[str]:
    from transformers.models.gpt2.tokenization_gpt2 import bytes_to_unicode

    spelling: dict[int, str] = bytes_to_unicode()
    return [spelling[byte] for byte in range(256)]


def used_tokens(embeddings: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which rows (n, width) a model was trained on: rows that are all alike were put where nothing points."""
    sketch = np.round(embeddings[:, :8].astype(np.float32), 4)
    _, places, counts = np.unique(sketch, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(counts[places.reshape(-1)] < max(100, len(embeddings) // 10))
