"""A model in words: what it is, what it takes, and what is being done about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from flamenco_desktop.gui.model_errands import EXPORTED, State
from flamenco_desktop.gui.times import megabytes
from flamenco_desktop.models import speed
from flamenco_desktop.models.inventory import Item, Place
from flamenco_desktop.models.speed import Rates

_SONG = 180.0
_SHORT = 8
ENDLESS = ("starting", "converting", "exporting")
"""Stages that do not say how far they are."""


def title(item: Item) -> str:
    """What it is called."""
    translate = QCoreApplication.translate
    if item.entry is not None and item.entry.demonstration:
        return translate("Models", "Small demonstration model")
    return item.title


def facts(item: Item, rates: Rates | None) -> str:
    """Size, memory, speed here, languages and licence, in one line."""
    translate = QCoreApplication.translate
    parts = [megabytes(item.size)] if item.size else []
    entry = item.entry
    if entry is not None and entry.shape is not None:
        parts.append(
            translate("Models", "{size} of memory").format(size=megabytes(round(speed.memory(entry.shape))))
        )
        if rates is not None:
            taken = _SONG * speed.seconds_a_window(entry.shape, rates) / speed.WINDOW
            parts.append(translate("Models", "3 min of song in {time} here").format(time=_duration(taken)))
    if entry is not None:
        parts += [_languages(entry.languages), entry.licence]
    elif item.model is not None:
        parts.append(item.model.licence)
    return " · ".join(part for part in parts if part)


def note(item: Item) -> str:
    """What has to be said of it before it is chosen; often nothing."""
    translate = QCoreApplication.translate
    entry = item.entry
    if item.fault:
        return translate("Models", "It is damaged ({reason}). Fetch it again, or delete it.").format(
            reason=item.fault
        )
    if item.arrived and item.model is None:
        return translate("Models", "{size} have arrived; it goes on from there.").format(
            size=megabytes(item.arrived)
        )
    if entry is not None and not entry.commercial:
        return translate("Models", "Its licence allows non-commercial use only.")
    if entry is not None and entry.demonstration:
        return translate("Models", "It comes with the program and has only heard synthetic singing.")
    if entry is not None and entry.recommended and item.place is Place.NOWHERE:
        return translate("Models", "Our suggestion for real voices.")
    return ""


def doing(state: State) -> str:
    """How far what is being done is."""
    translate = QCoreApplication.translate
    stages = {
        "starting": translate("Models", "Starting…"),
        "fetching": translate("Models", "Fetching"),
        "unpacking": translate("Models", "Unpacking"),
        "copying": translate("Models", "Copying"),
        "converting": translate("Models", "Converting…"),
        "checking": translate("Models", "Checking"),
        "measuring": translate("Models", "Measuring"),
        "exporting": translate("Models", "Exporting…"),
    }
    said = stages.get(state.stage, state.stage)
    if state.stage in ENDLESS:
        return said
    said = f"{said} {round(100 * state.fraction)} %"
    if state.seconds_left is not None and state.fraction < 1.0:
        left = translate("Models", "{time} left").format(time=_duration(state.seconds_left))
        said = f"{said} · {left}"
    return said


def done(state: State) -> str:
    """How it ended well; nothing where that is seen anyway."""
    translate = QCoreApplication.translate
    if state.told == EXPORTED:
        return translate("Models", "Exported to {path}").format(path=state.path)
    return translate("Models", "Checked: it is whole.") if state.told == "verify" else ""


def lineage(item: Item) -> str:
    """Where a fine-tuned model comes from, and what it was worth before and after; nothing for others."""
    translate = QCoreApplication.translate
    found = item.lineage
    if found is None:
        return ""
    taught = translate("Models", "{base}, taught with {time} of cante").format(
        base=found.base or "Whisper", time=_duration(found.seconds)
    )
    if found.singers:
        taught += translate("Models", " by {singers}").format(singers=", ".join(found.singers))
    parts = [taught]
    if found.created is not None:
        here = found.created.astimezone()
        parts.append(
            QLocale().toString(QDate(here.year, here.month, here.day), QLocale.FormatType.ShortFormat)
        )
    if found.data:
        parts.append(translate("Models", "data {print}").format(print=found.data[:_SHORT]))
    scores = [
        text.format(before=_score(name, before), after=_score(name, after))
        for name, text in _scored().items()
        for before, after in [found.scores.get(name, (None, None))]
        if before is not None and after is not None
    ]
    return "\n".join(filter(None, (" · ".join(parts), " · ".join(scores))))


def _scored() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "wer": translate("Models", "Wrong words {before} → {after}"),
        "cer": translate("Models", "letters {before} → {after}"),
        "invented": translate("Models", "invented {before} → {after}"),
        "other": translate("Models", "other singing {before} → {after}"),
        "onset": translate("Models", "Words begin {before} → {after} beside the voice"),
        "offset": translate("Models", "end {before} → {after} beside it"),
    }


def _score(name: str, value: float) -> str:
    if name == "invented":
        return str(round(value))
    if name in ("onset", "offset"):
        return f"{1000 * value:.0f} ms"
    return f"{100 * value:.0f} %"


def _languages(codes: tuple[str, ...]) -> str:
    translate = QCoreApplication.translate
    known: dict[tuple[str, ...], str] = {
        ("*",): translate("Models", "99 languages"),
        ("es",): translate("Models", "Spanish"),
        ("en",): translate("Models", "English only"),
    }
    return known.get(codes, ", ".join(codes))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
