"""From a recording to lyrics: decode, find the singing, recognise, align, end the words, break the lines."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop import __version__
from flamenco_desktop.audio import decode
from flamenco_desktop.errors import CancelledError
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance, Word
from flamenco_desktop.lyrics.verse import break_lines
from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, ends, known_text, phrases, plausible, singing
from flamenco_desktop.recognition.aligner import RATE, Aligner
from flamenco_desktop.recognition.placing import in_order
from flamenco_desktop.recognition.recogniser import WINDOW, Recogniser, Segment, open_recogniser
from flamenco_desktop.recognition.singing import Activity, Span
from flamenco_desktop.wire import Options

_NEAR = 2.0
_ROOM = 1.0


class Listener(Protocol):
    """Who waits for the lyrics."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """How far `stage` (loading, decoding, recognising, aligning) is, in [0, 1]."""
        ...

    def lines(self, lines: tuple[Line, ...]) -> None:
        """Lines that are done; they follow those told before."""
        ...

    def cancelled(self) -> bool:
        """Whether nobody waits any more."""
        ...


class Silent:
    """A listener who only wants the result."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """Nothing."""

    def lines(self, lines: tuple[Line, ...]) -> None:
        """Nothing."""

    def cancelled(self) -> bool:
        """Never."""
        return False


class Pipeline:
    """The models that `options` name, loaded when first needed and kept.

    Making one only looks the names up: raises ModelMissingError, ModelBrokenError, DeviceMissingError.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.device = devices.choose(self.options.device)
        self.aligner_model = store.aligner(self.options.aligner)
        self._recogniser_model: store.Model | None = None
        self._tested = False
        self._recogniser: Recogniser | None = None
        self._aligner: Aligner | None = None

    @property
    def recogniser_model(self) -> store.Model:
        """The recogniser's model; looked up when needed, for known words need none."""
        if self._recogniser_model is None:
            self._recogniser_model = store.recogniser(self.options.model)
        return self._recogniser_model

    def load(self, listener: Listener | None = None) -> None:
        """Load both models. Raises ModelMissingError, ModelBrokenError, WriteFailedError, CancelledError."""
        self._load_recogniser(listener or Silent())
        self._load_aligner(listener or Silent())

    def transcribe(
        self,
        path: Path | str,
        listener: Listener | None = None,
        start: float = 0.0,
        end: float | None = None,
    ) -> Lyrics:
        """Lyrics of the recording between `start` and `end` (None: its end), told line by line to `listener`.

        Raises what `decode.load` and `load` raise, and CancelledError.
        """
        listener = listener or Silent()
        model = self.recogniser_model
        samples = self._decode(path, listener)
        activity = singing.listen(samples)
        recogniser = self._load_recogniser(listener)
        aligner = self._load_aligner(listener)
        spans = _within(_windows(aligner, samples, activity, model.window, listener), start, end)
        left = _TimeLeft()
        lines: list[Line] = []
        total = sum(span.end - span.start for span in spans)
        done = 0.0
        listener.progress("recognising", 0.0, None)
        for span in spans:
            _stop_if(listener)
            window = samples[round(span.start * RATE) : round(span.end * RATE)]
            segments = recogniser.recognise(window, self.options.language)
            _stop_if(listener)
            words = _timed(aligner, samples, activity, span, segments)
            new = break_lines(words) if words else ()
            if new:
                lines += new
                listener.lines(new)
            done += span.end - span.start
            listener.progress("recognising", done / total, left.after(done / total))
        _stop_if(listener)
        return self._lyrics(lines, "recognised", model.name)

    def align(
        self,
        path: Path | str,
        texts: Sequence[str],
        start: float = 0.0,
        end: float | None = None,
        listener: Listener | None = None,
    ) -> Lyrics:
        """Times for known lines, sung in this order between `start` and `end` (None: the recording's end).

        Empty lines are left out. Raises what `decode.load` and `load` raise, and CancelledError.
        """
        listener = listener or Silent()
        texts = [" ".join(text.split()) for text in texts if text.strip()]
        samples = self._decode(path, listener)
        length = len(samples) / RATE
        whole = Span(min(max(0.0, start), length), length if end is None else min(max(start, end), length))
        aligner = self._load_aligner(listener)
        activity = singing.listen(samples)
        left = _TimeLeft()
        spans = known_text.find_lines(
            aligner,
            samples,
            whole,
            texts,
            listener.cancelled,
            lambda fraction: listener.progress("aligning", fraction / 2, left.after(fraction / 2)),
        )
        lines: list[Line] = []
        floor = whole.start
        for index, (text, span) in enumerate(zip(texts, spans, strict=True)):
            _stop_if(listener)
            words = aligner.align(samples, Span(max(span.start, floor), max(span.end, floor)), text.split())
            limit = spans[index + 1].start if index + 1 < len(spans) else whole.end
            words = in_order(ends.refine(words, activity, limit), floor, max(limit, words[-1].end))
            floor = words[-1].end
            lines.append(Line(words))
            listener.lines((lines[-1],))
            fraction = 0.5 + 0.5 * (index + 1) / len(texts)
            listener.progress("aligning", fraction, left.after(fraction))
        return self._lyrics(lines, "aligned", "")

    def _decode(self, path: Path | str, listener: Listener) -> NDArray[np.float32]:
        _stop_if(listener)
        listener.progress("decoding", 0.0, None)
        samples = decode.load(path, RATE, listener.cancelled)
        listener.progress("decoding", 1.0, 0.0)
        return samples

    def _load_recogniser(self, listener: Listener) -> Recogniser:
        if self._recogniser is None:
            _stop_if(listener)
            listener.progress("loading", 0.0, None)
            self._test_device()
            self._recogniser = open_recogniser(self.recogniser_model, self.device)
            listener.progress("loading", 0.5, None)
        return self._recogniser

    def _load_aligner(self, listener: Listener) -> Aligner:
        if self._aligner is None:
            _stop_if(listener)
            listener.progress("loading", 0.5, None)
            self._test_device()
            self._aligner = Aligner(self.aligner_model, self.device)
            listener.progress("loading", 1.0, 0.0)
        return self._aligner

    def _test_device(self) -> None:
        if not self._tested:
            self.device = devices.tested(self.device, fall_back=self.options.device == "auto")
            self._tested = True

    def _lyrics(self, lines: Sequence[Line], method: str, model: str) -> Lyrics:
        provenance = Provenance(
            method=method,
            model=model,
            aligner=self.aligner_model.name,
            device=self.device.words,
            program=f"flamenco-desktop {__version__}",
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return Lyrics(tuple(lines), self.options.language, provenance)


class _TimeLeft:
    """Seconds left, from the time that the share done so far has taken."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def after(self, fraction: float) -> float | None:
        if fraction <= 0.0:
            return None
        return (time.monotonic() - self._begun) * (1.0 - fraction) / fraction


def _windows(
    aligner: Aligner,
    samples: NDArray[np.float32],
    activity: Activity,
    longest: float,
    listener: Listener,
) -> tuple[Span, ...]:
    """What the recogniser is given at once.

    A large Whisper hears 30 s best, cut at the quietest places. A model that wants less than that would have
    most cuts fall into guitar, where level tells little: it is given phrases, as the aligner's letters tell.
    """
    if longest < WINDOW:
        emissions, frame = aligner.emissions(samples, listener.cancelled)
        found = phrases.find(emissions, frame, aligner.blank, aligner.boundary, longest)
        if found:
            return phrases.pack(found, longest, len(samples) / RATE)
    return singing.windows(activity, min(WINDOW, longest))


def _within(spans: Sequence[Span], start: float, end: float | None) -> tuple[Span, ...]:
    last = math.inf if end is None else end
    cut = (Span(max(span.start, start), min(span.end, last)) for span in spans)
    return tuple(span for span in cut if span.end > span.start)


def _timed(
    aligner: Aligner,
    samples: NDArray[np.float32],
    activity: Activity,
    window: Span,
    segments: Sequence[Segment],
) -> tuple[Word, ...]:
    """The words of a window's segments with their times; what a recogniser invented is left out."""
    words: list[Word] = []
    for span, texts in _to_align(window, segments, activity):
        low = max(span.start, words[-1].end if words else window.start)
        words += aligner.align(samples, Span(low, max(span.end, low + 0.02)), texts)
    ended = ends.refine(words, activity, window.end)
    return in_order(ended, window.start, window.end)


def _to_align(window: Span, segments: Sequence[Segment], activity: Activity) -> list[tuple[Span, list[str]]]:
    """Where to look for which words: around a segment's own times where it has some, else the whole window.

    Whisper's times are loose on singing, so neighbours are taken together and given room.
    """
    groups: list[tuple[Span, list[str]]] = []
    for segment in segments:
        span = window
        if segment.start is not None and segment.end is not None:
            span = Span(window.start + segment.start, window.start + segment.end)
        if plausible.invented(segment.text, singing.voiced_seconds(activity, span)):
            continue
        texts = segment.text.split()
        if groups and (span == window or span.start - groups[-1][0].end < _NEAR):
            last, before = groups[-1]
            groups[-1] = (Span(last.start, max(last.end, span.end)), before + texts)
        else:
            groups.append((span, texts))
    return [(_with_room(groups, index, window), texts) for index, (_, texts) in enumerate(groups)]


def _with_room(groups: Sequence[tuple[Span, list[str]]], index: int, window: Span) -> Span:
    span = groups[index][0]
    low = groups[index - 1][0].end if index else window.start
    high = groups[index + 1][0].start if index + 1 < len(groups) else window.end
    return Span(max(span.start - _ROOM, low), min(span.end + _ROOM, high))


def _stop_if(listener: Listener) -> None:
    if listener.cancelled():
        raise CancelledError()
