"""The field in which one word is typed, laid over the word itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

LONGEST = 200


class WordField(QLineEdit):
    """Takes a word's text. It never changes anything itself: it says what was typed and where to go next."""

    committed = Signal(str, int)  # the text, and the step in words: -1, 0, 1
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setMaxLength(LONGEST)
        self.setAccessibleName(self.tr("Text of the word"))
        self.setStyleSheet("QLineEdit { padding: 0 4px; border-radius: 6px; }")
        self.textChanged.connect(self._fit)
        self._place = QRect()
        self.hide()

    def begin(self, text: str, place: QRect) -> None:
        """Show itself over `place` with `text` selected."""
        self._place = place
        self.setText(text)
        self._fit()
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_field(self) -> None:
        """Go away without a word."""
        if self.isVisible():
            # Hiding takes the focus away, and losing it commits.
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)

    def _fit(self) -> None:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + 14
        place = QRect(self._place)
        place.setWidth(max(place.width(), int(width)))
        self.setGeometry(place.adjusted(-6, -2, 6, 2))

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
            if not event.modifiers() & ~plain:
                event.accept()
            return event.isAccepted() or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.committed.emit(self.text(), 0)
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.committed.emit(self.text(), 0)
