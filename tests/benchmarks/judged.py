"""What was told of a recording against what is sung in it: figures for `recognition`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from finetune.from_scratch.scores import SUSTAINED_S, reading
from finetune.from_scratch.verses import normalise
from finetune.from_scratch.voice import TimedWord
from tests.benchmarks.plain import Told
from tests.truth import matched


@dataclass
class Judged:
    """Everything about some recordings, gathered one by one. Errors in seconds, found less true."""

    sung: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    told: int = 0
    timed: int = 0
    onsets: list[float] = field(default_factory=list)
    offsets: list[float] = field(default_factory=list)
    melismas: list[float] = field(default_factory=list)
    seconds_sung: float = 0.0
    seconds_found: float = 0.0

    def add(self, true: Sequence[TimedWord], found: Sequence[Told], marks: Iterable[Told] = ()) -> None:
        """A recording; `marks` are stretches that are told to be sung, without words."""
        self.sung.append(" ".join(word.text for word in true))
        self.read.append(" ".join(word.text for word in found))
        self.told += len(found)
        self.timed += sum(word.start is not None for word in found)
        texts = [normalise(word.text) or "-" for word in found]
        for of, at in matched([word.text for word in true], texts) if texts else []:
            start, end = found[at].start, found[at].end
            if start is None or end is None:
                continue
            self.onsets.append(start - true[of].start)
            held = max(letter.end - letter.start for letter in true[of].letters) >= SUSTAINED_S
            (self.melismas if held else self.offsets).append(end - true[of].end)
        sung = _mask([(word.start, word.end) for word in true])
        heard = _mask(
            [(w.start, w.end) for w in (*found, *marks) if w.start is not None and w.end is not None],
            len(sung),
        )
        self.seconds_sung += float(sung.sum()) / _RATE
        self.seconds_found += float((sung & heard[: len(sung)]).sum()) / _RATE

    def figures(self) -> dict[str, float]:
        """By name; times in milliseconds, shares in percent."""
        onsets = np.abs(np.array(self.onsets or [np.nan]))
        offsets, held = (
            np.abs(np.array(self.offsets or [np.nan])),
            np.abs(np.array(self.melismas or [np.nan])),
        )
        read = reading(self.sung, self.read)
        return {
            "WER, %": 100 * read.wer,
            "CER, %": 100 * read.cer,
            "words lost (told, but without a time)": float(self.told - self.timed),
            "coverage: told words with times, %": 100 * self.timed / max(1, self.told),
            "words compared (read rightly)": float(len(self.onsets)),
            "onset error, median, ms": 1000 * float(np.median(onsets)),
            "onset error, mean, ms": 1000 * float(np.mean(onsets)),
            "onsets within 50 ms, %": 100 * float(np.mean(onsets <= 0.05)),
            "onsets within 100 ms, %": 100 * float(np.mean(onsets <= 0.1)),
            "onsets within 300 ms, %": 100 * float(np.mean(onsets <= 0.3)),
            "more than 1 s off, %": 100 * float(np.mean(onsets > 1.0)),
            "offset error, median, ms": 1000 * float(np.median(offsets)),
            "offset error on melismas, median, ms": 1000 * float(np.median(held)),
            "offset error on melismas, mean, ms": 1000 * float(np.mean(held)),
            "sung time found, %": 100 * self.seconds_found / max(1e-9, self.seconds_sung),
        }


_RATE = 100


def _mask(spans: Sequence[tuple[float, float]], length: int = 0) -> np.ndarray:
    """Which hundredths of a second lie in one of the spans."""
    last = max([length, *(round(end * _RATE) for _, end in spans)], default=0)
    inside = np.zeros(last, np.bool_)
    for start, end in spans:
        inside[round(start * _RATE) : round(end * _RATE)] = True
    return inside
