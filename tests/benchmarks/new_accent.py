"""A pronunciation of his own: what the benchmark's new singer makes of words, always in the same way.

All of it is heard in the south of Spain, and none of it in the training, whose singers say s for z and not
the other way round, r for l, and drop -d- and -s. What he says differs where the words do, nearly always, so
that whoever knows his ways and his words can write them.
"""

from __future__ import annotations

from finetune.from_scratch.pronunciation import VOWELS, Letter, accented


def said(word: str) -> list[Letter]:
    """`word` (lower case) as he says it: `hambre` jambre, `fuerte` juelte, `buscar` buzcá, `abuelo` agüelo.

    The sounds of z for s, of j for h and for f before u, of l for r before a consonant, of g for b before ue;
    no r at the end.
    """
    letters: list[Letter] = []
    for index, char in enumerate(word):
        before, after = word[index - 1 : index] if index else "", word[index + 1 : index + 2]
        sound = char
        if char == "s":
            sound = "z"
        elif (char == "h" and before != "c") or (char == "f" and after in ("u", "ú")):
            sound = "j"
        elif char in "bv" and word[index + 1 : index + 3] in ("ue", "ué"):
            sound = "g"
        elif char == "u" and letters and letters[-1].char == "g" and before in ("b", "v"):
            sound = "ü"
        elif char == "r" and before in VOWELS and after not in (*VOWELS, "r", ""):
            sound = "l"
        elif char == "r" and not after and before in VOWELS and len(word) > 2:
            continue
        letters.append(Letter(sound, index))
    return accented(letters, word)
