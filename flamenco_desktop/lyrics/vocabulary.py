"""Words of the cante that a recogniser of everyday speech does not expect."""

from __future__ import annotations

PROMPT = (
    "Cante flamenco: ay, quejío, soleá, bulería, seguiriya, fandango, alegrías, tientos, tangos, malagueña, "
    "granaína, martinete, toná. Tirititrán, lerele, ole. Mare, pare, prima, primita, gitano, gitana, payo, "
    "undebé, camelar, chavó, parné, duca, duquelas, calé, serrana, compañera, Graná, Cái, Jerez, Triana, "
    "Sacromonte. Quería, tenía, perdío, queré, comé, pa, na, to, toíta, toíto, madrugá."
)
"""What is told to a Whisper before it listens, unless the listener writes something else."""

LANGUAGES = ("es", "ca", "pt", "gl", "eu", "fr", "it", "en")
"""What is sung, by Whisper's codes, in the order in which the window offers it."""

# Whisper's others, for the command line.
_OTHERS = (
    "af am ar as az ba be bg bn bo br bs cs cy da de el et fa fi fo gu ha haw he hi hr ht hu hy "
    "id is ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa "
    "pl ps ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo "
    "yue zh "
)


def languages() -> tuple[str, ...]:
    """Every language's code that a multilingual Whisper knows."""
    return (*LANGUAGES, *_OTHERS.split())
