from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_desktop.errors import WriteFailedError
from flamenco_desktop.lyrics.spoken import full_words, letters_of
from flamenco_desktop.spelling import DICTIONARIES, Spelling, read_words


@pytest.fixture(scope="module")
def spelling(tmp_path_factory: pytest.TempPathFactory) -> Spelling:
    return Spelling("es", tmp_path_factory.mktemp("words") / "words.txt")


@pytest.mark.parametrize(
    "text",
    [
        "en la fragua de mi padre aprendí yo a padecer",
        "pa na to mare pare soleá bulería seguiriya quejío mu toíto",
        "camelao camelá perdío perdía queré cantá verdá mujé só",
        "lunita gitaniya primico boquita lucecita pañuelito",
        "esgraciao desgraciaíto esgracia olvidaíta",
        "ay ayyyy aaay ole ¡olé! «Triana» (eso) pa' na'",
        "Cántame Rosario 1962 2º undebel ducas parné",
        "querete cantale decirme lerele tirititrán",
    ],
)
def test_what_is_sung_is_right(spelling: Spelling, text: str) -> None:
    assert [word for word in text.split() if not spelling.known(word)] == []


@pytest.mark.parametrize("word", ["cansión", "fraghua", "padezer", "kerer", "xyzt", "aprendi-do", "luuna-xq"])
def test_what_is_wrong_is_seen(spelling: Spelling, word: str) -> None:
    assert not spelling.known(word)


def test_suggestions_keep_the_signs_around_a_word(spelling: Spelling) -> None:
    assert "¡canción," in spelling.suggestions("¡cansión,")
    assert spelling.suggestions("—") == []


def test_the_listener_adds_words_that_stay(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "words.txt"
    first = Spelling("es", path)
    assert not first.known("xirimiri")
    first.add("¡Xirimiri!")
    assert first.known("Xirimiri")
    assert Spelling("es", path).known("¿Xirimiri?")
    first.add("zorongueo")
    assert read_words(path) == {"Xirimiri", "zorongueo"}


def test_a_list_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    spelling = Spelling("es", tmp_path / "file" / "words.txt")
    with pytest.raises(WriteFailedError):
        spelling.add("xirimiri")
    assert spelling.known("xirimiri")


def test_other_languages_are_not_judged(tmp_path: Path) -> None:
    assert Spelling("xx", tmp_path / "words.txt").known("qwrtz")


def test_the_list_of_cante_is_clean() -> None:
    words = (DICTIONARIES / "cante.txt").read_text(encoding="utf-8").split("\n")
    assert all(word == word.strip() for word in words)
    assert len(read_words(DICTIONARIES / "cante.txt")) > 250


def test_rules() -> None:
    assert letters_of("¡pa’!") == "pa"
    assert "cantado" in full_words("cantao")
    assert "luna" in full_words("lunita")
    assert list(full_words("sol")) == []
