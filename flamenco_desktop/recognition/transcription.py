"""One recording from sound to lines, piece by piece: what is done is told while the rest is still to be read.

A piece is decoded, searched for voices, cut into windows, recognised, aligned and broken into lines. The last
window of a piece may go on in the next one: it waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError
from flamenco_desktop.lyrics.model import Kind, Line, Word
from flamenco_desktop.lyrics.verse import Verses
from flamenco_desktop.recognition import cutting, listening, plausible, singing, voice
from flamenco_desktop.recognition.aligner import RATE, Aligner
from flamenco_desktop.recognition.cutting import Window
from flamenco_desktop.recognition.detectors import Detector
from flamenco_desktop.recognition.listening import Heard
from flamenco_desktop.recognition.placing import in_order, moved
from flamenco_desktop.recognition.plausible import Evidence
from flamenco_desktop.recognition.recogniser import Recogniser, Segment
from flamenco_desktop.recognition.singing import Activity, Span
from flamenco_desktop.recognition.sound import Sound
from flamenco_desktop.recognition.voice import Letters, Voices

UNHEARD = "…"
"""The text of a voice that no word was found for; its kind is `Kind.QUEJIO`."""

_LONGEST_PIECE = 120.0
# More than a window, so that the first one is surely whole.
_BEYOND_A_WINDOW = 10.0
# What ends so shortly before a piece does may go on in the next one.
_SETTLED = 1.0
# Between windows with their room: no phrase is joined with another over that.
_PAUSE = 0.5
_CONTEXT = 1.0
_NEAR = 2.0
_ROOM = 1.0


@dataclass(frozen=True, slots=True)
class Ears:
    """Everything that listens: models, and how they are asked.

    `longest` is the recogniser's best window in seconds. `detector` None means every evidence of a voice,
    or with `everything` all that is not plain silence.
    """

    recogniser: Recogniser
    aligner: Aligner
    longest: float
    language: str
    prompt: str = ""
    detector: Detector | None = None
    everything: bool = False


class Transcription:
    """The lines of `mix`, found by `ears`; `alone` is the voice without its band where there is one.

    `progress` gets the share of the sound that is done and the seconds left.
    """

    def __init__(
        self,
        ears: Ears,
        mix: Sound,
        alone: Sound | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[float, float | None], None] = lambda fraction, left: None,
    ) -> None:
        self._ears = ears
        self._mix = mix
        self._alone = alone
        self._cancelled = cancelled
        self._progress = progress
        self._piece = _Piece(mix.start, _nothing(), _nothing(), None)
        self._loud = -200.0
        self._likely = _nothing()
        self._batch = max(1, ears.recogniser.batch)
        self._verses = Verses()
        self._left = TimeLeft()

    def lines(self) -> Iterator[tuple[Line, ...]]:
        """Lines in the order of time, as soon as they are done. Raises CancelledError and what Sound does."""
        self._tell(self._mix.start)
        seconds = self._ears.longest + _BEYOND_A_WINDOW
        over = False
        while not over:
            over = self._read(seconds)
            activity = singing.listen(self._piece.voice, self._loud)
            self._loud = singing.loudness(activity)
            letters = self._piece.letters
            self._likely = voice.chances(activity, letters)
            windows = self._windows(activity, letters)
            margin = min(self._ears.longest, _BEYOND_A_WINDOW)
            done = windows if over else _settled(windows, self._piece.length, margin)
            starts = [window.span.start for window in windows[1:]]
            for first in range(0, len(done), self._batch):
                batch = done[first : first + self._batch]
                after = starts[first : first + self._batch]
                yield from self._recognise(batch, after, activity, letters)
            self._let_go(windows[len(done) :])
            seconds = min(2 * seconds, _LONGEST_PIECE)
        yield from _some(self._verses.rest())
        self._tell(self._mix.end)

    def _read(self, seconds: float) -> bool:
        """Take in more of the recording; whether that was the end of it."""
        more = self._mix.read(seconds, self._cancelled)
        over = len(more) < round(seconds * RATE)
        alone = more
        if self._alone is not None:
            alone = _as_long_as(self._alone.read(seconds, self._cancelled), len(more))
        self._piece.extend(more, alone, self._ears.aligner, self._cancelled)
        return over

    def _windows(self, activity: Activity, letters: Letters) -> tuple[Window, ...]:
        ears, length = self._ears, self._piece.length
        if ears.everything:
            return tuple(Window(span) for span in singing.windows(activity, ears.longest))
        if ears.detector is not None:
            voices = Voices(ears.detector.spans(self._piece.voice))
        else:
            voices = voice.find(activity, letters, self._likely, ears.longest)
        return cutting.plan(voices, activity, letters, ears.longest, length)

    def _recognise(
        self, windows: Sequence[Window], after: Sequence[float], activity: Activity, letters: Letters
    ) -> Iterator[tuple[Line, ...]]:
        """The lines of `windows`, of which `after` says when the next one begins, where one is known."""
        self._stop_if_cancelled()
        samples = [self._piece.mix[_samples(window.span)] for window in windows]
        witnesses = [_witness(window, activity, letters) for window in windows]
        ears = self._ears
        heard = listening.listen(
            ears.recogniser, samples, witnesses, ears.language, ears.prompt, self._cancelled
        )
        for index, (window, found) in enumerate(zip(windows, heard, strict=True)):
            self._stop_if_cancelled()
            words = self._timed(window, found, activity)
            shifted = [moved(word, self._piece.offset) for word in words]
            until = after[index] if index < len(after) else window.span.end
            yield from _some(self._verses.push(shifted, self._piece.offset + until))
            self._tell(self._piece.offset + window.span.end)

    def _timed(self, window: Window, heard: Heard, activity: Activity) -> Sequence[Word]:
        """The window's words with their times, and a mark wherever a voice sings without any."""
        frames = self._piece.letters.within(window.span.start, window.span.end)
        lines = self._ears.aligner.align_lines(
            self._piece.letters.emissions[frames],
            _to_align(window.span, heard.segments),
            frames.start * self._piece.letters.frame,
            activity,
            window.span.end,
        )
        score = min((one.score for one in heard.segments if one.score is not None), default=None)
        words = [
            word
            for line in lines
            if not plausible.guessed([word.confidence for word in line], score)
            for word in line
        ]
        sung = list(in_order(words, window.span.start, window.span.end))
        if not window.sure and not sung:
            return ()
        told = [Span(word.start, word.end) for word in sung]
        unheard = voice.untold(activity, self._likely, window.span, told)
        marks = [Word(UNHEARD, span.start, span.end, kind=Kind.QUEJIO) for span in unheard]
        return sorted([*sung, *marks], key=lambda word: word.start)

    def _let_go(self, waiting: Sequence[Window]) -> None:
        """Forget what is done; what waits begins the next piece."""
        # Nothing before it: what was told is not to be heard once more.
        self._piece.forget(waiting[0].span.start if waiting else self._piece.length - 2 * _SETTLED)

    def _tell(self, seconds: float) -> None:
        whole = max(self._mix.end - self._mix.start, 1e-9)
        fraction = min(1.0, max(0.0, (seconds - self._mix.start) / whole))
        self._progress(fraction, self._left.after(fraction))

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError()


class _Piece:
    """What is in memory of a recording: sound from `offset` seconds on, and what the aligner spells in it."""

    def __init__(
        self,
        offset: float,
        mix: NDArray[np.float32],
        voice: NDArray[np.float32],
        letters: Letters | None,
    ) -> None:
        self.offset = offset
        self.mix = mix
        self.voice = voice
        self._letters = letters

    @property
    def length(self) -> float:
        """Seconds."""
        return len(self.mix) / RATE

    @property
    def letters(self) -> Letters:
        """What the aligner spells in all of it."""
        assert self._letters is not None
        return self._letters

    def extend(
        self,
        mix: NDArray[np.float32],
        voice: NDArray[np.float32],
        aligner: Aligner,
        cancelled: Callable[[], bool],
    ) -> None:
        """Add sound, and spell it; what was spelled before is not spelled again but for a little context."""
        whole = np.concatenate([self.mix, mix])
        self.voice = whole if voice is mix else np.concatenate([self.voice, voice])
        self.mix = whole
        self._letters = self._spelled(aligner, cancelled)

    def forget(self, start: float) -> None:
        """Drop what lies before `start` (seconds from the piece's own beginning)."""
        frame = self.letters.frame
        first = max(0, int(start / frame))
        sample = round(first * frame * RATE)
        same = self.voice is self.mix
        self.mix = self.mix[sample:].copy()
        self.voice = self.mix if same else self.voice[sample:].copy()
        self.offset += sample / RATE
        self._letters = replace(self.letters, emissions=self.letters.emissions[first:].copy())

    def _spelled(self, aligner: Aligner, cancelled: Callable[[], bool]) -> Letters:
        before = self._letters
        if before is None or not len(before.emissions):
            emissions, frame = aligner.emissions(self.voice, cancelled)
            return Letters(emissions, frame, aligner.blank, aligner.boundary)
        context = round(_CONTEXT / before.frame)
        known = max(0, len(before.emissions) - context)
        first = max(0, known - context)
        piece = self.voice[round(first * before.frame * RATE) :]
        emissions, frame = aligner.emissions(piece, cancelled)
        joined = np.concatenate([before.emissions[:known], emissions[known - first :]])
        return replace(before, emissions=joined)


class TimeLeft:
    """Seconds left, from the time that the share done so far has taken."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def after(self, fraction: float) -> float | None:
        """How long the rest will take when `fraction` in [0, 1] is done; None while nothing is."""
        if fraction <= 0.0:
            return None
        return (time.monotonic() - self._begun) * (1.0 - fraction) / fraction


def _witness(window: Window, activity: Activity, letters: Letters) -> listening.Witness:
    def witness(span: Span) -> Evidence:
        place = Span(window.span.start + span.start, min(window.span.end, window.span.start + span.end))
        voiced = singing.voiced_seconds(activity, place)
        sure = voice.surely_spelled(letters, place)
        return Evidence(voiced, voice.spelled(letters, place), sure, window.sure)

    return witness


def _settled(windows: Sequence[Window], length: float, margin: float) -> Sequence[Window]:
    """The windows that more sound would not change: up to a real pause, or far from the piece's end."""
    for count in range(len(windows), 0, -1):
        end = windows[count - 1].span.end
        after = windows[count].span.start if count < len(windows) else length - 2 * _SETTLED
        if after - end >= _PAUSE or end <= length - margin:
            return windows[:count]
    return ()


def _some(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    if lines:
        yield lines


def _samples(span: Span) -> slice:
    return slice(round(span.start * RATE), round(span.end * RATE))


def _as_long_as(samples: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    if len(samples) >= length:
        return samples[:length]
    return np.pad(samples, (0, length - len(samples)))


def _nothing() -> NDArray[np.float32]:
    return np.zeros(0, np.float32)


def _to_align(window: Span, segments: Sequence[Segment]) -> list[tuple[Span, list[str]]]:
    """Where to look for which words: around a segment's own times where it has some, else the whole window.

    Whisper's times are loose on singing, so neighbours are taken together and given room.
    """
    groups: list[tuple[Span, list[str]]] = []
    for segment in segments:
        span = window
        if segment.start is not None and segment.end is not None:
            span = Span(window.start + segment.start, window.start + segment.end)
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
