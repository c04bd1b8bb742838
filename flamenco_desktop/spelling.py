"""The spelling check: a Spanish dictionary, the words of cante, and those that the listener has added.

Hunspell reads the dictionary (0.1 s, 10,000 words in 0.03 s); everything here may be used from one thread
besides the window's.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from flamenco_desktop.bundled import RESOURCES
from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.lyrics.spoken import is_known, letters_of

DICTIONARIES = RESOURCES / "dictionaries"
_LANGUAGES = {"es": "es_ES"}
_MOST_SUGGESTIONS = 6


class Spelling:
    """Knows the words of one language; of a language without a dictionary it knows every word."""

    def __init__(self, language: str, own: Path) -> None:
        """`own` is the file of the listener's words; it need not exist."""
        self._own_path = own
        self._own = read_words(own)
        self._cante = read_words(DICTIONARIES / "cante.txt") if language in _LANGUAGES else set()
        self._spell: Callable[[str], bool] | None = None
        self._suggest: Callable[[str], Iterable[str]] = lambda word: ()
        name = _LANGUAGES.get(language)
        if name is not None:
            # Late: only who checks spelling waits for it.
            from hunspell import Hunspell

            dictionary = Hunspell(name, hunspell_data_dir=str(DICTIONARIES))
            self._spell, self._suggest = dictionary.spell, dictionary.suggest

    def known(self, word: str) -> bool:
        """Whether the word is right, or nobody can say."""
        spell = self._spell
        if spell is None:
            return True
        return is_known(word, lambda full: full in self._own or full in self._cante or spell(full))

    def suggestions(self, word: str) -> list[str]:
        """What else it might be, the likeliest first, with the signs that stood around it."""
        own = letters_of(word)
        head, _, tail = word.partition(own) if own else ("", "", "")
        found = dict.fromkeys(f"{head}{other}{tail}" for other in self._suggest(own) if " " not in other)
        return [other for other in found if other != word][:_MOST_SUGGESTIONS]

    def add(self, word: str) -> None:
        """Keep a word of the listener's. Raises WriteFailedError; the word is known until the end then."""
        own = letters_of(word)
        own = own if own[:1].isupper() and self._spell is not None and not own.isupper() else own.lower()
        if own and own not in self._own:
            self._own.add(own)
            write_words(self._own_path, self._own)


def read_words(path: Path) -> set[str]:
    """The words of a list, one a row, `#` begins a remark; none where it cannot be read."""
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {row.strip() for row in rows if row.strip() and not row.startswith("#")}


def write_words(path: Path, words: Iterable[str]) -> None:
    """Write the list, whole or not at all. Raises WriteFailedError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("x", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{word}\n" for word in sorted(words))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise WriteFailedError(path=str(path), reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
