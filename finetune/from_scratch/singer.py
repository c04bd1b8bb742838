"""Singers: a voice of espeak-ng, and how it sings. Drawn continuously, so no two are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finetune.from_scratch.pronunciation import Letter, respell

# Variants whose Spanish is clear and voiced. Whispers, robots and croaks are left out.
_MEN = (
    "Andy", "AnxiousAndy", "Denis", "Diogo", "Gene", "Gene2", "Hugo", "Jacky", "Lee", "Marco", "Mario",
    "Michael", "Nguyen", "antonio", "boris", "ed", "gustave", "iven", "iven4", "john",
    "kaukovalta", "m1", "m2", "m3", "m4", "m6", "m7", "marcelo", "max", "michel", "norbert",
    "pedro", "quincy", "rob", "robert", "sandro", "travis", "victor",
)  # fmt: skip
_WOMEN = ("Andrea", "Annie", "anika", "aunty", "f1", "f2", "f3", "f5", "grandma", "steph", "steph2")
# Never drawn for training; the same singers on every machine.
_HELD_OUT = (
    ("m5", False), ("f4", True), ("Mike", False), ("Alicia", True), ("pablo", False), ("linda", True),
    ("Alex", False), ("shelby", True), ("miguel", False), ("belinda", True), ("m8", False), ("paul", False),
)  # fmt: skip
_LANGUAGES = ("es", "es-419")
VARIANTS_IN_TRAINING = frozenset(_MEN + _WOMEN)
VARIANTS_HELD_OUT = frozenset(name for name, _ in _HELD_OUT)


@dataclass(frozen=True)
class Singer:
    """One who sings.

    `voice` is espeak-ng's voice and variant; `pitch` the centre of the F0 in Hz; `formant_shift` in octaves
    (-0.22 to 0.22); `rate` the tempo (1 is usual); `andalusian` the probability (0-1) that a rule of
    Andalusian pronunciation is taken; `vibrato_hz` and `vibrato_cents` the vibrato of held notes;
    `portamento_s` the time a change of note takes; `breathiness` (0-1) the noise within the voice;
    `brightness` the spectral tilt in dB an octave; `ornament` how many notes a melisma has (1 is usual).
    """

    name: str
    voice: str
    pitch: float
    formant_shift: float
    rate: float
    andalusian: float
    vibrato_hz: float
    vibrato_cents: float
    portamento_s: float
    breathiness: float
    brightness: float
    ornament: float

    def says(self, word: str, rng: np.random.Generator) -> list[Letter]:
        """`word` (lower case, letters only) as it is pronounced."""
        return respell(word, self.andalusian, rng)

    @staticmethod
    def draw(rng: np.random.Generator) -> Singer:
        """A singer for training."""
        woman = bool(rng.random() < 0.4)
        names = _WOMEN if woman else _MEN
        variant = names[int(rng.integers(len(names)))]
        return _sing_as(f"{variant}-{int(rng.integers(1 << 32)):08x}", variant, woman, rng)

    @staticmethod
    def held_out(index: int) -> Singer:
        """Singer `index` (any number from 0) of the test family, whose variants `draw` never uses."""
        variant, woman = _HELD_OUT[index % len(_HELD_OUT)]
        return _sing_as(f"held-out-{index}", variant, woman, np.random.default_rng([20_011, index]))


def _sing_as(name: str, variant: str, woman: bool, rng: np.random.Generator) -> Singer:
    low, high = (190.0, 350.0) if woman else (115.0, 240.0)
    return Singer(
        name=name,
        voice=f"{_LANGUAGES[int(rng.random() < 0.4)]}+{variant}",
        pitch=float(low * (high / low) ** rng.random()),
        formant_shift=float(np.clip(rng.normal(0.0, 0.1), -0.22, 0.22)),
        rate=float(np.exp(rng.uniform(np.log(0.75), np.log(1.35)))),
        andalusian=float(max(0.0, rng.uniform(-0.6, 1.0))),
        vibrato_hz=float(rng.uniform(4.8, 6.4)),
        vibrato_cents=float(rng.uniform(15.0, 75.0)),
        portamento_s=float(rng.uniform(0.03, 0.11)),
        breathiness=float(rng.beta(1.5, 4.0)),
        brightness=float(rng.normal(0.0, 2.0)),
        ornament=float(rng.uniform(0.6, 1.5)),
    )
