"""What the recogniser is doing, in a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def doing(stage: str, seconds_left: float | None) -> str:
    """`Writing the words down, 1 min left`."""
    tr = QCoreApplication.translate
    stages = {
        "": tr("Progress", "Getting ready to listen"),
        "loading": tr("Progress", "Getting ready to listen"),
        "decoding": tr("Progress", "Reading the recording"),
        "recognising": tr("Progress", "Listening to the words"),
        "aligning": tr("Progress", "Finding where each word is sung"),
    }
    words = stages.get(stage, stages[""])
    if seconds_left is None:
        return f"{words}…"
    if seconds_left < 50:
        left = tr("Progress", "{seconds} s left").format(seconds=max(1, round(seconds_left / 5) * 5))
    else:
        left = tr("Progress", "{minutes} min left").format(minutes=round(seconds_left / 60) or 1)
    return f"{words}, {left}"
