"""What a sung line promises: its words, their times, its pitch, and the same sound for the same seed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.from_scratch import pronunciation
from finetune.from_scratch.espeak import UnknownVoiceError, speak
from finetune.from_scratch.singer import VARIANTS_HELD_OUT, VARIANTS_IN_TRAINING
from finetune.from_scratch.voice import RATE, Singer, SungLine, sing_line
from finetune.from_scratch.world import world

LINES = (
    "por la vereda del molino",
    "¡Ay, qué pena llevo yo!",
    "se ha quedado el agua quieta",
    "chiquilla, guárdame el llanto",
    "tirititrán, tran, tran",
    "ay",
)
REPOSITORY = Path(__file__).parents[3]


def sung(seed: int, text: str, *, melisma: float = 1.0) -> SungLine:
    rng = np.random.default_rng(seed)
    return sing_line(text, Singer.draw(rng), rng, melisma=melisma)


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("seed", range(4))
def test_words_and_letters_come_in_order_and_stay_within_the_sound(seed: int, text: str) -> None:
    line = sung(seed, text)
    assert line.samples.dtype == np.float32 and line.samples.ndim == 1
    assert 0.3 < np.abs(line.samples).max() <= 1.0
    assert [word.text for word in line.words] == pronunciation.words_of(text)
    previous = 0.0
    for word in line.words:
        assert previous <= word.start < word.end <= len(line.samples) / RATE
        assert "".join(letter.char for letter in word.letters) == word.text
        assert word.letters[0].start == word.start
        assert word.letters[-1].end == word.end
        for letter, after in zip(word.letters, word.letters[1:], strict=False):
            assert letter.start < letter.end == after.start
        previous = word.end


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("seed", range(6))
def test_the_voice_begins_and_ends_where_the_words_do(seed: int, text: str) -> None:
    line = sung(seed, text)
    loud = np.flatnonzero(np.abs(line.samples) > 0.01 * np.abs(line.samples).max()) / RATE
    assert loud[0] == pytest.approx(line.words[0].start, abs=0.02)
    assert loud[-1] == pytest.approx(line.words[-1].end, abs=0.035)
    assert 0.04 < line.words[0].start < 0.31
    assert 0.04 < len(line.samples) / RATE - line.words[-1].end < 0.31
    after = round(line.words[-1].end * RATE) + 16
    assert np.abs(line.samples[after:]).max() < 1e-3


def test_the_given_pitch_is_the_one_that_sounds() -> None:
    line = sung(3, "la luna llena mira la mañana")
    heard, _ = world().dio(line.samples.astype(float), RATE, f0_floor=60.0, f0_ceil=900.0)
    frames = min(len(heard), len(line.f0))
    both = (heard[:frames] > 0) & (line.f0[:frames] > 0)
    assert both.mean() > 0.5
    cents = 1200 * np.abs(np.log2(heard[:frames][both] / line.f0[:frames][both]))
    assert np.median(cents) < 30


def test_vowels_sound_louder_than_the_stop_closures_between_them() -> None:
    line = sung(1, "tápate la capa", melisma=0.0)
    power = np.convolve(line.samples**2, np.ones(80) / 80, mode="same")
    letters = [letter for word in line.words for letter in word.letters]
    vowels = [power[round((one.start + one.end) / 2 * RATE)] for one in letters if one.char in "aeá"]
    bursts = [power[round(one.start * RATE) - 160] for one in letters[1:] if one.char in "tpc"]
    assert min(vowels) > 10 * max(bursts)


def test_the_same_seed_sings_the_same_whatever_was_sung_before() -> None:
    first = sung(11, LINES[0])
    sung(12, LINES[1])
    again = sung(11, LINES[0])
    assert np.array_equal(first.samples, again.samples)
    assert first.words == again.words
    assert not np.array_equal(first.samples, sung(13, LINES[0]).samples)


def test_without_melisma_a_line_is_shorter() -> None:
    plain = np.mean([len(sung(seed, LINES[0], melisma=0.0).samples) for seed in range(8)])
    held = np.mean([len(sung(seed, LINES[0], melisma=1.0).samples) for seed in range(8)])
    assert plain < 0.8 * held


def test_held_out_singers_are_the_same_everywhere_and_never_drawn() -> None:
    assert not VARIANTS_HELD_OUT & VARIANTS_IN_TRAINING
    assert Singer.held_out(4) == Singer.held_out(4) != Singer.held_out(5)
    rng = np.random.default_rng(0)
    drawn = {Singer.draw(rng).voice.split("+")[1] for _ in range(500)}
    assert drawn == VARIANTS_IN_TRAINING
    assert {Singer.held_out(index).voice.split("+")[1] for index in range(12)} == VARIANTS_HELD_OUT


@pytest.mark.parametrize("variant", sorted(VARIANTS_IN_TRAINING | VARIANTS_HELD_OUT))
def test_every_variant_is_there_and_speaks_the_same_twice(variant: str) -> None:
    spoken = speak("ay la luna", f"es+{variant}")
    assert [phoneme.ipa[0] for phoneme in spoken.phonemes] == ["a", "l", "a", "l", "u", "n", "a"]
    assert np.array_equal(spoken.samples, speak("ay la luna", f"es+{variant}").samples)


def test_nothing_to_sing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to sing"):
        sung(0, " … ¡! ")


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(UnknownVoiceError) as caught:
        speak("ay", "no-such-tongue")
    assert "no-such-tongue" in str(caught.value)
    assert speak("ay", "es").phonemes


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the loader's path is Linux's")
def test_a_missing_library_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "libespeak-ng.so.1").write_bytes(b"")
    code = (
        "from finetune.from_scratch.espeak import SpeechLibraryMissingError, speak\n"
        "try:\n    speak('ay', 'es')\nexcept SpeechLibraryMissingError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env={"LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "libespeak-ng1" in done.stdout


def test_a_missing_vocoder_names_the_package() -> None:
    code = (
        "import sys\nsys.modules['pyworld'] = None\n"
        "from finetune.from_scratch.world import VocoderMissingError, world\n"
        "try:\n    world()\nexcept VocoderMissingError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=60
    )
    assert "pyworld" in done.stdout and "from-scratch" in done.stdout


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("quebrada", "quebrá"),
        ("perdido", "perdío"),
        ("ojos", "ójo"),
        ("verdad", "verdá"),
        ("cielo", "siélo"),
        ("corazón", "corasón"),
        ("alma", "árma"),
        ("el", "er"),
        ("niñas", "níña"),
        ("hacer", "hasér"),
        ("mi", "mi"),
    ],
)
def test_andalusian_pronunciation(word: str, said: str) -> None:
    letters = pronunciation.respell(word, 1.0, np.random.default_rng(0))
    assert "".join(letter.char for letter in letters) == said


@pytest.mark.parametrize(
    ("word", "index"),
    [("cantaba", 4), ("cantan", 1), ("cantar", 4), ("viento", 2), ("río", 1), ("quiero", 3), ("guerra", 2),
     ("ay", 0), ("soleá", 4), ("agua", 0), ("peine", 1), ("mjm", None)],
)  # fmt: skip
def test_stress_follows_the_spelling(word: str, index: int | None) -> None:
    assert pronunciation.stressed_vowel(word) == index


words = st.text("abcdefghijlmnñopqrstuvyzáéíóú", min_size=1, max_size=12)


@given(words, st.integers(0, 1000), st.floats(0, 1))
def test_respelling_keeps_the_order_of_letters_and_drops_few(word: str, seed: int, strength: float) -> None:
    letters = pronunciation.respell(word, strength, np.random.default_rng(seed))
    kept = [letter.source for letter in letters]
    assert kept == sorted(set(kept)) and letters
    assert len(word) - len(kept) <= 3
    if strength == 0:
        assert "".join(letter.char for letter in letters) == word


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.floats(0.02, 5.0), st.data())
def test_letters_are_spread_in_strict_order_within_the_word(
    silent: list[bool], length: float, data: st.DataObject
) -> None:
    sounding = silent.count(False)
    steps = data.draw(st.lists(st.floats(0.05, 1.0), min_size=sounding + 1, max_size=sounding + 1))
    onsets = iter(1.0 + np.concatenate([[0.0], np.cumsum(steps)[:-1]]) * (length / sum(steps)))
    times = [None if one else float(next(onsets)) for one in silent]
    spread = pronunciation.spread(times, 1.0, 1.0 + length)
    assert len(spread) == len(silent)
    assert spread[0] == pytest.approx(1.0)
    assert all(a < b for a, b in zip([*spread], [*spread[1:], 1.0 + length], strict=True))


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 10_000))
def test_any_spelling_at_all_can_be_sung(spelled: list[str], singer: int, seed: int) -> None:
    line = sing_line(" ".join(spelled), Singer.held_out(singer), np.random.default_rng(seed), melisma=0.0)
    assert [word.text for word in line.words] == spelled
    assert np.isfinite(line.samples).all()
