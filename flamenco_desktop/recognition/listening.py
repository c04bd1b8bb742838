"""A recogniser's words for windows of sound, and what is not believed of them.

What looks invented is asked for again at other temperatures, without a prompt, and a loop first with silence
after it; what stays invented is dropped, and the window remembers that it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.recognition import plausible
from flamenco_desktop.recognition.decoding import filled
from flamenco_desktop.recognition.plausible import Evidence
from flamenco_desktop.recognition.recogniser import Recogniser, Segment
from flamenco_desktop.recognition.singing import Span

AGAIN = (0.5, 0.9)

Witness = Callable[[Span], Evidence]
"""What is known of a stretch of the window, in seconds from its beginning."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is believed of a window; `dropped` says why something else was not, empty where nothing was."""

    segments: tuple[Segment, ...]
    dropped: tuple[str, ...] = ()


def listen(
    recogniser: Recogniser,
    windows: Sequence[NDArray[np.float32]],
    witnesses: Sequence[Witness],
    language: str,
    prompt: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Heard, ...]:
    """What is sung in each of `windows`, samples (n,) at 16 kHz; nothing once it is `cancelled`."""
    found = recogniser.recognise_many(windows, language, prompt)
    result: list[Heard] = []
    for samples, segments, witness in zip(windows, found, witnesses, strict=True):
        heard = _judged(segments, witness, len(samples) / 16000, prompt)
        tried = [(samples, temperature) for temperature in AGAIN]
        if "loop" in heard.dropped:
            # A model that is given little more than a phrase may not find its end, and go on.
            tried.insert(0, (filled(samples), 0.0))
        for sound, temperature in tried:
            if not heard.dropped or cancelled() or _hopeless(heard):
                break
            again = recogniser.recognise(sound, language, "", (temperature,))
            other = _judged(again, witness, len(samples) / 16000, "")
            if not other.dropped and other.segments:
                heard = other
        result.append(heard)
    return tuple(result)


def _hopeless(heard: Heard) -> bool:
    """Whether chance would not help: nobody sings there."""
    return set(heard.dropped) <= {"no voice", "silence", "unheard", "no words"}


def _judged(segments: Sequence[Segment], witness: Witness, length: float, prompt: str) -> Heard:
    kept: list[Segment] = []
    dropped: list[str] = []
    for segment in segments:
        span = Span(segment.start or 0.0, length if segment.end is None else segment.end)
        known = replace(witness(span), silence=segment.silence, score=segment.score, prompt=prompt)
        reason = plausible.invented(segment.text, known)
        if reason:
            dropped.append(reason)
        else:
            kept.append(segment)
    # A loop may have been cut into segments that each look well.
    together = " ".join(segment.text for segment in kept)
    if len(kept) > 1:
        reason = plausible.invented(together, replace(witness(Span(0.0, length)), prompt=prompt))
        if reason == "loop":
            return Heard((), (*dropped, reason))
    return Heard(tuple(kept), tuple(dropped))
