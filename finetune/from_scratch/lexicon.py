"""The word forms that the grammar fills its patterns with, from the lists in `verses/lexicon.txt`.

Forms follow the regular rules of Spanish spelling (luz/luces, balcón/balcones, buscar/busqué), so only
regular words belong in the lists; of irregular verbs the lists have the forms themselves. Words reserved for
the test verses are left out.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from finetune.from_scratch.verses import reserved_words

__all__ = ["AGREEMENTS", "Lexicon", "diminutive", "load_lexicon", "plural"]

AGREEMENTS = ("ms", "fs", "mp", "fp")
"""Gender and number of a noun phrase: masculine or feminine, singular or plural."""

_FILE = Path(__file__).with_name("verses") / "lexicon.txt"
_PLAIN = str.maketrans("áéíóú", "aeiou")
_ACUTE = {"a": "á", "e": "é"}
_PARTICIPLES = {"ar": ("ao", "á", "aos", "ás"), "er": ("ío", "ía", "íos", "ías")}
# Present, preterite, imperfect and future of yo, tú, third person singular and plural.
_ENDINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ar": (
        ("o", "é", "aba", "aré"),
        ("as", "aste", "abas", "arás"),
        ("a", "ó", "aba", "ará"),
        ("an", "aron", "aban", "arán"),
    ),
    "er": (
        ("o", "í", "ía", "eré"),
        ("es", "iste", "ías", "erás"),
        ("e", "ió", "ía", "erá"),
        ("en", "ieron", "ían", "erán"),
    ),
}
_ENDINGS["ir"] = tuple((*person[:3], "i" + person[3][1:]) for person in _ENDINGS["er"])
_IRREGULAR_PARTICIPLES = {"abrir", "cubrir", "escribir"}
_CLITICS = ("me", "te", "lo", "la", "le", "se")
# Irregular verbs are few and sung all the time: about as often as all regular ones together.
_FREQUENT = 20


@dataclass(frozen=True)
class Lexicon:
    """Word forms by slot; nouns, adjectives and participles by agreement ('ms', 'fs', 'mp', 'fp').

    `with_clitics` are infinitives and gerunds such as llorarle and mirándote, `done` participles after haber.
    """

    nouns: dict[str, tuple[str, ...]]
    adjectives: dict[str, tuple[str, ...]]
    participles: dict[str, tuple[str, ...]]
    first_person: tuple[str, ...]
    second_person: tuple[str, ...]
    third_person: dict[str, tuple[str, ...]]
    infinitives: tuple[str, ...]
    gerunds: tuple[str, ...]
    with_clitics: tuple[str, ...]
    done: tuple[str, ...]
    names: tuple[str, ...]
    adverbs: tuple[str, ...]
    times: tuple[str, ...]
    cries: tuple[str, ...]

    def words(self) -> frozenset[str]:
        """Every single word of every form."""
        phrases: list[str] = []
        for table in (self.nouns, self.adjectives, self.participles, self.third_person):
            phrases.extend(form for forms in table.values() for form in forms)
        for forms in (self.first_person, self.second_person, self.infinitives, self.gerunds):
            phrases.extend(forms)
        phrases.extend(self.with_clitics + self.done + self.names)
        phrases.extend(self.adverbs + self.times + self.cries)
        return frozenset(word for phrase in phrases for word in phrase.split())


def plural(word: str) -> str:
    """The regular plural: cruz/cruces, balcón/balcones, compás/compases, piedra/piedras."""
    if word[-1] in "aeioué":
        return word + "s"
    if word[-1] == "z":
        return word[:-1] + "ces"
    if re.search(r"[áéíóú][ns]$", word):
        word = word[:-2] + word[-2:].translate(_PLAIN)
    return word + "es"


def diminutive(noun: str) -> str | None:
    """The diminutive of a noun in a consonant and -o or -a (barca/barquita), else None."""
    if not re.search(r"[bcdfghjklmnñprstvxz][oa]$", noun):
        return None
    stem = noun[:-1].translate(_PLAIN)
    for hard, soft in (("c", "qu"), ("g", "gu"), ("z", "c")):
        if stem.endswith(hard):
            stem = stem[: -len(hard)] + soft
            break
    return f"{stem}it{noun[-1]}"


def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            entries = sections.setdefault(line.strip("[]"), [])
        else:
            entries.extend(line.split("|") if "|" in line else line.split())
    return sections


def _nouns(sections: dict[str, list[str]]) -> dict[str, list[str]]:
    nouns: dict[str, list[str]] = {}
    for gender in "mf":
        listed = sections[f"noun {gender}"]
        small = [form for form in map(diminutive, listed) if form]
        # The cante loves its diminutives, but a plain noun should still be the likelier one.
        nouns[gender + "s"] = listed * 4 + small
        nouns[gender + "p"] = [plural(noun) for noun in nouns[gender + "s"]]
    return nouns


def _adjectives(sections: dict[str, list[str]]) -> dict[str, list[str]]:
    stems = [word[:-1] for word in sections["adj o"]]
    both = sections["adj e"]
    return {
        "ms": [stem + "o" for stem in stems] + both,
        "fs": [stem + "a" for stem in stems] + both,
        "mp": [stem + "os" for stem in stems] + [plural(word) for word in both],
        "fp": [stem + "as" for stem in stems] + [plural(word) for word in both],
    }


def _conjugated(verb: str, person: int) -> list[str]:
    """Present, preterite, imperfect and future of a regular verb in one of the four persons."""
    stem, kind = verb[:-2], verb[-2:]
    forms = []
    for ending in _ENDINGS[kind][person]:
        root = stem
        if ending[0] in "eé" and kind == "ar":
            root = re.sub("z$", "c", re.sub("g$", "gu", re.sub("c$", "qu", stem)))
        forms.append(root + ending)
    return forms


def _participles(verbs: list[str]) -> dict[str, list[str]]:
    """In the spelling of the cante: cantao, cantá; vendío, vendía."""
    table: dict[str, list[str]] = {agreement: [] for agreement in AGREEMENTS}
    for verb in verbs:
        if verb not in _IRREGULAR_PARTICIPLES:
            endings = _PARTICIPLES["ar" if verb.endswith("ar") else "er"]
            for agreement, ending in zip(AGREEMENTS, endings, strict=True):
                table[agreement].append(verb[:-2] + ending)
    return table


def _with_clitics(infinitives: list[str], gerunds: list[str]) -> list[str]:
    """Each form with each pronoun after it, a gerund with the accent that it needs then: mirándote."""
    stems = [
        *infinitives,
        *(re.sub("([ae])ndo$", lambda end: _ACUTE[end[1]] + "ndo", form) for form in gerunds),
    ]
    return [stem + clitic for stem in stems for clitic in _CLITICS]


@cache
def load_lexicon() -> Lexicon:
    """All forms, without the words that are reserved for the test verses."""
    reserved = reserved_words()

    def kept(forms: list[str]) -> tuple[str, ...]:
        return tuple(form for form in forms if reserved.isdisjoint(form.split()))

    def table(by_agreement: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {agreement: kept(forms) for agreement, forms in by_agreement.items()}

    sections = _sections()
    verbs = sections["verb ar"] + sections["verb er"] + sections["verb ir"]

    def conjugated(person: int, irregular: str) -> tuple[str, ...]:
        regular = [form for verb in verbs for form in _conjugated(verb, person)]
        return kept(regular + _FREQUENT * sections[f"irregular {irregular}"])

    infinitives = verbs + _FREQUENT // 4 * sections["irregular inf"]
    gerunds = [verb[:-2] + ("ando" if verb.endswith("ar") else "iendo") for verb in verbs]
    gerunds += _FREQUENT // 4 * sections["irregular ger"]
    participles = _participles(verbs)
    return Lexicon(
        nouns=table(_nouns(sections)),
        adjectives=table(_adjectives(sections)),
        participles=table(participles),
        first_person=conjugated(0, "yo"),
        second_person=conjugated(1, "tu"),
        third_person={"s": conjugated(2, "s"), "p": conjugated(3, "p")},
        infinitives=kept(infinitives),
        gerunds=kept(gerunds),
        with_clitics=kept(_with_clitics(infinitives, gerunds)),
        done=kept(participles["ms"] + _FREQUENT // 2 * sections["irregular part"]),
        names=kept(sections["name"]),
        adverbs=kept(sections["adverb"]),
        times=kept(sections["time"]),
        cries=kept(sections["cry"]),
    )
