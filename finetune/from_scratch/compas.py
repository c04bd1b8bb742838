"""The compás of the palos: pulses, accents, chords and tempo."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Chords as semitones over E, the tonic of toque "por arriba"; voicings are the guitar's matter.
_E, _F, _G, _A_MINOR = (0, "major"), (1, "major"), (3, "major"), (5, "minor")
_A, _B_FLAT, _E7, _B7 = (5, "major"), (6, "major"), (0, "seventh"), (7, "seventh")
Chord = tuple[int, str]


@dataclass(frozen=True)
class Compas:
    """One cycle of a palo.

    `pulses` a cycle; `accents` the accented pulses, from 0; `chords` (pulse, chord) where the harmony
    changes; `beats_per_minute` slowest and fastest tempo of the pulses; `claps` the pulses on which palmas
    fall besides the accents; `guitar` False for the palos sung without.
    """

    pulses: int
    accents: tuple[int, ...]
    chords: tuple[tuple[int, Chord], ...]
    beats_per_minute: tuple[float, float]
    claps: tuple[int, ...] = ()
    guitar: bool = True


_CADENCE_12 = ((0, _A_MINOR), (3, _G), (6, _F), (9, _E))
_PALOS: dict[str, Compas] = {
    "solea": Compas(12, (2, 5, 7, 9, 11), ((0, _E), (2, _F), (5, _G), (7, _F), (9, _E)), (75, 125)),
    "buleria": Compas(12, (0, 3, 6, 8, 10), ((0, _A), (3, _B_FLAT), (8, _B_FLAT), (10, _A)), (185, 250),
                      claps=(1, 2, 4, 5, 7, 9, 11)),
    "alegria": Compas(12, (2, 5, 7, 9, 11), ((0, _E), (2, _B7), (7, _B7), (9, _E)), (125, 175),
                      claps=(0, 1, 3, 4, 6)),
    "seguiriya": Compas(12, (0, 2, 4, 7, 10), ((0, _A), (2, _A), (4, _B_FLAT), (10, _A)), (125, 175)),
    "petenera": Compas(12, (0, 3, 6, 8, 10), _CADENCE_12, (110, 160)),
    "fandango": Compas(12, (0, 3, 6, 9), _CADENCE_12, (130, 190)),
    "tango": Compas(8, (1, 2, 3, 5, 6, 7), ((0, _A), (2, _B_FLAT), (6, _A)), (100, 165)),
    "tiento": Compas(8, (1, 3, 5, 7), ((0, _A_MINOR), (2, _G), (4, _F), (6, _E)), (70, 100)),
    "martinete": Compas(12, (0, 2, 4, 7, 10), ((0, _E),), (80, 120), guitar=False),
}  # fmt: skip
PALOS = tuple(_PALOS)


def compas(palo: str) -> Compas:
    """The compás of `palo`, written with or without accents, in the singular or plural, with or without an
    addition (`Soleá de Alcalá`). Raises ValueError for a palo that is not known.
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", palo.lower()) if not unicodedata.combining(sign)
    )
    for name, found in _PALOS.items():
        if plain.startswith(name):
            return found
    raise ValueError(f"unknown palo {palo!r}; known are {', '.join(PALOS)}")
