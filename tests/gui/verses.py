"""Lyrics for the tests, written for them: a soleá and as many lines of it as wanted."""

from __future__ import annotations

from flamenco_desktop.lyrics.model import Letter, Line, Word

COPLAS = (
    (
        "en la puerta de mi casa",
        "tengo una silla de enea",
        "para el que venga cansado",
        "de andar por la carretera",
    ),
    (
        "ay el pozo de mi calle",
        "no tiene cubo ni soga",
        "y a mí me quita la sed",
        "nada más con que te nombra",
    ),
    (
        "le pregunté al aire frío",
        "por dónde andaba mi hermano",
        "y el aire se me quedó",
        "dormido sobre las manos",
    ),
)


def word(text: str, start: float, end: float, *, confidence: float | None = 0.9) -> Word:
    """A word whose letters share its time evenly, the last vowel held for half of it."""
    step = (end - start) / 2 / max(1, len(text))
    letters = [Letter(char, start + at * step, start + (at + 1) * step) for at, char in enumerate(text)]
    letters[-1] = Letter(text[-1], letters[-1].start, end)
    return Word(text, round(start, 4), round(end, 4), confidence, letters=tuple(letters))


def line(text: str, start: float, *, syllable: float = 0.42) -> Line:
    """A line sung from `start` on, a short breath between words."""
    words, at = [], start
    for item in text.split():
        length = syllable * max(1, len(item) / 2.4)
        words.append(word(item, at, at + length))
        at += length + 0.08
    return Line(tuple(words))


def solea(lines: int = 12, *, start: float = 6.0) -> tuple[Line, ...]:
    """`lines` lines; after every fourth the guitar plays for six seconds."""
    made: list[Line] = []
    at = start
    for index in range(lines):
        copla, verse = divmod(index, 4)
        made.append(line(COPLAS[copla % len(COPLAS)][verse], at))
        at = made[-1].end + (6.0 if verse == 3 else 0.7)
    return tuple(made)
