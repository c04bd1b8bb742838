"""What is the same for every Whisper, whichever library computes: prompts, timestamps, when to try again."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.recognition.recogniser import RATE, WINDOW, Samples, Segment
from flamenco_desktop.spelling import Spelling

LONGEST = 448
# No first timestamp later than a second into the window, as in OpenAI's decoder; in steps of 20 ms.
LATEST_BEGINNING = 50
BEAM = 5
# How many ways to end are waited for, as a multiple of the beam. With 1 CTranslate2 ends a beam's search
# before transformers does; measured on the bundled recordings, 2 finds surer words at no cost.
PATIENCE = 2.0
BEST_OF = 5
# How much less likely a reading may be, in nats, for each word less that no dictionary knows. Little: no
# dictionary has all names. Of 60 validation performances 29.3 % of the words are read wrong with 0, 27.0 with
# 1, 26.2 with 2.
_A_WORD = 1.5
_REMEMBERED = 20_000
# Whisper's own: text that packs better than this is a loop, tokens less sure than this are a guess.
_LOOPING = 2.4
_GUESSED = -1.0
_TOKENS_A_SECOND = 14.0
_TICK = 0.02
_ROOM = 1.12
# Of what it hears best. The embedded model was trained on windows of 8, 10 and 30 s, and hears 12 best.
_LEAST = 2 / 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """A window's tokens at one temperature, as the library gave them."""

    tokens: tuple[int, ...]
    score: float
    silence: float | None
    temperature: float


class Vocabulary:
    """A Whisper's tokens for one language. `tokenizer` is a `tokenizers.Tokenizer`.

    Raises ModelBrokenError where the model does not know the language.
    """

    def __init__(self, tokenizer: Any, name: str, language: str, *, multilingual: bool) -> None:
        from faster_whisper.tokenizer import Tokenizer

        try:
            self._tokens = Tokenizer(tokenizer, multilingual, task="transcribe", language=language)
        except ValueError as error:
            raise ModelBrokenError(model=name, reason=f"no Whisper knows the language {language}") from error
        if None in self._tokens.sot_sequence:
            raise ModelBrokenError(model=name, reason=f"it does not know the language {language}")
        self._language = language

    def prompt(self, told: str, *, timestamps: bool) -> list[int]:
        """The tokens before the text: what was `told` (its end, where it is long), language, task."""
        tokens = self._tokens
        before = tokens.encode(" " + " ".join(told.split()))[-(LONGEST // 2 - 1) :] if told.strip() else []
        prompt = [tokens.sot_prev, *before] if before else []
        prompt += tokens.sot_sequence
        return prompt if timestamps else [*prompt, tokens.no_timestamps]

    @property
    def start(self) -> int:
        """The token at whose place Whisper tells whether anybody speaks."""
        return int(self._tokens.sot)

    @property
    def end(self) -> int:
        """The token after the text."""
        return int(self._tokens.eot)

    @property
    def no_speech(self) -> int | None:
        """The token for "nobody speaks"; older vocabularies call it otherwise, some have none."""
        found = self._tokens.no_speech
        return None if found is None else int(found)

    @property
    def no_timestamps(self) -> int:
        """The token for "text alone"; timestamps follow it."""
        return int(self._tokens.no_timestamps)

    @property
    def suppressed(self) -> list[int]:
        """Tokens that are no words: brackets, notes, music signs, and the control tokens."""
        tokens = self._tokens
        control = (tokens.transcribe, tokens.translate, tokens.sot, tokens.sot_prev, tokens.sot_lm)
        found = {*tokens.non_speech_tokens, *(token for token in control if token is not None)}
        return sorted(found | ({self.no_speech} if self.no_speech is not None else set()))

    @property
    def blank(self) -> list[int]:
        """Tokens with which no text begins."""
        return [*self._tokens.encode(" "), self.end]

    def text(self, tokens: Sequence[int]) -> str:
        """The words of `tokens`, one space between them."""
        return " ".join(str(self._tokens.decode(list(tokens))).split())

    def unknown(self, tokens: Sequence[int]) -> int:
        """How many words of `tokens` no dictionary of the language knows; 0 where there is none."""
        known = _dictionary(self._language)
        return sum(not known(word) for word in self.text(tokens).split())

    def segments(self, attempt: Attempt, length: float, *, timestamps: bool) -> tuple[Segment, ...]:
        """The attempt's text; parted by its times where it has some. `length` in seconds of the window."""
        whole = Segment("", score=attempt.score, silence=attempt.silence, temperature=attempt.temperature)
        if not timestamps:
            text = self.text(attempt.tokens)
            return (replace(whole, text=text),) if text else ()
        found: list[Segment] = []
        start, words = 0.0, list[int]()
        for token in [*attempt.tokens, None]:
            if token is not None and token <= self.no_timestamps:
                words.append(token)
                continue
            now = length if token is None else min(length, (token - self.no_timestamps - 1) * _TICK)
            text = self.text(words)
            if text:
                timed = now > start
                found.append(
                    replace(whole, text=text, start=start if timed else None, end=now if timed else None)
                )
            start, words = now, []
        return tuple(found)


@cache
def _dictionary(language: str) -> Callable[[str], bool]:
    """Whether a word is in the dictionary of `language`, without what a listener has added to it."""
    return lru_cache(_REMEMBERED)(Spelling(language, Path(os.devnull)).known)


def likeliest(vocabulary: Vocabulary, attempts: Sequence[Attempt]) -> Attempt:
    """Of the readings that a search has found for a window, the surest first, the one to believe.

    A model that spells invents words ("me los ecomo" for "me lo sé como"): of readings about as likely the
    one is taken that is made of words.
    """
    tokens = len(attempts[0].tokens) + 1
    return max(attempts, key=lambda one: one.score * tokens - _A_WORD * vocabulary.unknown(one.tokens))


def hearing(longest: float, best: float) -> float:
    """How many seconds an encoder is given for windows of at most `longest`, if it hears `best` seconds best.

    30, as Whisper was trained; but a model of short windows would spend most of its time on silence: with all
    30 s the embedded one takes three times as long, for one word in eighty more that is read rightly. What is
    longer than the window is silence, and room for a window that is played slower in fine-tuning. It is never
    much shorter than what it hears best. A whole number of the encoder's places.
    """
    if best >= WINDOW:
        return WINDOW
    return min(WINDOW, round(_ROOM * max(_LEAST * best, longest) / _TICK) * _TICK)


def filled(samples: Samples, seconds: float = WINDOW) -> Samples:
    """A window of exactly so many seconds.

    Filled up as samples: features filled up with zeros are no silence but a level of sound, and Whisper was
    trained on windows filled up as samples.
    """
    whole = np.zeros(round(seconds * RATE), np.float32)
    whole[: len(samples)] = samples[: len(whole)]
    return whole


def most_tokens(samples: int) -> int:
    """How many tokens can be sung in so many samples: more is a loop, and costs seconds."""
    return min(LONGEST // 2, 24 + round(_TOKENS_A_SECOND * samples / RATE))


def to_try_again(vocabulary: Vocabulary, attempts: Sequence[Attempt | None]) -> list[int]:
    """The places of windows without an attempt, or whose text is a loop or a guess."""
    return [
        index
        for index, attempt in enumerate(attempts)
        if attempt is None or attempt.score < _GUESSED or _loops(vocabulary.text(attempt.tokens))
    ]


def better(vocabulary: Vocabulary, old: Attempt | None, new: Attempt) -> Attempt:
    """Which of two attempts at a window to keep: one without a loop, then the surer one."""
    if old is None:
        return new
    rank = {attempt: (not _loops(vocabulary.text(attempt.tokens)), attempt.score) for attempt in (old, new)}
    return max(old, new, key=lambda attempt: rank[attempt])


def _loops(text: str) -> bool:
    encoded = text.encode()
    return bool(encoded) and len(encoded) / len(zlib.compress(encoded)) > _LOOPING
