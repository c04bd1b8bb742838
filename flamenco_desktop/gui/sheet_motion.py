"""How the sheet of the karaoke view moves: with the voice, or as a hand on the wheel left it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from flamenco_desktop.gui.sheet import Sheet
from flamenco_desktop.gui.sheet_painter import EDGE
from flamenco_desktop.gui.theme import GRID, Theme

ANCHOR = 0.46
FARTHEST_SLIDE = 1.5  # slots
_WHEEL = 0.8  # pixels for an eighth of a degree


class SheetMotion(QObject):
    """`focus` is the place between slots that stands at the anchor, `target` the slot that it goes to.

    All lengths are pixels of the view, which is `height` high.
    """

    moved = Signal()
    following_changed = Signal(bool)

    def __init__(self, theme: Theme, sheet: Sheet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet = sheet
        self.height = 0.0
        self.focus = 0.0
        self.target = 0
        self.following = True
        self._drift = 0.0
        self._slide = self._animation(self._look_at)
        self._roll = self._animation(self._rolled)

    def _animation(self, step: Callable[[float], None]) -> QVariantAnimation:
        made = QVariantAnimation(self)
        made.setEasingCurve(QEasingCurve.Type.OutCubic)
        made.valueChanged.connect(step)
        return made

    def set_sheet(self, sheet: Sheet) -> None:
        """Move over another sheet, from about the same place."""
        self._sheet = sheet
        self.target = min(self.target, sheet.end)
        self.focus = min(self.focus, float(sheet.end))

    @property
    def sliding(self) -> bool:
        """Whether it is on its way to another verse."""
        return self._slide.state() == QVariantAnimation.State.Running

    # --- where things stand -----------------------------------------------------------------------------

    def y(self, place: float) -> float:
        """Where a place of the sheet stands in the view."""
        return place - self._sheet.centre(self.focus) + self._anchor() + self._drift

    def top(self, slot: int) -> float:
        """Where a slot begins in the view."""
        return self.y(self._sheet.top(slot, self.focus))

    def visible(self) -> range:
        """The slots that touch the view."""
        upper = -self.y(0.0)
        return self._sheet.between(upper, upper + self.height, self.focus)

    def _anchor(self) -> float:
        """Where the middle of what is in focus stands: always in the same place, but for verses so tall that
        the next one would not be readable under them.
        """
        low = int(self.focus)
        share = self.focus - low
        anchor = self._anchor_of(low)
        if share and low < self._sheet.end:
            anchor += (self._anchor_of(low + 1) - anchor) * share
        return anchor

    def _anchor_of(self, slot: int) -> float:
        usual = self.height * ANCHOR
        lowest = self.height - EDGE * 0.5 - self._sheet.room_below(slot)
        highest = self._sheet.slots[slot].full / 2 + GRID
        return max(min(usual, lowest), min(usual, highest))

    # --- with the voice ---------------------------------------------------------------------------------

    def aim(self, target: int, *, at_once: bool = False) -> None:
        """Go to a slot: gliding, or at once."""
        if target == self.target and not at_once:
            return
        self.target = target
        self._slide.stop()
        if at_once or not self._theme.duration:
            self._look_at(float(target))
            return
        # However far it goes: the verses on the way would be set and drawn for nothing.
        self._look_at(min(max(self.focus, target - FARTHEST_SLIDE), target + FARTHEST_SLIDE))
        self._start(self._slide, self.focus, float(target))

    def follow(self) -> None:
        """Go with the voice again, from wherever a hand has scrolled to."""
        self._roll.stop()
        if not self.following:
            self.following = True
            self.following_changed.emit(True)
            if self._theme.duration:
                self._start(self._roll, self._drift, 0.0)
            else:
                self._drift = 0.0
        self.moved.emit()

    def _look_at(self, focus: float) -> None:
        """Another place in focus. What a hand has scrolled to stays where the hand has left it."""
        if self.following:
            self.focus = focus
        else:
            seen = self.visible()
            held = seen[len(seen) // 2] if seen else 0
            before = self._middle(held)
            self.focus = focus
            self._drift += before - self._middle(held)
        self.moved.emit()

    def _middle(self, slot: int) -> float:
        return self.top(slot) + self._sheet.height(slot, self.focus) / 2

    # --- with the hand ----------------------------------------------------------------------------------

    def scroll(self, pixels: int, angle: int) -> None:
        """What a wheel says: `pixels` of a smooth one as they come, the steps of another one gliding."""
        centre = self._sheet.centre(self.focus)
        highest = centre + self.height * 0.1
        lowest = centre - self._sheet.top(self._sheet.end + 1, self.focus)
        rolling = self._roll.state() == QVariantAnimation.State.Running
        start = float(self._roll.endValue()) if rolling else self._drift
        drift = max(lowest, min(highest, start + (pixels or angle * _WHEEL)))
        if self.following and drift:
            self.following = False
            self.following_changed.emit(False)
        if pixels or not self._theme.duration:
            self._roll.stop()
            self._rolled(drift)
        else:
            self._start(self._roll, self._drift, drift)

    def _rolled(self, drift: float) -> None:
        self._drift = drift
        self.moved.emit()

    def _start(self, animation: QVariantAnimation, begin: float, end: float) -> None:
        animation.stop()
        animation.setDuration(self._theme.duration)
        animation.setStartValue(begin)
        animation.setEndValue(end)
        animation.start()
