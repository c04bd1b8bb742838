from __future__ import annotations

import itertools

import pytest
from PySide6.QtWidgets import QApplication

from flamenco_desktop.gui import theme as themes
from flamenco_desktop.gui.theme import CONTRAST, PAPEL, TABLAO, Choice, Theme, Tokens

ALL = {"tablao": TABLAO, "papel": PAPEL, "contrast": CONTRAST}


@pytest.mark.parametrize(("name", "ground", "ink"), list(itertools.product(ALL, themes.GROUNDS, themes.INKS)))
def test_every_ink_is_readable_on_every_ground(name: str, ground: str, ink: str) -> None:
    tokens: Tokens = ALL[name]
    assert themes.contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("name", ALL)
def test_what_stands_on_colour_is_readable(name: str) -> None:
    tokens = ALL[name]
    assert themes.contrast(tokens.on_accent, tokens.accent) >= 4.5
    # The word being sung stands on its colour in the waveform, the chosen menu entry on the focus colour.
    assert themes.contrast(tokens.ground, tokens.sung) >= 4.5
    assert themes.contrast(tokens.ground, tokens.focus) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert themes.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert themes.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert themes.contrast("#777777", "#ffffff") < 4.5


def test_the_listener_overrides_the_system(qapp: QApplication, theme: Theme) -> None:
    told: list[Tokens] = []
    theme.changed.connect(lambda: told.append(theme.tokens))
    for choice, tokens in ((Choice.LIGHT, PAPEL), (Choice.CONTRAST, CONTRAST), (Choice.DARK, TABLAO)):
        theme.choose(choice)
        assert theme.tokens is tokens
        assert qapp.palette().window().color().name() == tokens.ground
    assert told == [PAPEL, CONTRAST, TABLAO]
