"""Variants made by rule, so that a recogniser learns words and not the lines of the verses.

`variant_line` fills patterns with agreeing word forms, joins halves of training lines, or strings
words together; `perform_copla` sings a copla as cantaores do, with repeats and fillers. Both draw
from a numpy Generator alone, and never give a line or a reserved word of the held-out verses.
"""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from finetune.from_scratch.lexicon import AGREEMENTS, Lexicon, load_lexicon
from finetune.from_scratch.verses import (
    Copla,
    held_out_lines,
    normalise,
    reserved_words,
    training_lines,
)

__all__ = ["FILLERS", "pattern_line", "perform_copla", "training_vocabulary", "variant_line"]

FILLERS = ("ay", "ay ay", "ay ay ay", "ole", "leré", "lerele", "lerele leré", "mare", "ay mare")
"""What a cantaor throws in before or within a line."""

_CALLS = {
    "alegria": ("tirititrán", "tirititrán tran tran", "tirititrán tran leré"),
    "tangos": ("lerele", "leré leré lerele"),
    "buleria": ("lerele", "leré leré", "ole con ole"),
    "seguiriya": ("ay", "ay ay ay"),
    "martinete": ("ay", "ay ay"),
}
_SHORTEST, _LONGEST = 12, 42  # letters and spaces: what one sung line of the coplas has

# A slot is a class of words and, where words must agree, the number of their noun phrase.
_PATTERNS = (
    "{the1} {noun1} {adj1} de {my2} {noun2}",
    "{the1} {noun1} de {the2} {noun2}",
    "{the1} {noun1} y {the2} {noun2}",
    "ni {noun1} ni {noun2} {adj2}",
    "{verb1} {the1} {noun1} {adj1}",
    "{the1} {noun1} {verb1} {adverb}",
    "{the1} {noun1} no {verb1} {my2} {noun2}",
    "{the1} {noun1} {verb1} {the2} {noun2}",
    "que {my1} {noun1} {verb1} en {the2} {noun2}",
    "{cry} qué {adj1} {are1} {my1} {noun1}",
    "{cry} {my1} {noun1} {adj1}",
    "{cry} {yo} con {the1} {noun1}",
    "yo {yo} por {my1} {noun1}",
    "yo no {yo} {the1} {noun1}",
    "yo {yo} y tú {tu}",
    "{yo} {the1} {noun1} {time}",
    "{time} {yo} {my1} {noun1}",
    "{time} {verb1} {the1} {noun1}",
    "tú me {tu} como {noun1} {adj1}",
    "si tú {tu} {my1} {noun1}",
    "si no {tu} {the1} {noun1}",
    "por qué {tu} {the1} {noun1}",
    "cómo {verb1} {the1} {noun1} {adj1}",
    "cuando {verb1} {the1} {noun1}",
    "donde {verb1} {my1} {noun1} {adj1}",
    "quién me {verb_s} {the1} {noun1}",
    "quiero {inf} {my1} {noun1}",
    "no me vengas a {inf} {time}",
    "pa {inf} {the1} {noun1} {adj1}",
    "sin {inf} y sin {inf}",
    "de tanto {inf} {the1} {noun1}",
    "vengo de {inf} {my1} {noun1}",
    "{ger} {the1} {noun1} {adj1}",
    "{ger} y {ger} {time}",
    "me voy {ger} {adverb}",
    "{adverb} vienen {ger}",
    "tengo {my1} {noun1} {part1}",
    "{the1} {noun1} {are1} {part1}",
    "{part1} como {noun1} {adj1}",
    "se me ha {done} {the1} {noun1}",
    "te he {done} con {my1} {noun1}",
    "no se han {done} {the1} {noun1}",
    "con {noun1} de {noun2} {adj2}",
    "entre {noun1} y {noun2} {adj2}",
    "debajo de {my1} {noun1} {part1}",
    "encima de {that1} {noun1}",
    "{that1} {noun1} {adj1} {verb1}",
    "{that1} {noun1} me lo {verb1}",
    "más {adj1} que {the2} {noun2}",
    "tan {adj1} como {my2} {noun2}",
    "{number1} {noun1} {adj1}",
    "{number1} {noun1} de {noun2}",
    "{number1} {noun1} {verb1} {adverb}",
    "a {the1} {noun1} le {verb_s} {the2} {noun2}",
    "a mí me {verb1} {the1} {noun1}",
    "dile a {my1} {noun1} {adj1}",
    "hay {noun1} {adj1} {time}",
    "ya no {verb1} {the1} {noun1}",
    "{adj1} {are1} {the1} {noun1}",
    "lo que {verb_s} {the1} {noun1}",
    "y lo que {yo} {adverb}",
    "{adverb} {yo} y {adverb} {tu}",
    "{noun1} {noun2} y {noun3}",
    "hasta {the1} {noun1} {verb1}",
    "toíto {verb_s} como {the1} {noun1}",
    "se {verb_s} {the1} {noun1}",
    "que no me {verb1} {the1} {noun1}",
    "{the1} {noun1} que {yo} {adverb}",
    "{the1} {noun1} que tú me {tu}",
    "{the1} {noun1} de {name}",
    "{name} y {name} {verb_p}",
    "camino de {name} {yo}",
    "en {name} {verb_s} {the1} {noun1}",
    "y {name} me {verb_s} {the1} {noun1}",
    "la {nounfs} de mi {nounms}",
    "el agua de {the1} {noun1}",
    "agua de {noun1} {adj1}",
    "mi alma {verb_s} {adverb}",
    "y al otro lao de {the1} {noun1}",
    "al lao de {my1} {noun1}",
    "de {infc} {adverb}",
    "que de {infc} tanto",
    "vengo a {infc} {the1} {noun1}",
    "pa {infc} {adverb}",
    "no quiero {infc} {time}",
    "me muero por {infc}",
    "yo no puedo {infc} más",
    "quién pudiera {infc} {the1} {noun1}",
    "voy a {infc} a {the1} {noun1}",
    "{infc} y no {infc}",
    "{infc} con {the1} {noun1}",
    "antes de {inf} {my1} {noun1}",
    "después de {infc} {time}",
    "pa que no {verb_s} {the1} {noun1}",
    "pa que {verb1} {the1} {noun1}",
    "como si {verb1} {the1} {noun1}",
    "si yo {yo} {the1} {noun1}",
    "si me {verb_s} {the1} {noun1}",
    "aunque me {verb_s} {adverb}",
    "porque {yo} {the1} {noun1}",
    "porque {verb1} {the1} {noun1}",
    "y si {tu} {the1} {noun1}",
    "cada vez que {yo} {the1} {noun1}",
    "desde que {tu} {my1} {noun1}",
    "desde que {verb1} {the1} {noun1}",
    "mientras {verb1} {the1} {noun1}",
    "se {verb_p} {the1} {noun1}",
    "se {verb_p} los {nounmp} de {noun2}",
    "{the1} {noun1} se {verb1} {adverb}",
    "{the1} {noun1} se {verb1} en {the2} {noun2}",
    "se {verb_s} {the1} {noun1} de {noun2}",
    "me {verb_s} y me {verb_s}",
    "le {verb_p} {the1} {noun1}",
    "lo {verb_p} por {the1} {noun1}",
    "la {verb_s} con {the1} {noun1}",
    "los {verb_p} {time}",
    "te {verb_s} {the1} {noun1}",
    "no te {yo} {the1} {noun1}",
    "te {yo} {the1} {noun1} {adj1}",
    "te lo {yo} {adverb}",
    "me lo {tu} {adverb}",
    "se lo {verb_s} {the1} {noun1}",
    "que me {verb_s} {adverb}",
    "que no {yo} {the1} {noun1}",
    "que ya no {yo} ni {yo}",
    "ni {yo} ni {yo}",
    "he {done} {the1} {noun1}",
    "has {done} {the1} {noun1}",
    "ha {done} {my1} {noun1}",
    "han {done} {the1} {noun1}",
    "había {done} {the1} {noun1}",
    "te has {done} con {the1} {noun1}",
    "se ha {done} en {the1} {noun1}",
    "les he {done} {my1} {noun1}",
    "me han {done} que {verb_s}",
    "y he {done} y he {done}",
    "estoy {ger} {the1} {noun1}",
    "está {ger} {the1} {noun1}",
    "están {ger} {adverb}",
    "iba {ger} por {the1} {noun1}",
    "y se va {ger} {adverb}",
    "{ger} en {the1} {noun1}",
    "{infc} {ger}",
    "duerme {the1} {noun1} en {the2} {noun2}",
    "{yo} con {the1} {noun1} en {the2} {noun2}",
    "con {the1} {noun1} en {my2} {noun2}",
    "con {the1} {noun1} {part1}",
    "por {the1} {noun1} de {the2} {noun2}",
    "en {the1} {noun1} de {my2} {noun2}",
    "en {the1} {noun1} {adj1}",
    "a {the1} {noun1} de {the2} {noun2}",
    "de {the1} {noun1} a {the2} {noun2}",
    "bajo {the1} {noun1} {adj1}",
    "sobre {the1} {noun1} {adj1}",
    "detrás de {the1} {noun1} {adj1}",
    "{my1} {noun1} y {my2} {noun2}",
    "{my1} {noun1} {verb1} en {the2} {noun2}",
    "ni {my1} {noun1} ni {my2} {noun2}",
    "sin {my1} {noun1} y sin {my2} {noun2}",
    "{noun1} sin {noun2}",
    "{the1} {noun1} sin {the2} {noun2}",
    "no hay {noun1} sin {noun2}",
    "donde {the1} {noun1} {verb1}",
    "cuando {the1} {noun1} {verb1}",
    "que {the1} {noun1} {verb1} {adverb}",
    "el mismo {nounms} de {noun2}",
    "la misma {nounfs} de {the1} {noun1}",
    "los mismos {nounmp} de {noun2}",
    "todas las {nounfp} {verb_p}",
    "todos los {nounmp} de {name}",
    "y los {nounmp} de {the1} {noun1}",
    "las {nounfp} de {the1} {noun1}",
    "las {nounfp} se {verb_p}",
    "los {nounmp} {adjmp} {verb_p}",
    "las {nounfp} {adjfp} de {noun1}",
    "dos {nounmp} y una {nounfs}",
    "y ahora me {verb_s} {noun1}",
    "y ahora {yo} {the1} {noun1}",
    "y luego {verb_s} {the1} {noun1}",
    "y aunque {verb1} {the1} {noun1}",
    "y tú {tu} {the1} {noun1}",
    "tú {tu} y yo {yo}",
    "tú que {tu} {the1} {noun1}",
    "yo que {yo} {the1} {noun1}",
    "que {yo} {infc}",
    "yo {yo} {infc} {adverb}",
    "{verb_s} {infc} {the1} {noun1}",
    "dicen que {yo} {the1} {noun1}",
    "dicen que {verb1} {the1} {noun1}",
    "me dicen que {tu} {adverb}",
    "mira que {yo} {adverb}",
    "no {tu} {the1} {noun1}",
    "no me {tu} {the1} {noun1}",
    "lo que {tu} {time}",
    "el que {verb_s} {the1} {noun1}",
    "la que {verb_s} en {the1} {noun1}",
    "quien {verb_s} {the1} {noun1}",
    "a quién le {yo} {my1} {noun1}",
    "qué {adj1} {verb1} {the1} {noun1}",
    "{are1} {adj1} {the1} {noun1}",
    "{the1} {noun1} {adj1} {verb1}",
    "{the1} {noun1} es {the2} {noun2}",
    "{that1} {noun1} de {that2} {noun2}",
    "tanto {inf} pa {inf}",
    "que {verb_s} y que {verb_s}",
)
_BY_AGREEMENT: dict[str, dict[str, tuple[str, ...]]] = {
    "the": {"ms": ("el", "un"), "fs": ("la", "una"), "mp": ("los", "unos"), "fp": ("las", "unas")},
    "my": {"ms": ("mi", "tu", "su"), "fs": ("mi", "tu", "su"), "mp": ("mis", "tus"), "fp": ("mis", "sus")},
    "that": {
        "ms": ("este", "ese", "aquel", "otro"),
        "fs": ("esta", "esa", "otra"),
        "mp": ("estos", "esos", "aquellos", "otros"),
        "fp": ("estas", "esas", "aquellas", "otras"),
    },
    "number": {
        "ms": ("un", "ningún", "cada", "medio"),
        "fs": ("una", "ninguna", "cada", "media"),
        "mp": ("dos", "tres", "cuatro", "siete", "cien", "muchos"),
        "fp": ("dos", "tres", "cinco", "seis", "mil", "muchas"),
    },
    "are": {"ms": ("es", "era"), "fs": ("es", "era"), "mp": ("son", "eran"), "fp": ("son", "eran")},
}
_SLOT = re.compile(r"\{(\w+?)(\d?)\}")
_CONTRACTIONS = ((re.compile(r"\ba el\b"), "al"), (re.compile(r"\bde el\b"), "del"))
_JOINTS = frozenset(
    (
        *("a", "al", "como", "con", "cuando", "de", "del", "desde", "donde", "en", "entre", "hasta"),
        *("ni", "pa", "por", "porque", "que", "si", "sin", "sobre", "y"),
    )
)


def _pick(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


@cache
def training_vocabulary() -> frozenset[str]:
    """Every word that a training line may have: the coplas', the lexicon's, the patterns'."""
    words = set(" ".join(map(normalise, training_lines())).split())
    words |= load_lexicon().words()
    for text in (*_PATTERNS, *FILLERS, *(call for calls in _CALLS.values() for call in calls)):
        words.update(_SLOT.sub(" ", text).split())
    for table in _BY_AGREEMENT.values():
        words.update(word for choices in table.values() for word in choices)
    return frozenset((words | {"al", "del"}) - reserved_words())


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of the training coplas, and all training words; sorted, as sets have no fixed order."""
    sung = sorted(set(" ".join(map(normalise, training_lines())).split()))
    return tuple(sung), tuple(sorted(training_vocabulary()))


@cache
def _halves() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings and ends of the training lines, parted before a preposition or conjunction."""
    heads, tails = [], []
    for line in training_lines():
        words = normalise(line).split()
        for cut in range(2, len(words) - 1):
            # A beginning that itself ends in a joint ("lo que | en la") would hang in the air.
            if words[cut] in _JOINTS and words[cut - 1] not in _JOINTS:
                heads.append(" ".join(words[:cut]))
                tails.append(" ".join(words[cut:]))
    return tuple(dict.fromkeys(heads)), tuple(dict.fromkeys(tails))


def _fill(slot: str, agreement: str, lexicon: Lexicon, rng: np.random.Generator) -> str:
    """One word or phrase for a slot."""
    if slot in _BY_AGREEMENT:
        return _pick(_BY_AGREEMENT[slot][agreement], rng)
    agreeing = {"noun": lexicon.nouns, "adj": lexicon.adjectives, "part": lexicon.participles}
    if slot in agreeing:
        return _pick(agreeing[slot][agreement], rng)
    if slot[:-2] in agreeing and slot[-2:] in AGREEMENTS:
        return _pick(agreeing[slot[:-2]][slot[-2:]], rng)
    if slot == "verb":
        return _pick(lexicon.third_person[agreement[1]], rng)
    plain = {
        "verb_s": lexicon.third_person["s"],
        "verb_p": lexicon.third_person["p"],
        "yo": lexicon.first_person,
        "tu": lexicon.second_person,
        "inf": lexicon.infinitives,
        "ger": lexicon.gerunds,
        "infc": lexicon.with_clitics,
        "done": lexicon.done,
        "name": lexicon.names,
        "adverb": lexicon.adverbs,
        "time": lexicon.times,
        "cry": lexicon.cries,
    }
    return _pick(plain[slot], rng)


def pattern_line(lexicon: Lexicon, rng: np.random.Generator) -> str:
    """A line of a lexicon's words in one of the patterns, of any length; the same for the same state."""
    pattern = _pick(_PATTERNS, rng)
    agreements = {number: _pick(AGREEMENTS, rng) for number in ("", "1", "2", "3")}
    line = _SLOT.sub(lambda slot: _fill(slot[1], agreements[slot[2]], lexicon, rng), pattern)
    for apart, together in _CONTRACTIONS:
        line = apart.sub(together, line)
    return line


def _from_halves(rng: np.random.Generator) -> str:
    heads, tails = _halves()
    return f"{_pick(heads, rng)} {_pick(tails, rng)}"


def _loose_words(rng: np.random.Generator) -> str:
    """Words in no order at all, for which only listening helps."""
    sung, every = _vocabulary()
    count = int(rng.integers(3, 7))
    return " ".join(_pick(sung if rng.random() < 0.8 else every, rng) for _ in range(count))


def variant_line(rng: np.random.Generator) -> str:
    """A new line of training words, 12 to 42 characters, normalised; the same for the same state.

    Of twenty lines some thirteen come from patterns, four join two halves of training lines and three are
    loose words.
    """
    while True:
        kind = rng.random()
        if kind < 0.65:
            line = pattern_line(load_lexicon(), rng)
        elif kind < 0.85:
            line = _from_halves(rng)
        else:
            line = _loose_words(rng)
        if _SHORTEST <= len(line) <= _LONGEST and _may_train(line):
            return line


def _may_train(line: str) -> bool:
    return line not in held_out_lines() and reserved_words().isdisjoint(line.split())


def perform_copla(copla: Copla, rng: np.random.Generator) -> tuple[str, ...]:
    """The copla as sung: its normalised lines in order, with repeats and fillers.

    A fandango's five lines become six tercios, the second line (or the first) sung once before the
    others. Elsewhere a line, or its second half, may be sung twice and a filler stand before it or
    inside. Of a training copla no line comes out that belongs to a held-out one.
    """
    lines = [normalise(line) for line in copla.lines]
    if copla.palo == "fandango":
        lines.insert(0, lines[1 if rng.random() < 0.7 else 0])
    sung: list[str] = []
    if copla.palo in _CALLS and rng.random() < 0.3:
        sung.append(_pick(_CALLS[copla.palo], rng))
    for line in lines:
        sung.append(_ornament(line, rng))
        if copla.palo != "fandango" and rng.random() < 0.15:
            sung.append(line)
    if copla.split == "train":
        return tuple(line for line in sung if line not in held_out_lines())
    return tuple(sung)


def _ornament(line: str, rng: np.random.Generator) -> str:
    """The line, plain half of the time, else with its second half again or with a filler."""
    words = line.split()
    draw = rng.random()
    if draw < 0.15 and len(words) > 3 and len(line) <= _LONGEST - 12:
        return " ".join([*words, *words[(len(words) + 1) // 2 :]])
    if draw < 0.38:
        return f"{_pick(FILLERS, rng)} {line}"
    if draw < 0.5 and len(words) > 3:
        cut = int(rng.integers(2, len(words) - 1))
        return " ".join([*words[:cut], _pick(FILLERS, rng), *words[cut:]])
    return line
