"""Words to times by forced alignment with one of WhisperX's CTC models."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flamenco_desktop.errors import MemoryShortError, ModelBrokenError
from flamenco_desktop.lyrics.model import Letter, Word
from flamenco_desktop.models.store import Model
from flamenco_desktop.recognition import beginnings, calibration, edges, ends, lines, offline
from flamenco_desktop.recognition.careful import empty_caches, instead_of, ran_out_of_memory
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.edges import Edges
from flamenco_desktop.recognition.emitting import RATE, Emitter
from flamenco_desktop.recognition.ends import End
from flamenco_desktop.recognition.lines import Found, Letters
from flamenco_desktop.recognition.placing import place_all
from flamenco_desktop.recognition.singing import Activity, Span
from flamenco_desktop.recognition.spelling import Spelled, spell

__all__ = ["RATE", "Aligner"]

_VOWELS = frozenset("aeiouáéíóúàèìòùâêîôûäëïöüãõåæœ")
# What the network may hear beyond a line's span: it judges a letter by what stands around it.
_CONTEXT = 1.0
# Of a letter whose end nobody told: what is longer is for `ends` to find in the sound.
_LETTER = 0.1
_HEARD = 0.5


@dataclass(frozen=True, slots=True)
class Searched:
    """A line's words as they are spelled, their letters (a boundary after each word), and their places."""

    spelled: tuple[Spelled, ...]
    letters: Letters
    found: Found | None

    @property
    def lengths(self) -> list[int]:
        """How many letters each word has."""
        return [len(word.letters) for word in self.spelled]


class Aligner:
    """A CTC aligner, loaded once; on the CPU where the memory of `device` does not do.

    Raises ModelBrokenError when it cannot be loaded, MemoryShortError when no memory does.
    """

    def __init__(self, model: Model, device: Device) -> None:
        offline.prepare()
        self._wanted = device
        loaded = _load(model, device.kind)
        if loaded is None and device.kind != "cpu":
            empty_caches(device.kind)
            device = instead_of(device.kind)
            loaded = _load(model, device.kind)
        if loaded is None:
            raise MemoryShortError(model=model.name)
        network, metadata = loaded
        self._name = model.name
        self._alphabet: dict[str, int] = metadata["dictionary"]
        self.blank = next((self._alphabet[pad] for pad in ("<pad>", "[pad]") if pad in self._alphabet), 0)
        self.boundary = self._alphabet.get("|")
        self._symbols = max(self._alphabet.values()) + 1
        self._emitter = Emitter(network, device.kind, self._symbols, model.folder)
        self.calibration = calibration.load(model.folder)
        """What its evidence is worth; may be replaced."""
        self.edges = edges.load(model.folder)
        """What corrects its words' edges; None where nothing does."""

    @property
    def device(self) -> Device:
        """What it computes on now."""
        wanted = self._wanted
        return wanted if self._emitter.device == wanted.kind else instead_of(wanted.kind)

    def align(self, samples: NDArray[np.float32], span: Span, texts: Sequence[str]) -> tuple[Word, ...]:
        """One word for each of `texts`, in order, within `span` of `samples` (n,) at 16 kHz.

        None is lost: a word that the aligner cannot hear gets an estimated time between its neighbours.
        """
        frame = self._emitter.frame
        first = max(0, int((span.start - _CONTEXT) / frame))
        last = max(first + 1, int((span.end + _CONTEXT) / frame) + 1)
        piece = samples[round(first * frame * RATE) : round(last * frame * RATE)]
        emissions, _ = self.emissions(piece)
        return self.align_lines(emissions, [(span, texts)], first * frame)[0]

    def align_lines(
        self,
        emissions: NDArray[np.float32],
        wanted: Sequence[tuple[Span, Sequence[str]]],
        start: float = 0.0,
        activity: Activity | None = None,
        until: float | None = None,
        given: bool = False,
    ) -> list[tuple[Word, ...]]:
        """For each line its words, one for each of its texts; lines in order of time, each within its span.

        `emissions` (frames, symbols) are those of a stretch that begins at `start` seconds. A line of which
        nothing is heard in its span is looked for beyond it; none of its words is lost. With the `activity`
        of the sound, words begin and end with their voice, the last one at `until` at the latest. Words that
        are `given`, not recognised, are surely sung, which makes their confidence another.
        """
        told: list[End] = []
        timed = [
            self._words(span, texts, one, start, told, given)
            for (span, texts), one in zip(wanted, self.search(emissions, wanted, start), strict=True)
        ]
        if activity is None:
            return timed
        return _with_voice(timed, told, activity, until, self.calibration.late, self.edges)

    def search(
        self, emissions: NDArray[np.float32], wanted: Sequence[tuple[Span, Sequence[str]]], start: float = 0.0
    ) -> list[Searched]:
        """Where the letters of each line are, and how well each was heard; the arguments of `align_lines`."""
        frame = self._emitter.frame
        spelled = [tuple(spell(text, self._alphabet) for text in texts) for _, texts in wanted]
        letters = [self._letters(words) for words in spelled]
        found = lines.search(
            self._with_wildcard(emissions, spelled),
            self.blank,
            frame,
            [(*_frames(span, start, frame), own) for (span, _), own in zip(wanted, letters, strict=True)],
        )
        return [Searched(*one) for one in zip(spelled, letters, found, strict=True)]

    def tokens(self, text: str) -> list[int]:
        """The aligner's tokens of a line of text, a word boundary after each word; unknown signs left out."""
        found: list[int] = []
        for word in text.split():
            letters = [self._alphabet[c] for c in spell(word, self._alphabet).letters if c in self._alphabet]
            found += letters
            if letters and self.boundary is not None:
                found.append(self.boundary)
        return found

    def emissions(
        self,
        samples: NDArray[np.float32],
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> tuple[NDArray[np.float32], float]:
        """Log probabilities (frames, vocabulary) of a whole recording, and the seconds of a frame.

        Raises CancelledError, MemoryShortError.
        """
        try:
            return self._emitter.emit(samples, cancelled, progress), self._emitter.frame
        except MemoryShortError as error:
            raise MemoryShortError(model=self._name) from error

    def _letters(self, words: Sequence[Spelled]) -> Letters:
        """The letters of a line, after each word that has any a boundary.

        It may be left out, for joined words have none; but not between equal letters, accents aside ("corté
        el"): nothing else would tell them from one that is held.
        """
        tokens: list[int] = []
        vowels: list[bool] = []
        optional: list[bool] = []
        spelled = [word for word in words if word.letters]
        for word, following in zip_longest(spelled, spelled[1:]):
            tokens += [self._alphabet.get(char, self._symbols) for char in word.letters]
            vowels += [char in _VOWELS for char in word.letters]
            optional += [False] * len(word.letters)
            if self.boundary is not None:
                tokens.append(self.boundary)
                vowels.append(False)
                optional.append(following is None or _plain(word.letters[-1]) != _plain(following.letters[0]))
        return Letters(np.array(tokens, np.intp), np.array(optional, np.bool_), np.array(vowels, np.bool_))

    def _with_wildcard(
        self, emissions: NDArray[np.float32], spelled: Sequence[Sequence[Spelled]]
    ) -> NDArray[np.float32]:
        """The emissions, with a column for signs that are not in the alphabet: any letter will do."""
        known = self._alphabet
        if all(char in known for words in spelled for word in words for char in word.letters):
            return emissions
        letters = np.ones(emissions.shape[1], np.bool_)
        letters[self.blank] = False
        if self.boundary is not None:
            letters[self.boundary] = False
        return np.concatenate([emissions, emissions[:, letters].max(axis=1, keepdims=True)], axis=1)

    def _words(
        self,
        span: Span,
        texts: Sequence[str],
        searched: Searched,
        start: float,
        told: list[End],
        given: bool,
    ) -> tuple[Word, ...]:
        """The words of a line; `told` grows by what the aligner tells of each one's end."""
        found = searched.found
        ended = [End.UNKNOWN] * len(texts)
        if found is None:
            told += ended
            return place_all(texts, {}, span.start, span.end)
        frame = self._emitter.frame
        times = start + found.onsets * frame
        timed: dict[int, Word] = {}
        sure = self.calibration.confidences(searched.letters, found, searched.lengths, given)
        position = 0
        for index, (text, word) in enumerate(zip(texts, searched.spelled, strict=True)):
            if not word.letters:
                continue
            after = position + len(word.letters)
            end = max(self._end(times, found, after - 1), float(times[after - 1]) + frame)
            letters = _timed(text, word, times[position:after], end)
            timed[index] = Word(text, letters[0].start, end, sure[index], letters=letters)
            if self.boundary is not None:
                rest = float(times[after + 1] - times[after]) if after + 1 < len(times) else None
                ended[index] = self.calibration.end(found.used[after], found.sure[after], rest)
                after += 1
            position = after
        told += ended
        low = min(span.start, float(times[0]))
        high = max(span.end, float(times[-1]) + frame)
        return place_all(texts, timed, low, high)

    def _end(self, times: NDArray[np.float64], found: Found, last: int) -> float:
        """When the word with the last letter `last` ends, as far as letters tell.

        At its boundary where one is heard; else soon after that letter, for the sound to tell (`ends`).
        """
        after = last + 1
        if self.boundary is not None:
            if found.used[after] > _HEARD:
                return float(times[after])
            after += 1
        soon = float(times[last]) + _LETTER
        return min(soon, float(times[after])) if after < len(times) else soon


def _plain(letter: str) -> str:
    """Without its accent."""
    return unicodedata.normalize("NFD", letter)[0]


def _load(model: Model, kind: str) -> tuple[Any, dict[str, Any]] | None:
    """Network and metadata; None where memory ran out. Nothing of the failed attempt is kept alive."""
    import whisperx.alignment

    try:
        # The language only says how WhisperX splits text, which is not asked of it.
        network, metadata = whisperx.alignment.load_align_model(
            "es", kind, str(model.folder), model_cache_only=True
        )
    except (ValueError, OSError, RuntimeError, MemoryError) as error:
        if ran_out_of_memory(error):
            return None
        raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
    return network, metadata


def _with_voice(
    timed: Sequence[tuple[Word, ...]],
    told: Sequence[End],
    activity: Activity,
    until: float | None,
    late: bool,
    close: Edges | None,
) -> list[tuple[Word, ...]]:
    """The lines with words that begin and end as their voice does, looked at closely by `close`."""
    words = tuple(word for line in timed for word in line)
    if late:
        words = beginnings.snap(words, activity)
    last = words[-1].end if words and until is None else until or 0.0
    words = ends.refine(words, activity, last, told)
    if close is not None:
        words = close.correct(words, activity.samples)
    cuts = np.cumsum([0, *(len(line) for line in timed)])
    return [words[first:after] for first, after in pairwise(cuts)]


def _frames(span: Span, start: float, frame: float) -> tuple[int, int]:
    """The frames of a span of an emission that begins at `start` seconds."""
    first = int((span.start - start) / frame)
    return max(0, first), max(0, first + 1, round((span.end - start) / frame) + 1)


def _timed(text: str, spelled: Spelled, onsets: NDArray[np.float64], end: float) -> tuple[Letter, ...]:
    """A letter for each place of the text that is spelled; of several that share a place the first begins."""
    places = spelled.places
    firsts = [index for index in range(len(places)) if index == 0 or places[index] != places[index - 1]]
    starts = [float(onsets[index]) for index in firsts]
    ends = [*starts[1:], max(end, starts[-1])]
    return tuple(
        Letter(text[places[index]], begin, finish)
        for index, begin, finish in zip(firsts, starts, ends, strict=True)
    )
