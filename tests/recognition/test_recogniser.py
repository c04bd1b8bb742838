"""Recognisers: the same words whichever library computes, and what happens when memory runs out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.audio import decode
from flamenco_desktop.errors import MemoryShortError, ModelBrokenError
from flamenco_desktop.models import store
from flamenco_desktop.recognition.careful import CarefulRecogniser, ran_out_of_memory
from flamenco_desktop.recognition.ctranslate2_backend import CTranslate2Recogniser
from flamenco_desktop.recognition.decoding import (
    Attempt,
    Vocabulary,
    better,
    hearing,
    likeliest,
    to_try_again,
)
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.recogniser import (
    RATE,
    TEMPERATURES,
    Recogniser,
    Samples,
    Segment,
    open_recogniser,
)
from flamenco_desktop.recognition.transformers_backend import TransformersRecogniser
from tests import tiny_models
from tests.recognition.sounds import voice

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

# Below this mean log probability a window's words are a guess, and two searches may guess differently.
SURE = -0.6


@pytest.fixture(scope="module")
def windows(root: Path) -> list[Samples]:
    sound = decode.load(root / "resources/recordings/martinete-la-pena-de-los-dos.flac", RATE)
    return [sound[start * RATE : (start + 6) * RATE] for start in range(0, 48, 6)]


def _texts(found: Sequence[Sequence[Segment]]) -> list[str]:
    return [" ".join(segment.text for segment in segments) for segments in found]


def test_two_libraries_read_the_same_words(windows: list[Samples], caplog: pytest.LogCaptureFixture) -> None:
    model = store.recogniser()
    first = CTranslate2Recogniser(model, Device("cpu")).recognise_many(windows, "es")
    with caplog.at_level(logging.WARNING, logger="transformers"):
        second = TransformersRecogniser(model, Device("cpu")).recognise_many(windows, "es")
    assert caplog.messages == []
    sure = [
        index
        for index, pair in enumerate(zip(first, second, strict=True))
        if all(segments and (segments[0].score or -9.0) > SURE for segments in pair)
    ]
    assert len(sure) >= 4
    assert [_texts(first)[index] for index in sure] == [_texts(second)[index] for index in sure]
    for segments in (*first, *second):
        for segment in segments:
            assert segment.score is not None and segment.score <= 0.0
            assert segment.silence is not None and 0.0 <= segment.silence <= 1.0


def test_a_batch_reads_what_single_windows_do(windows: list[Samples]) -> None:
    recogniser = CTranslate2Recogniser(store.recogniser(), Device("cpu"))
    together = recogniser.recognise_many(windows[4:8], "es", temperatures=(0.0,))
    alone = [recogniser.recognise(window, "es", temperatures=(0.0,)) for window in windows[4:8]]
    assert _texts(together) == _texts(alone)
    assert recogniser.recognise_many([], "es") == ()


@given(longest=st.floats(0.01, 30.0), best=st.floats(1.0, 30.0), rate=st.sampled_from([50, 2 * 50, 320 * 50]))
def test_what_is_heard_is_whole_places(longest: float, best: float, rate: int) -> None:
    seconds = hearing(longest, best)
    assert max(longest, min(best / 2, 26.0)) <= seconds <= 30.0
    assert best < 30.0 or seconds == 30.0
    assert seconds * rate == pytest.approx(round(seconds * 50) * rate / 50, abs=1e-6)


def test_a_window_longer_than_the_model_hears_best_is_heard_whole(root: Path) -> None:
    model = store.recogniser()
    sound = decode.load(root / "resources/recordings/martinete-la-pena-de-los-dos.flac", RATE)
    window = sound[: round((model.window + 2.013) * RATE)]
    first, second = (
        kind(model, Device("cpu")).recognise_many([window], "es", temperatures=(0.0,))
        for kind in (CTranslate2Recogniser, TransformersRecogniser)
    )
    assert _texts(first) == _texts(second) != [""]


# --- every shape of Whisper -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("shapes")
    return {
        "distil": tiny_models.make_recogniser(base / "distil", encoder_layers=3, decoder_layers=1),
        "large-v3": tiny_models.make_recogniser(base / "large-v3", mel_bins=128),
    }


@pytest.mark.parametrize("shape", ["distil", "large-v3"])
@pytest.mark.parametrize("kind", [CTranslate2Recogniser, TransformersRecogniser])
def test_every_shape_runs_and_keeps_its_times(
    shapes: dict[str, Path], shape: str, kind: Callable[..., Recogniser]
) -> None:
    recogniser = kind(store.recogniser(str(shapes[shape])), Device("cpu"))
    sung = [voice(1.0), voice(2.0)]
    found = recogniser.recognise_many(sung, "es", "Soleá, ole.", temperatures=(0.0,))
    for window, segments in zip(sung, found, strict=True):
        length = len(window) / RATE
        for segment in segments:
            assert segment.text
            assert segment.start is None or 0.0 <= segment.start < (segment.end or 0.0) <= length


def test_what_ctranslate2_cannot_take_transformers_may(shapes: dict[str, Path]) -> None:
    model = store.recogniser(str(shapes["distil"]))
    broken = model.folder / "tokenizer.json"
    kept = broken.read_bytes()
    broken.unlink()
    try:
        # vocab.json and merges.txt are left: older checkpoints have no more.
        recogniser = open_recogniser(model, Device("cpu"))
        assert recogniser.recognise(voice(1.0), "es", temperatures=(0.0,)) is not None
    finally:
        broken.write_bytes(kept)


def test_an_unknown_language_is_said(shapes: dict[str, Path]) -> None:
    recogniser = CTranslate2Recogniser(store.recogniser(str(shapes["distil"])), Device("cpu"))
    with pytest.raises(ModelBrokenError) as caught:
        recogniser.recognise(voice(1.0), "caló")
    assert "caló" in str(caught.value.parameters["reason"])


# --- the rules of trying again ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vocabulary(shapes: dict[str, Path]) -> Vocabulary:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(shapes["distil"] / "tokenizer.json"))
    return Vocabulary(tokenizer, "distil", "es", multilingual=True)


def _tokens(vocabulary: Vocabulary, text: str) -> tuple[int, ...]:
    return tuple(vocabulary._tokens.encode(text))


def test_loops_and_guesses_are_tried_again(vocabulary: Vocabulary) -> None:
    fine = Attempt(_tokens(vocabulary, " un pájaro de ceniza"), -0.2, 0.0, 0.0)
    guess = Attempt(fine.tokens, -1.4, 0.0, 0.0)
    loop = Attempt(_tokens(vocabulary, " ay ay ay" * 20), -0.1, 0.0, 0.0)
    assert to_try_again(vocabulary, [fine, guess, loop, None]) == [1, 2, 3]
    assert better(vocabulary, loop, guess) is guess
    assert better(vocabulary, guess, fine) is fine
    assert better(vocabulary, None, loop) is loop


def test_of_readings_about_as_likely_the_one_made_of_words_is_believed(
    shapes: dict[str, Path], vocabulary: Vocabulary
) -> None:
    def read(text: str, total: float) -> Attempt:
        tokens = _tokens(vocabulary, text)
        return Attempt(tokens, total / (len(tokens) + 1), None, 0.0)

    texts = ("me los ecomo mi nombre", "me lo sé como mi nombre", "a Camarrón lo han llamao, ¡ay!")
    assert [vocabulary.unknown(_tokens(vocabulary, text)) for text in texts] == [1, 0, 1]
    surest, words = read(texts[0], -1.7), read(texts[1], -1.9)
    assert likeliest(vocabulary, [surest, words]) is words
    # Much likelier is much likelier, and without a dictionary the surest is believed.
    assert likeliest(vocabulary, [surest, read(texts[1], -5.0)]) is surest
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(shapes["distil"] / "tokenizer.json"))
    assert likeliest(Vocabulary(tokenizer, "distil", "ca", multilingual=True), [surest, words]) is surest


def test_times_part_the_text(vocabulary: Vocabulary) -> None:
    zero = vocabulary.no_timestamps + 1
    words = [_tokens(vocabulary, text) for text in (" dime", " la pena", " mía")]
    tokens = (zero + 10, *words[0], zero + 60, zero + 75, *words[1], zero + 100, zero + 100, *words[2])
    found = vocabulary.segments(Attempt(tokens, -0.1, 0.0, 0.0), 2.5, timestamps=True)
    assert [(segment.text, segment.start, segment.end) for segment in found] == [
        ("dime", pytest.approx(0.2), pytest.approx(1.2)),
        ("la pena", pytest.approx(1.5), pytest.approx(2.0)),
        ("mía", pytest.approx(2.0), 2.5),
    ]
    assert vocabulary.segments(Attempt((zero, zero), -0.1, 0.0, 0.0), 2.5, timestamps=True) == ()


def test_a_long_prompt_keeps_its_end(vocabulary: Vocabulary) -> None:
    tokens = vocabulary.prompt("compás " * 400 + "Lebrija", timestamps=False)
    assert len(tokens) < 240
    assert vocabulary.text(tokens[1:-4]).endswith("Lebrija")
    assert vocabulary.prompt("", timestamps=True) == vocabulary._tokens.sot_sequence


# --- memory -----------------------------------------------------------------------------------------------


class FakeShortOfMemory(Recogniser):
    """A fake: takes at most `room` windows at once, and says it as CUDA does when it runs out."""

    def __init__(
        self, room: int, batch: int, said: str = "CUDA out of memory. Tried to allocate 2 GiB"
    ) -> None:
        self.room = room
        self.batch = batch
        self.said = said
        self.taken: list[int] = []

    def recognise_many(
        self,
        windows: Sequence[Samples],
        language: str,
        prompt: str = "",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> tuple[tuple[Segment, ...], ...]:
        if len(windows) > self.room:
            raise RuntimeError(self.said)
        self.taken.append(len(windows))
        return tuple((Segment(str(int(window[0]))),) for window in windows)


NUMBERED = [np.full(4, number, np.float32) for number in range(11)]


def test_out_of_memory_halves_the_batch() -> None:
    fake = FakeShortOfMemory(room=3, batch=8)
    told: list[Device] = []
    careful = CarefulRecogniser(lambda device: fake, "large", Device("cuda"), told.append)
    assert _texts(careful.recognise_many(NUMBERED, "es")) == [str(number) for number in range(11)]
    assert fake.taken == [2] * 5 + [1]
    assert (careful.batch, told) == (2, [])


@pytest.mark.parametrize("said", ["CUDA failed with error out of memory", "MPS backend out of memory", ""])
def test_then_it_goes_on_with_the_cpu_and_says_so(said: str) -> None:
    opened: list[str] = []
    told: list[Device] = []

    def open_on(device: Device) -> Recogniser:
        opened.append(device.kind)
        if device.kind == "cpu":
            return FakeShortOfMemory(room=1, batch=1)
        if not said:
            raise MemoryError
        return FakeShortOfMemory(room=0, batch=4, said=said)

    careful = CarefulRecogniser(open_on, "large", Device("cuda", name="GPU"), told.append)
    assert len(careful.recognise_many(NUMBERED[:3], "es")) == 3
    assert opened == ["cuda", "cpu"]
    assert [device.words for device in told] == ["CPU: CUDA ran out of memory"]


def test_where_the_cpu_has_not_enough_either_it_is_said() -> None:
    careful = CarefulRecogniser(
        lambda device: FakeShortOfMemory(room=0, batch=1, said="std::bad_alloc"),
        "large",
        Device("cpu"),
        print,
    )
    for _ in range(2):
        with pytest.raises(MemoryShortError) as caught:
            careful.recognise(NUMBERED[0], "es")
        assert caught.value.parameters == {"model": "large"}


def test_other_errors_are_not_taken_for_a_lack_of_memory() -> None:
    fake = FakeShortOfMemory(room=0, batch=4, said="illegal memory access")
    careful = CarefulRecogniser(lambda device: fake, "large", Device("cuda"), print)
    with pytest.raises(RuntimeError, match="illegal"):
        careful.recognise(NUMBERED[0], "es")
    assert not ran_out_of_memory(ValueError("shape"))
