"""What corrections are called in the menu: codes in the journal, words in the listener's language."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from flamenco_desktop.lyrics.model import Word
from flamenco_desktop.lyrics.splice import Splice

_CONTEXT = "LyricDocument"
_NAMES: dict[str, object] = {
    "set_word_text": QT_TRANSLATE_NOOP("LyricDocument", "Correct word"),
    "set_line_text": QT_TRANSLATE_NOOP("LyricDocument", "Retype line"),
    "retime_word": QT_TRANSLATE_NOOP("LyricDocument", "Move word"),
    "retime_lines": QT_TRANSLATE_NOOP("LyricDocument", "Align again"),
    "split_word": QT_TRANSLATE_NOOP("LyricDocument", "Split word"),
    "merge_with_next": QT_TRANSLATE_NOOP("LyricDocument", "Join words"),
    "insert_word": QT_TRANSLATE_NOOP("LyricDocument", "Insert word"),
    "delete_word": QT_TRANSLATE_NOOP("LyricDocument", "Delete word"),
    "insert_line": QT_TRANSLATE_NOOP("LyricDocument", "Insert line"),
    "delete_line": QT_TRANSLATE_NOOP("LyricDocument", "Delete line"),
    "split_line": QT_TRANSLATE_NOOP("LyricDocument", "Split line"),
    "merge_lines": QT_TRANSLATE_NOOP("LyricDocument", "Join lines"),
    "word_to_line_above": QT_TRANSLATE_NOOP("LyricDocument", "Move word to the line above"),
    "word_to_line_below": QT_TRANSLATE_NOOP("LyricDocument", "Move word to the line below"),
    "add_line": QT_TRANSLATE_NOOP("LyricDocument", "Insert line"),
    "duplicate_line": QT_TRANSLATE_NOOP("LyricDocument", "Repeat line"),
    "move_line": QT_TRANSLATE_NOOP("LyricDocument", "Move line"),
    "move_edge": QT_TRANSLATE_NOOP("LyricDocument", "Move edge"),
    "set_onset": QT_TRANSLATE_NOOP("LyricDocument", "Set onset"),
    "set_offset": QT_TRANSLATE_NOOP("LyricDocument", "Set offset"),
    "shift": QT_TRANSLATE_NOOP("LyricDocument", "Shift"),
    "stretch_words": QT_TRANSLATE_NOOP("LyricDocument", "Stretch"),
    "tap": QT_TRANSLATE_NOOP("LyricDocument", "Tap"),
    "retime_stretch": QT_TRANSLATE_NOOP("LyricDocument", "Align again"),
    "replace_stretch": QT_TRANSLATE_NOOP("LyricDocument", "Recognise again"),
    "replace_lines": QT_TRANSLATE_NOOP("LyricDocument", "Take the letra"),
    "replace_all": QT_TRANSLATE_NOOP("LyricDocument", "Replace"),
    "set_line_state": QT_TRANSLATE_NOOP("LyricDocument", "Mark line"),
    "set_kind": QT_TRANSLATE_NOOP("LyricDocument", "Mark"),
}


_LONGEST = 28  # characters of the lyrics that a menu has room for


def title(name: str, splice: Splice | None = None) -> str:
    """The words for the correction called `name`, and, given its splice, what it was done to.

    A name of another version stands for itself.
    """
    known = _NAMES.get(name)
    what = name if known is None else QCoreApplication.translate(_CONTEXT, str(known))
    words = "" if splice is None else _subject(splice)
    if not words:
        return what
    return QCoreApplication.translate("LyricDocument", "{what} “{words}”").format(what=what, words=words)


def _subject(splice: Splice) -> str:
    """The words that are others, as they are after it (before it, where it took them out); of several lines
    their number.
    """
    old, new = splice.old, splice.new
    changed = [pair for pair in zip_longest(old, new) if pair[0] != pair[1]]
    if (len(old) == len(new) and len(changed) > 2) or len(changed) > 3:
        template = QCoreApplication.translate("LyricDocument", "{count} lines")
        return template.format(count=max(len(old), len(new)))
    if not changed:
        return ""
    before, after = changed[0]
    if before is None or after is None or len(old) != len(new):
        return _short((after or before or old[0]).text)
    head = _common(before.words, after.words)
    tail = _common(before.words[head:][::-1], after.words[head:][::-1])
    words = after.words[head : len(after.words) - tail] or before.words[head : len(before.words) - tail]
    return _short(" ".join(word.text for word in words) or after.text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _common(first: tuple[Word, ...], second: tuple[Word, ...]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
