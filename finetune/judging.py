"""Scores of what was read: WER and CER, raw and folded, invented words; and how sure a difference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from finetune.checks import bare
from finetune.folding import folded

_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Scores:
    """Error rates as shares over `words` words (0 to above 1), and words written where nobody sings.

    `empty_seconds` is how long nobody sang in all.
    """

    words: int
    wer: float
    cer: float
    folded_wer: float
    invented: int
    empty_seconds: float
    loops: float

    def plain(self) -> dict[str, Any]:
        """For events and cards."""
        return {key: round(value, 5) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference (after less before) and where it lies with 95 % certainty."""

    difference: float
    low: float
    high: float


def errors(reference: str, read: str) -> tuple[int, int]:
    """Wrong, missing and added words, and how many there should be. Both texts are bare already."""
    import jiwer

    if not reference:
        return len(read.split()), 0
    found = jiwer.process_words(reference, read)
    return found.substitutions + found.deletions + found.insertions, len(reference.split())


def scores(references: Sequence[str], read: Sequence[str], seconds: Sequence[float]) -> Scores:
    """Of windows: what is sung (empty: nobody sings), what was read, how long each is."""
    import jiwer

    pairs = [(bare(one), bare(other)) for one, other in zip(references, read, strict=True)]
    sung = [(one, other) for one, other in pairs if one]
    words = sum(len(one.split()) for one, _ in sung)
    wrong = sum(errors(one, other)[0] for one, other in sung)
    heard = [(folded(one), folded(other)) for one, other in sung]
    heard_words = sum(len(one.split()) for one, _ in heard)
    heard_wrong = sum(errors(one, other)[0] for one, other in heard)
    letters = sum(len(one) for one, _ in sung)
    missed = 0
    for one, other in sung:
        found = jiwer.process_characters(one, other)
        missed += found.substitutions + found.deletions + found.insertions
    return Scores(
        words=words,
        wer=wrong / max(1, words),
        cer=missed / max(1, letters),
        folded_wer=heard_wrong / max(1, heard_words),
        invented=sum(len(other.split()) for one, other in pairs if not one),
        empty_seconds=sum(length for (one, _), length in zip(pairs, seconds, strict=True) if not one),
        loops=sum(map(looping, read)) / max(1, len(read)),
    )


def looping(text: str) -> bool:
    """Whether a text is the same few words over and over."""
    import zlib

    data = bare(text).encode()
    words = bare(text).split()
    return len(data) > 80 and (
        len(data) / len(zlib.compress(data)) > 2.6 or len(set(words)) <= max(1, len(words) // 8)
    )


def compared(
    references: Sequence[str], before: Sequence[str], after: Sequence[str], seed: int = 1
) -> Interval:
    """How much the WER changed, by a paired bootstrap over windows (Bisani and Ney 2004)."""
    rows = [
        (*errors(bare(one), bare(old)), errors(bare(one), bare(new))[0])
        for one, old, new in zip(references, before, after, strict=True)
        if bare(one)
    ]
    if not rows:
        return Interval(0.0, 0.0, 0.0)
    table = np.array(rows, np.float64)
    rng = np.random.default_rng([seed, 3])
    drawn = table[rng.integers(0, len(table), (_DRAWS, len(table)))].sum(axis=1)
    differences = (drawn[:, 2] - drawn[:, 0]) / np.maximum(drawn[:, 1], 1)
    whole = table.sum(axis=0)
    low, high = np.quantile(differences, [0.025, 0.975])
    return Interval(float((whole[2] - whole[0]) / max(1.0, whole[1])), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a verdict: `code` is a key of SENTENCES."""

    code: str
    values: dict[str, float]

    @property
    def sentence(self) -> str:
        """In English."""
        return SENTENCES[self.code].format(**self.values)


SENTENCES = {
    "better": "On held-out lines {after:.0%} of the words are wrong instead of {before:.0%}: better beyond "
    "chance (the change lies between {low:+.1%} and {high:+.1%}).",
    "not_better": "On held-out lines {after:.0%} of the words are wrong, before {before:.0%}: that is no "
    "improvement.",
    "nothing_to_gain": "The model in use reads all {words:.0f} words of the held-out lines rightly: there is "
    "nothing to gain, keep it.",
    "by_chance": "On held-out lines {after:.0%} of the words are wrong instead of {before:.0%}, but on "
    "{words:.0f} words that may be chance (between {low:+.1%} and {high:+.1%}).",
    "forgot": "What the model could do before it does worse now: {after:.1%} wrong words on other singing "
    "instead of {before:.1%}.",
    "remembers": "On other singing it is as good as before ({before:.1%} wrong words, now {after:.1%}).",
    "not_rehearsed": "Whether it has forgotten anything was not tested: there was no rehearsal set.",
    "invents": "It writes {after:.0f} words where nobody sings, before {before:.0f}.",
    "more_minutes": "What would help: some {minutes:.0f} more minutes of this singer.",
    "more_test": "What would help: some {minutes:.0f} more minutes of checked lines, to be sure.",
    "more_rehearsal": "What would help: a larger share of rehearsal, or a smaller rate.",
    "more_empty": "What would help: falsetas and applause marked as not sung.",
}
_LOSS = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the model is offered for use, and why or why not."""

    offered: bool
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join(reason.sentence for reason in self.reasons)


def _allowed_loss(words: int) -> float:
    """How much WER may be lost on other singing, judged on `words`.

    One point; on a small set a single word is more than that, and says nothing.
    """
    return max(_LOSS, 1.5 / max(1, words))


def judge(
    before: Scores,
    after: Scores,
    change: Interval,
    rehearsal: tuple[Scores, Scores] | None,
    seconds: float,
) -> Verdict:
    """Offered only where it is better beyond chance, has forgotten nothing, and invents no more than before.

    `rehearsal` are the scores on other singing before and after; `seconds` how much it was trained on.
    """
    wers = {"before": before.wer, "after": after.wer, "low": change.low, "high": change.high}
    wers["words"] = float(before.words)
    good: list[Reason] = []
    bad: list[Reason] = []
    if before.words and not before.wer:
        bad.append(Reason("nothing_to_gain", wers))
    elif change.difference >= 0:
        bad.append(Reason("not_better", wers))
        bad.append(Reason("more_minutes", {"minutes": _minutes(seconds)}))
    elif change.high >= 0:
        bad.append(Reason("by_chance", wers))
        bad.append(Reason("more_test", {"minutes": _minutes(seconds)}))
    else:
        good.append(Reason("better", wers))
    if rehearsal is None or not rehearsal[0].words:
        good.append(Reason("not_rehearsed", {}))
    else:
        old, new = rehearsal
        lost = {"before": old.wer, "after": new.wer}
        if new.wer - old.wer > _allowed_loss(old.words):
            bad += [Reason("forgot", lost), Reason("more_rehearsal", {})]
        else:
            good.append(Reason("remembers", lost))
    # A word in a minute without singing is noise, more is a habit.
    if after.invented - before.invented > after.empty_seconds / 60:
        values = {"before": float(before.invented), "after": float(after.invented)}
        bad += [Reason("invents", values), Reason("more_empty", {})]
    return Verdict(not bad, (*bad, *good))


def _minutes(seconds: float) -> float:
    """As much again as there is, between 5 and 60 minutes, in fives."""
    return float(min(60, max(5, 5 * round(seconds / 300))))
