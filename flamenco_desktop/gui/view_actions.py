"""The commands about what is seen, declared like all others (`actions`)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.audio.kinds import Kind
from flamenco_desktop.gui.spec import Spec

SIZE_STEP = 1.1


def menus() -> dict[str, str]:
    """The menus within the menu."""
    return {"view/verses": QCoreApplication.translate("Actions", "&Verses")}


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menus, in the language of the window."""
    translate = QCoreApplication.translate
    return (
        Spec(
            Kind.SPECTROGRAM.value,
            "view",
            translate("Actions", "S&pectrogram"),
            lambda w: w.study.toggle(Kind.SPECTROGRAM),
            ("Alt+Shift+S",),
            checkable=True,
        ),
        Spec(
            Kind.MELODY.value,
            "view",
            translate("Actions", "&Melody"),
            lambda w: w.study.toggle(Kind.MELODY),
            ("Ctrl+Shift+M",),
            checkable=True,
        ),
        Spec(
            "by_line",
            "view/verses",
            translate("Actions", "Fill &line by line"),
            lambda w: w.reading.toggle_by_line(),
            ("Alt+Shift+L",),
            checkable=True,
        ),
        Spec(
            "larger",
            "view/verses",
            translate("Actions", "&Larger words"),
            lambda w: w.reading.resize(SIZE_STEP),
            ("Ctrl+Up",),
            separated=True,
        ),
        Spec(
            "smaller",
            "view/verses",
            translate("Actions", "&Smaller words"),
            lambda w: w.reading.resize(1 / SIZE_STEP),
            ("Ctrl+Down",),
        ),
        Spec(
            "usual_size",
            "view/verses",
            translate("Actions", "&Usual size"),
            lambda w: w.reading.resize(0.0),
            ("Ctrl+0",),
        ),
        Spec(
            "typeface",
            "view/verses",
            translate("Actions", "&Typeface…"),
            lambda w: w.reading.choose_typeface(),
            separated=True,
        ),
    )
