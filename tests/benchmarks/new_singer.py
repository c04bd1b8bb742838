"""A singer whom no training has met, and what he sings: a voice, ornaments and words of his own.

His voice is one of the test part's variants of espeak-ng, its formants shifted further than any of the
training, and his vibrato, glides and melismas are beyond the training's. His pronunciation is his own
(`new_accent`), and he drops few sounds: where every final -s is dropped nobody can tell "una goleta añeja"
from "unas goletas añejas". His verses are made by the grammar of the training from a small vocabulary, as
that of one singer is: their nouns, and half of their names and adjectives, are words that training never
sings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import count

import numpy as np

from finetune.from_scratch.grammar import pattern_line, training_vocabulary
from finetune.from_scratch.lexicon import Lexicon, load_lexicon, plural
from finetune.from_scratch.pronunciation import Letter
from finetune.from_scratch.singer import Singer
from finetune.from_scratch.song import Song, perform
from finetune.from_scratch.verses import PALOS
from tests.benchmarks.new_accent import said


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MASCULINE = _list("""
abejaruco afilador albardón alcaucil alcornoque alfajor alféizar alguacil aljibe anafe arrecife arriero
azufre bajel barreno bergantín burladero buñuelo calabozo calafate candelabro capataz capazo capirote capote
carburo cenachero chamariz chiquero cilantro comino costalero derrumbe encinar espigador faldón farallón
filón galeote galgo garrochista gazpacho grumete hinojo hojalatero incensario jabegote jengibre jubón
malacate membrillo mollete morlaco nazareno níspero olivar palangre palmito peinecillo pescante pestiño
peñón picador pinsapo podenco potrillo puchero quincallero rastrojo rebalaje rejón salmorejo sarmiento
socavón sotavento tajo tarantero timonel tonel trasmallo zarcillo
""")
_FEMININE = _list("""
abubilla alcarraza alcazaba alcuza alhucema alhóndiga almadraba bajamar banderilla bandurria besana bielda
blenda bocamina borrica brida cachucha calesa cancela capacha celosía cincha criba damajuana driza espadaña
faca fragata galena garduña gargantilla garrocha gavia gañanía gitanilla goleta hierbabuena judería jábega
lamparilla libélula liviana malagueña mantilla montera noria parva petaca pleamar quilla recua rondeña
taleguilla taranta tartana tenaza vagoneta venencia zarzamora
""")
_NAMES = _list("""
adra algeciras almonte andújar antequera archidona baena baeza barbate baza carmela cartagena catalina
cazorla chipiona encarna enrique frasquito gabriel guadix martos moguer montilla motril nerja niebla níjar
priego tarifa ubrique zahara úbeda
""")
_ADJECTIVES = _list("""
añejo bermejo cárdeno ceniciento cobrizo gaditano jerezano malagueño mohoso moruno plomizo rancio
""")
_NOUNS, _PLACES, _QUALITIES = 28, 8, 4
"""How many of them one singer has: of each gender's nouns, of names, of adjectives."""
_FORMS = 40
"""How many of the usual forms of a kind (of verbs in the first person, say) he has."""
_SHORTEST, _LONGEST = 12, 42
_VERSES_A_COPLA, _COPLAS_A_SONG = 4, 3


def new_words() -> frozenset[str]:
    """All the words that training never sings, in singular and plural."""
    nouns = (*_MASCULINE, *_FEMININE)
    stems = [word[:-1] for word in _ADJECTIVES]
    endings = [stem + ending for stem in stems for ending in ("o", "a", "os", "as")]
    return frozenset((*nouns, *map(plural, nouns), *_NAMES, *endings))


class NewSinger(Singer):
    """A singer who always says a word in the same way, his own."""

    def says(self, word: str, rng: np.random.Generator) -> list[Letter]:
        """As `Singer.says`."""
        return said(word)


def singer(seed: int) -> Singer:
    """The seed's singer; the same on every machine."""
    rng = np.random.default_rng([seed, 77])
    side = 1.0 if rng.random() < 0.5 else -1.0
    known = Singer.held_out(seed)
    own = NewSinger(**{field.name: getattr(known, field.name) for field in fields(known)})
    return replace(
        own,
        name=f"new-singer-{seed}",
        # The voices of Latin America have no sound for z.
        voice=own.voice.replace("es-419", "es"),
        formant_shift=side * float(rng.uniform(0.24, 0.3)),
        andalusian=0.0,
        vibrato_cents=float(rng.uniform(90.0, 120.0)),
        portamento_s=float(rng.uniform(0.12, 0.16)),
        ornament=float(rng.uniform(1.7, 2.1)),
    )


def lexicon(seed: int) -> Lexicon:
    """The words of the seed's singer: nouns of his own, names and adjectives half of his own."""
    rng = np.random.default_rng([seed, 78])
    usual = load_lexicon()

    def some(words: Sequence[str], many: int) -> tuple[str, ...]:
        return tuple(words[place] for place in rng.permutation(len(words))[:many])

    nouns: dict[str, tuple[str, ...]] = {}
    for gender, words in (("m", _MASCULINE), ("f", _FEMININE)):
        own = some(words, _NOUNS)
        nouns[gender + "s"], nouns[gender + "p"] = own, tuple(map(plural, own))
    stems = [word[:-1] for word in some(_ADJECTIVES, _QUALITIES)]
    endings = (("ms", "o"), ("fs", "a"), ("mp", "os"), ("fp", "as"))
    return replace(
        usual,
        nouns=nouns,
        adjectives={
            agreement: (*(stem + ending for stem in stems), *some(usual.adjectives[agreement], _QUALITIES))
            for agreement, ending in endings
        },
        participles={agreement: some(forms, _FORMS) for agreement, forms in usual.participles.items()},
        first_person=some(usual.first_person, _FORMS),
        second_person=some(usual.second_person, _FORMS),
        third_person={number: some(forms, _FORMS) for number, forms in usual.third_person.items()},
        infinitives=some(usual.infinitives, _FORMS),
        gerunds=some(usual.gerunds, _FORMS),
        with_clitics=some(usual.with_clitics, _FORMS),
        done=some(usual.done, _FORMS),
        names=(*some(_NAMES, _PLACES), *some(usual.names, _PLACES)),
    )


def verses(seed: int, part: str) -> list[str]:
    """Verses of a part, enough for half an hour; no verse is in both parts."""
    rng = np.random.default_rng([seed, 79])
    words, known = lexicon(seed), training_vocabulary() | new_words()
    made: dict[str, None] = {}
    while len(made) < 600:
        verse = pattern_line(words, rng)
        if _SHORTEST <= len(verse) <= _LONGEST and known.issuperset(verse.split()):
            made[verse] = None
    ordered = list(made)
    return ordered[:120] if part == "test" else ordered[120:]


def songs(seed: int, part: str) -> Iterator[Song]:
    """Recordings of a part without end: three coplas each, over bands 14 to 24 dB below the voice."""
    own, every = singer(seed), verses(seed, part)
    size = _VERSES_A_COPLA * _COPLAS_A_SONG
    for number in count():
        rng = np.random.default_rng([seed, 80, part == "test", number])
        first = number * size % (len(every) - size + 1)
        lines: list[str] = []
        for place in range(first, first + size, _VERSES_A_COPLA):
            lines += [*every[place : place + _VERSES_A_COPLA], ""]
        palo = PALOS[int(rng.integers(len(PALOS)))]
        yield perform(lines, own, palo, rng, snr_db=float(rng.uniform(14.0, 24.0)),
                      title=f"{part} {number}", held_out=True)  # fmt: skip
