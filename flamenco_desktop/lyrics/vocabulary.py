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
"""What is sung, in the order in which it is offered; every other code of Whisper's may be given by hand."""
