"""The commands of going through the lines and of having stretches done again, declared like all others."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.spec import Spec

ABOUT_TIMES = (
    "edit_word", "delete_word", "join_words", "",
    "onset_here", "offset_here", "rest_here", "shift_exactly", "tap", "",
    "hear_line", "align_word", "align_line", "align_selection", "recognise_selection", "recognise_with", "",
    "split_line", "join_lines", "delete_line", "", "check",
)  # fmt: skip
"""What the right button offers on the waveform; an empty name is a line between groups."""


def check_specs() -> tuple[Spec, ...]:
    """For the Edit menu."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "check",
            "edit",
            translate("Actions", "&Check the line and go on"),
            lambda w: w.correcting.check(),
            ("Ctrl+Return", "Ctrl+Enter"),
            "check",
            separated=True,
        ),
        Spec(
            "next_doubt",
            "edit",
            translate("Actions", "&Next doubtful word"),
            lambda w: w.correcting.next_doubt(1),
            ("F8",),
        ),
        Spec(
            "previous_doubt",
            "edit",
            translate("Actions", "&Previous doubtful word"),
            lambda w: w.correcting.next_doubt(-1),
            ("Shift+F8",),
        ),
    )


def play_specs() -> tuple[Spec, ...]:
    """For the Play menu."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "hear_line",
            "play",
            translate("Actions", "Play the line or the selec&tion"),
            lambda w: w.correcting.review.hear_line(),
            ("F5",),
        ),
        Spec(
            "plays_lines",
            "play",
            translate("Actions", "Play each line on c&oming to it"),
            lambda w: w.correcting.toggle_plays_lines(),
            ("Ctrl+P",),
            checkable=True,
            separated=True,
        ),
        Spec(
            "repeats_lines",
            "play",
            translate("Actions", "Repeat it &until going on"),
            lambda w: w.correcting.toggle_repeats_lines(),
            ("Ctrl+Shift+P",),
            checkable=True,
        ),
    )


def tap_specs() -> tuple[Spec, ...]:
    """For the Times menu."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "tap",
            "time",
            translate("Actions", "&Tap the words"),
            lambda w: w.correct(w.correcting.tap.begin),
            ("F4",),
            separated=True,
        ),
    )


def again_specs() -> tuple[Spec, ...]:
    """For the Recognise menu."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "align_line",
            "recognise",
            translate("Actions", "Align the &line again"),
            lambda w: w.correct(w.correcting.align_line),
            ("Ctrl+R",),
        ),
        Spec(
            "align_word",
            "recognise",
            translate("Actions", "Align the &word again"),
            lambda w: w.correct(w.correcting.align_word),
            ("Ctrl+Shift+R",),
        ),
        Spec(
            "align_selection",
            "recognise",
            translate("Actions", "Align the &selection again"),
            lambda w: w.correct(w.correcting.align_selection),
            ("Ctrl+Alt+R",),
        ),
        Spec(
            "recognise_selection",
            "recognise",
            translate("Actions", "&Recognise the selection again"),
            lambda w: w.correcting.recognise_selection(),
            ("Ctrl+Alt+T",),
            separated=True,
        ),
        Spec(
            "recognise_with",
            "recognise",
            translate("Actions", "Recognise the selection with &another model…"),
            lambda w: w.correcting.recognise_selection_with(),
            ("Ctrl+Alt+M",),
        ),
        Spec(
            "letra",
            "recognise",
            translate("Actions", "&Paste the letra…"),
            lambda w: w.correcting.paste_letra(),
            ("Ctrl+Shift+V",),
            separated=True,
        ),
    )


def settings_specs() -> tuple[Spec, ...]:
    """For the File menu."""
    translate = QCoreApplication.translate
    return (
        Spec(
            "preferences",
            "file",
            translate("Actions", "Pre&ferences…"),
            lambda w: w.correcting.show_preferences(),
            ("Ctrl+,",),
            separated=True,
        ),
    )
