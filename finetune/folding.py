"""How a word sounds in Andalusia, so that spellings of the same sound count as the same word.

Written cante spells the same sung word in several ways: *apagado* and *apagao*, *para* and *pa*, *corazón*
and *corasón*. The fold is crude on purpose and is applied to both sides: it may join words that differ, never
part what is the same.
"""

from __future__ import annotations

import re
import unicodedata

from finetune.checks import bare

_WHOLE = {
    "para": "pa", "nada": "na", "toda": "to", "todo": "to", "todas": "to", "todos": "to", "muy": "mu",
    "usted": "uste", "adonde": "onde", "donde": "onde", "madre": "mare", "padre": "pare",
    "pues": "po", "señor": "seño", "mejor": "mejo", "mujer": "muje", "verdad": "verda",
}  # fmt: skip
_SOUNDS = (
    (re.compile(r"ll"), "y"),
    (re.compile(r"[gj](?=[ei])|j|x"), "h"),
    (re.compile(r"qu(?=[ei])|c(?![eih])|k"), "k"),
    (re.compile(r"z|c(?=[ei])"), "s"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ch"), "x"),
    (re.compile(r"h"), ""),
    # Between vowels at the end: apagado, partida, nada.
    (re.compile(r"(?<=[aeiou])d(?=[aeiou]s?$)"), ""),
    (re.compile(r"aa(?=s?$)"), "a"),
    (re.compile(r"l(?=[bkdfgmnpst])"), "r"),
    (re.compile(r"[sdrln]$"), ""),
    (re.compile(r"s(?=[bkdfgmnpt])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def folded(text: str) -> str:
    """The words of `text`, each as it sounds."""
    return " ".join(filter(None, (_word(word) for word in bare(text).split())))


def _word(word: str) -> str:
    plain = _WHOLE.get(word, word)
    plain = plain.replace("ñ", "\0")
    plain = unicodedata.normalize("NFD", plain)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("\0", "ñ")
    for pattern, sound in _SOUNDS:
        plain = pattern.sub(sound, plain)
    return plain
