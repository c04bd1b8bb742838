"""What the recogniser is doing, in a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def doing(stage: str, seconds_left: float | None) -> str:
    """`Writing the words down, 1 min left`."""
    translate = QCoreApplication.translate
    stages = {
        "": translate("Progress", "Getting ready to listen"),
        "loading": translate("Progress", "Getting ready to listen"),
        "decoding": translate("Progress", "Reading the recording"),
        "isolating": translate("Progress", "Taking the voice out of the band"),
        "recognising": translate("Progress", "Listening to the words"),
        "aligning": translate("Progress", "Finding where each word is sung"),
    }
    words = stages.get(stage, stages[""])
    if seconds_left is None:
        return f"{words}…"
    if seconds_left < 50:
        left = translate("Progress", "{seconds} s left").format(seconds=max(1, round(seconds_left / 5) * 5))
    else:
        left = translate("Progress", "{minutes} min left").format(minutes=round(seconds_left / 60) or 1)
    return f"{words}, {left}"
