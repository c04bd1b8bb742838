"""The aligner on a real network of random weights: frames, chunks, digits, foreign signs, cancelling."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from flamenco_desktop.errors import CancelledError, MemoryShortError
from flamenco_desktop.models import store
from flamenco_desktop.recognition import singing
from flamenco_desktop.recognition.aligner import Aligner
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.singing import Span
from tests.recognition.sounds import voice
from tests.tiny_models import LETTERS, TinyModels

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def aligner(tiny: TinyModels) -> Aligner:
    return Aligner(store.aligner(str(tiny.aligner)), Device("cpu"))


@pytest.fixture(scope="module")
def sound() -> NDArray[np.float32]:
    return np.concatenate([voice(2.0, pitch) for pitch in range(150, 330, 6)])


def test_a_frame_for_every_20_ms_to_the_end(aligner: Aligner) -> None:
    for length in (1, 100, 320, 1600, 16000, 16160):
        emissions, frame = aligner.emissions(np.zeros(length, np.float32))
        assert frame == 0.02
        assert emissions.shape == (max(1, length // 320), len(LETTERS))
        assert np.exp(emissions).sum(axis=1) == pytest.approx(1.0, abs=1e-3)


def test_chunks_join_without_a_seam(aligner: Aligner, sound: NDArray[np.float32]) -> None:
    """What a chunk says of a frame is what another chunk, begun elsewhere, says of it."""
    whole, frame = aligner.emissions(sound)
    later, _ = aligner.emissions(sound[320 * 150 :])
    inner = slice(round(10.0 / frame), round(50.0 / frame))
    difference = np.abs(whole[150:][inner] - later[inner])
    assert np.median(difference) < 0.05


def test_cancelled_between_chunks(aligner: Aligner, sound: NDArray[np.float32]) -> None:
    with pytest.raises(CancelledError):
        aligner.emissions(sound, lambda: True)


def test_no_word_is_lost_and_each_has_its_letters(aligner: Aligner, sound: NDArray[np.float32]) -> None:
    texts = ["Ay,", "21", "—", "ñandú", "яблоко", "l'amor", "…"]
    emissions, _ = aligner.emissions(sound[: 16000 * 8])
    wanted = [(Span(0.5, 4.0), texts), (Span(4.0, 7.5), ["2", "penas"])]
    first, second = aligner.align_lines(emissions, wanted, 0.0, singing.listen(sound[: 16000 * 8]), 8.0)
    assert [word.text for word in first] == texts
    assert [word.text for word in second] == ["2", "penas"]
    for words in (first, second):
        assert all(one.end <= other.start + 1e-6 for one, other in pairwise(words))
        for word in words:
            assert word.start < word.end
            assert all(
                word.start - 1e-6 <= letter.start <= letter.end <= word.end + 1e-6 for letter in word.letters
            )
            assert word.estimated == (word.text in ("—", "…"))
            assert word.estimated == (word.confidence is None)
    assert "".join(letter.char for letter in first[1].letters) == "21"
    assert "".join(letter.char for letter in first[0].letters) == "Ay"


def test_lines_in_a_batch_are_as_lines_alone(aligner: Aligner, sound: NDArray[np.float32]) -> None:
    emissions, _ = aligner.emissions(sound[: 16000 * 8])
    wanted = [(Span(0.5, 4.0), ["ay", "qué", "pena"]), (Span(4.0, 7.5), ["dos", "penas"])]
    together = aligner.align_lines(emissions, wanted)
    alone = [aligner.align(sound[: 16000 * 8], span, texts) for span, texts in wanted]
    assert [len(words) for words in together] == [len(words) for words in alone]
    assert aligner.align_lines(emissions, []) == []


def test_words_that_join_in_one_vowel_are_parted_by_their_boundary(aligner: Aligner) -> None:
    # The second vowel is heard soon after the first, and again, fainter, behind a faint boundary.
    def placed(letter: str) -> list[float]:
        chances = np.full((120, len(LETTERS)), 1e-5)
        heard = [(5, "t", 0.9), (10, "é", 0.6), (12, letter, 0.3), (60, "|", 0.1), (61, letter, 0.2)]
        for frame, sign, chance in [*heard, (80, "l", 0.9), (95, "|", 0.9)]:
            chances[frame, LETTERS.index(sign)] = chance
        chances[:, aligner.blank] += 1 - chances.sum(axis=1)
        emissions = np.log(chances).astype(np.float32)
        (words,) = aligner.align_lines(emissions, [(Span(0.0, 2.4), ["té", letter + "l"])])
        return [round(word.start, 2) for word in words]

    assert placed("e") == pytest.approx([0.1, 1.22], abs=0.03)
    # Between other letters nothing need be heard.
    assert placed("o") == pytest.approx([0.1, 0.24], abs=0.03)


def test_it_goes_on_with_the_cpu_when_another_device_has_too_little_memory(
    tiny: TinyModels, sound: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device is the only thing that is not real: the machine of this test may have none."""
    import whisperx.alignment

    load = whisperx.alignment.load_align_model
    asked: list[str] = []

    def loaded(language: str, device: str, *rest: object, **more: object) -> object:
        asked.append(device)
        if device != "cpu":
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return load(language, device, *rest, **more)

    monkeypatch.setattr(whisperx.alignment, "load_align_model", loaded)
    aligner = Aligner(store.aligner(str(tiny.aligner)), Device("cuda"))
    assert asked == ["cuda", "cpu"] and aligner.device.words == "CPU: CUDA ran out of memory"
    assert len(aligner.align(sound[:32000], Span(0.0, 2.0), ["ay"])) == 1


def test_no_memory_at_all(tiny: TinyModels, monkeypatch: pytest.MonkeyPatch) -> None:
    import whisperx.alignment

    def full(*arguments: object, **more: object) -> object:
        raise MemoryError

    monkeypatch.setattr(whisperx.alignment, "load_align_model", full)
    with pytest.raises(MemoryShortError):
        Aligner(store.aligner(str(tiny.aligner)), Device("cpu"))
