"""What corrections are called in the menu: codes in the journal, words in the listener's language."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "LyricDocument"
_NAMES: dict[str, object] = {
    "set_word_text": QT_TRANSLATE_NOOP("LyricDocument", "Correct word"),
    "set_line_text": QT_TRANSLATE_NOOP("LyricDocument", "Correct line"),
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
    "set_kind": QT_TRANSLATE_NOOP("LyricDocument", "Say what it is"),
}


def title(name: str) -> str:
    """The words for the correction called `name`; a name of another version stands for itself."""
    known = _NAMES.get(name)
    return name if known is None else QCoreApplication.translate(_CONTEXT, str(known))
