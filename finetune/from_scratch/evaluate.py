"""What the models are worth: the test part, read and aligned, at four levels of voice over band.

Coplas that no training ever sang, by held-out singers, over held-out guitars and hands, in windows of at most
30 s. The recogniser is read from its exported folder through CTranslate2, in batches, line by line and in
whole windows of several lines; the aligner is WhisperX's, used as the program uses it, line by line with the
words given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.from_scratch import held_out, scores
from finetune.from_scratch.held_out import LEVELS, WINDOW_S, Take
from finetune.from_scratch.mel import LogMel
from finetune.from_scratch.pool import RATE, VERSION
from finetune.from_scratch.scores import SUSTAINED_S, WordTimes
from finetune.from_scratch.song import SongLine
from finetune.from_scratch.tokenizer import NO_TIMESTAMPS, SPANISH, START_OF_TRANSCRIPT, TRANSCRIBE
from finetune.from_scratch.voice import TimedWord
from flamenco_desktop.errors import ModelBrokenError
from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, offline, singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.conversion import converted
from flamenco_desktop.recognition.decoding import BEAM, PATIENCE, filled, hearing
from flamenco_desktop.recognition.singing import Span

_NO_SPEECH = 0.6
_BEFORE, _AFTER = 0.4, 0.8
_MARGIN = 0.3
"""Seconds before and after a line that is read alone, where its neighbours leave so much."""
Told = Callable[[str, float], None]


def silent(stage: str, fraction: float) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Test:
    """What is tested: `rounds` singers for each copla, at most `limit` takes; names or folders of models.

    An empty name is the embedded model; None leaves that model out. `voiceless` seconds without a voice.
    """

    __test__ = False  # not pytest's

    recogniser: str | None = ""
    aligner: str | None = ""
    rounds: int = 2
    limit: int | None = None
    voiceless: float = 600.0
    levels: tuple[str, ...] = field(default_factory=lambda: tuple(LEVELS))


class Reader:
    """The exported recogniser through CTranslate2, many windows at once; of each its surest reading."""

    def __init__(self, name: str, threads: int = 1) -> None:
        model = store.recogniser(name)
        folder = converted(model)
        import ctranslate2
        from transformers import PreTrainedTokenizerFast

        try:
            self._whisper = ctranslate2.models.Whisper(
                str(folder), compute_type="float32", intra_threads=threads
            )
            self._tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelBrokenError(model=model.name, reason=str(error).splitlines()[0]) from error
        self._storage = ctranslate2.StorageView
        self._window = model.window
        self._mel = LogMel()

    def read(self, windows: Sequence[NDArray[np.float32]]) -> list[str]:
        """The text of each window (at most 30 s), without timestamps; empty where Whisper hears no speech."""
        # As much as for the longest windows of the program, so that lines of any length are read alike.
        longest = max(len(window) for window in windows) / RATE
        seconds = hearing(max(longest, self._window), self._window)
        features = self._mel(torch.from_numpy(np.stack([filled(one, seconds) for one in windows]))).numpy()
        prompt = [START_OF_TRANSCRIPT, SPANISH, TRANSCRIBE, NO_TIMESTAMPS]
        found = self._whisper.generate(
            self._storage.from_array(np.ascontiguousarray(features)),
            [prompt] * len(windows),
            beam_size=BEAM,
            patience=PATIENCE,
            max_length=448,
            return_no_speech_prob=True,
        )
        return [
            "" if result.no_speech_prob > _NO_SPEECH else self._text(result.sequences_ids[0])
            for result in found
        ]

    def _text(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True)).strip()


def evaluate(test: Test, progress: Told = silent, *, batch: int = 8) -> dict[str, Any]:
    """All figures, as plain values for JSON; `scores.table` prints them.

    Raises ModelMissingError, ModelBrokenError, SpeechLibraryMissingError, PackageMissingError.
    """
    offline.prepare()
    reader = None if test.recogniser is None else Reader(test.recogniser)
    aligner = None
    if test.aligner is not None:
        aligner = Aligner(store.aligner(test.aligner), devices.choose("cpu"))
    takes: list[Take] = []
    for take in held_out.takes(test.rounds, test.limit):
        takes.append(take)
        progress("singing", len(takes) / (test.limit or 36 * test.rounds))
    results: dict[str, Any] = {"version": VERSION, "test": _described(takes)}
    results |= {part: {} for part in ("recogniser", "recogniser_windows", "aligner")}
    for number, level in enumerate(test.levels):
        sound = [held_out.at_level(take, LEVELS[level]) for take in takes]

        def told(stage: str, fraction: float, number: int = number, level: str = level) -> None:
            progress(f"{stage}, {level}", (number + fraction) / len(test.levels))

        if reader is not None:
            results["recogniser"][level] = _read(reader, takes, *_lines(takes, sound), told, batch)
            whole = [" ".join(line.text for line in take.song.lines) for take in takes]
            results["recogniser_windows"][level] = _read(
                reader, takes, range(len(takes)), whole, sound, told, batch
            )
        if aligner is not None:
            results["aligner"][level] = _align(aligner, takes, sound, told)
    if reader is not None and test.voiceless:
        windows = list(held_out.voiceless(test.voiceless))
        texts = [text for part in _batches(windows, batch) for text in reader.read(part)]
        results["invented_words"] = scores.invented_words(texts)
        results["voiceless_seconds"] = len(windows) * WINDOW_S
    return results


def _described(takes: Sequence[Take]) -> dict[str, int]:
    return {
        "takes": len(takes),
        "lines": sum(len(take.song.lines) for take in takes),
        "words": sum(len(line.words) for take in takes for line in take.song.lines),
        "singers": len({take.song.singer for take in takes}),
        "lines_with_unseen_words": sum(len(take.song.lines) for take in takes if take.unseen),
    }


def _batches(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _by_kind(takes: Sequence[Take], owners: Sequence[int]) -> dict[str, list[int]]:
    """Numbers of the items whose takes have known words only, and of those with unseen ones."""
    kinds = {
        "known": [number for number, owner in enumerate(owners) if not takes[owner].unseen],
        "unseen": [number for number, owner in enumerate(owners) if takes[owner].unseen],
    }
    return {kind: numbers for kind, numbers in kinds.items() if numbers}


def _lines(
    takes: Sequence[Take], sound: Sequence[NDArray[np.float32]]
) -> tuple[list[int], list[str], list[NDArray[np.float32]]]:
    """Every line alone: the number of its take, its text and its samples."""
    owners: list[int] = []
    texts: list[str] = []
    cut: list[NDArray[np.float32]] = []
    for number, (take, samples) in enumerate(zip(takes, sound, strict=True)):
        lines = take.song.lines
        for index, line in enumerate(lines):
            low, high = _room(lines, index, len(samples) / RATE)
            start, end = max(low, line.start - _MARGIN), min(high, line.end + _MARGIN)
            owners.append(number)
            texts.append(line.text)
            cut.append(samples[round(start * RATE) : round(end * RATE)])
    return owners, texts, cut


def _room(lines: Sequence[SongLine], index: int, seconds: float) -> tuple[float, float]:
    """Half of the way to the lines before and after, or the ends of the window."""
    line = lines[index]
    low = 0.0 if index == 0 else (lines[index - 1].end + line.start) / 2
    high = seconds if index + 1 == len(lines) else (line.end + lines[index + 1].start) / 2
    return low, high


def _read(
    reader: Reader,
    takes: Sequence[Take],
    owners: Sequence[int],
    sung: Sequence[str],
    sound: Sequence[NDArray[np.float32]],
    told: Told,
    batch: int,
) -> dict[str, Any]:
    texts: list[str] = []
    for part in _batches(sound, batch):
        texts += reader.read(part)
        told("reading", len(texts) / len(sound) / 2)
    return {
        kind: asdict(scores.reading([sung[n] for n in numbers], [texts[n] for n in numbers]))
        for kind, numbers in _by_kind(takes, owners).items()
    }


def _align(
    aligner: Aligner, takes: Sequence[Take], sound: Sequence[NDArray[np.float32]], told: Told
) -> dict[str, Any]:
    found: list[list[WordTimes]] = []
    for take, samples in zip(takes, sound, strict=True):
        found.append(aligned(aligner, take, samples))
        told("aligning", 0.5 + len(found) / len(sound) / 2)
    return {
        kind: asdict(scores.timing(word for number in numbers for word in found[number]))
        for kind, numbers in _by_kind(takes, range(len(takes))).items()
    }


def aligned(aligner: Aligner, take: Take, samples: NDArray[np.float32]) -> list[WordTimes]:
    """The words of a take with their true and their found times.

    As in the program, an aligner looks for each line from 0.4 s before it to 0.8 s after it, no further than
    half of the way to its neighbours, and words end where their voice does.
    """
    lines = take.song.lines
    wanted: list[tuple[Span, list[str]]] = []
    for index, line in enumerate(lines):
        low, high = _room(lines, index, len(samples) / RATE)
        span = Span(max(low, line.start - _BEFORE), min(high, line.end + _AFTER))
        wanted.append((span, [word.text for word in line.words]))
    emissions, _ = aligner.emissions(samples)
    found = aligner.align_lines(
        emissions, wanted, 0.0, singing.listen(samples), len(samples) / RATE, given=True
    )
    return [
        word_times(true, word.start, word.end)
        for line, words in zip(lines, found, strict=True)
        for true, word in zip(line.words, words, strict=True)
    ]


def word_times(true: TimedWord, start: float, end: float) -> WordTimes:
    """A true word beside the times found for it."""
    held = max(letter.end - letter.start for letter in true.letters) >= SUSTAINED_S
    return WordTimes(true.start, true.end, start, end, held)
