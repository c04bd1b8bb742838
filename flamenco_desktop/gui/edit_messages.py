"""Why a correction was refused: a sentence for every rule, one for what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def table() -> dict[str, tuple[str, str, str]]:
    """Sentence, remedy and action by `invalid_edit.` and the rule's code."""
    translate = QCoreApplication.translate
    order = translate("Messages", "Words keep their order and never overlap.")
    words = {
        "empty": (
            translate("Messages", "There are no words in it."),
            translate("Messages", "Type at least one, or leave with Escape."),
        ),
        "too_long": (
            translate("Messages", "“{word}…” is longer than the {most} characters that a word may have."),
            translate("Messages", "Put spaces between its words, or shorten it."),
        ),
        "too_many": (
            translate("Messages", "That is too much for one line, which takes up to {most} words."),
            translate("Messages", "A whole letra goes in with “Paste the letra”."),
        ),
        "too_many_lines": (
            translate("Messages", "That is too much for one recording, which takes up to {most} lines."),
            translate("Messages", "Paste only what is sung in it."),
        ),
        "control": (
            translate("Messages", "“{word}” holds characters that cannot be seen."),
            translate("Messages", "Type it anew instead of pasting it."),
        ),
        "right_to_left": (
            translate("Messages", "“{word}” is written from right to left, and these lines are not."),
            translate("Messages", "Write it in Latin letters, as it sounds."),
        ),
        "no_such_line": (
            translate("Messages", "There is no such line any more."),
            translate("Messages", "Choose another one."),
        ),
        "no_such_word": (
            translate("Messages", "There is no such place in this word or line."),
            translate("Messages", "Choose another one."),
        ),
        "no_next": (
            translate("Messages", "There is nothing beyond it to join or move to."),
            "",
        ),
        "no_room": (
            translate("Messages", "There is no time left here between the words beside it."),
            translate("Messages", "Move those first, or make them shorter."),
        ),
        "not_a_time": (translate("Messages", "That is no time in seconds."), ""),
        "outside": (
            translate("Messages", "That time is outside the recording."),
            translate("Messages", "Choose one between its beginning and its end."),
        ),
        "order": (order, ""),
        "before_onset": (
            translate("Messages", "A word cannot end before it begins."),
            translate("Messages", "Set its onset first."),
        ),
        "after_offset": (
            translate("Messages", "A word cannot begin after it ends."),
            translate("Messages", "Set its offset first."),
        ),
        "stale": (
            translate("Messages", "The words have changed meanwhile, so this was not done."),
            translate("Messages", "Do it once more where they stand now."),
        ),
        "nothing_found": (
            translate("Messages", "No singing was found there, so the words stay as they were."),
            translate("Messages", "Try a longer stretch, or another model."),
        ),
    }
    return {f"invalid_edit.{code}": (*said, "") for code, said in words.items()}
