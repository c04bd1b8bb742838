"""Text that a recogniser invented: loops, stock phrases of subtitles, more letters than anyone sings."""

from __future__ import annotations

import re
import zlib

_LONGEST_LOOP = 6
_MOST_COMPRESSED = 2.6
_LETTERS_A_SECOND = 28.0
_SHORTEST_VOICE = 0.15
_STOCK = (
    "subtítulos por la comunidad",
    "subtítulos realizados por",
    "amara.org",
    "suscríbete",
    "suscribete",
    "gracias por ver el video",
    "gracias por ver el vídeo",
)
# What cantaores do sing over and over.
_FILLERS = re.compile(r"^(a+y+|l[eoae]+r?[eioa]*|(le)?(re)*(le)+|tiri\w*|tran|trán|ole|olé|la|na|ya)+$")


def invented(text: str, voiced: float) -> str:
    """Why `text`, recognised in a stretch with `voiced` seconds of anything pitched, is not what was sung.

    One of "no voice", "stock phrase", "too fast", "loop"; empty when nothing speaks against it.
    """
    words = re.findall(r"\w+", text.lower())
    if not words:
        return ""
    if voiced < _SHORTEST_VOICE:
        return "no voice"
    lowered = text.lower()
    if any(phrase in lowered for phrase in _STOCK):
        return "stock phrase"
    if sum(map(len, words)) > _LETTERS_A_SECOND * max(voiced, 1.0):
        return "too fast"
    sung = [word for word in words if not _FILLERS.match(word)]
    if _loops(sung) > _LONGEST_LOOP or _compression(" ".join(sung)) > _MOST_COMPRESSED:
        return "loop"
    return ""


def _loops(words: list[str]) -> int:
    """How often at most one to four words come again and again in immediate succession."""
    most = 0
    for size in range(1, 5):
        run = 1
        for index in range(size, len(words) - size + 1, size):
            same = words[index : index + size] == words[index - size : index]
            run = run + 1 if same else 1
            most = max(most, run)
    return most


def _compression(text: str) -> float:
    """Length over compressed length, Whisper's own measure of a loop; 1 for short text."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if len(data) > 80 else 1.0
