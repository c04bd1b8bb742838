"""Colours of the three grounds, and how they reach Qt: one palette, one stylesheet.

Contrast is that of WCAG 2.2, section 1.4.3: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyle

GRID = 8
RADIUS = 8
MOTION_MS = 220


@dataclass(frozen=True, slots=True)
class Tokens:
    """One ground: every colour that the program uses, as `#rrggbb`."""

    ground: str
    surface: str
    raised: str
    text: str
    muted: str
    sung: str
    accent: str
    on_accent: str
    focus: str
    ok: str

    def color(self, name: str) -> QColor:
        """The token `name` as Qt wants it."""
        return QColor(getattr(self, name))


TABLAO = Tokens(
    ground="#14110f", surface="#1e1a17", raised="#2a2420", text="#f3ebdd", muted="#b0a294",
    sung="#f2b84b", accent="#f0675f", on_accent="#14110f", focus="#6cb6ff", ok="#6cc08b",
)  # fmt: skip
PAPEL = Tokens(
    ground="#faf6ef", surface="#ffffff", raised="#f1e9dc", text="#2a211b", muted="#665848",
    sung="#8a4a00", accent="#a8231b", on_accent="#ffffff", focus="#0b5cad", ok="#1f6b3a",
)  # fmt: skip
CONTRAST = Tokens(
    ground="#000000", surface="#000000", raised="#1c1c1c", text="#ffffff", muted="#ffffff",
    sung="#ffff00", accent="#ffff00", on_accent="#000000", focus="#00ffff", ok="#80ff9f",
)  # fmt: skip

GROUNDS = ("ground", "surface", "raised")
INKS = tuple(field.name for field in fields(Tokens) if field.name not in (*GROUNDS, "on_accent"))


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` in [0, 1], by WCAG."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Choice(StrEnum):
    """What the listener asked for in the View menu."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class Theme(QObject):
    """Holds the tokens in use, follows the system unless told otherwise, and tells who paints by hand."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = Choice.SYSTEM) -> None:
        super().__init__(app)
        self.app = app
        self._choice = choice
        self.tokens = TABLAO
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._apply)
        hints.accessibility().contrastPreferenceChanged.connect(self._apply)
        app.setStyle("Fusion")
        self._apply()

    @property
    def choice(self) -> Choice:
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Take `choice` from now on."""
        self._choice = choice
        self._apply()

    @property
    def duration(self) -> int:
        """Milliseconds of a motion; 0 where the system asks for none."""
        style = self.app.style()
        animated = style.styleHint(QStyle.StyleHint.SH_Widget_Animate)
        return MOTION_MS if animated else 0

    def _chosen(self) -> Tokens:
        hints = self.app.styleHints()
        if self._choice is Choice.SYSTEM:
            if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
                return CONTRAST
            # A system without an opinion gets the tablao: the room is dark when somebody sings.
            return PAPEL if hints.colorScheme() == Qt.ColorScheme.Light else TABLAO
        return {Choice.DARK: TABLAO, Choice.LIGHT: PAPEL, Choice.CONTRAST: CONTRAST}[self._choice]

    def _apply(self) -> None:
        self.tokens = self._chosen()
        self.app.setPalette(palette(self.tokens))
        self.app.setStyleSheet(stylesheet(self.tokens))
        self.changed.emit()


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette of `tokens`."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in {
        role.Window: "ground",
        role.Base: "surface",
        role.AlternateBase: "raised",
        role.Button: "raised",
        role.ToolTipBase: "raised",
        role.WindowText: "text",
        role.Text: "text",
        role.ButtonText: "text",
        role.ToolTipText: "text",
        role.BrightText: "accent",
        role.PlaceholderText: "muted",
        role.Link: "focus",
        role.LinkVisited: "focus",
        role.Highlight: "focus",
        role.HighlightedText: "ground",
        role.Light: "raised",
        role.Midlight: "raised",
        role.Mid: "raised",
        role.Dark: "ground",
        role.Shadow: "ground",
        role.Accent: "sung",
    }.items():
        made.setColor(where, tokens.color(name))
    faint = tokens.color("muted")
    faint.setAlphaF(0.55)
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, faint)
    return made


_SHEET = Template("""
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $raised; color: $text; border: none; padding: 6px 8px; }
QMenuBar { background: $ground; color: $muted; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $raised; color: $text; }
QMenu { background: $raised; color: $text; border: 1px solid $ground; border-radius: 8px; padding: 8px 0; }
QMenu::item { padding: 6px 32px 6px 16px; }
QMenu::item:selected { background: $focus; color: $ground; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 8px 16px; }
QMenu::icon { padding-left: 14px; }
QMenu::indicator { width: 14px; height: 14px; left: 12px; }
QStatusBar { background: $ground; color: $muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $raised; }
QLabel { background: transparent; color: $text; }
QLabel[role="muted"], QStatusBar QLabel { color: $muted; }
QLabel[role="title"] { font-size: 17px; }
QLineEdit, QAbstractSpinBox { background: $raised; color: $text; border: 2px solid transparent;
  border-radius: 8px; padding: 5px 10px; selection-background-color: $focus; selection-color: $ground; }
QLineEdit:focus, QAbstractSpinBox:focus { border-color: $focus; }
QAbstractSpinBox { padding: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QAbstractSpinBox QLineEdit { background: transparent; border: none; padding: 0; }
QComboBox { background: $raised; color: $text; border: 2px solid transparent; border-radius: 8px;
  padding: 5px 10px; combobox-popup: 0; }
QComboBox:focus { border-color: $focus; }
QComboBox:disabled { color: $faint; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { width: 0; height: 0; border-left: 4px solid $raised;
  border-right: 4px solid $raised; border-top: 5px solid $muted; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $ground; padding: 4px;
  selection-background-color: $focus; selection-color: $ground; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected { background: $focus; color: $ground; }
QPushButton { background: $raised; color: $text; border: 2px solid transparent; border-radius: 8px;
  padding: 6px 14px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $focus; }
QPushButton:disabled { color: $faint; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:disabled { background: $raised; color: $faint; }
QPushButton[role="quiet"] { background: transparent; color: $text; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="link"] { background: transparent; color: $focus; padding: 4px 6px; }
QPushButton[role="link"]:hover { background: $hover; }
QToolButton { background: transparent; color: $text; border: 2px solid transparent; border-radius: 8px;
  padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $raised; }
QToolButton:focus { border-color: $focus; }
QToolButton[role="status"] { color: $muted; padding: 1px 6px; }
QToolButton[role="status"]:hover { color: $text; }
QRadioButton { color: $text; spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 8px; }
QRadioButton:focus { border-color: $focus; }
QRadioButton:disabled { color: $faint; }
QRadioButton::indicator { width: 12px; height: 12px; border: 2px solid $muted; border-radius: 8px; }
QRadioButton::indicator:checked { background: $sung; border-color: $sung; }
QRadioButton::indicator:disabled { border-color: $line; }
QCheckBox { color: $text; spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 8px; }
QCheckBox:focus { border-color: $focus; }
QCheckBox:disabled { color: $faint; }
QCheckBox::indicator { width: 12px; height: 12px; border: 2px solid $muted; border-radius: 4px; }
QCheckBox::indicator:checked { background: $sung; border-color: $sung; }
QCheckBox::indicator:disabled { border-color: $line; }
QPlainTextEdit, QTextBrowser { background: $surface; color: $text; border: 2px solid transparent;
  border-radius: 8px; selection-background-color: $focus; selection-color: $ground; }
QPlainTextEdit:focus { border-color: $focus; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 7px 16px; border-radius: 8px;
  border: 2px solid transparent; margin-right: 4px; }
QTabBar::tab:selected { background: $raised; color: $text; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { border-color: $focus; }
QTreeView { background: $surface; color: $text; border: none; border-radius: 8px; outline: none; }
QTreeView::item { padding: 3px 8px; border: none; }
QTreeView::item:selected { background: $focus; color: $ground; }
QHeaderView::section { background: $surface; color: $muted; border: none; padding: 6px 8px; }
QListView { background: transparent; color: $text; border: none; outline: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: none; border-radius: 2px; }
QProgressBar::chunk { background: $sung; border-radius: 2px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $muted; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
  background: $text; }
QSlider::handle:horizontal:focus { background: $focus; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="strip"] { background: $raised; border-radius: 8px; }
QWidget[role="banner"] { background: $surface; border-radius: 8px; }
""")


def _mixed(one: str, other: str, share: float) -> str:
    def part(color: str, at: int) -> int:
        return int(color[at : at + 2], 16)

    mixed = (part(one, at) * (1 - share) + part(other, at) * share for at in (1, 3, 5))
    return "#" + "".join(f"{round(value):02x}" for value in mixed)


def stylesheet(tokens: Tokens) -> str:
    """The one stylesheet of the program for `tokens`."""
    values = {field.name: getattr(tokens, field.name) for field in fields(tokens)}
    return _SHEET.substitute(
        values,
        hover=_mixed(tokens.raised, tokens.text, 0.08),
        line=_mixed(tokens.raised, tokens.text, 0.18),
        faint=_mixed(tokens.muted, tokens.ground, 0.45),
        accent_hover=_mixed(tokens.accent, tokens.text, 0.12),
    )
