"""What a command of the window is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flamenco_desktop.gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Spec:
    """One command. `menu` is the name of its menu, "menu/inner" for one within another; of `keys`,
    portable sequences, which the listener can change, the first one is shown."""

    name: str
    menu: str
    text: str
    handler: Callable[[MainWindow], None]
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    separated: bool = False
