"""What the words of the letras are in the dictionary, where the mouth of Andalusia has worn them down.

Cante is written as it is sung: the d between vowels falls (cantao, quería for querida), and the last r, d or
l (queré, verdá); small things take -ito, -illo, -ico. The rules give the full words that a worn one may stand
for; whether one of them exists is the dictionary's to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_RULES = (
    # The d that fell between vowels: -ado, -ada, -ido, -ida and their plurals.
    (r"ao(s?)$", r"ado\1"),
    (r"á(s?)$", r"ada\1"),
    (r"ío(s?)$", r"ido\1"),
    (r"ía(s?)$", r"ida\1"),
    (r"úo(s?)$", r"udo\1"),
    (r"úa(s?)$", r"uda\1"),
    # The last consonant: of infinitives, of -dad and -tud, of -al, -el.
    (r"á$", "ar"),
    (r"é$", "er"),
    (r"í$", "ir"),
    (r"ó$", "or"),
    (r"á$", "ad"),
    (r"ú$", "ud"),
    (r"é$", "ed"),
    (r"á$", "al"),
    (r"é$", "el"),
    (r"ó$", "ol"),
    # Infinitives with a pronoun: querete, cantale.
    (r"a([mts]e|l[aeo]s?)$", r"ar\1"),
    (r"e([mts]e|l[aeo]s?)$", r"er\1"),
    (r"i([mts]e|l[aeo]s?)$", r"ir\1"),
    # The d of des-.
    (r"^e(?=s)", "de"),
    (r"aít([oa]s?)$", r"ad\1"),
    (r"aí(?:ll|y)([oa]s?)$", r"ad\1"),
    # Small things, with the spelling that c, z, g and qu take before i.
    (r"(?:e?c)?it([oa]s?)$", r"\1"),
    (r"(?:e?c)?i(?:ll|y)([oa]s?)$", r"\1"),
    (r"(?:e?c)?ic([oa]s?)$", r"\1"),
    (r"quit([oa]s?)$", r"c\1"),
    (r"qui(?:ll|y)([oa]s?)$", r"c\1"),
    (r"cit([oa]s?)$", r"z\1"),
    (r"guit([oa]s?)$", r"g\1"),
    (r"(?:e?c)?it[oa]$", "e"),
    (r"(?:e?c)it[oa]$", ""),
    # ll written as it is said.
    (r"y", "ll"),
)
_COMPILED = tuple((re.compile(pattern), full) for pattern, full in _RULES)
_DRAWN_OUT = re.compile(r"([aeiouyáéíóú])\1+")


def full_words(word: str) -> Iterator[str]:
    """The full words that `word`, in small letters, may stand for."""
    for pattern, full in _COMPILED:
        made, changed = pattern.subn(full, word)
        if changed:
            yield made


def letters_of(word: str) -> str:
    """The word without the signs around it and without apostrophes: "¡pa'" is "pa"."""
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not word[end - 1].isalnum():
        end -= 1
    return word[start:end].replace("’", "").replace("'", "")


def is_known(word: str, known: Callable[[str], bool]) -> bool:
    """Whether `word` is right, where `known` says so of full words as the dictionary spells them."""
    own = letters_of(word)
    if not own or any(char.isdigit() for char in own) or known(own):
        return True
    small = own.lower()
    if small != own and known(small):
        return True
    short = _DRAWN_OUT.sub(r"\1", small)
    if short != small and (known(short) or len(short) <= 2):
        return True
    if "-" in own:
        return all(is_known(part, known) for part in own.split("-"))
    for full in full_words(small):
        if known(full):
            return True
        # Worn at both ends: esgraciaíto.
        if any(known(fuller) for fuller in full_words(full)):
            return True
    return False
