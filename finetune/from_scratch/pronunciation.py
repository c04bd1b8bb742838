"""How a line is said: Andalusian respelling, and which letter of the normal spelling sounds when.

The label of a sung line is its normal spelling; what is sung may be `quebrá`. So a word is respelled, each
respelled letter remembers the letter it stands for, espeak-ng speaks the respelling, and its phonemes are
aligned with the letters by dynamic programming over what each letter can sound like. Letters without a
sound of their own (h, u in que, a dropped -d-) get a time beside their neighbour's, in order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VOWELS = frozenset("aeiouáéíóúü")
_STRONG = frozenset("aeoáéíóú")
_ACUTE = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}
_PLAIN = {accented: plain for plain, accented in _ACUTE.items()}
_GAP = 0.02

# What a letter may sound like, in espeak-ng's IPA for Spanish (Castilian and American).
_SOUNDS: dict[str, frozenset[str]] = {
    "a": frozenset("aɑɐ"), "e": frozenset("eɛ"), "i": frozenset("ijɪʝ"), "o": frozenset("oɔ"),
    "u": frozenset("uwʊɣ"), "ü": frozenset("uwʊ"), "y": frozenset("ijɪʝʎd"), "b": frozenset("bβ"),
    "v": frozenset("bβv"), "w": frozenset("wuɡɣ"), "c": frozenset("kθstɡ"), "d": frozenset("dð"),
    "f": frozenset("f"), "g": frozenset("ɡgɣxh"), "h": frozenset("h"), "j": frozenset("xh"),
    "k": frozenset("k"), "l": frozenset("lʎɫɭjʝ"), "m": frozenset("mnɱ"), "n": frozenset("nŋmɲɱ"),
    "ñ": frozenset("ɲ"), "p": frozenset("pβ"), "q": frozenset("k"), "r": frozenset("rɾɹ"),
    "s": frozenset("szθh"), "t": frozenset("tʃ"), "x": frozenset("kɡsxθ"), "z": frozenset("θsz"),
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A letter that is spoken: its sign and the index of the letter it stands for in the normal word."""

    char: str
    source: int


def words_of(text: str) -> list[str]:
    """The words of `text` as they stand, without their punctuation; what has no letter is left out."""
    words = ["".join(sign for sign in token if sign.isalpha()) for token in _composed(text).split()]
    return [word for word in words if word]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def stressed_vowel(word: str) -> int | None:
    """The index of the vowel that bears the stress of a lower-case Spanish word, by the spelling rules."""
    for index, char in enumerate(word):
        if char in _PLAIN:
            return index
    nuclei = _nuclei(word)
    if not nuclei:
        return None
    if len(nuclei) == 1 or not (word[-1] in VOWELS or word[-1] in "ns"):
        return nuclei[-1]
    return nuclei[-2]


def _nuclei(word: str) -> list[int]:
    """The index of the strongest vowel of each syllable."""
    nuclei: list[int] = []
    previous = -2
    for index, char in enumerate(word):
        if char == "u" and index and word[index - 1] in "qg" and word[index + 1 : index + 2] in tuple("eiéí"):
            continue
        if char not in VOWELS:
            continue
        if index == previous + 1 and not (char in _STRONG and word[previous] in _STRONG):
            if char in _STRONG and nuclei:
                nuclei[-1] = index
        else:
            nuclei.append(index)
        previous = index
    return nuclei


def respell(word: str, strength: float, rng: np.random.Generator) -> list[Letter]:
    """`word` (lower case, letters only) as an Andalusian may say it.

    Each rule is taken with probability `strength` wherever it fits: seseo, dropped -d- in -ado, -ada, -ido,
    -ida, -udo, -uda, dropped final -d and -s, r for l before a consonant and in el. With 0 the word comes
    back as it is.
    """
    letters = [Letter(char, index) for index, char in enumerate(word)]
    if strength <= 0:
        return letters

    def taken() -> bool:
        return bool(rng.random() < strength)

    seseo = taken()
    if seseo:
        letters = [_seseo(letter, word) for letter in letters]
    dropped: set[int] = set()
    ending = word[-3:] if word[-1] in VOWELS else word[-4:-1] if word.endswith("s") else ""
    if len(word) > 4 and ending in ("ado", "ada", "ido", "ida", "udo", "uda") and taken():
        first = len(word) - 3 - (1 if word.endswith("s") else 0)
        dropped.add(first + 1)
        if ending == "ada":
            dropped.add(first + 2)
    if len(word) > 2 and word.endswith("d") and taken():
        dropped.add(len(word) - 1)
    if len(word) > 2 and word.endswith("s") and taken():
        dropped.add(len(word) - 1)
    if taken():
        letters = [_r_for_l(letter, word) for letter in letters]
    return accented([letter for letter in letters if letter.source not in dropped], word)


def accented(letters: list[Letter], word: str) -> list[Letter]:
    """`letters` that stand for `word`, its stress written out where they are not simply its own.

    They may end otherwise, which would move the stress.
    """
    stress = stressed_vowel(word)
    if letters == [Letter(char, index) for index, char in enumerate(word)]:
        return letters
    if len(_nuclei(word)) < 2 or stress is None:
        return letters
    marked = {stress: _ACUTE.get(word[stress], word[stress])}
    return [Letter(marked.get(one.source, one.char), one.source) for one in letters]


def _seseo(letter: Letter, word: str) -> Letter:
    following = word[letter.source + 1 : letter.source + 2]
    if letter.char == "z" or (letter.char == "c" and following in tuple("eiéí")):
        return Letter("s", letter.source)
    return letter


def _r_for_l(letter: Letter, word: str) -> Letter:
    following = word[letter.source + 1 : letter.source + 2]
    before = word[letter.source - 1] if letter.source else ""
    if letter.char == "l" and before in VOWELS and following and following not in VOWELS and following != "l":
        return Letter("r", letter.source)
    if letter.char == "l" and word == "el":
        return Letter("r", letter.source)
    return letter


def align(letters: Sequence[tuple[str, int]], phonemes: Sequence[tuple[str, int]]) -> list[int | None]:
    """For each letter the index of the phoneme it begins, or None where it has no sound of its own.

    `letters` are (sign, word index), `phonemes` (IPA, word index), both in order. The cheapest monotonic
    alignment: what a letter can sound like costs nothing; silence, an unlikely sound, an extra phoneme and a
    phoneme of another word cost more.
    """
    rows, columns = len(letters), len(phonemes)
    cost = np.full((rows + 1, columns + 1), np.inf)
    step = np.zeros((rows + 1, columns + 1), np.int8)
    cost[0, 0] = 0.0
    silence = [_silence_cost(letters, row) for row in range(rows)]
    for row in range(rows + 1):
        for column in range(columns + 1):
            best, move = cost[row, column], step[row, column]
            if row and cost[row - 1, column] + silence[row - 1] < best:
                best, move = cost[row - 1, column] + silence[row - 1], 1
            if column and cost[row, column - 1] + 0.9 < best:
                best, move = cost[row, column - 1] + 0.9, 2
            if row and column:
                price = cost[row - 1, column - 1] + _sound_cost(letters[row - 1], phonemes[column - 1])
                if price < best:
                    best, move = price, 3
            cost[row, column], step[row, column] = best, move
    found: list[int | None] = [None] * rows
    row, column = rows, columns
    while row or column:
        move = step[row, column]
        if move == 3:
            found[row - 1] = column - 1
        row, column = row - (move in (1, 3)), column - (move in (2, 3))
    return found


def _sound_cost(letter: tuple[str, int], phoneme: tuple[str, int]) -> float:
    char = _PLAIN.get(letter[0], letter[0])
    price = 0.0 if phoneme[0][:1] in _SOUNDS.get(char, frozenset()) else 1.6
    return price + (0.0 if letter[1] == phoneme[1] else 2.0)


def _silence_cost(letters: Sequence[tuple[str, int]], row: int) -> float:
    char, word = letters[row]
    before = letters[row - 1][0] if row and letters[row - 1][1] == word else ""
    if char == "h" or (char == "u" and before in ("q", "g")) or (char in "rl" and before == char):
        return 0.05
    return 1.0


def spread(times: Sequence[float | None], start: float, end: float) -> list[float]:
    """Onsets of all letters of a word that sounds from `start` to `end`, in strict order.

    Letters without a sound stand 20 ms before the next letter's onset (or the word's end), the first ones of
    a word at its onset; closer together where there is no room.
    """
    onsets: list[float] = []
    index = 0
    count = len(times)
    current = start
    while index < count:
        run = index
        while run < count and times[run] is None:
            run += 1
        given = times[run] if run < count else None
        boundary = end if given is None else max(given, current)
        silent = run - index
        if not onsets and silent:
            later = next((one for one in times[run + 1 :] if one is not None), end)
            gap = min(_GAP, max(0.0, later - start) / (silent + 2))
            onsets += [start + gap * k for k in range(silent)]
            boundary = start + gap * silent
        elif silent:
            gap = min(_GAP, max(0.0, boundary - current) / (silent + 1))
            onsets += [boundary - gap * (silent - k) for k in range(silent)]
        if run < count:
            onsets.append(boundary)
            current = boundary
        index = run + 1
    return onsets
