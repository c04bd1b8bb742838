"""How far from their voice the words begin that a recogniser wrote, once the aligner has placed them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from statistics import median

from finetune.checks import bare
from finetune.clips import Clip
from flamenco_desktop.models import in_use, store
from flamenco_desktop.models.catalogue import ModelKind
from flamenco_desktop.recognition import singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.devices import choose
from flamenco_desktop.recognition.singing import Span


def errors(
    clips: Sequence[Clip],
    readings: Sequence[Sequence[str]],
    told: Callable[[float], None] = lambda fraction: None,
) -> list[list[float]]:
    """For each of `readings` (a text a clip) the errors in seconds, without sign, of its right words' onsets.

    The aligner in use places them; only clips all of whose words have heard times are asked. Raises
    ModelMissingError, ModelBrokenError, MemoryShortError and what reading the sound raises.
    """
    found: list[list[float]] = [[] for _ in readings]
    asked = [
        number
        for number, clip in enumerate(clips)
        if clip.item.window.parts and all(part.exact for part in clip.item.window.parts)
    ]
    if not asked:
        return found
    # The embedded one, which knows no people, would say nothing of real singing where another is in use.
    aligner = Aligner(store.aligner(in_use.name(ModelKind.ALIGNER) or ""), choose("cpu"))
    for done, number in enumerate(asked, 1):
        window = clips[number].item.window
        samples = clips[number].audio()
        activity = singing.listen(samples)
        emissions, _ = aligner.emissions(samples)
        true = [(bare(word.text), word.start - window.start) for part in window.parts for word in part.words]
        for own, texts in zip(found, readings, strict=True):
            words = texts[number].split()
            if not words:
                continue
            wanted = [(Span(0.0, window.seconds), words)]
            (placed,) = aligner.align_lines(emissions, wanted, 0.0, activity, window.seconds)
            own += [
                abs(placed[at].start - true[of][1])
                for of, at in _same([text for text, _ in true], [bare(word) for word in words])
            ]
        told(done / len(asked))
    return found


def table(errors_before: Sequence[float], errors_after: Sequence[float]) -> dict[str, dict[str, float]]:
    """The row for a result; empty where nothing could be asked."""
    if not errors_before or not errors_after:
        return {}
    pair = {"before": median(errors_before), "after": median(errors_after)}
    return {"onset error, median (s)": {key: round(value, 4) for key, value in pair.items()}}


def _same(true: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of indices of words that were heard as they are, in order."""
    blocks = SequenceMatcher(None, true, heard, autojunk=False).get_matching_blocks()
    return [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]
