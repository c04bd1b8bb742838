"""The field in which a word or a line is typed, laid over what it corrects."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

LONGEST = 1_000_000
"""Characters that are taken in: too many are refused with a sentence, never cut off without one."""


class WordField(QLineEdit):
    """Takes the text. It never changes anything itself: it says what was typed and where to go next."""

    committed = Signal(str, int)  # the text, and the step: -1, 0, 1
    cancelled = Signal()
    joined = Signal(int)  # Backspace at the beginning (-1), Delete at the end (1)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setMaxLength(LONGEST)
        self.setAccessibleName(self.tr("Text of the word"))
        self.setStyleSheet("QLineEdit { padding: 0 4px; border-radius: 6px; }")
        self.textChanged.connect(self._fit)
        self._place = QRect()
        self._original = ""
        self.hide()

    @property
    def touched(self) -> bool:
        """Whether something else stands in it than at the beginning."""
        return self.text() != self._original

    def begin(self, text: str, place: QRect) -> None:
        """Show itself over `place` with `text` selected."""
        self._place, self._original = place, text
        self.setText(text)
        self._fit()
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_to(self, place: QRect) -> None:
        """What it lies over has moved."""
        self._place = place
        self._fit()

    def close_field(self) -> None:
        """Go away without a word."""
        if self.isVisible():
            # Hiding takes the focus away, and losing it commits.
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)

    def _fit(self) -> None:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text()[:400]) + 14
        place = QRect(self._place)
        place.setWidth(max(place.width(), int(width)))
        place = place.adjusted(-6, -2, 6, 2)
        parent = self.parentWidget()
        if parent is not None:
            place.setRight(min(place.right(), max(place.left() + 80, parent.width() - 4)))
        self.setGeometry(place)

    def event(self, event: QEvent) -> bool:
        # Tab never reaches keyPressEvent: Qt takes it for the focus.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab:
                self.committed.emit(self.text(), 1)
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self.committed.emit(self.text(), -1)
                return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Typing belongs to the field: a plain key must not start the window's actions.
            plain = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            if not event.modifiers() & ~plain and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
                event.accept()
            return event.isAccepted() or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers()
        alone = plain and not self.hasSelectedText()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.committed.emit(self.text(), 0)
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Backspace and alone and self.cursorPosition() == 0:
            self.joined.emit(-1)
        elif key == Qt.Key.Key_Delete and alone and self.cursorPosition() == len(self.text()):
            self.joined.emit(1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.committed.emit(self.text(), 0)
