"""Text that a recogniser invented: loops, stock phrases, words for a guitar, more than anyone can sing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_LOOP = 6
_MOST_COMPRESSED = 2.6
_LETTERS_A_SECOND = 28.0
_SHORTEST_VOICE = 0.15
# Whisper learnt from subtitles, and writes what stands in them where nobody speaks.
_STOCK = re.compile(
    r"subt[ií]t(ul(os|ado|at)|ols)\b.*\b(por|per|de|realizad|comunidad)|amara\.org|suscr[ií]b(e|ir)|subscriu-te"
    r"|inscreva-se|no olvides (de )?(suscribirte|darle|dar like)|dale (a )?like|activ[ae] la campanita"
    r"|gr[aà]cies per (veure|mirar)|obrigad[oa] por assistir|gracias por (ver|mirar)( el| este|\b)"
    r"|nos vemos en (el )?(pr[óo]ximo|otro) v[ií]deo|hasta la pr[óo]xima[.!]?$|www\.|https?:|copyright|©"
    r"|thanks? (you )?for watching|like and subscribe|legendas? pela comunidade|traducido por|¡?dale al like"
)
# Signs for sound that is no word.
_NO_WORDS = re.compile(r"^[\W_]*(\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪[^♪]*♪?|m[uú]sica|aplausos|risas)[\W_]*$")
# What cantaores do sing over and over.
_FILLERS = re.compile(r"^(a+y+|l[eoae]+r?[eioa]*|(le)?(re)*(le)+|tiri\w*|tran|trán|ole|olé|la|na|ya)+$")

# Whisper's own rule for silence: it says that nobody speaks, and is not sure of the text either.
_SILENT, _UNSURE = 0.6, -1.0
# For each letter written so many must be heard where it is doubtful whether anybody sings.
_HEARD_LETTERS = 0.35
# A verse of which the aligner is sure is given up only where Whisper is surer still that nobody speaks: it
# takes singing for silence now and then, but hardly ever so. What it wrote where a band played alone, so sure
# of silence, had scores of -0.87 or less. Of 322 windows of singing, read by the embedded model and by a
# taught one, none had more silence than 0.01, or a score below -0.8.
_SURELY_SILENT, _NEARLY_SURE, _DOUBTFUL = 0.98, 0.9, -0.8
# Words that a recogniser was not sure of, and of which the aligner hears next to nothing: over guitars alone
# its mean confidence in a window's words was 7 to 9 %, in what was sung and partly misread 65 % or more.
_DOUBTED, _NOTHING_HEARD = -0.6, 0.2
# Words that a recogniser hesitated over, and of whose letters the aligner is sure of few. Where a band played
# alone the recogniser's score was -0.55 or less, and the aligner was sure of at most a quarter of the letters
# that were written; of sixty windows of verses 5 to 20 dB over a band the score of all but one was -0.36 or
# more, and it was sure of 28 % at least.
_HESITANT, _SURE_LETTERS = -0.5, 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of the sound that a text was recognised in.

    `voiced` seconds of anything pitched, `letters` that the aligner heard (several faint ones make one) and
    `spelled`, those it was sure of; whether somebody is `sure` to sing; `silence` and `score` as in
    `recogniser.Segment`; the `prompt` that was told before.
    """

    voiced: float
    letters: float | None = None
    spelled: int | None = None
    sure: bool = True
    silence: float | None = None
    score: float | None = None
    prompt: str = ""


def invented(text: str, evidence: Evidence) -> str:
    """Why `text` is not what was sung; empty when nothing speaks against it.

    One of "no voice", "stock phrase", "no words", "too fast", "loop", "prompt", "silence", "unheard".
    """
    lowered = " ".join(text.lower().split())
    words = re.findall(r"\w+", lowered)
    if not words:
        return ""
    if evidence.voiced < _SHORTEST_VOICE:
        return "no voice"
    if _STOCK.search(lowered):
        return "stock phrase"
    if _NO_WORDS.match(lowered):
        return "no words"
    if sum(map(len, words)) > _LETTERS_A_SECOND * max(evidence.voiced, 1.0):
        return "too fast"
    sung = [word for word in words if not _FILLERS.match(word)]
    if _loops(sung) > _LONGEST_LOOP or _compression(" ".join(sung)) > _MOST_COMPRESSED:
        return "loop"
    return _echo(words, evidence.prompt) or _unheard(words, evidence)


def guessed(confidences: Sequence[float | None], score: float | None) -> bool:
    """Whether words of these confidences, in [0, 1] and None where nothing was heard, were only a guess.

    `score` is the recogniser's own, the mean log probability of their tokens.
    """
    if not confidences or score is None or score > _DOUBTED:
        return False
    return sum(one or 0.0 for one in confidences) / len(confidences) < _NOTHING_HEARD


def _echo(words: list[str], prompt: str) -> str:
    """The prompt itself, written down as if it had been sung: at least four of its words in its order."""
    told = " ".join(re.findall(r"\w+", prompt.lower()))
    return "prompt" if len(words) >= 4 and " ".join(words) in told else ""


def _unheard(words: list[str], evidence: Evidence) -> str:
    silence = evidence.silence if evidence.silence is not None else 0.0
    score = evidence.score if evidence.score is not None else 0.0
    written = sum(map(len, words))
    if evidence.spelled is not None and score < _HESITANT and evidence.spelled < _SURE_LETTERS * written:
        return "unheard"
    if evidence.sure:
        given_up = silence > _SURELY_SILENT or (silence > _NEARLY_SURE and score < _DOUBTFUL)
        return "silence" if given_up else ""
    if silence > _SILENT or score < _UNSURE:
        return "silence"
    if evidence.letters is not None and evidence.letters < _HEARD_LETTERS * written:
        return "unheard"
    return ""


def _loops(words: list[str]) -> int:
    """How often at most one to four words come again and again in immediate succession."""
    most = 0
    for size in range(1, 5):
        for first in range(size):
            run = 1
            for index in range(first + size, len(words) - size + 1, size):
                same = words[index : index + size] == words[index - size : index]
                run = run + 1 if same else 1
                most = max(most, run)
    return most


def _compression(text: str) -> float:
    """Length over compressed length, Whisper's own measure of a loop; 1 for short text."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if len(data) > 80 else 1.0
