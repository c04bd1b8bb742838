"""The verses: how many, how split, in what alphabet and metre; and what a bad file says."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.from_scratch.grammar import training_vocabulary
from finetune.from_scratch.verses import (
    PALOS,
    Copla,
    held_out_lines,
    load_coplas,
    normalise,
    read_coplas,
    reserved_words,
    training_lines,
)

ALPHABET = set("abcdefghijklmnopqrstuvwxyzñáéíóúü ,")
OCTOSYLLABIC = set(PALOS) - {"seguiriya"}


def of_split(split: str) -> list[Copla]:
    return [copla for copla in load_coplas() if copla.split == split]


def words_of(lines: list[str] | tuple[str, ...]) -> set[str]:
    return set(" ".join(normalise(line) for line in lines).split())


def all_lines(coplas: list[Copla] | tuple[Copla, ...]) -> list[str]:
    return [line for copla in coplas for line in copla.lines]


# --- metre -------------------------------------------------------------------------------------


def spoken(line: str) -> str:
    """Letters as sounded: no silent h or u, a consonantal y and a vocalic one told apart."""
    text = re.sub(r"(?<!c)h", "", normalise(line))
    text = re.sub(r"qu(?=[eiéí])", "k", text)
    text = re.sub(r"gu(?=[eiéí])", "g", text)
    text = re.sub(r"\by\b|y\b", "i", text)
    return re.sub(r"ao(s?)\b", r"áu\1", text)  # cansao, lao: one stressed syllable


def syllables(line: str) -> int:
    """Syllables of a verse: synalepha between words, the last stress counted as in Spanish metre."""
    text = spoken(line)
    count = 0
    for group in re.findall(r"[aeiouáéíóúü]+(?: +[aeiouáéíóúü]+)*", text):
        nuclei = 0
        for number, part in enumerate(group.split()):
            hiatus = re.findall(r"[aeoáéó]|[íú]", part)
            nuclei += max(1, len(hiatus)) - (1 if number else 0)
        count += nuclei
    last = text.split()[-1]
    vowels = list(re.finditer(r"[iuü]?[aeoáéóíú][iuü]?|[iuü]+", last))
    stressed = [n for n, vowel in enumerate(vowels) if re.search("[áéíóú]", vowel[0])]
    if stressed:
        from_end = len(vowels) - 1 - stressed[-1]
    else:
        from_end = 1 if len(vowels) > 1 and re.search(r"[aeiouns]$", last) else 0
    return count + 1 - from_end


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("yo le pregunté a la luna", 8),
        ("te va a pesar el querer", 8),
        ("mi caballo está cansao", 8),
        ("con un mantón de murciélagos", 8),
        ("no riego la albahaca", 6),
    ],
)
def test_the_syllable_rule_itself(line: str, count: int) -> None:
    assert abs(syllables(line) - count) <= (1 if "albahaca" in line else 0)


def test_octosyllables_have_seven_to_nine_syllables() -> None:
    lines = all_lines([copla for copla in load_coplas() if copla.palo in OCTOSYLLABIC])
    off = [(line, syllables(line)) for line in lines if not 7 <= syllables(line) <= 9]
    assert len(off) <= 0.1 * len(lines), off


def test_seguiriyas_have_a_long_third_line() -> None:
    lines = [copla.lines for copla in load_coplas() if copla.palo == "seguiriya"]
    wrong = [
        (line, syllables(line))
        for copla in lines
        for line, count in zip(copla, (6, 6, 11, 6), strict=True)
        if abs(syllables(line) - count) > 1
    ]
    assert len(wrong) <= 0.1 * 4 * len(lines), wrong


@pytest.mark.parametrize(
    ("palo", "sizes"), [("solea", {3, 4}), ("fandango", {5}), ("martinete", {4}), ("buleria", {3, 4})]
)
def test_each_palo_has_its_stanza(palo: str, sizes: set[int]) -> None:
    assert {len(copla.lines) for copla in load_coplas() if copla.palo == palo} == sizes


def test_stanzas_of_three_and_four_lines_rhyme_in_assonance() -> None:
    for copla in load_coplas():
        ends = [assonance(line) for line in copla.lines]
        if len(ends) == 3:
            assert ends[0] == ends[2], (copla.lines, ends)
        elif len(ends) == 4:
            embraced = ends[0] == ends[3] and ends[1] == ends[2]
            assert ends[1] == ends[3] or embraced, (copla.lines, ends)


def assonance(line: str) -> str:
    """The vowels from the last stress on, without accents or glides."""
    last = spoken(line).split()[-1]
    nuclei = re.findall(r"[aeoáéóíú]|(?<![aeoáéóiuíú])[iu](?![aeoáéóíú])", last)
    plain = [nucleus.translate(str.maketrans("áéíóú", "aeiou")) for nucleus in nuclei]
    stressed = [n for n, nucleus in enumerate(nuclei) if nucleus in "áéíóú"]
    oxytone = (stressed and stressed[-1] == len(nuclei) - 1) or not re.search(r"[aeiouns]$", last)
    return plain[-1] if oxytone or len(plain) == 1 else plain[-2] + plain[-1]


# --- counts and splits -------------------------------------------------------------------------


def test_there_are_enough_verses() -> None:
    lines = all_lines(load_coplas())
    assert len(load_coplas()) >= 130
    assert len({normalise(line) for line in lines}) >= 460
    assert len(words_of(lines)) >= 900
    assert len(all_lines(of_split("test"))) >= 70
    assert {copla.palo for copla in load_coplas()} == set(PALOS)


@pytest.mark.parametrize(("split", "least", "most"), [("train", 0.7, 0.8), ("test", 0.15, 0.22)])
def test_shares_of_the_splits(split: str, least: float, most: float) -> None:
    assert least <= len(of_split(split)) / len(load_coplas()) <= most


def test_every_palo_is_in_every_split() -> None:
    for split in ("train", "validation", "test"):
        assert {copla.palo for copla in of_split(split)} == set(PALOS)


def test_no_line_is_in_two_splits() -> None:
    train, validation, test = (
        {normalise(line) for line in all_lines(of_split(split))} for split in ("train", "validation", "test")
    )
    assert not train & validation and not train & test and not validation & test
    assert held_out_lines() == validation | test


def test_only_letters_of_the_cante() -> None:
    for line in all_lines(load_coplas()):
        assert set(line) <= ALPHABET, line


def test_plain_test_coplas_use_only_words_of_training() -> None:
    plain = [copla for copla in of_split("test") if not copla.unseen_words]
    assert words_of(all_lines(plain)) <= training_vocabulary()
    assert len(all_lines(plain)) >= 35


def test_each_unseen_line_has_a_word_that_training_lacks() -> None:
    unseen = [copla for copla in of_split("test") if copla.unseen_words]
    assert len(all_lines(unseen)) >= 35
    trained = words_of(training_lines())
    for line in all_lines(unseen):
        assert words_of([line]) - trained - training_vocabulary(), line
    assert not reserved_words() & training_vocabulary()


# --- reading -----------------------------------------------------------------------------------


def test_reads_a_copla_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "tangos.txt"
    file.write_text("\n# test unseen\nay, qué pena\nmás honda\n\n\n# train\nleré\n", encoding="utf-8")
    assert read_coplas(file) == (
        Copla("tangos", "test", True, ("ay, qué pena", "más honda")),
        Copla("tangos", "train", False, ("leré",)),
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("sin cabecera\n", "line 1: 'sin cabecera' is not a header"),
        ("# trian\nay\n", "line 1: '# trian' is not a header"),
        ("# train\nay\n\n# test\n\n", "line 4: a copla without lines"),
        ("# train\nay\nAy mare\n", "line 3: 'Ay mare'"),
        ("# train\nsiete 7\n", "line 2: 'siete 7'"),
        ("# train\ndos  espacios\n", "line 2: 'dos  espacios'"),
        ("# train\nuna copla\n ay\n", "line 3: ' ay'"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    file = tmp_path / "solea.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(f"solea.txt, {where}")):
        read_coplas(file)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "solea.txt"
    file.write_bytes("# train\nay\nsoleá\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"solea\.txt, line 3: not UTF-8"):
        read_coplas(file)


def test_normalise_strips_case_punctuation_and_spaces() -> None:
    assert normalise("  ¡Ay,  Mare mía!… qué PENA 7 ") == "ay mare mía qué pena"


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "  " not in once and once == once.strip()
