from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flamenco_desktop.lyrics.syllable_split import syllables_of
from flamenco_desktop.lyrics.syllables import word_syllables

# By ear and by the Ortografía's own rules, words of coplas among them.
PARTED = (
    "ay", "fra-gua", "pa-de-cer", "a-pren-dí", "hie-rro", "que-ma", "ma-dru-gá", "so-le-á", "que-jí-o",
    "guar-da", "gui-ta-rra", "a-gua", "cie-lo", "rí-o", "o-í", "a-ho-ra", "ins-tan-te", "trans-por-te",
    "a-cuér-da-te", "puer-ta", "ca-lle", "mu-cho", "ver-güen-za", "rey", "re-yes", "sue-ño", "po-e-ta",
    "co-o-pe-rar", "a-bru-mar", "at-le-ta", "ex-tra-ño", "ciu-dad", "muy", "y", "a-za-har", "bú-ho",
    "¿quién?", "«ma-dre»", "no-che,",
)  # fmt: skip


@pytest.mark.parametrize("parted", PARTED)
def test_a_word_is_parted_as_it_is_sung(parted: str) -> None:
    assert "-".join(syllables_of(parted.replace("-", ""))) == parted


@pytest.mark.parametrize("parted", PARTED)
def test_there_are_as_many_as_are_counted(parted: str) -> None:
    word = parted.replace("-", "")
    assert len(syllables_of(word)) == word_syllables(word)


@given(st.text(max_size=14))
def test_nothing_is_lost(word: str) -> None:
    assert "".join(syllables_of(word)) == word


@given(st.text(alphabet="aeiouáéíóúüybcdfghlmnñpqrstvz", min_size=1, max_size=10))
@example("aabh")
def test_every_part_has_a_vowel(word: str) -> None:
    parts = syllables_of(word)
    if len(parts) > 1:
        assert all(set(part) & set("aeiouáéíóúüy") for part in parts)
